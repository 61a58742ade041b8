import {
  type Completion,
  completed,
  type DeviceStatus,
  type DocumentJobRequest,
  type DocumentPrinter,
  failed,
  type Handed,
  type PrinterJob,
  type PrintProof,
  systemClock,
} from '../../contract/index.ts';
import { DriverShell } from '../../driver-shell/index.ts';
import { IppClient } from './client.ts';
import { DocumentJobs } from './document-jobs.ts';
import { lost, refused } from './faults.ts';
import { listJobs, type PrinterJobLine } from './job-list.ts';
import { OurNames } from './our-names.ts';
import { type AllPatience, DEFAULT_PATIENCE } from './patience.ts';
import { parseIppUri } from './printer-address.ts';
import type { IppPrinterOptions } from './printer-options.ts';
import { PrinterView } from './printer-view.ts';
import { SpecialPaper } from './special-paper.ts';

/** A glance is due so long after the one before: somebody who opens a tray sees it on the screen within a second. */
const GLANCE_EVERY_MS = 500;
/** What a glance does not show (levels of toner) is seen within this. */
const ALL_EVERY_MS = 3_500;
/** One that takes its time to answer, asleep or small, is not hurried. */
const QUICK_MS = 500;
const SLOW_EVERY_MS = 4_000;

export type { IppPrinterOptions } from './printer-options.ts';

/** An office printer that speaks IPP, or a CUPS queue. */
export class IppDocumentPrinter extends DriverShell implements DocumentPrinter {
  readonly #options: IppPrinterOptions;
  readonly #patience: AllPatience;
  readonly #special: SpecialPaper | null;
  readonly #view: PrinterView;
  readonly #jobs: DocumentJobs;
  /** Open. */
  #client: IppClient | null = null;
  /** How long it took to answer in full. */
  #tookMs = 0;

  constructor(options: IppPrinterOptions) {
    const identity = { model: 'IPP printer', media: null, paper: 'unknown', port: options.uri } as const;
    super({ deviceClass: 'documentPrinter', ...identity }, options.clock ?? systemClock);
    this.#options = options;
    this.#patience = { ...DEFAULT_PATIENCE, ...options.patience };
    this.#special = options.specialPaper ? new SpecialPaper(options.specialPaper) : null;
    this.#view = new PrinterView({
      spooler: options.spooler,
      special: this.#special,
      tray: options.specialPaper?.sources.plain ?? null,
      told: { status: () => this.status(), observe: (change) => this.observe(change) },
      clock: this.clock,
    });
    this.#jobs = new DocumentJobs({
      uri: options.uri,
      view: this.#view,
      clock: this.clock,
      patience: this.#patience,
      names: options.names ?? new OurNames(),
      stock: { special: this.#special, sources: options.specialPaper?.sources ?? null },
    });
  }

  askAgainInMs(): number {
    return this.#tookMs > QUICK_MS ? SLOW_EVERY_MS : GLANCE_EVERY_MS;
  }

  glance(): Promise<DeviceStatus> {
    return this.question(async () => {
      const due = this.clock.now() - this.status().observedAt >= ALL_EVERY_MS;
      if (due || this.#client === null || !(await this.#view.isUnchanged(this.#client))) await this.check();
    });
  }

  validate(job: Pick<DocumentJobRequest, 'copies' | 'sides' | 'paper'>): Promise<Completion<void>> {
    return this.#exclusively((client) => this.#jobs.validate(client, job));
  }

  /**
   * Ends with `printer-completed` when the printer itself called the job completed, `spooler-accepted` when other
   * software did. README.md lists the error codes and what each effect rests on.
   */
  print(job: DocumentJobRequest): Promise<Completion<PrintProof>> {
    return this.#exclusively((client) => this.#jobs.print(client, job));
  }

  /**
   * `deviceNotReady` `not-sent` with effect `none` when nothing was named; `job-unknown` with effect `unknown` when the
   * printer does not name it; else as `print` ends.
   */
  resume(job: { jobId: string; named: PrinterJob | null; handed: Handed }): Promise<Completion<PrintProof>> {
    return this.#exclusively((client) => this.#jobs.resume(client, job));
  }

  async cancel(): Promise<Completion<void>> {
    return this.#jobs.cancel();
  }

  /** Cancels one job by its number, whoever sent it, as far as the printer allows. For technicians. */
  cancelJob(id: number): Promise<Completion<void>> {
    return this.#exclusively(async (client) => {
      const answer = await client.cancelJob(id);
      if (!answer.ok) return lost(answer.error, 'unknown');
      return answer.value.statusClass === 'ok' ? completed(undefined) : refused(answer.value, 'none');
    });
  }

  /** Jobs under our user name, ended ones too. */
  jobs(): Promise<Completion<readonly PrinterJobLine[]>> {
    return this.#exclusively(listJobs);
  }

  /** Session end: no document of this machine may go on waiting in the printer. Completed ones are the printer's to forget. */
  wipe(): Promise<Completion<void>> {
    return this.#exclusively((client) => this.#jobs.wipe(client));
  }

  /** So much special paper lies there: told by whoever keeps the count over restarts. */
  loadSpecialPaper(sheets: number): void {
    this.#special?.load(sheets);
    this.#view.update({});
  }

  protected get isOpen(): boolean {
    return this.#client !== null;
  }

  protected async connect(): Promise<Completion<void>> {
    const url = parseIppUri(this.#options.uri);
    if (!url.ok) {
      this.#view.unreachable('port-not-found', url.error, 'configuration');
      return failed('deviceNotReady', 'port-not-found', url.error);
    }
    const { fingerprint256, uri, tap } = this.#options;
    const client = new IppClient(
      { uri, ...this.#patience, ...(fingerprint256 === undefined ? {} : { fingerprint256 }), ...(tap ? { tap } : {}) },
      url.value,
    );
    this.#view.begin(client);
    const failure = await this.#view.observe(client);
    if (failure) return failed('deviceNotReady', failure.error.errorCode, failure.error.message);
    if (!this.#view.isOf(client)) return failed('canceled', 'closed', 'the driver was closed while it opened');
    this.#client = client;
    return completed(undefined, 'none');
  }

  protected async check(): Promise<Completion<void>> {
    const begun = this.clock.now();
    this.#client?.rest();
    const failure = this.#client && (await this.#view.observe(this.#client));
    this.#tookMs = this.clock.now() - begun;
    return failure
      ? failed('deviceNotReady', failure.error.errorCode, failure.error.message)
      : completed(undefined, 'none');
  }

  protected async disconnect(): Promise<void> {
    this.#jobs.abandon();
    this.#client?.rest();
    this.#client = null;
    this.#view.end();
  }

  #exclusively<T>(act: (client: IppClient) => Promise<Completion<T>>): Promise<Completion<T>> {
    return this.alone(async () => {
      if (!this.#client) return failed('deviceNotReady', 'not-open', 'the printer was not opened');
      this.#client.rest();
      return act(this.#client);
    });
  }
}
