import {
  type Completion,
  completed,
  type Effect,
  failed,
  type PrintProof,
  type Receipt,
  type ReceiptJob,
  type ReceiptPrinter,
  receiptSchema,
} from '../contract/index.ts';
import { BAND_ROWS, rasterBands } from '../receipt-printer/bands.ts';
import { drawReceipt, type PaperWidthDots } from '../receipt-printer/draw.ts';
import { type FamilyName, families } from '../receipt-printer/families.ts';
import { PrinterMemory } from '../receipt-printer/printer-memory.ts';
import { selfTestReceipt } from '../receipt-printer/self-test-receipt.ts';
import type { Answer } from './answer.ts';
import { toBase64 } from './base64.ts';
import type { EnvelopeOf } from './envelope.ts';
import { MAX_BINARY_BYTES } from './limits.ts';
import { printer } from './messages.ts';
import { RECEIPT_FORMAT } from './native-formats.ts';
import { type Failure, failureOf } from './outcome.ts';
import type { MediaControl } from './payloads/printer.ts';
import { printObstacle } from './print-faults.ts';
import { XfsPrinter, type XfsPrinterOptions } from './printer-device.ts';
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
/** About four bands: the printer's buffer is small and a failure between two chunks is known to be partial. */
const CHUNK_BYTES = 40_000;
const INITIALISE = Uint8Array.of(0x1b, 0x40);

/**
 * A receipt printer behind a `Printer` service. `raw` prints in chunks and cuts by a command of its own, so that a
 * failure before the cut is `partial`; from the cut on it is `unknown` until the service completed it and its status is clean.
 */
export class XfsReceiptPrinter extends XfsPrinter implements ReceiptPrinter {
  readonly #job: XfsReceiptPrinterOptions;
  readonly #strip: StrandedStrip;

  constructor(options: XfsReceiptPrinterOptions) {
    const memory = options.memory ?? new PrinterMemory();
    super({ ...options, memory }, 'receiptPrinter');
    this.#job = options;
    const { clock, mouth, presenter } = this;
    this.#strip = new StrandedStrip({ clock, memory, mouth, presenter, cutOff: (service) => this.#cutOff(service) });
  }

  print(job: ReceiptJob): Promise<Completion<PrintProof>> {
    return this.exclusively(async (service) => {
      const receipt = receiptSchema.safeParse(job.receipt);
      if (!receipt.success) return failed('invalidData', 'receipt-invalid', 'the receipt breaks its schema');
      const seen = await service.refresh();
      if (seen.kind !== 'success') return failureOf('Common.Status', seen, 'none');
      const obstacle = printObstacle(this.status(), 'before');
      if (obstacle) return failed('deviceNotReady', obstacle, `the printer is not ready: ${obstacle}`);
      if (job.clearFirst === true) this.#strip.mayLie();
      const blocked =
        (await this.presenter.clear(service)) ?? (this.#isNative ? null : await this.#strip.gone(service));
      if (blocked) return blocked;
      this.mouth.begin();
      const printed = this.#isNative
        ? await this.#native(service, receipt.data, job.onSent)
        : await this.#raw(service, job.jobId, receipt.data, job.onSent);
      if (!printed.ok) {
        if (printed.error.effect !== 'none') this.#strip.mayLie();
        return printed;
      }
      const proved = await this.#prove(service, job.jobId, printed.value);
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
    const answer = await this.#last(service, onSent, () =>
      service.run(printer.printNative, { data: toBase64(data), mediaControl }, this.#options()),
    );
    return answer.kind === 'success' ? completed(data.length) : failureOf('Printer.PrintNative', answer, 'unknown');
  }

  async #raw(service: XfsService, jobId: string, receipt: Receipt, onSent?: () => void): Promise<Completion<number>> {
    const picture = drawReceipt(receipt, this.#job.widthDots ?? 576);
    const count = picture.missingCharacters.length;
    if (count > 0) this.#job.onMissingCharacters?.({ jobId, count });
    const { prologue } = families[this.#job.family ?? 'epson'];
    let bytes = 0;
    let started: Effect = 'none';
    for (const chunk of chunks([prologue, INITIALISE, ...rasterBands(picture)], CHUNK_BYTES)) {
      const answer = await this.#send(service, chunk);
      if (answer.kind !== 'success') return this.#atLeast(failureOf('Printer.PrintRaw', answer, 'partial'), started);
      started = 'partial';
      bytes += chunk.length;
    }
    const { command, run } = this.#cutOf(service);
    const answer = await this.#last(service, onSent, run);
    if (answer.kind === 'success') return completed(bytes);
    return this.#atLeast(failureOf(command, answer, 'unknown'), started);
  }

  /** By the service, or by the printer's own bytes where the service cannot. */
  #cutOf(service: XfsService): { command: string; run: () => Promise<Answer<unknown>> } {
    const control = service.capabilities.printer?.control;
    if (control?.cut !== true && control?.partialCut !== true) {
      const { cut } = families[this.#job.family ?? 'epson'];
      return { command: printer.printRaw.name, run: () => this.#send(service, cut) };
    }
    const mediaControl: MediaControl = {
      ...(control.cut === true ? { cut: true } : { partialCut: true }),
      ...(control.eject === true ? { move: 'eject' as const } : {}),
    };
    return {
      command: printer.controlMedia.name,
      run: () => service.run(printer.controlMedia, { mediaControl }, this.#options()),
    };
  }

  #send(service: XfsService, bytes: Uint8Array) {
    return service.run(printer.printRaw, { inputData: 'no', data: toBase64(bytes) }, this.#options());
  }

  /** Whoever prints natively knows best what lies in theirs. */
  protected override async settled(service: XfsService): Promise<void> {
    await super.settled(service);
    if (!this.#isNative && printObstacle(this.status(), 'before') === null) await this.#strip.goes(service);
  }

  /** Whatever lies uncut in the printer. */
  async #cutOff(service: XfsService): Promise<Completion<void>> {
    const { prologue } = families[this.#job.family ?? 'epson'];
    // A piece that came by halves waits for its rest: white rows fill it, and elsewhere zeros mean nothing.
    const white = new Uint8Array(((this.#job.widthDots ?? 576) / 8) * BAND_ROWS);
    for (const bytes of [white, Uint8Array.of(...prologue, ...INITIALISE)]) {
      const answer = await this.#send(service, bytes);
      if (answer.kind !== 'success') return failureOf(printer.printRaw.name, answer, 'none');
    }
    const { command, run } = this.#cutOf(service);
    const answer = await run();
    if (answer.kind !== 'success') return failureOf(command, answer, 'none');
    return completed(undefined, 'done');
  }

  /** A later command that surely did nothing does not undo the earlier ones. */
  #atLeast(failure: Failure, started: Effect): Failure {
    if (failure.error.effect !== 'none') return failure;
    return { ok: false, error: { ...failure.error, effect: started } };
  }

  /** `onSent` is told once the last command has left, before anything is proven. */
  async #last<R>(service: XfsService, onSent: (() => void) | undefined, send: () => Promise<Answer<R>>) {
    const answer = send();
    if (service.isOpen) onSent?.();
    return answer;
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

/** Joins parts into as few chunks as fit; a part is never split. */
function chunks(parts: readonly Uint8Array[], limit: number): Uint8Array[] {
  const joined: Uint8Array[][] = [[]];
  let size = 0;
  for (const part of parts) {
    if (size > 0 && size + part.length > limit) {
      joined.push([]);
      size = 0;
    }
    joined.at(-1)?.push(part);
    size += part.length;
  }
  return joined.map((group) => Uint8Array.from(Buffer.concat(group)));
}
