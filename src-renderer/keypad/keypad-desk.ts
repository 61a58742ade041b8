import type { KeypadKey } from '../../src-main/contract/keypad.ts';
import type { LinkState, TerminalLink } from '../connection/terminal-link.ts';
import { screenKey } from '../screens/screen-key.ts';
import type { Speech } from './speech.ts';
import { takeKey } from './take-key.ts';

/** The page is drawn by then. Milliseconds. */
const DRAWN_MS = 150;

/** Lets a keypad stand for the finger and a headset for the eye. */
export class KeypadDesk {
  readonly #link: TerminalLink;
  readonly #speech: Speech;
  readonly #page: Document;
  #shown = '';
  #due: ReturnType<typeof setTimeout> | undefined;

  constructor(link: TerminalLink, speech: Speech, page: Document) {
    this.#link = link;
    this.#speech = speech;
    this.#page = page;
  }

  readonly key = (key: KeypadKey): void => {
    const state = this.#link.state();
    if (state.kind !== 'live') return;
    const focused = takeKey(key, this.#page);
    if (focused !== null) this.#speech.say(labelOf(focused), state.snapshot.language);
  };

  readonly follow = (): void => {
    const state = this.#link.state();
    if (state.kind !== 'live') {
      this.#speech.hush();
      this.#shown = '';
      return;
    }
    this.#speech.headset(state.snapshot.cabinet?.headset === true);
    const shown = `${state.snapshot.cabinet?.headset === true} ${screenKey(state.snapshot)}`;
    if (shown === this.#shown) return;
    this.#shown = shown;
    this.#speech.hush();
    clearTimeout(this.#due);
    this.#due = setTimeout(() => this.#announce(state), DRAWN_MS);
  };

  /** Heading and lead of what came: who cannot see hears where they are. */
  #announce({ snapshot }: Extract<LinkState, { kind: 'live' }>): void {
    const heading = this.#page.querySelector('main h1');
    const lead = heading?.parentElement?.querySelector('p')?.textContent ?? '';
    this.#speech.say(`${heading?.textContent ?? ''}. ${lead}`, snapshot.language);
  }
}

const labelOf = (element: HTMLElement): string => element.getAttribute('aria-label') ?? element.textContent ?? '';
