import {
  type Clock,
  type Completion,
  completed,
  type DeviceEvent,
  type DeviceEventName,
  type DeviceStatus,
  failed,
  type PrintProof,
  type Receipt,
  type ReceiptPrinter,
  receiptSchema,
  systemClock,
  type Transport,
} from '../contract/index.ts';
import { BAND_ROWS } from './bands.ts';
import { axesOf, wantsRecovery } from './condition.ts';
import { Conversation, type Observation, type Patience } from './conversation.ts';
import { drawReceipt, type PaperWidthDots } from './draw.ts';
import { type FamilyName, families, type PrinterFamily } from './families.ts';
import { DEFAULT_EXIT_POLICY, type ExitPolicy, ExitWatch } from './paper-exit.ts';
import { PrintJob } from './print-job.ts';
import { PrinterMemory } from './printer-memory.ts';
import { selfTestReceipt } from './self-test-receipt.ts';

export interface ReceiptPrinterOptions {
  readonly family: FamilyName;
  readonly widthDots?: PaperWidthDots;
  readonly clock?: Clock;
  readonly patience?: Partial<Patience>;
  /** What is done with paper nobody takes, in families that see it. */
  readonly exit?: Partial<ExitPolicy>;
  /** False where the machine has no sensor at its mouth although the family could have one. */
  readonly exitSensor?: boolean;
  /** Kept by whoever makes drivers for this port anew; without it a new driver knows nothing of an earlier one's job. */
  readonly memory?: PrinterMemory;
  /** Told how many different characters of a job the font lacks; they were printed as boxed code points. */
  readonly onMissingCharacters?: (job: { jobId: string; count: number }) => void;
}

const DEFAULT_PATIENCE: Patience = { replyMs: 2_000, attempts: 2, lateMs: 2_500, quietMs: 200 };
/** `DLE ENQ 2` against an error that is still there makes cutter and motor try again: not more often than this. */
const RECOVERY_PAUSE_MS = 10_000;
const RECOVER_AND_CLEAR = Uint8Array.of(0x10, 0x05, 0x02);
/** Ends a command, or the head of a picture, that a pulled cable cut off; the next question would become part of it. */
const END_OF_ANYTHING = new Uint8Array(8);
const INITIALISE = Uint8Array.of(0x1b, 0x40);
const WRITE_DEADLINE_MS = 5_000;
/** 9 kB at 9600 baud. */
const FILL_DEADLINE_MS = 20_000;

/** A receipt printer that speaks ESC/POS over serial or TCP 9100. Families differ by data only. */
export class EscPosReceiptPrinter implements ReceiptPrinter {
  readonly #transport: Transport;
  readonly #clock: Clock;
  readonly #family: PrinterFamily;
  readonly #widthDots: PaperWidthDots;
  readonly #options: ReceiptPrinterOptions;
  readonly #listeners = new Set<(status: DeviceStatus) => void>();
  readonly #events = new Set<(event: DeviceEvent) => void>();
  readonly #hasPresenter: boolean;
  readonly #memory: PrinterMemory;
  readonly #exit: ExitWatch | null;
  #conversation: Conversation | null = null;
  #status: DeviceStatus;
  #busy = false;
  #seen: Observation | null = null;
  #recoveredAt = Number.NEGATIVE_INFINITY;

  constructor(transport: Transport, options: ReceiptPrinterOptions) {
    this.#transport = transport;
    this.#options = options;
    this.#clock = options.clock ?? systemClock;
    this.#family = families[options.family];
    this.#widthDots = options.widthDots ?? 576;
    this.#memory = options.memory ?? new PrinterMemory();
    this.#hasPresenter = this.#family.exit !== null && options.exitSensor !== false;
    const policy = { ...DEFAULT_EXIT_POLICY, ...options.exit };
    this.#exit = this.#hasPresenter
      ? new ExitWatch(this.#family, this.#clock, policy, this.#memory, {
          observed: (seen) => this.#publish(seen),
          tell: (name, detail) => this.#tell(name, detail),
          counted: () => this.#retell(),
        })
      : null;
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
    const first = Uint8Array.of(...END_OF_ANYTHING, ...this.#family.prologue);
    await this.#conversation.write(first, WRITE_DEADLINE_MS);
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

  /** `Printer.MediaPresentedEvent`, `MediaTakenEvent`, `MediaAutoRetractedEvent`, `RetractBinThresholdEvent`. */
  onEvent(listener: (event: DeviceEvent) => void): () => void {
    this.#events.add(listener);
    return () => this.#events.delete(listener);
  }

  /** A person emptied the retract bin: only they can know. */
  retractBinEmptied(): void {
    this.#memory.retracted = 0;
    this.#retell();
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

  print(job: {
    jobId: string;
    receipt: Receipt;
    clearFirst?: boolean;
    onSent?: () => void;
  }): Promise<Completion<PrintProof>> {
    return this.#exclusively(async (conversation) => {
      const receipt = receiptSchema.safeParse(job.receipt);
      if (!receipt.success) return failed('invalidData', 'receipt-invalid', 'the receipt breaks its schema');
      const picture = drawReceipt(receipt.data, this.#widthDots);
      if (picture.missingCharacters.length > 0) {
        this.#options.onMissingCharacters?.({ jobId: job.jobId, count: picture.missingCharacters.length });
      }
      if (job.clearFirst === true) this.#memory.stranded = true;
      if (this.#memory.stranded) await this.#observeAndRecover(conversation);
      const blocked = await this.#exit?.clear(conversation);
      if (blocked) return blocked;
      const running = new PrintJob(conversation, this.#clock, this.#family, (seen) => this.#publish(seen));
      const completion = await running.run(job.jobId, picture, job.onSent);
      if (running.paperMayHaveMoved && !completion.ok) this.#memory.stranded = true;
      return completion.ok && this.#exit ? this.#exit.deliver(conversation, completion.value) : completion;
    });
  }

  selfTest(): Promise<Completion<PrintProof>> {
    return this.print({ jobId: 'self-test', receipt: selfTestReceipt(this.#family, this.#transport.port) });
  }

  async close(): Promise<void> {
    this.#conversation?.end();
    this.#conversation = null;
    await this.#transport.close();
    this.#seen = null;
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
    if (!(ready ? this.#memory.stranded : wantsRecovery(seen.flags))) return;
    if (!ready && this.#clock.now() - this.#recoveredAt < RECOVERY_PAUSE_MS) return;
    this.#recoveredAt = this.#clock.now();
    await conversation.write(RECOVER_AND_CLEAR, WRITE_DEADLINE_MS);
    const again = await this.#observe(conversation);
    if (!again || !this.#memory.stranded || wantsRecovery(again.flags)) return;
    // Cuts what the broken job left in the mouth, so that it never hangs on the next person's receipt.
    const { prologue, cut, exit } = this.#family;
    // On a pulled data cable the printer kept its power and waits for the rest of a picture, in which every command to
    // come would drown: white rows fill it, and where nothing waits zeros mean nothing.
    const rest = new Uint8Array((this.#widthDots / 8) * BAND_ROWS);
    const filled = await conversation.write(rest, FILL_DEADLINE_MS);
    if (!filled.ok) return;
    const bytes = Uint8Array.of(...prologue, ...INITIALISE, ...cut, ...(exit?.retract ?? []));
    const cleared = await conversation.write(bytes, WRITE_DEADLINE_MS);
    if (!cleared.ok) return;
    this.#memory.stranded = false;
    if (exit?.retract) this.#exit?.countRetracted();
  }

  #axes(seen: Observation): ReturnType<typeof axesOf> {
    const axes = axesOf(seen.flags, this.#hasPresenter);
    if (!this.#exit?.binFull) return axes;
    const action = axes.action === 'none' ? 'clear' : axes.action;
    return { ...axes, action, faults: [...axes.faults, 'retract-bin-full'] };
  }

  /** What was seen last, in the light of the bin's new count. */
  #retell(): void {
    this.#update(this.#seen ? this.#axes(this.#seen) : {});
  }

  #publish(seen: Observation | null): void {
    this.#seen = seen;
    if (seen) this.#update({ ...this.#axes(seen), evidence: seen.evidence });
    else if (this.#conversation?.lost === null) {
      this.#unreachable('offline', 'no-answer', 'the printer does not answer status questions');
    }
  }

  #tell(name: DeviceEventName, detail: string): void {
    const event: DeviceEvent = { deviceClass: 'receiptPrinter', name, at: this.#clock.now(), detail };
    for (const listener of [...this.#events]) listener(event);
  }

  #unreachable(device: DeviceStatus['device'], fault: string, evidence: string): void {
    this.#seen = null;
    const media = this.#hasPresenter ? 'unknown' : null;
    this.#update({ device, media, paper: 'unknown', action: 'maintenance', faults: [fault], evidence });
  }

  #update(change: Partial<DeviceStatus>): void {
    const before = this.#status.media;
    const bin = this.#exit?.supply() ?? null;
    this.#status = {
      ...this.#status,
      ...change,
      ...(bin ? { supplies: [bin] } : {}),
      observedAt: this.#clock.now(),
    };
    const after = this.#status.media;
    if (after === 'present' && before !== 'present') {
      this.#tell('Printer.MediaPresentedEvent', this.#family.exit?.kind ?? 'presenter');
    }
    if (before === 'present' && after === 'notPresent' && this.#exit?.retracting !== true) {
      this.#tell('Printer.MediaTakenEvent', this.#family.exit?.kind ?? 'presenter');
    }
    for (const listener of [...this.#listeners]) listener(this.#status);
  }
}
