import type { Clock } from '../contract/index.ts';
import type { SignalLink } from './link.ts';

/** A word vouches for a board that takes no question and promises none for so long. Milliseconds. */
const VOUCHED_FOR_MS = 12 * 3_600_000;
/** More than this part of a heartbeat's time too late, and the heartbeat was missed. */
const LATE = 1.5;

/** When a board spoke last, and what that is worth. */
export class Hearing {
  readonly #link: SignalLink;
  readonly #hasInputs: boolean;
  readonly #clock: Clock;
  #heardAt = 0;
  /** When the board spoke last since it was opened. */
  #spokeAt: number | null = null;

  constructor(link: SignalLink, hasInputs: boolean, clock: Clock) {
    this.#link = link;
    this.#hasInputs = hasInputs;
    this.#clock = clock;
  }

  opened(): void {
    this.#heardAt = this.#clock.now();
    this.#spokeAt = null;
  }

  /** True when it owed a heartbeat before this word. */
  heard(): boolean {
    const { heartbeatMs } = this.#link;
    const late = heartbeatMs !== null && this.#spokeAt !== null && this.quietMs > heartbeatMs * LATE;
    this.#heardAt = this.#clock.now();
    this.#spokeAt = this.#heardAt;
    return late;
  }

  get quietMs(): number {
    return this.#clock.now() - this.#heardAt;
  }

  /** Nothing can be asked of it, it promises nothing, and nothing it said vouches for it: an alarm that nobody would hear. */
  get isDoubted(): boolean {
    const { canBeAsked, heartbeatMs } = this.#link;
    if (canBeAsked || heartbeatMs !== null || !this.#hasInputs) return false;
    return this.#spokeAt === null || this.#clock.now() - this.#spokeAt > VOUCHED_FOR_MS;
  }

  get lastWord(): string {
    if (this.#spokeAt === null) return 'nothing has come since it was opened';
    return `the last word came ${Math.round((this.#clock.now() - this.#spokeAt) / 60_000)} min ago`;
  }
}
