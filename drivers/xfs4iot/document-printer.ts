import {
  type Completion,
  completed,
  type DocumentJobRequest,
  type DocumentPrinter,
  failed,
  type PrintProof,
} from '../contract/index.ts';
import { isPdf } from '../document-printer/pdf.ts';
import { toBase64 } from './base64.ts';
import { MAX_BINARY_BYTES } from './limits.ts';
import { printer } from './messages.ts';
import { failureOf } from './outcome.ts';
import { printObstacle } from './print-faults.ts';
import { XfsPrinter, type XfsPrinterOptions } from './printer-device.ts';

export interface XfsDocumentPrinterOptions extends XfsPrinterOptions {
  /**
   * What the service must name as `osPrinter`: XFS4IoT leaves the format of native data to the vendor, so whoever sets
   * this has found out that this printer takes PDF.
   */
  readonly osPrinter: string;
}

const DOCUMENT_MS = 120_000;

/**
 * A page printer behind a `Printer` service that takes PDF as native data. Its completion alone is a spooler's word;
 * only `MediaPresentedEvent` or `MediaTakenEvent` proves paper.
 */
export class XfsDocumentPrinter extends XfsPrinter implements DocumentPrinter {
  readonly #job: XfsDocumentPrinterOptions;

  constructor(options: XfsDocumentPrinterOptions) {
    super(options, 'documentPrinter');
    this.#job = options;
  }

  print(job: DocumentJobRequest): Promise<Completion<PrintProof>> {
    return this.exclusively(async (service) => {
      const { jobId, pdf, copies } = job;
      if (!Number.isInteger(copies) || copies < 1 || copies > 99) {
        return failed('invalidData', 'copies-invalid', 'the number of copies is not 1 to 99');
      }
      if (job.paper === 'special') {
        return failed('unsupportedData', 'special-paper-unconfigured', 'a service names no tray for special paper');
      }
      if ((job.sides ?? 'one-sided') !== 'one-sided') {
        return failed('unsupportedData', 'sides-unsupported', 'native data is printed as the service will have it');
      }
      if (pdf.length > MAX_BINARY_BYTES) {
        return failed(
          'invalidData',
          'document-too-large',
          `a document of ${pdf.length} bytes does not fit one message`,
        );
      }
      if (!isPdf(pdf)) return failed('invalidData', 'not-a-pdf', 'the document is not a whole PDF');
      if (service.capabilities.printer?.osPrinter !== this.#job.osPrinter) {
        return failed('unsupportedData', 'native-format', 'the service names another native format');
      }
      const seen = await service.refresh();
      if (seen.kind !== 'success') return failureOf('Common.Status', seen, 'none');
      const obstacle = printObstacle(this.status(), 'before');
      if (obstacle) return failed('deviceNotReady', obstacle, `the printer is not ready: ${obstacle}`);
      const fences = new Set<PrintProof['fence']>();
      for (let copy = 0; copy < copies; copy += 1) {
        this.mouth.begin();
        const running = service.run(
          printer.printNative,
          { data: toBase64(pdf), mediaControl: { move: 'eject', flush: true } },
          { timeoutMs: DOCUMENT_MS, onEvent: (event) => this.tell(event) },
        );
        if (copy === copies - 1 && service.isOpen) job.onSent?.();
        const answer = await running;
        if (answer.kind !== 'success') {
          const { error } = failureOf(printer.printNative.name, answer, 'unknown');
          return failed(
            error.code,
            error.errorCode,
            error.message,
            copy > 0 && error.effect === 'none' ? 'partial' : error.effect,
          );
        }
        const { fate } = this.mouth;
        if (fate === 'jammed')
          return failed('hardwareError', 'retract-failed', 'the paper could not be drawn back', 'unknown');
        if (fate === 'retracted' || fate === 'inTransport')
          return failed('commandErrorCode', 'media-retracted', 'nobody took the paper; it was drawn back', 'partial');
        fences.add(fate === 'taken' ? 'paper-taken' : fate === 'held' ? 'printer-completed' : 'spooler-accepted');
      }
      // Several copies are proven only as far as the least proven one.
      const fence = (['spooler-accepted', 'printer-completed', 'paper-taken'] as const).find((weak) =>
        fences.has(weak),
      );
      return completed({ jobId, fence: fence ?? 'spooler-accepted', bytes: pdf.length });
    });
  }
}
