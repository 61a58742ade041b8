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
import { XfsDevice, type XfsDeviceOptions } from './device.ts';
import type { EnvelopeOf } from './envelope.ts';
import { MAX_BINARY_BYTES } from './limits.ts';
import { printer } from './messages.ts';
import { failureOf } from './outcome.ts';
import { printObstacle } from './print-faults.ts';
import { MediaWatch } from './taken.ts';

export interface XfsDocumentPrinterOptions extends XfsDeviceOptions {
  /**
   * What the service must name as `osPrinter`: XFS4IoT leaves the format of native data to the vendor, so whoever sets
   * this has found out that this printer takes PDF.
   */
  readonly osPrinter: string;
  readonly paperSource?: string;
}

const DOCUMENT_MS = 120_000;

/**
 * A page printer behind a `Printer` service that takes PDF as native data. Its completion alone is a spooler's word;
 * only `MediaPresentedEvent` or `MediaTakenEvent` proves paper.
 */
export class XfsDocumentPrinter extends XfsDevice implements DocumentPrinter {
  readonly #job: XfsDocumentPrinterOptions;
  #watch = new MediaWatch();

  constructor(options: XfsDocumentPrinterOptions) {
    super(options, { deviceClass: 'documentPrinter', of: 'Printer', paperSource: options.paperSource ?? null });
    this.#job = options;
  }

  print(job: DocumentJobRequest): Promise<Completion<PrintProof>> {
    return this.exclusively(async (service) => {
      const { jobId, pdf, copies } = job;
      if (!Number.isInteger(copies) || copies < 1 || copies > 99) {
        return failed('invalidData', 'copies-invalid', 'the number of copies is not 1 to 99');
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
        this.#watch = new MediaWatch();
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
        const { fate } = this.#watch;
        if (fate === 'retracted') {
          return failed('hardwareError', 'media-retracted', 'nobody took the paper and it was drawn back', 'unknown');
        }
        fences.add(fate === 'taken' ? 'paper-taken' : fate === 'waiting' ? 'printer-completed' : 'spooler-accepted');
      }
      // Several copies are proven only as far as the least proven one.
      const fence = (['spooler-accepted', 'printer-completed', 'paper-taken'] as const).find((weak) =>
        fences.has(weak),
      );
      return completed({ jobId, fence: fence ?? 'spooler-accepted', bytes: pdf.length });
    });
  }

  protected override tell(event: EnvelopeOf<'event' | 'unsolicited'>): void {
    this.#watch.take(event);
    super.tell(event);
  }
}
