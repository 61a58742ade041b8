import { WedgeFramer, type WedgeKey } from './wedge-framer.ts';

/** Where framed codes go, and which page's keys count. */
export interface WedgeEnds {
  onStage(contentsId: number): boolean;
  onCode(text: string): void;
}

/** The keyboard of a machine with a declared keyboard-wedge scanner: it is there before any page is, and before the terminal. */
export class WedgeKeyboard {
  readonly #framer: WedgeFramer;
  #ends: WedgeEnds | null = null;

  constructor(suffix: 'CR' | 'TAB') {
    this.#framer = new WedgeFramer({ suffix, onCode: (text) => this.#ends?.onCode(text) });
  }

  connect(ends: WedgeEnds): void {
    this.#ends = ends;
  }

  want(wanted: boolean): void {
    this.#framer.want(wanted);
  }

  readonly take = (contentsId: number, key: { readonly type: string } & Omit<WedgeKey, 'type'>): void => {
    const { type } = key;
    if (type !== 'keyDown' && type !== 'rawKeyDown') return;
    if (this.#ends?.onStage(contentsId)) this.#framer.take({ ...key, type }, performance.now());
  };
}
