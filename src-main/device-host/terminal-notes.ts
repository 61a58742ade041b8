import type { Clock } from '../../drivers/contract/index.ts';

/** The terminal commits a row in milliseconds; one that has not answered by then hangs. */
const NOTED_WITHIN_MS = 8000;

/**
 * Waits for the terminal to say that something is on its disk (a step of a document, the beginning of a guest's act). No
 * answer, or no terminal, is a no.
 */
export class TerminalNotes {
  readonly #clock: Clock;
  readonly #waiting = new Map<string, (noted: boolean) => void>();

  constructor(clock: Clock) {
    this.#clock = clock;
  }

  /** One at a time for each `id`. `tell`: false where no terminal hears it. */
  ask(id: string, tell: () => boolean): Promise<boolean> {
    return new Promise((resolve) => {
      const over = new AbortController();
      const settle = (noted: boolean) => {
        this.#waiting.delete(id);
        over.abort();
        resolve(noted);
      };
      this.#waiting.set(id, settle);
      if (!tell()) settle(false);
      else void this.#clock.delay(NOTED_WITHIN_MS, over.signal).then(() => settle(false));
    });
  }

  noted(id: string, noted: boolean): void {
    this.#waiting.get(id)?.(noted);
  }

  terminalWent(): void {
    for (const settle of [...this.#waiting.values()]) settle(false);
  }
}
