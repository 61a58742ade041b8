import {
  type Clock,
  type Completion,
  completed,
  type DeviceEvent,
  type DeviceStatus,
  failed,
  type PrintProof,
  type ReceiptJob,
  type ReceiptPrinter,
  receiptSchema,
  systemClock,
  type Transport,
} from '../contract/index.ts';
import { AutomaticStatus } from './automatic-status.ts';
import { obstaclesIn } from './condition.ts';
import { Conversation, type Observation, type Patience } from './conversation.ts';
import { drawReceipt, type PaperWidthDots } from './draw.ts';
import type { ReceiptPrinterOptions } from './driver-options.ts';
import { families, type PrinterFamily } from './families.ts';
import { DEFAULT_EXIT_POLICY, ExitWatch, RETRACT_UNSUPPORTED } from './paper-exit.ts';
import { PrintJob } from './print-job.ts';
import { PrinterMemory } from './printer-memory.ts';
import { PublishedStatus } from './published-status.ts';
import { selfTestReceipt } from './self-test-receipt.ts';
import { StrandedPaper } from './stranded.ts';
import { Turns } from './turns.ts';

export type { ReceiptPrinterOptions } from './driver-options.ts';

const DEFAULT_PATIENCE: Patience = { replyMs: 2_000, attempts: 2, lateMs: 2_500, quietMs: 200 };
/** Ends a command, or the head of a picture, that a pulled cable cut off; the next question would become part of it. */
const END_OF_ANYTHING = new Uint8Array(8);
const WRITE_DEADLINE_MS = 5_000;
/** What a glance does not show is seen within this. */
const OBSERVE_EVERY_MS = 2_000;

/** One opening of the port. */
interface Line {
  readonly conversation: Conversation;
  readonly automatic: AutomaticStatus;
}

/** A receipt printer that speaks ESC/POS over serial or TCP 9100. Families differ by data only. */
export class EscPosReceiptPrinter implements ReceiptPrinter {
  readonly #transport: Transport;
  readonly #clock: Clock;
  readonly #family: PrinterFamily;
  readonly #widthDots: PaperWidthDots;
  readonly #options: ReceiptPrinterOptions;
  readonly #memory: PrinterMemory;
  readonly #exit: ExitWatch | null;
  readonly #published: PublishedStatus;
  readonly #stranded: StrandedPaper;
  readonly #turns = new Turns();
  #line: Line | null = null;
  #closings = 0;
  /** What a glance saw before all was asked last; null where that was asked without one. */
  #glimpse: string | null = null;
  /** When all questions were asked last. */
  #observedAt = Number.NEGATIVE_INFINITY;

  constructor(transport: Transport, options: ReceiptPrinterOptions) {
    this.#transport = transport;
    this.#options = options;
    this.#clock = options.clock ?? systemClock;
    this.#family = families[options.family];
    this.#widthDots = options.widthDots ?? 576;
    this.#memory = options.memory ?? new PrinterMemory();
    const exit = options.exitSensor === false ? null : this.#family.exit;
    this.#published = new PublishedStatus({
      clock: this.#clock,
      model: this.#family.label,
      exit,
      bin: () => this.#exit?.bin() ?? null,
    });
    const policy = { ...DEFAULT_EXIT_POLICY, ...options.exit };
    this.#exit = exit
      ? new ExitWatch(this.#family, this.#clock, policy, this.#memory, {
          observed: (seen) => this.#publish(seen),
          published: this.#published,
        })
      : null;
    this.#stranded = new StrandedPaper({
      family: this.#family,
      clock: this.#clock,
      widthDots: this.#widthDots,
      memory: this.#memory,
      observe: (conversation) => this.#observe(conversation),
    });
  }

  async open(): Promise<Completion<void>> {
    if (this.#line && this.#line.conversation.lost === null) return completed(undefined, 'none');
    this.#hangUp();
    const closings = this.#closings;
    const opened = await this.#transport.open();
    if (!opened.ok) {
      const fault = { notFound: 'port-not-found', busy: 'port-busy', denied: 'port-denied' } as const;
      const { kind, message } = opened.error;
      const word = kind in fault ? fault[kind as keyof typeof fault] : 'port-error';
      this.#published.unreachable(kind === 'notFound' ? 'noDevice' : 'offline', word, message);
      return failed('deviceNotReady', word, message);
    }
    if (closings !== this.#closings) {
      // Closed meanwhile, when there was nothing to give back yet.
      await this.#transport.close();
      return failed('canceled', 'closed', 'the printer was closed while it opened');
    }
    const patience = { ...DEFAULT_PATIENCE, ...this.#options.patience };
    const automatic = new AutomaticStatus(this.#family, this.#clock, () => this.#lookByItself());
    const conversation = new Conversation(this.#transport, this.#clock, this.#family, patience, {
      lost: (reason) => this.#published.unreachable('noDevice', 'hung-up', reason),
      automatic: (bytes) => automatic.heard(bytes),
    });
    this.#line = { conversation, automatic };
    await this.#turns.command(async () => {
      const first = Uint8Array.of(...END_OF_ANYTHING, ...this.#family.prologue);
      await conversation.write(first, WRITE_DEADLINE_MS);
      await this.#observe(conversation);
      await this.#letItTell();
    });
    return completed(undefined, 'none');
  }

  status(): DeviceStatus {
    return this.#published.status;
  }

  onStatus(listener: (status: DeviceStatus) => void): () => void {
    return this.#published.onStatus(listener);
  }

  /** `Printer.MediaPresentedEvent`, `MediaTakenEvent`, `MediaAutoRetractedEvent`, `RetractBinThresholdEvent`. */
  onEvent(listener: (event: DeviceEvent) => void): () => void {
    return this.#published.onEvent(listener);
  }

  askAgainInMs(): number {
    return this.#line?.automatic.askAgainInMs(this.#ready) ?? 0;
  }

  retract(): Promise<Completion<'nothing' | 'retracted'>> {
    const exit = this.#exit;
    if (!exit) return Promise.resolve(RETRACT_UNSUPPORTED);
    return this.#exclusively((conversation) => exit.drawBack(conversation));
  }

  retractBinHolds(papers: number, emptiedAt: number): void {
    this.#memory.binHolds(papers, emptiedAt);
    this.#published.retell();
  }

  /** A person emptied the retract bin: only they can know. */
  retractBinEmptied(): void {
    this.#memory.retracted = 0;
    this.#published.retell();
  }

  /** Asks the printer, and brings it back once the cause of a stop is removed. Does nothing while a job runs. */
  refresh(): Promise<DeviceStatus> {
    return this.#whileIdle(async ({ conversation }) => {
      await this.#observeAndRecover(conversation);
      await this.#letItTell();
    });
  }

  glance(): Promise<DeviceStatus> {
    return this.#whileIdle(async ({ conversation }) => {
      const glimpse = (await conversation.ask(this.#family.glance))?.evidence ?? null;
      // Compared with what was seen before all was asked: a change in the middle of that is a change still.
      const { seen } = this.#published;
      const recent = this.#clock.now() - this.#observedAt < OBSERVE_EVERY_MS;
      if (seen !== null && recent && glimpse !== null && glimpse === this.#glimpse)
        return this.#published.observed(seen);
      await this.#observeAndRecover(conversation);
      this.#glimpse = glimpse;
      await this.#letItTell();
    });
  }

  print(job: ReceiptJob): Promise<Completion<PrintProof>> {
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
      return completion.ok && this.#exit
        ? this.#exit.deliver(conversation, completion.value, job.onPresented)
        : completion;
    });
  }

  selfTest(): Promise<Completion<PrintProof>> {
    return this.print({ jobId: 'self-test', receipt: selfTestReceipt(this.#family, this.#transport.port) });
  }

  async close(): Promise<void> {
    if (this.#line && !this.#turns.taken) await this.#line.automatic.end(this.#line.conversation);
    this.#closings += 1;
    this.#hangUp();
    await this.#transport.close();
    this.#published.closed();
  }

  #hangUp(): void {
    this.#line?.automatic.stop();
    this.#line?.conversation.end();
    this.#line = null;
  }

  async #exclusively<T>(act: (conversation: Conversation) => Promise<Completion<T>>): Promise<Completion<T>> {
    const line = this.#line;
    if (!line) return failed('deviceNotReady', 'not-open', 'the printer was not opened');
    const completion = await this.#turns.command(async () => {
      const { conversation, automatic } = line;
      if (conversation.lost !== null) return failed('deviceNotReady', 'hung-up', conversation.lost);
      // Each job turns it off: what is told must not mix with the proof.
      automatic.lapsed();
      const done = await act(conversation);
      await this.#letItTell();
      return done;
    });
    return completion ?? failed('sequenceError', 'busy', 'the printer is at another job');
  }

  async #whileIdle(act: (line: Line) => Promise<void>): Promise<DeviceStatus> {
    await this.#turns.command(async () => {
      if (this.#line && this.#line.conversation.lost === null) await act(this.#line);
    });
    return this.status();
  }

  /** False while the printer is at something else. */
  async #lookByItself(): Promise<boolean> {
    const line = this.#line;
    if (!line || line.conversation.lost !== null) return true;
    return this.#turns.look(() => this.#observeAndRecover(line.conversation));
  }

  get #ready(): boolean {
    const { seen } = this.#published;
    return seen !== null && obstaclesIn(seen.flags).length === 0;
  }

  /** Behind a broken job the saying would drown, and a stopped printer would only keep it: its buffer is small. */
  async #letItTell(): Promise<void> {
    if (this.#line && this.#ready && !this.#memory.stranded) await this.#line.automatic.enable(this.#line.conversation);
  }

  async #observe(conversation: Conversation): Promise<Observation | null> {
    this.#glimpse = null;
    const seen = await conversation.askAll(this.#family.status);
    this.#observedAt = this.#clock.now();
    this.#publish(seen);
    return seen;
  }

  async #observeAndRecover(conversation: Conversation): Promise<void> {
    if (await this.#stranded.observeAndRecover(conversation)) this.#exit?.countRetracted('cleared');
  }

  #publish(seen: Observation | null): void {
    if (seen) this.#published.observed(seen);
    else if (this.#line?.conversation.lost === null) {
      this.#published.unreachable('offline', 'no-answer', 'the printer does not answer status questions');
    }
  }
}
