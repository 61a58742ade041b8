import { type KeyInput, keyMayPass } from './key-filter.ts';

/** What we use of Electron's `before-input-event` input. */
export interface WedgeKey extends KeyInput {
  readonly type: 'rawKeyDown' | 'keyDown' | 'keyUp' | 'char';
  readonly isAutoRepeat: boolean;
}

/** A scanner types this fast; a hand does not. Milliseconds between two keys. */
export const LONGEST_GAP_MS = 50;
/** After anything that no code holds, the line must be quiet for so long before a code may begin. */
const QUIET_MS = 300;
const SHORTEST = 4;
const LONGEST = 512;
const ENDS = { CR: 'Enter', TAB: 'Tab' } as const;
/** Printable ASCII: a wedge loses everything else. */
const TYPED = /^[\x20-\x7e]$/;

/**
 * Makes codes of the keys a keyboard-wedge scanner types. It stands in the shell, before any page: no key reaches a page
 * while a wedge is configured, because typed characters cannot be told from a keyboard. A code is what comes without a pause
 * and ends with the suffix, while a scan is wanted. One chord, one named key or one strange character spoils everything
 * until the line is quiet: a programming barcode can type anything, and must reach nothing.
 */
export class WedgeFramer {
  readonly #end: string;
  readonly #onCode: (text: string) => void;
  #wanted = false;
  #text = '';
  #lastAt = Number.NEGATIVE_INFINITY;
  #spoiltUntil = Number.NEGATIVE_INFINITY;

  constructor(options: { suffix: keyof typeof ENDS; onCode: (text: string) => void }) {
    this.#end = ENDS[options.suffix];
    this.#onCode = options.onCode;
  }

  /** A step asks for a scan, or no longer. What was begun is forgotten. */
  want(wanted: boolean): void {
    this.#wanted = wanted;
    this.#text = '';
  }

  /** One key event at monotonic `now` milliseconds. */
  take(key: WedgeKey, now: number): void {
    if (key.type === 'keyUp' || key.type === 'char') return;
    const gap = now - this.#lastAt;
    this.#lastAt = now;
    if (!this.#wanted) return;
    if (now < this.#spoiltUntil) {
      this.#spoil(now);
      return;
    }
    if (gap > LONGEST_GAP_MS) this.#text = '';
    // Shift is pressed for capital letters; what it does to a key is in the key.
    if (key.key === 'Shift' && keyMayPass(key)) return;
    if (key.isAutoRepeat || !keyMayPass(key)) this.#spoil(now);
    else if (key.key === this.#end) this.#ended();
    else if (TYPED.test(key.key) && this.#text.length < LONGEST) this.#text += key.key;
    else this.#spoil(now);
  }

  #ended(): void {
    const text = this.#text;
    this.#text = '';
    if (text.trim().length >= SHORTEST && text === text.trim()) this.#onCode(text);
  }

  #spoil(now: number): void {
    this.#text = '';
    this.#spoiltUntil = now + QUIET_MS;
  }
}
