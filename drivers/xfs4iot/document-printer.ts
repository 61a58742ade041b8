import {
  type Completion,
  completed,
  type DocumentJobRequest,
  type DocumentPrinter,
  failed,
  type PrintProof,
} from '../contract/index.ts';
import { isPdf } from '../document-printer/pdf.ts';
import type { Axes } from './axes.ts';
import { toBase64 } from './base64.ts';
import { MAX_BINARY_BYTES } from './limits.ts';
import { printer } from './messages.ts';
import { failureOf } from './outcome.ts';
import type { XfsStatus } from './payloads/common.ts';
import { printObstacle } from './print-faults.ts';
import { XfsPrinter, type XfsPrinterOptions } from './printer-device.ts';
import type { XfsService } from './service.ts';
import { XfsSpecialPaper, type XfsSpecialPaperOptions } from './special-paper.ts';

export interface XfsDocumentPrinterOptions extends XfsPrinterOptions {
  /**
   * What the service must name as `osPrinter`: XFS4IoT leaves the format of native data to the vendor, so whoever sets
   * this has found out that this printer takes PDF.
   */
  readonly osPrinter: string;
  /** Left out where there is no such stock. Plain documents then come from their own source as well. */
  readonly specialPaper?: XfsSpecialPaperOptions;
}

const DOCUMENT_MS = 120_000;

/**
 * A page printer behind a `Printer` service that takes PDF as native data. Its completion alone is a spooler's word;
 * only `MediaPresentedEvent` or `MediaTakenEvent` proves paper.
 */
export class XfsDocumentPrinter extends XfsPrinter implements DocumentPrinter {
  readonly #job: XfsDocumentPrinterOptions;

  readonly #special: XfsSpecialPaper | null;
  /** Undefined: the service chooses. */
  readonly #plainSource: string | undefined;
  /** Whose pages may hang in the slot; undefined: of nobody who can be known again, as before this driver. */
  #owner: string | undefined;

  constructor(options: XfsDocumentPrinterOptions) {
    const { specialPaper } = options;
    if (specialPaper) {
      const { plain, special } = specialPaper.sources;
      super({ ...options, paperSource: plain }, 'documentPrinter', [special]);
    } else super(options, 'documentPrinter');
    this.#job = options;
    this.#special = specialPaper ? new XfsSpecialPaper(specialPaper) : null;
    this.#plainSource = specialPaper?.sources.plain ?? options.paperSource;
  }

  loadSpecialPaper(sheets: number): void {
    this.#special?.load(sheets);
    this.lookAgain();
  }

  /** Would it be taken now, by what is known without asking? */
  async validate({ copies, paper, sides }: Pick<DocumentJobRequest, 'copies' | 'sides' | 'paper'>) {
    const { service } = this;
    const refused =
      unsupportedIn({ sides }) ?? (service === null ? null : this.#refusal({ copies, paper }, service.status, service));
    return refused ?? completed(undefined, 'none');
  }

  protected override adjusted(axes: Axes, status: XfsStatus, service: XfsService): Axes {
    const all = super.adjusted(axes, status, service);
    return this.#special ? { ...all, supplies: [...(all.supplies ?? []), this.#special.supply(status)] } : all;
  }

  /** What speaks against this paper. */
  #refusal(
    job: Pick<DocumentJobRequest, 'copies' | 'paper'> & { readonly pdf?: Uint8Array },
    status: XfsStatus,
    { capabilities }: XfsService,
  ) {
    const special = job.paper === 'special' ? this.#special : null;
    if (job.paper === 'special' && special === null)
      return failed('unsupportedData', 'special-paper-unconfigured', 'no source is configured for special paper');
    const source = special?.source ?? this.#plainSource;
    if (source !== undefined && capabilities.printer?.paperSources?.[source] === false)
      return failed('unsupportedData', 'tray-unsupported', 'the service has no such source for this paper');
    return special?.refuses(job, status) ?? null;
  }

  print(job: DocumentJobRequest): Promise<Completion<PrintProof>> {
    return this.exclusively(async (service) => {
      const { jobId, pdf, copies } = job;
      if (!Number.isInteger(copies) || copies < 1 || copies > 99) {
        return failed('invalidData', 'copies-invalid', 'the number of copies is not 1 to 99');
      }
      const special = job.paper === 'special' ? this.#special : null;
      const unsupported = unsupportedIn(job);
      if (unsupported) return unsupported;
      if (job.paper === 'special' && special === null)
        return failed('unsupportedData', 'special-paper-unconfigured', 'no source is configured for special paper');
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
      const refused = this.#refusal(job, service.status, service);
      if (refused) return refused;
      // The plain source says nothing of a job that does not draw from it.
      const paper = special ? special.told(service.status) : this.status().paper;
      const obstacle = printObstacle({ ...this.status(), paper }, 'before');
      if (obstacle) return failed('deviceNotReady', obstacle, `the printer is not ready: ${obstacle}`);
      const sameOwner = job.session !== undefined && job.session === this.#owner;
      const blocked = sameOwner
        ? null
        : await this.presenter.clear(service, { unseen: true, onBlocked: job.onBlocked });
      if (blocked) return blocked;
      this.#owner = job.session;
      const paperSource = special?.source ?? this.#plainSource;
      const fences = new Set<PrintProof['fence']>();
      for (let copy = 0; copy < copies; copy += 1) {
        this.mouth.begin();
        const running = service.run(
          printer.printNative,
          {
            data: toBase64(pdf),
            mediaControl: { move: 'eject', flush: true },
            ...(paperSource === undefined ? {} : { paperSource }),
          },
          { timeoutMs: DOCUMENT_MS, onEvent: (event) => this.tell(event) },
        );
        if (copy === copies - 1 && service.isOpen) job.onSent?.();
        const answer = await running;
        if (answer.kind !== 'success') {
          const { error } = failureOf(printer.printNative.name, answer, 'unknown');
          if (error.effect !== 'none') this.#use(special, pdf);
          return failed(
            error.code,
            error.errorCode,
            error.message,
            copy > 0 && error.effect === 'none' ? 'partial' : error.effect,
          );
        }
        this.#use(special, pdf);
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

  retract(): Promise<Completion<'nothing' | 'retracted'>> {
    return this.exclusively((service) => this.presenter.drawBack(service));
  }

  #use(special: XfsSpecialPaper | null, pdf: Uint8Array): void {
    special?.used(pdf);
    this.lookAgain();
  }
}

const unsupportedIn = ({ sides }: Pick<DocumentJobRequest, 'sides'>) =>
  (sides ?? 'one-sided') === 'one-sided'
    ? null
    : failed('unsupportedData', 'sides-unsupported', 'native data is printed as the service will have it');
