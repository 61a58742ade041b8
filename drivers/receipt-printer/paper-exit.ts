import {
  type Clock,
  type Completion,
  completed,
  type DeviceEventName,
  type DeviceStatus,
  failed,
  type PrintProof,
  RETRACT_BIN_PAPERS,
  type ReceiptJob,
} from '../contract/index.ts';
import type { Conversation, Observation } from './conversation.ts';
import type { PrinterFamily } from './family.ts';
import type { PrinterMemory } from './printer-memory.ts';

/** What is done with paper nobody takes. Milliseconds, sheets. */
export interface ExitPolicy {
  /** How long paper is held out before it is drawn back, or left where the family cannot draw back. */
  readonly takeWithinMs: number;
  /** How long a new job waits for an earlier paper that still hangs out and cannot be drawn back. */
  readonly clearWithinMs: number;
  /** `leave` paper hanging even where it could be drawn back. */
  readonly notTaken: 'retract' | 'leave';
  /** Sheets the bin holds. */
  readonly binSheets: number;
}

export const DEFAULT_EXIT_POLICY: ExitPolicy = {
  takeWithinMs: 30_000,
  clearWithinMs: 10_000,
  notTaken: 'retract',
  binSheets: RETRACT_BIN_PAPERS,
};

const POLL_MS = 300;
/** A motor needs longer than this to draw paper in: if the mouth is empty by then, a hand was faster. */
const SNATCH_MS = 150;
const RETRACT_WITHIN_MS = 15_000;
const WRITE_DEADLINE_MS = 5_000;
/** From here on a person should empty the bin soon. */
const BIN_HIGH = 0.8;

type Mouth = 'paper' | 'empty' | 'jammed' | 'silent';
type Failure = Extract<Completion<never>, { ok: false }>;

const NOT_RETRACTED = {
  snatched: failed(
    'commandErrorCode',
    'retract-uncertain',
    'the paper left the mouth just as it was to be drawn back',
    'unknown',
  ),
  failed: failed('hardwareError', 'retract-failed', 'the paper could not be drawn back', 'unknown'),
} as const;
export const RETRACT_UNSUPPORTED = failed(
  'unsupportedCommand',
  'retract-unsupported',
  'this printer draws nothing back',
);

/** The retract bin as the status tells it. */
export interface BinView {
  readonly supply: NonNullable<DeviceStatus['supplies']>[number];
  readonly full: boolean;
}

export interface ExitHooks {
  /** Every look, for the status. */
  readonly observed: (seen: Observation | null) => void;
  readonly tell: (name: DeviceEventName, detail: string) => void;
  /** The bin holds one more: the status says it. */
  readonly retell: () => void;
}

/** The paper between the cutter and a person's hand, as far as the family's sensor tells. */
export class ExitWatch {
  readonly #family: PrinterFamily;
  readonly #retractBytes: Uint8Array | null;
  readonly #clock: Clock;
  readonly #policy: ExitPolicy;
  readonly #memory: PrinterMemory;
  readonly #hooks: ExitHooks;
  #retracting = false;

  constructor(family: PrinterFamily, clock: Clock, policy: ExitPolicy, memory: PrinterMemory, hooks: ExitHooks) {
    this.#family = family;
    this.#retractBytes = family.exit?.retract ?? null;
    this.#clock = clock;
    this.#policy = policy;
    this.#memory = memory;
    this.#hooks = hooks;
  }

  /** What the sensor says changed: tells of paper that came out, and of paper that was taken. */
  moved(before: DeviceStatus['media'], after: DeviceStatus['media']): void {
    const kind = this.#family.exit?.kind ?? 'presenter';
    if (after === 'present' && before !== 'present') this.#hooks.tell('Printer.MediaPresentedEvent', kind);
    // While it draws back, an empty mouth is no taken paper.
    if (before === 'present' && after === 'notPresent' && !this.#retracting)
      this.#hooks.tell('Printer.MediaTakenEvent', kind);
  }

  /** Null without a motor that draws back. Room as a supply: `full` room enough, `low` little, `out` none. */
  bin(): BinView | null {
    if (this.#retractBytes === null) return null;
    const used = this.#memory.retracted / this.#policy.binSheets;
    const level = used >= 1 ? 'out' : used >= BIN_HIGH ? 'low' : 'full';
    const percent = Math.max(0, Math.round((1 - used) * 100));
    return { supply: { name: 'retractBin', level, percent }, full: used >= 1 };
  }

  /**
   * Before a job: no earlier paper may hang out and go to the next person with it. Null when the mouth is empty.
   * `onBlocked` as for a job.
   */
  async clear(conversation: Conversation, onBlocked?: ReceiptJob['onBlocked']): Promise<Failure | null> {
    const first = await this.#look(conversation);
    if (first !== 'paper') return null;
    if (this.#mayRetract) {
      const end = await this.#retract(conversation);
      if (end === 'retracted' || end === 'snatched') return null;
      return failed('hardwareError', 'retract-failed', 'an earlier paper could not be drawn back');
    }
    onBlocked?.(true);
    const until = this.#clock.now() + this.#policy.clearWithinMs;
    while (this.#clock.now() < until) {
      await this.#clock.delay(POLL_MS);
      const mouth = await this.#look(conversation);
      if (mouth === 'paper') continue;
      onBlocked?.(false);
      // What else is wrong the job itself finds out, and names.
      return null;
    }
    return failed('deviceNotReady', 'media-present', 'an earlier paper still hangs out of the printer');
  }

  /**
   * After the proof: who has the paper? Claims `paper-taken` only when the sensor saw it come and go. Paper drawn back
   * is a failure with effect `partial`: printed, certainly in nobody's hands, and only a person may ask for it again.
   */
  async deliver(
    conversation: Conversation,
    proof: PrintProof,
    onPresented: () => void = () => undefined,
  ): Promise<Completion<PrintProof>> {
    if ((await this.#look(conversation)) !== 'paper') return completed(proof);
    onPresented();
    const until = this.#clock.now() + this.#policy.takeWithinMs;
    while (this.#clock.now() < until) {
      await this.#clock.delay(POLL_MS);
      const mouth = await this.#look(conversation);
      if (mouth === 'empty') return completed({ ...proof, fence: 'paper-taken' });
      // The cut was proved before; where the paper went is not seen any more.
      if (mouth === 'silent') return completed(proof);
    }
    if (!this.#mayRetract) return completed(proof);
    const end = await this.#retract(conversation);
    if (end !== 'retracted') return NOT_RETRACTED[end];
    return failed('commandErrorCode', 'media-retracted', 'nobody took the paper; it was drawn back', 'partial');
  }

  /** Draws back what is held out, whoever's it is. */
  async drawBack(conversation: Conversation): Promise<Completion<'nothing' | 'retracted'>> {
    const mouth = await this.#look(conversation);
    if (mouth === 'silent') return failed('timeOut', 'no-answer', 'the printer does not answer status questions');
    if (mouth !== 'paper') return completed('nothing', 'none');
    if (this.#retractBytes === null || this.#policy.notTaken === 'leave') return RETRACT_UNSUPPORTED;
    if (!this.#mayRetract) return failed('deviceNotReady', 'retract-bin-full', 'the retract bin is full');
    const end = await this.#retract(conversation);
    return end === 'retracted' ? completed(end) : NOT_RETRACTED[end];
  }

  get #mayRetract(): boolean {
    return this.#retractBytes !== null && this.#policy.notTaken === 'retract' && this.bin()?.full === false;
  }

  async #look(conversation: Conversation): Promise<Mouth> {
    const seen = await conversation.askAll(this.#family.status);
    this.#hooks.observed(seen);
    if (!seen) return 'silent';
    if (seen.flags.includes('paper-jam')) return 'jammed';
    return seen.flags.includes('ticket-in-output') ? 'paper' : 'empty';
  }

  async #retract(conversation: Conversation): Promise<'retracted' | 'snatched' | 'failed'> {
    const retract = this.#retractBytes;
    if (!retract) return 'failed';
    this.#retracting = true;
    try {
      const sent = await conversation.write(retract, WRITE_DEADLINE_MS);
      if (!sent.ok) return 'failed';
      await this.#clock.delay(SNATCH_MS);
      const soon = await this.#look(conversation);
      if (soon === 'empty') return this.#gone('snatched', 'uncertain');
      const until = this.#clock.now() + RETRACT_WITHIN_MS;
      let mouth: Mouth = soon;
      while (mouth === 'paper' && this.#clock.now() < until) {
        await this.#clock.delay(POLL_MS);
        mouth = await this.#look(conversation);
      }
      if (mouth === 'empty') return this.#gone('retracted', 'retracted');
      this.#hooks.tell('Printer.MediaAutoRetractedEvent', 'jammed');
      return 'failed';
    } finally {
      this.#retracting = false;
    }
  }

  #gone<T>(end: T, detail: string): T {
    this.countRetracted(detail);
    return end;
  }

  /** Counted whether it came there or not: a bin believed emptier than it is jams. */
  countRetracted(detail: string): void {
    this.#hooks.tell('Printer.MediaAutoRetractedEvent', detail);
    const before = this.bin()?.supply.level;
    this.#memory.retracted += 1;
    this.#hooks.retell();
    const after = this.bin()?.supply.level;
    if (after === before || after === undefined) return;
    this.#hooks.tell('Printer.RetractBinThresholdEvent', after === 'out' ? 'full' : 'high');
  }
}
