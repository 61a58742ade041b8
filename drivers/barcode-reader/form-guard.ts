import type { Clock } from '../contract/index.ts';
import type { RawCode } from './link.ts';
import { isProgramming } from './programming.ts';

/** Codes come in another form than the scanner was set up for, and nothing here can set it back. */
export const FORM_CHANGED = 'code-form-changed';
/** Somebody held out a code that sets scanners up, and this scanner read it as any other. */
export const PROGRAMMING_SHOWN = 'programming-code-shown';
/** It reads although its light was put out. */
export const READS_UNASKED = 'trigger-mode';

/** How long a code that was held out stays said. Milliseconds. */
export const SHOWN_FOR_MS = 3_600_000;
/** So many in a row that are no text, never end or fit no report: one may be a bad print. */
export const ODD_IN_A_ROW = 3;
/** A code may be on its way while the light goes out. Milliseconds. */
export const LIGHT_OUT_AFTER_MS = 1_000;
/** So many codes with the light out say that it does not obey; forgotten after a while without one. */
export const UNASKED_IN_A_ROW = 2;
const UNASKED_FORGOTTEN_MS = 600_000;

/** Modifiers that are letters exist, and are not worth refusing somebody's `]HELLO` for. */
const AIM_IN_FRONT = /^\][A-Za-z][0-9]/;

export type Verdict = 'code' | 'programming' | 'changed';

/**
 * What can be told of scanners that take no question: a programming code may have changed them, and only what they send
 * afterwards shows it. Holds times and counts, never a code.
 */
export class FormGuard {
  readonly #clock: Clock;
  readonly #prefixed: boolean;
  #changed = false;
  #odd = 0;
  #shownAt: number | null = null;
  #shown = 0;
  #unasked: number[] = [];

  /** `prefixed`: it was set up to send AIM identifiers in front of its codes. */
  constructor(clock: Clock, prefixed: boolean) {
    this.#clock = clock;
    this.#prefixed = prefixed;
  }

  /** Another opening: perhaps another scanner. What somebody held out stays said. */
  forget(): void {
    this.#changed = false;
    this.#odd = 0;
    this.#unasked = [];
  }

  /** What this code is; one in the form it was set up for says that it still is. */
  judge({ aim, data }: RawCode): Verdict {
    // With the identifiers switched on behind our back even a set-up code begins with one.
    const head = Buffer.from(data.subarray(0, 3)).toString('latin1');
    const inFront = AIM_IN_FRONT.test(head);
    if (isProgramming(inFront ? data.subarray(3) : data)) {
      this.#shownAt = this.#clock.now();
      this.#shown += 1;
      return 'programming';
    }
    this.#changed = inFront || (this.#prefixed && aim === null);
    return this.#changed ? 'changed' : 'code';
  }

  /** A code that was read is text: whatever was odd before was the print. */
  readable(): void {
    this.#odd = 0;
  }

  /** Something came that is no text, that never ended, or that fits no report of its own descriptor. */
  unreadable(): void {
    this.#odd += 1;
  }

  /** A code came `sinceLightOutMs` after its light was put out. */
  unasked(sinceLightOutMs: number): void {
    if (sinceLightOutMs > LIGHT_OUT_AFTER_MS) this.#unasked.push(this.#clock.now());
  }

  get faults(): readonly string[] {
    const now = this.#clock.now();
    this.#unasked = this.#unasked.filter((at) => now - at < UNASKED_FORGOTTEN_MS).slice(-UNASKED_IN_A_ROW);
    return [
      ...(this.formChanged ? [FORM_CHANGED] : []),
      ...(this.#unasked.length >= UNASKED_IN_A_ROW ? [READS_UNASKED] : []),
      ...(this.#shownAt !== null && now - this.#shownAt < SHOWN_FOR_MS ? [PROGRAMMING_SHOWN] : []),
    ];
  }

  get formChanged(): boolean {
    return this.#changed || this.#odd >= ODD_IN_A_ROW;
  }

  /** For the line of evidence; empty while there is nothing to tell. */
  get told(): readonly string[] {
    return [
      ...(this.#changed
        ? [this.#prefixed ? 'codes come without AIM identifier' : 'codes come with AIM identifier']
        : []),
      ...(this.#odd >= ODD_IN_A_ROW ? [`${this.#odd} unreadable in a row`] : []),
      ...(this.#shown > 0 ? [`programming codes refused: ${this.#shown}`] : []),
    ];
  }
}
