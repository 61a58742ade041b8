import { type Clock, type Completion, completed, type Effect, failed, type PrintProof } from '../contract/index.ts';
import { rasterBands } from './bands.ts';
import type { Bitmap } from './bitmap.ts';
import { obstaclesIn, passesByItself } from './condition.ts';
import type { Conversation, Observation } from './conversation.ts';
import type { PrinterFamily, StatusQuery } from './family.ts';

/** `ESC @`, then automatic status off: it must not mix with the answers. */
const PREPARE = Uint8Array.of(0x1b, 0x40, 0x1d, 0x61, 0x00);
/** A band at 9600 baud takes ten seconds; a printer that stopped holds the line for ever. */
const BAND_DEADLINE_MS = 20_000;
/** 203 dpi heads. */
const DOTS_PER_MM = 8;
const SHORT_DEADLINE_MS = 5_000;
const SETTLE_MS = 5_000;
const FENCE_MS = 20_000;
/** How long a hot head or low voltage is waited for in the middle of a job. */
const PASSING_MS = 20_000;

type Failure = Extract<Completion<PrintProof>, { ok: false }>;

/**
 * One receipt from the first question to the proof. What is claimed at each point:
 * before the first band is written `none`; from then until the cut is written `partial` (the cut never left, so the
 * receipt cannot be whole); from then on `unknown` until the fence behind the cut was answered and the status is clean.
 */
export class PrintJob {
  readonly #conversation: Conversation;
  readonly #clock: Clock;
  readonly #family: PrinterFamily;
  readonly #onObservation: (seen: Observation | null) => void;
  #effect: Effect = 'none';

  constructor(
    conversation: Conversation,
    clock: Clock,
    family: PrinterFamily,
    onObservation: (seen: Observation | null) => void,
  ) {
    this.#conversation = conversation;
    this.#clock = clock;
    this.#family = family;
    this.#onObservation = onObservation;
  }

  get paperMayHaveMoved(): boolean {
    return this.#effect !== 'none';
  }

  async run(jobId: string, picture: Bitmap, onSent?: () => void): Promise<Completion<PrintProof>> {
    const prepared = (await this.#ready(this.#family.status)) ?? (await this.#prepare());
    if (prepared) return prepared;
    let bytes = 0;
    for (const band of rasterBands(picture)) {
      if (this.#conversation.lost !== null) return this.#gone();
      this.#effect = 'partial';
      const failure = (await this.#send(band, BAND_DEADLINE_MS)) ?? (await this.#ready(this.#family.betweenBands));
      if (failure) return failure;
      bytes += band.length;
    }
    if (this.#conversation.lost !== null) return this.#gone();
    // From here on the cut may have left, even if writing it fails half-way.
    this.#effect = 'unknown';
    const cut = Uint8Array.of(...this.#family.cut, ...(this.#family.exit?.present ?? []));
    const failure = await this.#send(cut, BAND_DEADLINE_MS);
    if (failure) return failure;
    onSent?.();
    const proof = { jobId, fence: 'printer-executed-cut', bytes: bytes + cut.length } as const;
    const paperMillimetres = Math.ceil(picture.heightDots / DOTS_PER_MM);
    return (await this.#prove()) ?? completed({ ...proof, paperMillimetres });
  }

  /** Mode, initialisation, and proof that the printer executes what it gets: nothing of an earlier job is waiting. */
  async #prepare(): Promise<Failure | null> {
    const failure = await this.#send(Uint8Array.of(...this.#family.prologue, ...PREPARE), SHORT_DEADLINE_MS);
    if (failure) return failure;
    if (await this.#conversation.settleFences(SETTLE_MS)) return null;
    const stopped = await this.#ready(this.#family.status);
    return (
      stopped ??
      failed('deviceNotReady', 'fence-missing', 'the printer is clean but executes nothing: GS r 1 unanswered')
    );
  }

  async #prove(): Promise<Failure | null> {
    // Twice, with the whole status in between: one stray byte on the line must not pass for a printed receipt.
    const stillWorthwhile = async () => {
      const seen = await this.#conversation.askAll(this.#family.betweenBands);
      if (seen) this.#onObservation(seen);
      return seen !== null && (obstaclesIn(seen.flags).length === 0 || passesByItself(seen.flags));
    };
    const executed = await this.#conversation.fence(FENCE_MS, stillWorthwhile);
    const stopped = await this.#ready(this.#family.status);
    if (stopped) return stopped;
    if (executed && (await this.#conversation.fence(SETTLE_MS))) return null;
    if (this.#conversation.lost !== null) return this.#gone();
    const why = 'everything was sent, but the printer did not confirm the cut (GS r 1 unanswered)';
    return failed('timeOut', 'fence-missing', why, 'unknown');
  }

  /** Null when the printer may go on; waits while what is in the way passes by itself. */
  async #ready(queries: readonly StatusQuery[]): Promise<Failure | null> {
    const until = this.#clock.now() + PASSING_MS;
    for (;;) {
      let seen = await this.#conversation.askAll(queries);
      // A short look found a stop: the whole status names its cause.
      if (seen && queries !== this.#family.status && obstaclesIn(seen.flags).length > 0) {
        seen = await this.#conversation.askAll(this.#family.status);
      }
      if (this.#conversation.lost !== null) return this.#gone();
      this.#onObservation(seen);
      if (!seen) return failed('timeOut', 'no-answer', 'the printer does not answer status questions', this.#effect);
      const [cause] = obstaclesIn(seen.flags);
      if (cause === undefined) return null;
      if (!passesByItself(seen.flags) || this.#clock.now() >= until) return this.#stopped(cause, seen);
      await this.#clock.delay(1_000);
    }
  }

  #stopped(cause: string, seen: Observation): Failure {
    return failed('hardwareError', cause, `the printer stopped: ${cause} (${seen.evidence})`, this.#effect);
  }

  async #send(bytes: Uint8Array, deadlineMs: number): Promise<Failure | null> {
    const written = await this.#conversation.write(bytes, deadlineMs);
    if (written.ok) return null;
    if (this.#conversation.lost !== null) return this.#gone();
    const { kind, message } = written.error;
    if (kind === 'timeout') {
      return failed('timeOut', 'write-stalled', `the printer takes no more data: ${message}`, this.#effect);
    }
    return failed('hardwareError', 'port-error', message, this.#effect);
  }

  #gone(): Failure {
    const reason = this.#conversation.lost ?? 'the port is gone';
    return failed('hardwareError', 'hung-up', `the printer went away: ${reason}`, this.#effect);
  }
}
