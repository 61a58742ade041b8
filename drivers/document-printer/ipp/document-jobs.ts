import {
  type Clock,
  type Completion,
  completed,
  type DocumentJobRequest,
  failed,
  type Handed,
  type PrinterJob,
  type PrintProof,
  pagesOf,
} from '../../contract/index.ts';
import { clientBehind } from './behind-spooler.ts';
import type { IppClient } from './client.ts';
import type { PrinterDescription } from './description.ts';
import { DocumentJob } from './document-job.ts';
import type { Failure } from './faults.ts';
import { findJob } from './find-job.ts';
import { type DocumentJobContext, type Journal, NO_JOURNAL } from './job-context.ts';
import { cancelWaiting } from './job-list.ts';
import { sheetsUsed } from './job-report.ts';
import type { OurNames } from './our-names.ts';
import { PageCounter } from './page-counter.ts';
import type { AllPatience } from './patience.ts';
import { invalidIn, prepare } from './preparation.ts';
import type { PrinterView } from './printer-view.ts';
import type { SpecialPaper } from './special-paper.ts';
import { namePrefix, type PaperSources } from './ticket.ts';

export interface DocumentJobsOptions {
  /** The printer's address, for the journal. */
  readonly uri: string;
  readonly view: PrinterView;
  readonly clock: Clock;
  readonly patience: AllPatience;
  readonly names: OurNames;
  readonly stock: { readonly special: SpecialPaper | null; readonly sources: PaperSources | null };
}

/** The documents of one printer, one at a time: from the wish to its completion. Whoever calls holds the printer alone. */
export class DocumentJobs {
  readonly #options: DocumentJobsOptions;
  readonly #counter = new PageCounter();
  #running: DocumentJob | null = null;
  /** A print that has sent nothing yet, and whether somebody called it off meanwhile. */
  #preparing = false;
  #canceled = false;

  constructor(options: DocumentJobsOptions) {
    this.#options = options;
  }

  async validate(
    client: IppClient,
    job: Pick<DocumentJobRequest, 'copies' | 'sides' | 'paper'>,
  ): Promise<Completion<void>> {
    const { view, clock, stock } = this.#options;
    const ready = await prepare(client, view, clock, 'validate', job, stock);
    return 'ok' in ready ? ready : completed(undefined, 'none');
  }

  async print(client: IppClient, job: DocumentJobRequest): Promise<Completion<PrintProof>> {
    const { uri, view, clock, stock } = this.#options;
    const invalid = invalidIn(job);
    if (invalid) return invalid;
    this.#canceled = false;
    this.#preparing = true;
    const ready = await prepare(client, view, clock, job.jobId, job, stock).finally(() => {
      this.#preparing = false;
    });
    if ('ok' in ready) return ready;
    if (this.#canceled) return failed('canceled', 'canceled', 'the job was canceled before it was sent');
    const { description, ticket } = ready;
    const named = { printer: uri, printerUuid: description.identity, name: ticket.name, bytes: job.pdf.length };
    const journal: Journal = {
      mayBegin: async (numbers) => (await job.onStep?.({ named: { ...named, ...numbers } })) ?? true,
      mayEnd: async () => (await job.onStep?.('leaving')) ?? true,
      onTaken: async () => job.onStep?.('taken'),
      onSent: () => job.onSent?.(),
    };
    const running = new DocumentJob(this.#context(client, description, journal), ticket);
    const act = async () => withSheets(await running.run(job.jobId, job.pdf), job);
    return this.#named(ticket.name, () => this.#run(client, running, job, act));
  }

  async resume(
    client: IppClient,
    { jobId, named, handed }: { jobId: string; named: PrinterJob | null; handed: Handed },
  ): Promise<Completion<PrintProof>> {
    const { uri, view } = this.#options;
    if (named === null) {
      // An empty job may wait in the printer, and would keep the next one waiting.
      await cancelWaiting(client, (name) => name.startsWith(namePrefix(jobId)));
      return failed('deviceNotReady', 'not-sent', 'no byte of the document was sent', 'none');
    }
    const failure = await view.observe(client);
    if (failure) return withUnknown(failure);
    const { description } = view;
    const id = await findJob(client, named, { uri, description });
    if (typeof id !== 'number') return id;
    if (description === null) return failed('deviceNotReady', 'not-open', 'the printer was not opened', 'unknown');
    const ticket = { name: named.name, template: [] };
    const running = new DocumentJob(this.#context(client, description, NO_JOURNAL), ticket);
    const act = () => running.resume(jobId, { id, uuid: named.uuid }, handed, named.bytes);
    return this.#named(named.name, () => this.#run(client, running, { copies: 1 }, act));
  }

  /** No document of this machine may go on waiting in the printer. */
  wipe(client: IppClient): Promise<Completion<void>> {
    return cancelWaiting(client, (name) => this.#options.names.has(name));
  }

  cancel(): Completion<void> {
    if (!this.#running && !this.#preparing) return failed('sequenceError', 'no-job', 'no document is being printed');
    this.#canceled = true;
    this.#running?.cancel();
    return completed(undefined, 'none');
  }

  /** The driver is being closed. */
  abandon(): void {
    this.#running?.abandon();
  }

  /** What ended in doubt may still wait there. */
  async #named(name: string, act: () => Promise<Completion<PrintProof>>): Promise<Completion<PrintProof>> {
    const { names } = this.#options;
    names.begins(name);
    const completion = await act();
    if (completion.ok || completion.error.effect !== 'unknown') names.ended(name);
    return completion;
  }

  async #run(
    client: IppClient,
    running: DocumentJob,
    { copies, paper, sides }: Pick<DocumentJobRequest, 'copies' | 'paper' | 'sides'>,
    act: () => Promise<Completion<PrintProof>>,
  ): Promise<Completion<PrintProof>> {
    const { view, stock } = this.#options;
    this.#running = running;
    view.jobRuns = true;
    try {
      const completion = await act();
      if (paper !== 'special' || (!completion.ok && completion.error.effect === 'none')) return completion;
      const twoSided = (sides ?? 'one-sided') !== 'one-sided';
      const counterProven = this.#counter.isProven;
      const { sheets, certain } = sheetsUsed(running.report, { copies, twoSided, counterProven });
      stock.special?.use(sheets, certain);
      if (completion.ok || !certain) return completion;
      return { ok: false, error: { ...completion.error, sheets } };
    } finally {
      this.#running = null;
      view.jobRuns = false;
      if (view.isOf(client)) await view.observe(client);
    }
  }

  #context(client: IppClient, description: PrinterDescription, journal: Journal): DocumentJobContext {
    const { view, clock, patience } = this.#options;
    return {
      ...journal,
      client,
      clock,
      patience,
      description,
      behind: description.spooler ? clientBehind(description.deviceUri, patience) : null,
      look: async () => ((await view.observe(client)) === null ? view.condition : null),
      counterProven: () => this.#counter.isProven,
      onCompleted: (report) => this.#counter.completed(report),
    };
  }
}

/** Two-sided is not counted in advance: the printer's own tables decide which pages share a sheet. */
function withSheets(completion: Completion<PrintProof>, job: DocumentJobRequest): Completion<PrintProof> {
  if (!completion.ok || (job.sides ?? 'one-sided') !== 'one-sided') return completion;
  return { ...completion, value: { ...completion.value, sheets: pagesOf(job.pdf) * job.copies } };
}

const withUnknown = ({ error }: Failure): Failure => ({ ok: false, error: { ...error, effect: 'unknown' } });
