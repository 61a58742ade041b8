import {
  type Clock,
  type Completion,
  completed,
  type DeviceStatus,
  failed,
  type PrintProof,
  type Receipt,
  type ReceiptPrinter,
  receiptSchema,
  systemClock,
  type Transport,
} from '../contract/index.ts';
import { axesOf, wantsRecovery } from './condition.ts';
import { Conversation, type Observation, type Patience } from './conversation.ts';
import { drawReceipt, type PaperWidthDots } from './draw.ts';
import { type FamilyName, families, type PrinterFamily } from './families.ts';
import { PrintJob } from './print-job.ts';
import { selfTestReceipt } from './self-test-receipt.ts';

export interface ReceiptPrinterOptions {
  readonly family: FamilyName;
  readonly widthDots?: PaperWidthDots;
  readonly clock?: Clock;
  readonly patience?: Partial<Patience>;
  /** Told how many different characters of a job the font lacks; they were printed as boxed code points. */
  readonly onMissingCharacters?: (job: { jobId: string; count: number }) => void;
}

const DEFAULT_PATIENCE: Patience = { replyMs: 2_000, attempts: 2, lateMs: 2_500, quietMs: 200 };
/** `DLE ENQ 2` against an error that is still there makes cutter and motor try again: not more often than this. */
const RECOVERY_PAUSE_MS = 10_000;
const RECOVER_AND_CLEAR = Uint8Array.of(0x10, 0x05, 0x02);
const INITIALISE = Uint8Array.of(0x1b, 0x40);
const WRITE_DEADLINE_MS = 5_000;

/** A receipt printer that speaks ESC/POS over serial or TCP 9100. Families differ by data only. */
export class EscPosReceiptPrinter implements ReceiptPrinter {
  readonly #transport: Transport;
  readonly #clock: Clock;
  readonly #family: PrinterFamily;
  readonly #widthDots: PaperWidthDots;
  readonly #options: ReceiptPrinterOptions;
  readonly #listeners = new Set<(status: DeviceStatus) => void>();
  readonly #hasPresenter: boolean;
  #conversation: Conversation | null = null;
  #status: DeviceStatus;
  #busy = false;
  /** A broken job may have left rows in the buffer and an uncut strip in the mouth: someone's, not the next one's. */
  #stranded = false;
  #recoveredAt = Number.NEGATIVE_INFINITY;

  constructor(transport: Transport, options: ReceiptPrinterOptions) {
    this.#transport = transport;
    this.#options = options;
    this.#clock = options.clock ?? systemClock;
    this.#family = families[options.family];
    this.#widthDots = options.widthDots ?? 576;
    const flags = this.#family.status.flatMap((query) => query.tables.flat()).map((meaning) => meaning.flag);
    this.#hasPresenter = flags.includes('ticket-in-output');
    this.#status = {
      deviceClass: 'receiptPrinter',
      device: 'unknown',
      media: this.#hasPresenter ? 'unknown' : null,
      paper: 'unknown',
      action: 'none',
      faults: [],
      observedAt: this.#clock.now(),
      evidence: 'not opened',
      identity: null,
      model: this.#family.label,
    };
  }

  async open(): Promise<Completion<void>> {
    if (this.#conversation && this.#conversation.lost === null) return completed(undefined, 'none');
    this.#conversation?.end();
    this.#conversation = null;
    const opened = await this.#transport.open();
    if (!opened.ok) {
      const fault = { notFound: 'port-not-found', busy: 'port-busy', denied: 'port-denied' } as const;
      const { kind, message } = opened.error;
      const word = kind in fault ? fault[kind as keyof typeof fault] : 'port-error';
      this.#unreachable(kind === 'notFound' ? 'noDevice' : 'offline', word, message);
      return failed('deviceNotReady', word, message);
    }
    const patience = { ...DEFAULT_PATIENCE, ...this.#options.patience };
    this.#conversation = new Conversation(this.#transport, this.#clock, this.#family, patience, (reason) =>
      this.#unreachable('noDevice', 'hung-up', reason),
    );
    if (this.#family.prologue.length > 0) await this.#conversation.write(this.#family.prologue, WRITE_DEADLINE_MS);
    await this.#observe(this.#conversation);
    return completed(undefined, 'none');
  }

  status(): DeviceStatus {
    return this.#status;
  }

  onStatus(listener: (status: DeviceStatus) => void): () => void {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }

  /** Asks the printer, and brings it back once the cause of a stop is removed. Does nothing while a job runs. */
  async refresh(): Promise<DeviceStatus> {
    const conversation = this.#conversation;
    if (!conversation || conversation.lost !== null || this.#busy) return this.#status;
    this.#busy = true;
    try {
      await this.#observeAndRecover(conversation);
    } finally {
      this.#busy = false;
    }
    return this.#status;
  }

  print(job: { jobId: string; receipt: Receipt; onSent?: () => void }): Promise<Completion<PrintProof>> {
    return this.#exclusively(async (conversation) => {
      const receipt = receiptSchema.safeParse(job.receipt);
      if (!receipt.success) return failed('invalidData', 'receipt-invalid', 'the receipt breaks its schema');
      const picture = drawReceipt(receipt.data, this.#widthDots);
      if (picture.missingCharacters.length > 0) {
        this.#options.onMissingCharacters?.({ jobId: job.jobId, count: picture.missingCharacters.length });
      }
      if (this.#stranded) await this.#observeAndRecover(conversation);
      const running = new PrintJob(conversation, this.#clock, this.#family, (seen) => this.#publish(seen));
      const completion = await running.run(job.jobId, picture, job.onSent);
      if (running.paperMayHaveMoved && !completion.ok) this.#stranded = true;
      return completion;
    });
  }

  selfTest(): Promise<Completion<PrintProof>> {
    return this.print({ jobId: 'self-test', receipt: selfTestReceipt(this.#family, this.#transport.port) });
  }

  async close(): Promise<void> {
    this.#conversation?.end();
    this.#conversation = null;
    await this.#transport.close();
    this.#update({ device: 'unknown', paper: 'unknown', action: 'none', faults: [], evidence: 'closed' });
  }

  async #exclusively(
    act: (conversation: Conversation) => Promise<Completion<PrintProof>>,
  ): Promise<Completion<PrintProof>> {
    const conversation = this.#conversation;
    if (!conversation) return failed('deviceNotReady', 'not-open', 'the printer was not opened');
    if (conversation.lost !== null) return failed('deviceNotReady', 'hung-up', conversation.lost);
    if (this.#busy) return failed('sequenceError', 'busy', 'the printer is at another job');
    this.#busy = true;
    try {
      return await act(conversation);
    } finally {
      this.#busy = false;
    }
  }

  async #observe(conversation: Conversation): Promise<Observation | null> {
    const seen = await conversation.askAll(this.#family.status);
    this.#publish(seen);
    return seen;
  }

  async #observeAndRecover(conversation: Conversation): Promise<void> {
    const seen = await this.#observe(conversation);
    if (!seen) return;
    const ready = axesOf(seen.flags, this.#hasPresenter).faults.every((fault) => fault === 'paper-near-end');
    if (!(ready ? this.#stranded : wantsRecovery(seen.flags))) return;
    if (!ready && this.#clock.now() - this.#recoveredAt < RECOVERY_PAUSE_MS) return;
    this.#recoveredAt = this.#clock.now();
    await conversation.write(RECOVER_AND_CLEAR, WRITE_DEADLINE_MS);
    const again = await this.#observe(conversation);
    if (!again || !this.#stranded || wantsRecovery(again.flags)) return;
    // Cuts what the broken job left in the mouth, so that it never hangs on the next person's receipt.
    const { prologue, cut } = this.#family;
    const cleared = await conversation.write(Uint8Array.of(...prologue, ...INITIALISE, ...cut), WRITE_DEADLINE_MS);
    if (cleared.ok) this.#stranded = false;
  }

  #publish(seen: Observation | null): void {
    if (seen) this.#update({ ...axesOf(seen.flags, this.#hasPresenter), evidence: seen.evidence });
    else if (this.#conversation?.lost === null) {
      this.#unreachable('offline', 'no-answer', 'the printer does not answer status questions');
    }
  }

  #unreachable(device: DeviceStatus['device'], fault: string, evidence: string): void {
    const media = this.#hasPresenter ? 'unknown' : null;
    this.#update({ device, media, paper: 'unknown', action: 'maintenance', faults: [fault], evidence });
  }

  #update(change: Partial<DeviceStatus>): void {
    this.#status = { ...this.#status, ...change, observedAt: this.#clock.now() };
    for (const listener of [...this.#listeners]) listener(this.#status);
  }
}
