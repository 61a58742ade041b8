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
  pagesOf,
  systemClock,
} from '../../contract/index.ts';
import { DriverShell } from '../../driver-shell/index.ts';
import { clientBehind } from './behind-spooler.ts';
import { IppClient, parseIppUri } from './client.ts';
import type { PrinterDescription } from './description.ts';
import { DocumentJob } from './document-job.ts';
import { type Failure, lost, refused } from './faults.ts';
import { findJob } from './find-job.ts';
import { type DocumentJobContext, type Journal, NO_JOURNAL } from './job-context.ts';
import { cancelOurs, listJobs, type PrinterJobLine } from './job-list.ts';
import { type JobReport, sheetsUsed } from './job-report.ts';
import { type AllPatience, DEFAULT_PATIENCE } from './patience.ts';
import { invalidIn, prepare } from './preparation.ts';
import type { IppPrinterOptions } from './printer-options.ts';
import { PrinterView } from './printer-view.ts';
import { SpecialPaper } from './special-paper.ts';
import { namePrefix } from './ticket.ts';

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
  /** Open. */
  #client: IppClient | null = null;
  #job: DocumentJob | null = null;
  /** A print that has sent nothing yet, and whether somebody called it off meanwhile. */
  #preparing = false;
  #canceled = false;
  /** How long it took to answer in full. */
  #tookMs = 0;
  /** Only a counter that was seen counting makes its zero a proof; one that was not is never believed again. */
  #counter: 'unproven' | 'proven' | 'disproved' = 'unproven';

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
    return this.#exclusively(async (client) => {
      const ready = await this.#prepare(client, 'validate', job);
      return 'ok' in ready ? ready : completed(undefined, 'none');
    });
  }

  /**
   * Ends with `printer-completed` when the printer itself called the job completed, `spooler-accepted` when other
   * software did. README.md lists the error codes and what each effect rests on.
   */
  print(job: DocumentJobRequest): Promise<Completion<PrintProof>> {
    return this.#exclusively(async (client) => {
      const invalid = invalidIn(job);
      if (invalid) return invalid;
      this.#canceled = false;
      this.#preparing = true;
      const ready = await this.#prepare(client, job.jobId, job).finally(() => {
        this.#preparing = false;
      });
      if ('ok' in ready) return ready;
      if (this.#canceled) return failed('canceled', 'canceled', 'the job was canceled before it was sent');
      const { description, ticket } = ready;
      const printer = this.#options.uri;
      const named = { printer, printerUuid: description.identity, name: ticket.name, bytes: job.pdf.length };
      const journal: Journal = {
        mayBegin: async (numbers) => (await job.onStep?.({ named: { ...named, ...numbers } })) ?? true,
        mayEnd: async () => (await job.onStep?.('leaving')) ?? true,
        onTaken: async () => job.onStep?.('taken'),
        onSent: () => job.onSent?.(),
      };
      const running = new DocumentJob(this.#context(client, description, journal), ticket);
      return this.#run(running, job, async () => withSheets(await running.run(job.jobId, job.pdf), job));
    });
  }

  /**
   * `deviceNotReady` `not-sent` with effect `none` when nothing was named; `job-unknown` with effect `unknown` when the
   * printer does not name it; else as `print` ends.
   */
  resume(job: { jobId: string; named: PrinterJob | null; handed: Handed }): Promise<Completion<PrintProof>> {
    return this.#exclusively(async (client) => {
      const { jobId, named, handed } = job;
      if (named === null) {
        // An empty job may wait in the printer, and would keep the next one waiting.
        await cancelOurs(client, namePrefix(jobId));
        return failed('deviceNotReady', 'not-sent', 'no byte of the document was sent', 'none');
      }
      const failure = await this.#view.observe(client);
      if (failure) return withUnknown(failure);
      const { description } = this.#view;
      const id = await findJob(client, named, { uri: this.#options.uri, description });
      if (typeof id !== 'number') return id;
      if (description === null) return failed('deviceNotReady', 'not-open', 'the printer was not opened', 'unknown');
      const running = new DocumentJob(this.#context(client, description, NO_JOURNAL), {
        name: named.name,
        template: [],
      });
      return this.#run(running, { copies: 1 }, () => running.resume(jobId, id, handed, named.bytes));
    });
  }

  async cancel(): Promise<Completion<void>> {
    if (!this.#job && !this.#preparing) return failed('sequenceError', 'no-job', 'no document is being printed');
    this.#canceled = true;
    this.#job?.cancel();
    return completed(undefined, 'none');
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

  /** Session end: no document of ours may go on waiting in the printer. Completed ones are the printer's to forget. */
  wipe(): Promise<Completion<void>> {
    return this.#exclusively((client) => cancelOurs(client));
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
    this.#job?.abandon();
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

  async #run(
    running: DocumentJob,
    { copies, paper, sides }: Pick<DocumentJobRequest, 'copies' | 'paper' | 'sides'>,
    act: () => Promise<Completion<PrintProof>>,
  ): Promise<Completion<PrintProof>> {
    this.#job = running;
    this.#view.jobRuns = true;
    try {
      const completion = await act();
      if (paper !== 'special' || (!completion.ok && completion.error.effect === 'none')) return completion;
      const twoSided = (sides ?? 'one-sided') !== 'one-sided';
      const counterProven = this.#counter === 'proven';
      const { sheets, certain } = sheetsUsed(running.report, { copies, twoSided, counterProven });
      this.#special?.use(sheets, certain);
      if (completion.ok || !certain) return completion;
      return { ok: false, error: { ...completion.error, sheets } };
    } finally {
      this.#job = null;
      this.#view.jobRuns = false;
      if (this.#client) await this.#view.observe(this.#client);
    }
  }

  #prepare(
    client: IppClient,
    jobId: string,
    job: Pick<DocumentJobRequest, 'copies' | 'sides' | 'paper'> & { readonly pdf?: Uint8Array },
  ) {
    const stock = { special: this.#special, sources: this.#options.specialPaper?.sources ?? null };
    return prepare(client, this.#view, this.clock, jobId, job, stock);
  }

  #context(client: IppClient, description: PrinterDescription, journal: Journal): DocumentJobContext {
    return {
      ...journal,
      client,
      clock: this.clock,
      patience: this.#patience,
      description,
      behind: description.spooler ? clientBehind(description.deviceUri, this.#patience) : null,
      look: async () => ((await this.#view.observe(client)) === null ? this.#view.condition : null),
      counterProven: () => this.#counter === 'proven',
      onCompleted: ({ impressions }: JobReport) => {
        if (impressions === 0) this.#counter = 'disproved';
        else if (impressions !== null && this.#counter === 'unproven') this.#counter = 'proven';
      },
    };
  }
}

/** Two-sided is not counted in advance: the printer's own tables decide which pages share a sheet. */
function withSheets(completion: Completion<PrintProof>, job: DocumentJobRequest): Completion<PrintProof> {
  if (!completion.ok || (job.sides ?? 'one-sided') !== 'one-sided') return completion;
  return { ...completion, value: { ...completion.value, sheets: pagesOf(job.pdf) * job.copies } };
}

const withUnknown = ({ error }: Failure): Failure => ({ ok: false, error: { ...error, effect: 'unknown' } });
