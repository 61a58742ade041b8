import {
  type Clock,
  type Completion,
  completed,
  type DeviceStatus,
  type DocumentJobRequest,
  type DocumentPrinter,
  failed,
  type PrintProof,
  systemClock,
} from '../../contract/index.ts';
import { isPdf, MAX_DOCUMENT_BYTES } from '../pdf.ts';
import type { Attributes } from './attributes.ts';
import { IppClient, type IppClientOptions, type IppTap, parseIppUri } from './client.ts';
import { conditionOf, type PrinterCondition, STATE_ATTRIBUTES } from './condition.ts';
import { DESCRIPTION_ATTRIBUTES, descriptionOf, type PrinterDescription } from './description.ts';
import { DocumentJob, type Patience } from './document-job.ts';
import { type Failure, lost, refused } from './faults.ts';
import { type JobReport, reportOf, sheetsUsed } from './job-report.ts';
import type { JobState } from './operations.ts';
import { obstaclesIn, passesByItself } from './reasons.ts';
import { SpecialPaper, type SpecialPaperOptions } from './special-paper.ts';
import { namePrefix, type PaperSources, ticketFor } from './ticket.ts';

export interface IppPrinterOptions {
  /** `ipp://host[:631]/path` or `ipps://…`; a CUPS queue is `ipp://host/printers/<name>`. */
  readonly uri: string;
  /** SHA-256 of the printer's own certificate for `ipps`, `AA:BB:…`; else the system's trust decides. */
  readonly fingerprint256?: string;
  /** Is there other software between us and the paper? Found out by itself where the printer is CUPS. */
  readonly spooler?: boolean;
  /** Special stock needs both trays named: the printer would else take any A4. */
  readonly specialPaper?: SpecialPaperOptions & { readonly sources: PaperSources };
  readonly tap?: IppTap;
  readonly clock?: Clock;
  readonly patience?: Partial<Patience & Pick<IppClientOptions, 'requestMs' | 'documentMs'>>;
}

const DEFAULT_PATIENCE: Patience & Pick<IppClientOptions, 'requestMs' | 'documentMs'> = {
  requestMs: 10_000,
  documentMs: 120_000,
  pollMs: 500,
  busyMs: 90_000,
  busyFirstMs: 1_000,
  stuckMs: 120_000,
  jobMs: 600_000,
  lostMs: 60_000,
  settleMs: 10_000,
  cancelMs: 30_000,
  quietMs: 15_000,
  watchMs: 2_000,
};
/** How long an obstacle that goes away by itself (warming up) is waited for before a job. */
const PASSING_MS = 20_000;
/** Silent so often in a row it is called gone. */
const SILENCES = 3;

/** One line of `jobs()`. No name: other programs put people's names into theirs. */
export interface PrinterJob {
  readonly id: number;
  readonly ours: boolean;
  readonly state: JobState;
  readonly impressions: number | null;
}

/** An office printer that speaks IPP, or a CUPS queue. */
export class IppDocumentPrinter implements DocumentPrinter {
  readonly #options: IppPrinterOptions;
  readonly #clock: Clock;
  readonly #patience: typeof DEFAULT_PATIENCE;
  readonly #listeners = new Set<(status: DeviceStatus) => void>();
  readonly #special: SpecialPaper | null;
  /** Open. */
  #client: IppClient | null = null;
  /** Open or opening: what an answer of any other says is no longer our status. */
  #live: IppClient | null = null;
  #description: PrinterDescription | null = null;
  #condition: PrinterCondition | null = null;
  #job: DocumentJob | null = null;
  #busy = false;
  /** A print that has sent nothing yet, and whether somebody called it off meanwhile. */
  #preparing = false;
  #canceled = false;
  #silences = 0;
  /** Only a counter that was seen counting makes its zero a proof; one that was not is never believed again. */
  #counter: 'unproven' | 'proven' | 'disproved' = 'unproven';
  #status: DeviceStatus;

  constructor(options: IppPrinterOptions) {
    this.#options = options;
    this.#clock = options.clock ?? systemClock;
    this.#patience = { ...DEFAULT_PATIENCE, ...options.patience };
    this.#special = options.specialPaper ? new SpecialPaper(options.specialPaper) : null;
    this.#status = {
      deviceClass: 'documentPrinter',
      device: 'unknown',
      media: null,
      paper: 'unknown',
      action: 'none',
      faults: [],
      observedAt: this.#clock.now(),
      evidence: 'not opened',
      identity: null,
      model: 'IPP printer',
    };
  }

  async open(): Promise<Completion<void>> {
    if (this.#client) return completed(undefined, 'none');
    const url = parseIppUri(this.#options.uri);
    if (!url.ok) {
      this.#unreachable('port-not-found', url.error, 'configuration');
      return failed('deviceNotReady', 'port-not-found', url.error);
    }
    const { fingerprint256, uri, tap } = this.#options;
    const client = new IppClient(
      { uri, ...this.#patience, ...(fingerprint256 === undefined ? {} : { fingerprint256 }), ...(tap ? { tap } : {}) },
      url.value,
    );
    this.#live = client;
    const failure = await this.#observe(client);
    if (failure) return failed('deviceNotReady', failure.error.errorCode, failure.error.message);
    if (this.#live !== client) return failed('canceled', 'closed', 'the driver was closed while it opened');
    this.#client = client;
    return completed(undefined, 'none');
  }

  status(): DeviceStatus {
    return this.#status;
  }

  onStatus(listener: (status: DeviceStatus) => void): () => void {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }

  /** Asks the printer now. A running job observes it itself. */
  async refresh(): Promise<DeviceStatus> {
    if (this.#client && !this.#busy) await this.#observe(this.#client);
    return this.#status;
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
      const running = new DocumentJob(this.#context(client, ready.description, job.onSent), ready.ticket);
      return this.#run(running, job, () => running.run(job.jobId, job.pdf));
    });
  }

  /**
   * After a crash of this process: follows a job that was sent under this `jobId`. `sent` is what the journal knows: false when the last byte was
   * never reported as sent. `deviceNotReady`/`job-unknown` with effect `unknown` when the printer does not name it.
   */
  resume(job: { jobId: string; sent: boolean }): Promise<Completion<PrintProof>> {
    return this.#exclusively(async (client) => {
      const failure = await this.#observe(client);
      if (failure) return withUnknown(failure);
      const found = await this.#find(client, (report) => report.name?.startsWith(namePrefix(job.jobId)) === true);
      const [only, another] = found;
      if (only?.id === undefined || only.id === null || only.name === null || another !== undefined) {
        const message = another ? 'the printer has several jobs of this entry' : 'the printer has no job of this entry';
        return failed('deviceNotReady', 'job-unknown', message, 'unknown');
      }
      const description = this.#description;
      if (description === null) return failed('deviceNotReady', 'not-open', 'the printer was not opened', 'unknown');
      const running = new DocumentJob(this.#context(client, description), { name: only.name, template: [] });
      const { id } = only;
      return this.#run(running, { copies: 1 }, () => running.resume(job.jobId, id, job.sent ? 'all' : 'part'));
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
  jobs(): Promise<Completion<readonly PrinterJob[]>> {
    return this.#exclusively(async (client) => {
      const reports = await this.#find(client, () => true);
      const jobs = reports.flatMap(({ id, name, state, impressions }) =>
        id === null ? [] : [{ id, ours: name?.startsWith('bdy-') === true, state, impressions }],
      );
      return completed(jobs, 'none');
    });
  }

  /** Session end: no document of ours may go on waiting in the printer. Completed ones are the printer's to forget. */
  wipe(): Promise<Completion<void>> {
    return this.#exclusively(async (client) => {
      const waiting = await client.jobs('not-completed');
      if (!waiting.ok) return lost(waiting.error, 'unknown');
      if (waiting.value.statusClass !== 'ok') return refused(waiting.value, 'unknown');
      const left = waiting.value.jobs.map(reportOf).filter(({ name }) => name?.startsWith('bdy-') === true);
      for (const { id } of left) if (id !== null) await client.cancelJob(id);
      return completed(undefined, left.length > 0 ? 'done' : 'none');
    });
  }

  /** A person put special paper in and counted it. */
  loadSpecialPaper(sheets: number): void {
    this.#special?.load(sheets);
    this.#update({});
  }

  async close(): Promise<void> {
    this.#job?.abandon();
    this.#client = null;
    this.#live = null;
    this.#condition = null;
    this.#update({ device: 'unknown', paper: 'unknown', action: 'none', faults: [], evidence: 'closed' });
  }

  async #exclusively<T>(act: (client: IppClient) => Promise<Completion<T>>): Promise<Completion<T>> {
    const client = this.#client;
    if (!client) return failed('deviceNotReady', 'not-open', 'the printer was not opened');
    if (this.#busy) return failed('sequenceError', 'busy', 'the printer is at another command');
    this.#busy = true;
    try {
      return await act(client);
    } finally {
      this.#busy = false;
    }
  }

  async #run(
    running: DocumentJob,
    { copies, paper, sides }: Pick<DocumentJobRequest, 'copies' | 'paper' | 'sides'>,
    act: () => Promise<Completion<PrintProof>>,
  ): Promise<Completion<PrintProof>> {
    this.#job = running;
    try {
      const completion = await act();
      if (paper === 'special' && !(completion.ok === false && completion.error.effect === 'none')) {
        const twoSided = (sides ?? 'one-sided') !== 'one-sided';
        const counterProven = this.#counter === 'proven';
        const { sheets, certain } = sheetsUsed(running.report, { copies, twoSided, counterProven });
        this.#special?.use(sheets, certain);
      }
      return completion;
    } finally {
      this.#job = null;
      if (this.#client) await this.#observe(this.#client);
    }
  }

  /** Everything that can be known before a byte of the document leaves. */
  async #prepare(client: IppClient, jobId: string, job: Pick<DocumentJobRequest, 'copies' | 'sides' | 'paper'>) {
    const notReady = await this.#ready(client);
    if (notReady) return notReady;
    const description = this.#description;
    if (!description) return failed('deviceNotReady', 'not-open', 'the printer was not opened');
    if (job.paper === 'special' && this.#special !== null && this.#special.sheets < job.copies) {
      return failed('deviceNotReady', 'special-paper-end', 'there is not enough special paper for this job');
    }
    const ticket = ticketFor(jobId, job, description, this.#options.specialPaper?.sources ?? null);
    if ('ok' in ticket) return ticket;
    if (!description.does('validateJob')) return { description, ticket };
    const answer = await client.validateJob(ticket);
    if (!answer.ok) return lost(answer.error, 'none');
    const { statusClass, unsupported } = answer.value;
    // A printer at another job may say so here already; the submission waits for it.
    if (statusClass !== 'ok' && statusClass !== 'busy') return refused(answer.value, 'none');
    const ignored = ticket.template.find(({ name }) => unsupported.includes(name));
    if (ignored) return failed('unsupportedData', 'job-unsupported', `the printer would ignore ${ignored.name}`);
    return { description, ticket };
  }

  async #ready(client: IppClient): Promise<Failure | null> {
    const until = this.#clock.now() + PASSING_MS;
    for (;;) {
      const failure = await this.#observe(client);
      if (failure) return failed('deviceNotReady', failure.error.errorCode, failure.error.message);
      const faults = this.#condition?.faults ?? [];
      const [cause] = obstaclesIn(faults);
      if (cause === undefined) return null;
      if (!passesByItself(faults) || this.#clock.now() >= until) {
        return failed('deviceNotReady', cause, `the printer is not ready: ${cause}`);
      }
      await this.#clock.delay(1_000);
    }
  }

  #context(client: IppClient, description: PrinterDescription, onSent?: () => void) {
    return {
      client,
      clock: this.#clock,
      patience: this.#patience,
      description,
      look: async () => ((await this.#observe(client)) === null ? this.#condition : null),
      counterProven: () => this.#counter === 'proven',
      onCompleted: (report: JobReport) => this.#learn(report),
      onSent: () => onSent?.(),
    };
  }

  #learn({ impressions }: JobReport): void {
    if (impressions === 0) this.#counter = 'disproved';
    else if (impressions !== null && this.#counter === 'unproven') this.#counter = 'proven';
  }

  async #find(client: IppClient, wanted: (report: JobReport) => boolean): Promise<JobReport[]> {
    const reports: JobReport[] = [];
    for (const which of ['not-completed', 'completed'] as const) {
      const answer = await client.jobs(which);
      if (answer.ok && answer.value.statusClass === 'ok') reports.push(...answer.value.jobs.map(reportOf));
    }
    return reports.filter(wanted);
  }

  /** One question for state and description together; null when the printer answered. */
  async #observe(client: IppClient): Promise<Failure | null> {
    const answer = await client.printerAttributes([...DESCRIPTION_ATTRIBUTES, ...STATE_ATTRIBUTES]);
    if (this.#live !== client) return failed('canceled', 'closed', 'the driver was closed');
    if (!answer.ok || answer.value.statusClass !== 'ok') {
      const failure = answer.ok ? refused(answer.value, 'none') : lost(answer.error, 'none');
      const { errorCode, message } = failure.error;
      this.#silences += 1;
      // While a job runs one lost answer is no news; between jobs it is.
      if (this.#job === null || this.#silences >= SILENCES) {
        const passing = errorCode === 'no-answer' || errorCode === 'hung-up' || errorCode === 'printer-busy';
        this.#unreachable(errorCode, message, passing ? 'maintenance' : 'configuration');
      }
      return failure;
    }
    this.#silences = 0;
    this.#take(answer.value.printer);
    return null;
  }

  #take(printer: Attributes): void {
    const found = descriptionOf(printer);
    const description = { ...found, spooler: this.#options.spooler ?? found.spooler };
    this.#description = description;
    this.#condition = conditionOf(printer);
    this.#update({ ...this.#condition.axes, identity: description.identity, model: description.model });
  }

  #unreachable(fault: string, evidence: string, action: DeviceStatus['action']): void {
    this.#condition = null;
    this.#update({ device: 'offline', paper: 'unknown', action, faults: [fault], supplies: [], evidence });
  }

  #update(change: Partial<DeviceStatus>): void {
    const merged = { ...this.#status, ...change, observedAt: this.#clock.now() };
    const others = (merged.supplies ?? []).filter(({ name }) => name !== 'specialPaper');
    this.#status = { ...merged, supplies: this.#special ? [...others, this.#special.supply()] : others };
    for (const listener of [...this.#listeners]) listener(this.#status);
  }
}

function invalidIn({ pdf, copies }: DocumentJobRequest): Failure | null {
  if (!Number.isInteger(copies) || copies < 1) {
    return failed('invalidData', 'copies-invalid', 'the number of copies is not a positive whole number');
  }
  if (pdf.length > MAX_DOCUMENT_BYTES) {
    return failed('invalidData', 'document-too-large', `a document of ${pdf.length} bytes is refused`);
  }
  return isPdf(pdf) ? null : failed('invalidData', 'not-a-pdf', 'the document is not a whole PDF');
}

const withUnknown = ({ error }: Failure): Failure => ({ ok: false, error: { ...error, effect: 'unknown' } });
