import type { FindLate, LateVerdict } from './dialect.ts';

/**
 * Stands in front of the cutting of codes and takes out replies that nobody waits for any more. It looks only where a code may
 * begin, and before any suffix is looked for: a reply's own bytes may be one.
 */
export class LateReplies {
  readonly #always: FindLate | null;
  /** How the answer looks that is still to come. */
  #owed: FindLate | null = null;
  #held = '';
  /** So many of the held bytes came before somebody else's read. */
  #stale = 0;
  #begun = false;

  constructor(always: FindLate | null) {
    this.#always = always;
  }

  /** That question got no answer in time. */
  owe(find: FindLate): void {
    this.#owed = find;
  }

  get holding(): boolean {
    return this.#held !== '';
  }

  /** What is held can be nothing but a reply. */
  get begun(): boolean {
    return this.#begun;
  }

  /** Takes one byte, as a character of Latin-1; what it returns is no reply. */
  take(byte: string): string {
    this.#held += byte;
    const verdict = this.#verdict();
    if (verdict === 'begun' || verdict === 'perhaps') {
      this.#begun = verdict === 'begun';
      return '';
    }
    const fresh = this.#held.slice(verdict === 'none' ? this.#stale : verdict);
    this.forget();
    return fresh;
  }

  /** Another read begins: half a reply stays one, and turns into nobody's code if it was none. */
  newRead(): void {
    this.#stale = this.#held.length;
  }

  /** The line fell silent: half a reply is dropped, what may be a code is returned. */
  silence(): string {
    const rest = this.#begun ? '' : this.#held.slice(this.#stale);
    if (this.#begun) this.#owed = null;
    this.forget();
    return rest;
  }

  #verdict(): LateVerdict {
    const owed = this.#owed?.(this.#held) ?? 'none';
    if (typeof owed === 'number') this.#owed = null;
    if (owed !== 'none') return owed;
    return this.#always?.(this.#held) ?? 'none';
  }

  forget(): void {
    this.#held = '';
    this.#stale = 0;
    this.#begun = false;
  }
}
