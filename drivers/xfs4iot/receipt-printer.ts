import {
  type Completion,
  completed,
  failed,
  type PrintProof,
  type Receipt,
  type ReceiptJob,
  type ReceiptPrinter,
  receiptSchema,
} from '../contract/index.ts';
import { type FamilyName, families } from '../receipt-printer/families.ts';
import { PrinterMemory } from '../receipt-printer/printer-memory.ts';
import { selfTestReceipt } from '../receipt-printer/self-test-receipt.ts';
import type { PaperWidthDots } from '../receipt-printer/typesetting.ts';
import { toBase64 } from './base64.ts';
import type { EnvelopeOf } from './envelope.ts';
import { MAX_BINARY_BYTES } from './limits.ts';
import { printer } from './messages.ts';
import { RECEIPT_FORMAT } from './native-formats.ts';
import { failureOf } from './outcome.ts';
import type { MediaControl } from './payloads/printer.ts';
import { printObstacle } from './print-faults.ts';
import { XfsPrinter, type XfsPrinterOptions } from './printer-device.ts';
import { RawReceipt, sendLast } from './raw-receipt.ts';
import type { XfsService } from './service.ts';
import { StrandedStrip } from './strip.ts';

export interface XfsReceiptPrinterOptions extends XfsPrinterOptions {
  /** `raw`: ESC/POS pictures through `PrintRaw`. `native`: the receipt itself, to another terminal's facade. */
  readonly method: 'raw' | 'native';
  /** Which cut bytes are sent where the service cannot cut; `epson` unless told. */
  readonly family?: FamilyName;
  readonly widthDots?: PaperWidthDots;
  /** Time limit of each command. Milliseconds; 30 s unless told. */
  readonly commandMs?: number;
  readonly onMissingCharacters?: (job: { jobId: string; count: number }) => void;
}

const COMMAND_MS = 30_000;

/**
 * A receipt printer behind a `Printer` service. `raw` prints in chunks and cuts by a command of its own, so that a
 * failure before the cut is `partial`; from the cut on it is `unknown` until the service completed it and its status is clean.
 */
export class XfsReceiptPrinter extends XfsPrinter implements ReceiptPrinter {
  readonly #job: XfsReceiptPrinterOptions;
  readonly #raw: RawReceipt;
  readonly #strip: StrandedStrip;

  constructor(options: XfsReceiptPrinterOptions) {
    const memory = options.memory ?? new PrinterMemory();
    super({ ...options, memory }, 'receiptPrinter');
    this.#job = options;
    const { family = 'epson', widthDots = 576, onMissingCharacters } = options;
    this.#raw = new RawReceipt({ family, widthDots, onMissingCharacters, command: this.#options() });
    const { clock, mouth, presenter } = this;
    const cutOff = (service: XfsService) => this.#raw.cutOff(service);
    this.#strip = new StrandedStrip({ clock, memory, mouth, presenter, cutOff });
  }

  print(job: ReceiptJob): Promise<Completion<PrintProof>> {
    return this.exclusively(async (service) => {
      const receipt = receiptSchema.safeParse(job.receipt);
      if (!receipt.success) return failed('invalidData', 'receipt-invalid', 'the receipt breaks its schema');
      const seen = await service.refresh();
      if (seen.kind !== 'success') return failureOf('Common.Status', seen, 'none');
      const obstacle = printObstacle(this.status(), 'before');
      if (obstacle) return failed('deviceNotReady', obstacle, `the printer is not ready: ${obstacle}`);
      if (job.clearFirst === true) this.#strip.mayLieFromBefore();
      const blocked =
        (await this.presenter.clear(service, { onBlocked: job.onBlocked })) ??
        (this.#isNative ? null : await this.#strip.gone(service, job.onBlocked));
      if (blocked) return blocked;
      this.mouth.begin();
      const printed = this.#isNative
        ? await this.#native(service, receipt.data, job.onSent)
        : await this.#raw.print(service, job.jobId, receipt.data, job.onSent);
      if (!printed.ok) {
        if (printed.error.effect !== 'none') this.#strip.mayLie();
        return printed;
      }
      const proved = await this.#prove(service, job.jobId, printed.value);
      if (proved.ok && !this.#isNative) this.#strip.wentWith();
      return proved.ok ? this.presenter.deliver(service, proved.value, job.onPresented) : proved;
    });
  }

  selfTest(): Promise<Completion<PrintProof>> {
    const receipt = selfTestReceipt(families[this.#job.family ?? 'epson'], 'XFS4IoT');
    return this.print({ jobId: 'self-test', receipt });
  }

  retract(): Promise<Completion<'nothing' | 'retracted'>> {
    return this.exclusively((service) => this.presenter.drawBack(service));
  }

  retractBinHolds(papers: number, emptiedAt: number): void {
    this.bins.holdsAtLeast(papers, emptiedAt);
    this.lookAgain();
  }

  /** Cancels what runs, then resets; media found in the way goes where the service decides. */
  reset(timeoutMs = COMMAND_MS): Promise<Completion<void>> {
    return this.exclusively(async (service) => {
      const answer = await service.reset(printer.reset, {}, timeoutMs);
      return answer.kind === 'success' ? completed(undefined, 'done') : failureOf('Printer.Reset', answer, 'unknown');
    });
  }

  async #native(service: XfsService, receipt: Receipt, onSent?: () => void): Promise<Completion<number>> {
    if (service.capabilities.printer?.osPrinter !== RECEIPT_FORMAT) {
      return failed('unsupportedData', 'native-format', `the service does not print ${RECEIPT_FORMAT}`);
    }
    const data = Buffer.from(JSON.stringify(receipt));
    if (data.length > MAX_BINARY_BYTES) return failed('invalidData', 'message-too-large', 'the receipt is too large');
    const mediaControl: MediaControl = { cut: true, move: 'eject' };
    const answer = await sendLast(service, onSent, () =>
      service.run(printer.printNative, { data: toBase64(data), mediaControl }, this.#options()),
    );
    return answer.kind === 'success' ? completed(data.length) : failureOf('Printer.PrintNative', answer, 'unknown');
  }

  /** Whoever prints natively knows best what lies in theirs. */
  protected override async settled(service: XfsService): Promise<void> {
    await super.settled(service);
    if (!this.#isNative && printObstacle(this.status(), 'before') === null) await this.#strip.goes(service);
  }

  get #isNative(): boolean {
    return this.#job.method === 'native';
  }

  #options() {
    return { timeoutMs: this.#job.commandMs ?? COMMAND_MS, onEvent: (event: EnvelopeOf<'event'>) => this.tell(event) };
  }

  async #prove(service: XfsService, jobId: string, bytes: number): Promise<Completion<PrintProof>> {
    const seen = await service.refresh();
    if (seen.kind !== 'success') return failureOf('Common.Status after the cut', seen, 'unknown');
    const obstacle = printObstacle(this.status(), 'after');
    if (obstacle) return failed('hardwareError', obstacle, `the printer ended with ${obstacle}`, 'unknown');
    return completed({ jobId, fence: 'printer-executed-cut', bytes });
  }
}
