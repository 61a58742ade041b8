import {
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
  usbRelease,
} from '../contract/index.ts';
import { DriverShell, Listeners, portFault } from '../driver-shell/index.ts';
import { AutomaticStatus } from './automatic-status.ts';
import { axesOf, obstaclesIn } from './condition.ts';
import { Conversation, type Observation, type Patience } from './conversation.ts';
import { drawReceipt } from './draw.ts';
import type { ReceiptPrinterOptions } from './driver-options.ts';
import { families } from './families.ts';
import type { PrinterFamily } from './family.ts';
import { Looks } from './looks.ts';
import { DEFAULT_EXIT_POLICY, ExitWatch, RETRACT_UNSUPPORTED } from './paper-exit.ts';
import { PrintJob } from './print-job.ts';
import { askWhatItIs, firmwareOf, identityOf } from './printer-information.ts';
import { PrinterMemory } from './printer-memory.ts';
import { selfTestReceipt } from './self-test-receipt.ts';
import type { PaperWidthDots } from './typesetting.ts';

export type { ReceiptPrinterOptions } from './driver-options.ts';

const DEFAULT_PATIENCE: Patience = { replyMs: 2_000, attempts: 3, lateMs: 2_500, quietMs: 200 };
/** Ends a command, or the head of a picture, that a pulled cable cut off; the next question would become part of it. */
const END_OF_ANYTHING = new Uint8Array(8);
const WRITE_DEADLINE_MS = 5_000;

/** One opening of the port. */
interface Line {
  readonly conversation: Conversation;
  readonly automatic: AutomaticStatus;
  /** How often it may still be asked what it is: again once where nothing came, which may have been one lost byte. */
  questionsLeft: number;
}

/** A receipt printer that speaks ESC/POS over serial or TCP 9100. Families differ by data only. */
export class EscPosReceiptPrinter extends DriverShell implements ReceiptPrinter {
  readonly #transport: Transport;
  readonly #family: PrinterFamily;
  readonly #widthDots: PaperWidthDots;
  readonly #options: ReceiptPrinterOptions;
  readonly #memory: PrinterMemory;
  /** Null without a sensor that sees the paper behind the cutter. */
  readonly #exit: ExitWatch | null;
  readonly #looks: Looks;
  readonly #events = new Listeners<DeviceEvent>();
  #line: Line | null = null;
  /** What the printer said last; null when it said nothing. */
  #seen: Observation | null = null;
  /** While it is being opened: what it is and how it is are told together. */
  #opening = false;

  constructor(transport: Transport, options: ReceiptPrinterOptions) {
    const family = families[options.family];
    const sensor = options.exitSensor !== false && family.exit !== null;
    const media = sensor ? 'unknown' : null;
    super(
      { deviceClass: 'receiptPrinter', model: family.label, media, paper: 'unknown', port: transport.port },
      options.clock ?? systemClock,
    );
    const { clock } = this;
    const { widthDots = 576, memory = new PrinterMemory() } = options;
    const observed = (seen: Observation | null) => this.#publish(seen);
    this.#transport = transport;
    this.#options = options;
    this.#family = family;
    this.#widthDots = widthDots;
    this.#memory = memory;
    this.#exit = sensor
      ? new ExitWatch(family, clock, { ...DEFAULT_EXIT_POLICY, ...options.exit }, memory, {
          observed,
          tell: (name, detail) => this.#events.tell({ deviceClass: 'receiptPrinter', name, at: clock.now(), detail }),
          retell: () => this.#retell(),
        })
      : null;
    const cleared = () => this.#exit?.countRetracted('cleared');
    this.#looks = new Looks({ family, clock, widthDots, memory, observed, cleared });
  }

  /** `Printer.MediaPresentedEvent`, `MediaTakenEvent`, `MediaAutoRetractedEvent`, `RetractBinThresholdEvent`. */
  onEvent(listener: (event: DeviceEvent) => void): () => void {
    return this.#events.add(listener);
  }

  askAgainInMs(): number {
    return this.#line?.automatic.askAgainInMs(this.#ready) ?? 0;
  }

  glance(): Promise<DeviceStatus> {
    return this.question(async () => {
      if (!this.#line) return;
      if (await this.#looks.glance(this.#line.conversation, () => this.#seen)) this.#publish(this.#seen);
      else await this.#introduce(this.#seen);
      await this.#letItTell();
    });
  }

  retract(): Promise<Completion<'nothing' | 'retracted'>> {
    const exit = this.#exit;
    if (!exit) return Promise.resolve(RETRACT_UNSUPPORTED);
    return this.#exclusively((conversation) => exit.drawBack(conversation));
  }

  retractBinHolds(papers: number, emptiedAt: number): void {
    this.#memory.binHolds(papers, emptiedAt);
    this.#retell();
  }

  /** A person emptied the retract bin: only they can know. */
  retractBinEmptied(): void {
    this.#memory.retracted = 0;
    this.#retell();
  }

  print(job: ReceiptJob): Promise<Completion<PrintProof>> {
    return this.#exclusively(async (conversation) => {
      const receipt = receiptSchema.safeParse(job.receipt);
      if (!receipt.success) return failed('invalidData', 'receipt-invalid', 'the receipt breaks its schema');
      const picture = drawReceipt(receipt.data, this.#widthDots);
      if (picture.missingCharacters.length > 0) {
        this.#options.onMissingCharacters?.({ jobId: job.jobId, count: picture.missingCharacters.length });
      }
      if (job.clearFirst === true) this.#memory.earlierJobMayHaveBroken();
      if (this.#memory.stranded) await this.#looks.allAndRecover(conversation);
      const blocked = await this.#exit?.clear(conversation, job.onBlocked);
      if (blocked) return blocked;
      const running = new PrintJob(conversation, this.clock, this.#family, (seen) => this.#publish(seen));
      const completion = await running.run(job.jobId, picture, job.onSent);
      if (completion.ok) this.#memory.stripCut(true);
      else if (running.paperMayHaveMoved) this.#memory.jobBroke();
      return completion.ok && this.#exit
        ? this.#exit.deliver(conversation, completion.value, job.onPresented)
        : completion;
    });
  }

  selfTest(): Promise<Completion<PrintProof>> {
    return this.print({ jobId: 'self-test', receipt: selfTestReceipt(this.#family, this.#transport.port) });
  }

  protected get isOpen(): boolean {
    return this.#line?.conversation.lost === null;
  }

  protected async connect(): Promise<Completion<void>> {
    this.#hangUp();
    const opened = await this.#transport.open();
    if (!opened.ok) {
      const { status } = portFault(opened.error);
      this.observe({ ...status, ...this.unseen() });
      return failed('deviceNotReady', status?.faults?.[0] ?? 'port-error', opened.error.message);
    }
    // What it told last stands until it can be asked again: a cover that is open now makes it no other printer.
    this.observe({ identity: this.#memory.identity, firmware: usbRelease(this.#transport.release) });
    const patience = { ...DEFAULT_PATIENCE, ...this.#options.patience };
    const automatic = new AutomaticStatus(this.#family, this.clock, () => this.#lookByItself());
    const conversation = new Conversation(this.#transport, this.clock, this.#family, patience, {
      lost: (reason) => this.#unreachable('noDevice', 'hung-up', reason),
      automatic: (bytes) => automatic.heard(bytes),
    });
    this.#line = { conversation, automatic, questionsLeft: 2 };
    await conversation.write(Uint8Array.of(...END_OF_ANYTHING, ...this.#family.prologue), WRITE_DEADLINE_MS);
    this.#opening = true;
    const seen = await this.#looks.all(conversation);
    await this.#introduce(seen);
    this.#opening = false;
    if (conversation.lost === null) this.#publish(seen);
    await this.#letItTell();
    return completed(undefined, 'none');
  }

  /** Asks the printer, and brings it back once the cause of a stop is removed. */
  protected async check(): Promise<Completion<void>> {
    if (this.#line) await this.#looks.allAndRecover(this.#line.conversation);
    await this.#introduce(this.#seen);
    await this.#letItTell();
    return completed(undefined, 'none');
  }

  protected async disconnect(): Promise<void> {
    if (this.#line && !this.isBusy) await this.#line.automatic.end(this.#line.conversation);
    this.#hangUp();
    await this.#transport.close();
  }

  protected override observe(change: Partial<DeviceStatus>): void {
    const before = this.status().media;
    const bin = this.#exit?.bin();
    super.observe(bin ? { ...change, supplies: [bin.supply] } : change);
    this.#exit?.moved(before, this.status().media);
  }

  #hangUp(): void {
    this.#line?.automatic.stop();
    this.#line?.conversation.end();
    this.#line = null;
    this.#seen = null;
  }

  #exclusively<T>(act: (conversation: Conversation) => Promise<Completion<T>>): Promise<Completion<T>> {
    return this.alone(async () => {
      if (!this.#line) return failed('deviceNotReady', 'not-open', 'the printer was not opened');
      const { conversation, automatic } = this.#line;
      if (conversation.lost !== null) return failed('deviceNotReady', 'hung-up', conversation.lost);
      // Each job turns it off: what is told must not mix with the proof.
      automatic.lapsed();
      const done = await act(conversation);
      await this.#letItTell();
      return done;
    });
  }

  /** False while the printer is at something else: who asks now may have asked before the change. */
  async #lookByItself(): Promise<boolean> {
    if (this.isBusy || this.isAsking) return false;
    await this.refresh();
    return true;
  }

  get #ready(): boolean {
    return this.#seen !== null && obstaclesIn(this.#seen.flags).length === 0;
  }

  /** Behind a broken job the saying would drown, and a stopped printer would only keep it: its buffer is small. */
  async #letItTell(): Promise<void> {
    if (this.#line && this.#ready && !this.#memory.stranded) await this.#line.automatic.enable(this.#line.conversation);
  }

  /** Asks what it is, once it is ready: behind a broken job, or stopped, it would answer in the middle of a later one. */
  async #introduce(seen: Observation | null): Promise<void> {
    const line = this.#line;
    if (!line || line.questionsLeft === 0 || this.#family.introduces.length === 0) return;
    if (seen === null || obstaclesIn(seen.flags).length > 0 || this.#memory.stranded) return;
    line.questionsLeft -= 1;
    line.automatic.lapsed();
    const told = await askWhatItIs(line.conversation, this.#family);
    if (this.#line !== line || line.conversation.lost !== null) return;
    if (Object.keys(told).length === 0 && line.questionsLeft > 0) return;
    line.questionsLeft = 0;
    this.#memory.identity = identityOf(told);
    const firmware = firmwareOf(told) ?? usbRelease(this.#transport.release);
    this.observe({ identity: this.#memory.identity, firmware });
  }

  #publish(seen: Observation | null): void {
    if (this.#opening) return;
    if (seen) {
      this.#seen = seen;
      this.observe({ ...this.#axes(seen), evidence: seen.evidence });
    } else if (this.isOpen) {
      this.#unreachable('offline', 'no-answer', 'the printer does not answer status questions');
    }
  }

  /** What was seen last, in the light of the bin's new count. */
  #retell(): void {
    this.observe(this.#seen ? this.#axes(this.#seen) : {});
  }

  #axes({ flags }: Observation): ReturnType<typeof axesOf> {
    return axesOf(flags, { presenter: this.#exit !== null, binFull: this.#exit?.bin()?.full === true });
  }

  #unreachable(device: DeviceStatus['device'], fault: string, evidence: string): void {
    this.#seen = null;
    this.observe({ device, ...this.unseen(), action: 'maintenance', faults: [fault], evidence });
  }
}
