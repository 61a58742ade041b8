import type { Clock } from '../contract/index.ts';

/** Fault word of a scanner that nothing can be asked of, until a code came from it and again after that is long ago. */
export const UNVERIFIED = 'unverified';

/** A code vouches for its scanner for so long. Milliseconds. */
export const VOUCHED_FOR_MS = 12 * 3_600_000;
/** So many reads in a row without anything and the last code vouches no more. */
export const READS_IN_VAIN = 3;

/**
 * What is known of a scanner that takes no question: its cable is plugged in, and codes came from it, or did not. A scanner
 * that hangs, one set to another rate and one that nobody shows a code look the same on such a line.
 */
export class SignOfLife {
  readonly #clock: Clock;
  #codeAt: number | null = null;
  #inVain = 0;

  constructor(clock: Clock) {
    this.#clock = clock;
  }

  /** Another opening: perhaps another scanner. */
  forget(): void {
    this.#codeAt = null;
    this.#inVain = 0;
  }

  /** Something came that a scanner sends: a code, wanted or not, text or not. */
  heard(): void {
    this.#codeAt = this.#clock.now();
    this.#inVain = 0;
  }

  /** A code was wanted and nothing came in time. */
  missed(): void {
    this.#inVain += 1;
  }

  get vouched(): boolean {
    return this.#codeAt !== null && this.#inVain < READS_IN_VAIN && this.#clock.now() - this.#codeAt <= VOUCHED_FOR_MS;
  }

  /** For the line of evidence. */
  get told(): string {
    if (this.#codeAt === null) return 'no code has come since it was opened';
    if (this.#inVain >= READS_IN_VAIN) return `${this.#inVain} reads brought nothing`;
    return `the last code came ${Math.round((this.#clock.now() - this.#codeAt) / 60_000)} min ago`;
  }
}
