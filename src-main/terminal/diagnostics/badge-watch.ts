import type { CodeScanner } from '../devices/code-scanner.ts';
import { pause } from '../pause.ts';

/**
 * One look of the scanner; the next begins at once. Milliseconds. A scanner that died without a word is found out when a
 * look ends, and only then a camera looks.
 */
const LOOK_MS = 10_000;
/** After a code: it may be held there for a while. Milliseconds. */
const REST_MS = 2_000;
/** After a scanner that refused (busy, away). Milliseconds. */
const AGAIN_MS = 500;

/** Lets the scanner, or a camera in its place, read while the door is on the screen. Every code that is read goes to `onText` and nowhere else. */
export class BadgeWatch {
  readonly #scanner: Pick<CodeScanner, 'fitted' | 'read'>;
  readonly #onText: (text: string) => void;
  #looking: AbortController | null = null;

  constructor(scanner: Pick<CodeScanner, 'fitted' | 'read'>, onText: (text: string) => void) {
    this.#scanner = scanner;
    this.#onText = onText;
  }

  start(): void {
    this.stop();
    if (!this.#scanner.fitted) return;
    const looking = new AbortController();
    this.#looking = looking;
    void this.#look(looking.signal);
  }

  /** The scanner's light goes off at once; what it reads in that moment is dropped. */
  stop(): void {
    this.#looking?.abort();
    this.#looking = null;
  }

  async #look(signal: AbortSignal): Promise<void> {
    let last = '';
    while (!signal.aborted) {
      const read = await this.#scanner.read({ timeoutMs: LOOK_MS, signal });
      if (signal.aborted) return;
      if (read.ok) {
        // A code that is held there is read again and again: five readings of one wrong code must not lock the door.
        if (read.value.text !== last) this.#onText(read.value.text);
        last = read.value.text;
      }
      if (read.ok) await pause(REST_MS, signal);
      else if (read.error.code !== 'timeOut') await pause(AGAIN_MS, signal);
    }
  }
}
