import type { Clock } from '../contract/index.ts';
import type { Conversation } from './conversation.ts';
import type { PrinterFamily } from './family.ts';

/** `GS a n`: the printer answers it with one automatic status, and sends another at each change. */
const automaticStatus = (n: number): Uint8Array => Uint8Array.of(0x1d, 0x61, n);
const WRITE_DEADLINE_MS = 2_000;
/** A printer that was switched off and on has forgotten it, and serial ports do not tell: it is said again so often. */
const SAY_AGAIN_MS = 5_000;
/** How soon a printer that tells its changes is asked all the same: what it told may have been lost. */
const CALM_MS = 1_000;
/** How soon one that does not, or is not ready, is asked: a person stands before it, or works on it. */
const BRISK_MS = 80;
/** A flood of tellings makes no more questions than this. */
const BETWEEN_LOOKS_MS = 50;

/**
 * Automatic status of one connection. A telling is a bell and no status: it makes the driver ask, so garbage that looks
 * like one costs a question and never makes a wrong status. It rings only while no job runs; jobs turn it off.
 */
export class AutomaticStatus {
  readonly #n: number | null;
  readonly #clock: Clock;
  readonly #look: () => Promise<boolean>;
  #saidAt = Number.NEGATIVE_INFINITY;
  /** The printer has not answered the last saying yet. */
  #awaiting = false;
  #alive = false;
  /** The last telling, to know a mere answer from a change. */
  #last = '';
  #rung = false;
  #ringing = false;
  #ended = false;

  /** `look` asks the printer how it is; false when it was at something else, so that nobody looked. */
  constructor(family: PrinterFamily, clock: Clock, look: () => Promise<boolean>) {
    this.#n = family.automatic;
    this.#clock = clock;
    this.#look = look;
  }

  /** In how many milliseconds an idle printer wants to be asked again. `ready`: nothing was in the way last time. */
  askAgainInMs(ready: boolean): number {
    return this.#alive && ready ? CALM_MS : BRISK_MS;
  }

  /** The printer was seen ready: from now on it shall tell. Said again now and then; executed in order, so only when idle. */
  async enable(conversation: Conversation): Promise<void> {
    if (this.#n === null || this.#clock.now() - this.#saidAt < SAY_AGAIN_MS) return;
    if (this.#awaiting) this.#alive = false;
    this.#saidAt = this.#clock.now();
    this.#awaiting = true;
    await conversation.write(automaticStatus(this.#n), WRITE_DEADLINE_MS);
  }

  /** A job turned it off, or the printer forgot. */
  lapsed(): void {
    this.#saidAt = Number.NEGATIVE_INFINITY;
    this.#awaiting = false;
    this.#alive = false;
  }

  /** Leaves a printer that does not talk to whoever opens the port next. */
  async end(conversation: Conversation): Promise<void> {
    this.#ended = true;
    if (this.#n === null || this.#saidAt === Number.NEGATIVE_INFINITY || conversation.lost !== null) return;
    await conversation.write(automaticStatus(0), WRITE_DEADLINE_MS);
  }

  /** Nothing more is asked of this connection. */
  stop(): void {
    this.#ended = true;
  }

  heard(bytes: Uint8Array): void {
    const text = bytes.join();
    const answer = this.#awaiting && text === this.#last;
    this.#awaiting = false;
    this.#alive = this.#saidAt > Number.NEGATIVE_INFINITY;
    this.#last = text;
    if (answer) return;
    this.#rung = true;
    if (!this.#ringing) void this.#ring();
  }

  async #ring(): Promise<void> {
    this.#ringing = true;
    while (this.#rung && !this.#ended) {
      this.#rung = false;
      // Who asks now may have asked before the change.
      if (!(await this.#look())) this.#rung = true;
      await this.#clock.delay(BETWEEN_LOOKS_MS);
    }
    this.#ringing = false;
  }
}
