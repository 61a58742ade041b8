import { type Clock, type Completion, completed, type Effect, failed, type PrintProof } from '../../contract/index.ts';
import type { IppAnswer, IppClient, JobTicket } from './client.ts';
import type { PrinterCondition } from './condition.ts';
import type { PrinterDescription } from './description.ts';
import { type Failure, lost, refused } from './faults.ts';
import type { PostFailure } from './http.ts';
import { effectOfEnd, type JobReport, reportOf, STILL_STOPPING } from './job-report.ts';
import { isFinal, refusesJob } from './operations.ts';
import { FAULTS, obstaclesIn } from './reasons.ts';

/** How long what is waited for, milliseconds of the driver's clock. */
export interface Patience {
  /** Between two looks at a running job. */
  readonly pollMs: number;
  /** A printer at another job is asked again, each time after twice as long, for so long in all. */
  readonly busyMs: number;
  readonly busyFirstMs: number;
  /** A job that stands still (no paper, cover open, held) is canceled after this. */
  readonly stuckMs: number;
  /** No job is waited for longer than this. */
  readonly jobMs: number;
  /** A printer that does not answer while it prints is asked again for so long. */
  readonly lostMs: number;
  /** After a broken request: until the printer has surely made or dropped the job. */
  readonly settleMs: number;
  /** After Cancel-Job, until the job has ended. */
  readonly cancelMs: number;
  /** After a spooler called it completed: until the device behind is quiet. */
  readonly quietMs: number;
  /** While a document leaves, the printer's status is looked at so often; Infinity for never. */
  readonly watchMs: number;
}

export interface DocumentJobContext {
  readonly client: IppClient;
  readonly clock: Clock;
  readonly patience: Patience;
  readonly description: PrinterDescription;
  /** Asks the printer for its state and publishes it; null when it does not answer. */
  readonly look: () => Promise<PrinterCondition | null>;
  /** Whether the printer's own page counter is known to count. */
  readonly counterProven: () => boolean;
  readonly onCompleted: (report: JobReport) => void;
  readonly onSent: () => void;
}

/** How much of the document the printer may have: `nothing`, `part` (surely not all of it), or `all`. */
type Handed = 'nothing' | 'part' | 'all';

type Submitted = { readonly kind: 'job'; readonly id: number; readonly handed: Handed; readonly why: Failure | null };

/** One document from the submission to the furthest point the printer can prove. */
export class DocumentJob {
  readonly #context: DocumentJobContext;
  readonly #ticket: JobTicket;
  readonly #stop = new AbortController();
  /** Why the job is being canceled: the first reason stays. */
  #canceling: Failure | null = null;
  #closing = false;
  #last: JobReport | null = null;
  #seenPrinting = false;
  #seenJam = false;

  constructor(context: DocumentJobContext, ticket: JobTicket) {
    this.#context = context;
    this.#ticket = ticket;
  }

  /** The last look at the job, for counting sheets. */
  get report(): JobReport | null {
    return this.#last;
  }

  /** Asks for the job to end; `run` completes with what it did until then. */
  cancel(): void {
    this.#canceling ??= failed('canceled', 'canceled', 'the job was canceled');
    this.#stop.abort();
  }

  /** The driver is being closed: nothing is waited for any more, the job goes on without us. */
  abandon(): void {
    this.#closing = true;
    this.#stop.abort();
  }

  async run(jobId: string, pdf: Uint8Array): Promise<Completion<PrintProof>> {
    const submitted = await this.#submit(pdf);
    return 'ok' in submitted ? submitted : this.#follow(jobId, pdf.length, submitted);
  }

  /** Follows a job that an earlier process sent. `handed` as its journal knows it. */
  resume(jobId: string, id: number, handed: 'part' | 'all'): Promise<Completion<PrintProof>> {
    return this.#follow(jobId, 0, { kind: 'job', id, handed, why: null });
  }

  // --- handing it over ---------------------------------------------------------------------------------------------

  async #submit(pdf: Uint8Array): Promise<Submitted | Failure> {
    const { description, patience, clock } = this.#context;
    const twoSteps = description.does('createJob') && description.does('sendDocument');
    const until = clock.now() + patience.busyMs;
    let wait = patience.busyFirstMs;
    for (;;) {
      const tried = await (twoSteps ? this.#createAndSend(pdf) : this.#printJob(pdf));
      if (!('ok' in tried) || tried.error.errorCode !== 'printer-busy' || tried.error.effect !== 'none') return tried;
      if (clock.now() + wait > until) return tried;
      await clock.delay(wait, this.#stop.signal);
      if (this.#stop.signal.aborted) return this.#canceling ?? closed('none');
      wait *= 2;
    }
  }

  /** An empty job first: from its number on nothing about this document is a guess, and until then nothing is sent. */
  async #createAndSend(pdf: Uint8Array): Promise<Submitted | Failure> {
    const { client } = this.#context;
    const created = await client.createJob(this.#ticket, this.#stop.signal);
    if (!created.ok) {
      // The empty job may be there and would keep the next one waiting.
      const found = created.error.sent === 'nothing' ? null : await this.#byName();
      if (found !== null) await client.cancelJob(found);
      return lost(created.error, 'none');
    }
    if (created.value.statusClass !== 'ok') return refused(created.value, 'none');
    const id = created.value.job.integer('job-id');
    if (id === null) return failed('hardwareError', 'bad-frames', 'the printer made a job without a number');
    const sent = await this.#watched(client.sendDocument(id, this.#sending(pdf)));
    if (!sent.ok) return { kind: 'job', id, handed: sent.error.sent, why: lost(sent.error, 'unknown') };
    if (sent.value.statusClass === 'ok') return this.#handedOver(id);
    // Refused, but perhaps only after a part of it was read: the job's end will tell.
    return { kind: 'job', id, handed: 'part', why: refused(sent.value, 'unknown') };
  }

  async #printJob(pdf: Uint8Array): Promise<Submitted | Failure> {
    const sent = await this.#watched(this.#context.client.printJob(this.#ticket, this.#sending(pdf)));
    if (!sent.ok) {
      const { error } = sent;
      return error.sent === 'nothing' ? lost(error, 'none') : this.#search(error.sent, lost(error, 'unknown'));
    }
    const { statusClass } = sent.value;
    const id = sent.value.job.integer('job-id');
    if (statusClass === 'ok' && id !== null) return this.#handedOver(id);
    if (statusClass !== 'ok' && refusesJob(statusClass)) {
      // "Busy" with the document in its memory: before it is sent again, the printer has to have no such job.
      if (statusClass !== 'busy') return refused(sent.value, 'none');
      const found = await this.#byName();
      return found === null ? refused(sent.value, 'none') : { kind: 'job', id: found, handed: 'all', why: null };
    }
    return this.#search('all', refused(sent.value, 'unknown'));
  }

  #handedOver(id: number): Submitted {
    this.#sent();
    return { kind: 'job', id, handed: 'all', why: null };
  }

  #sending(document: Uint8Array) {
    return { document, signal: this.#stop.signal, onHandedOver: () => this.#sent() };
  }

  #saidSent = false;
  #sent(): void {
    if (this.#saidSent) return;
    this.#saidSent = true;
    this.#context.onSent();
  }

  /** A printer without paper may take minutes to take a document: its status goes on being seen meanwhile. */
  async #watched<T>(sending: Promise<T>): Promise<T> {
    const { clock, patience } = this.#context;
    if (patience.watchMs === Number.POSITIVE_INFINITY) return sending;
    const done = new AbortController();
    const watch = async () => {
      for (;;) {
        await clock.delay(patience.watchMs, done.signal);
        if (done.signal.aborted) return;
        await this.#context.look();
      }
    };
    const watching = watch();
    const result = await sending;
    done.abort();
    await watching;
    return result;
  }

  /** The connection broke in Print-Job: does the printer have the job? Its name is ours alone. */
  async #search(handed: 'part' | 'all', why: Failure): Promise<Submitted | Failure> {
    const { clock, patience } = this.#context;
    const until = clock.now() + patience.settleMs;
    for (;;) {
      const id = await this.#byName();
      if (id !== null) return { kind: 'job', id, handed, why };
      if (clock.now() >= until || this.#closing) break;
      await clock.delay(patience.pollMs);
    }
    // Not finding it proves nothing: the bytes may still wait in the printer's network card, or it keeps no history.
    return why;
  }

  async #byName(): Promise<number | null> {
    for (const which of ['not-completed', 'completed'] as const) {
      const answer = await this.#context.client.jobs(which);
      if (!answer.ok || answer.value.statusClass !== 'ok') continue;
      const found = answer.value.jobs.map(reportOf).find(({ name }) => name === this.#ticket.name);
      if (found?.id !== undefined && found.id !== null) return found.id;
    }
    return null;
  }

  // --- following it ------------------------------------------------------------------------------------------------

  async #follow(jobId: string, bytes: number, { id, handed, why }: Submitted): Promise<Completion<PrintProof>> {
    if (handed === 'nothing') {
      // Nothing of the document left, so nothing of it can come out.
      await this.#context.client.cancelJob(id);
      return withEffect(why ?? stuck('document-missing'), 'none');
    }
    // What was not handed over whole must not come out: the printer is told, and asked what it did.
    if (handed !== 'all') this.#canceling ??= why ?? failed('canceled', 'canceled', 'the document was cut short');
    const ended = await this.#untilEnd(id, handed);
    if ('ok' in ended) return ended;
    this.#last = ended;
    if (ended.state === 'completed') return this.#completed(jobId, bytes, handed, ended);
    const effect = effectOfEnd(ended, {
      spooler: this.#context.description.spooler,
      counterProven: this.#context.counterProven(),
      seenPrinting: this.#seenPrinting,
      seenJam: this.#seenJam,
    });
    if (this.#canceling) return withEffect(this.#canceling, effect);
    const reason = ended.reasons.find((word) => word !== 'none')?.slice(0, 60) ?? 'no reason';
    return ended.state === 'canceled'
      ? failed('canceled', 'canceled-at-printer', `somebody canceled the job at the printer (${reason})`, effect)
      : failed('hardwareError', 'job-aborted', `the printer gave the job up (${reason})`, effect);
  }

  async #completed(jobId: string, bytes: number, handed: Handed, report: JobReport): Promise<Completion<PrintProof>> {
    const { description } = this.#context;
    if (handed !== 'all') {
      const message = 'the printer completed a job of which it never got the whole document';
      return failed('hardwareError', 'document-cut-short', message, 'unknown');
    }
    if (report.reasons.includes('job-completed-with-errors')) {
      const message = 'the printer completed the job with errors';
      return failed('hardwareError', 'completed-with-errors', message, 'unknown');
    }
    this.#context.onCompleted(report);
    this.#sent();
    if (!description.spooler && !report.reasons.includes('queued-in-device')) {
      return completed({ jobId, fence: 'printer-completed', bytes });
    }
    await this.#untilQuiet();
    return completed({ jobId, fence: 'spooler-accepted', bytes });
  }

  /** Behind a spooler the device goes on after `completed`. Its state is seen, and proves nothing about this job. */
  async #untilQuiet(): Promise<void> {
    const { clock, patience, look } = this.#context;
    const until = clock.now() + patience.quietMs;
    while (clock.now() < until && !this.#stop.signal.aborted) {
      const condition = await look();
      if (condition?.state === IDLE && obstaclesIn(condition.faults).length === 0) return;
      await clock.delay(patience.pollMs, this.#stop.signal);
    }
  }

  async #untilEnd(id: number, handed: Handed): Promise<JobReport | Failure> {
    const { client, clock, patience } = this.#context;
    const jobUntil = clock.now() + patience.jobMs;
    const waits = new Waits(clock.now());
    let canceledAt: number | null = null;
    let endedAt: number | null = null;
    for (;;) {
      if (this.#closing) return closed('unknown');
      const now = clock.now();
      const asked = await client.jobAttributes(id);
      const report = asked.ok && asked.value.statusClass === 'ok' ? reportOf(asked.value.job) : null;
      if (report !== null && report.name !== null && report.name !== this.#ticket.name) return this.#forgotten();
      if (asked.ok && asked.value.statusClass === 'not-found') return this.#forgotten();
      if (report === null) {
        const silent = waits.silent(now);
        if (silent >= patience.lostMs) return this.#silence(asked);
      } else {
        waits.heard(now);
        this.#last = report;
        if (report.state === 'processing' || report.state === 'stopped') this.#seenPrinting = true;
        if (isFinal(report.state)) {
          // CUPS leaves the reason on completed jobs for ever; of a canceled one the last sheets may still come.
          const stopping = report.state !== 'completed' && report.reasons.includes(STILL_STOPPING);
          endedAt ??= now;
          if (!stopping || now - endedAt >= patience.cancelMs) return report;
        }
      }
      const condition = await this.#context.look();
      if (condition?.faults.includes('paper-jam')) this.#seenJam = true;
      const cause = report === null ? null : standstill(report, condition);
      if (this.#canceling === null && waits.still(cause, clock.now()) >= this.#stillFor(cause, handed)) {
        this.#canceling = stuck(cause ?? 'job-stuck');
      }
      if (this.#canceling === null && now >= jobUntil) this.#canceling = stuck('job-stuck');
      if (this.#canceling !== null && report !== null && endedAt === null) {
        canceledAt ??= clock.now();
        await client.cancelJob(id);
        if (clock.now() - canceledAt >= patience.cancelMs) return withEffect(this.#canceling, 'unknown');
      }
      await clock.delay(patience.pollMs, this.#canceling === null ? this.#stop.signal : undefined);
    }
  }

  #stillFor(cause: string | null, handed: Handed): number {
    const { settleMs, stuckMs } = this.#context.patience;
    // A job that still waits for a document we believe to have sent will not get it.
    return cause === 'document-missing' && handed === 'all' ? Math.max(settleMs, 1) : stuckMs;
  }

  /** The printer has no such job: switched off in the middle, or it keeps no history. Nobody can say what came out. */
  #forgotten(): Failure {
    return failed('hardwareError', 'job-forgotten', 'the printer no longer knows the job', 'unknown');
  }

  #silence(asked: { ok: true; value: IppAnswer } | { ok: false; error: PostFailure }): Failure {
    return asked.ok ? refused(asked.value, 'unknown') : lost(asked.error, 'unknown');
  }
}

/** How long the printer has been silent and how long the job has stood still for one cause. */
class Waits {
  #heardAt: number;
  #cause: string | null = null;
  #since = 0;

  constructor(now: number) {
    this.#heardAt = now;
  }

  heard(now: number): void {
    this.#heardAt = now;
  }

  silent(now: number): number {
    return now - this.#heardAt;
  }

  /** Milliseconds the job has been standing still; -1 while it moves. */
  still(cause: string | null, now: number): number {
    if (cause === null) {
      this.#cause = null;
      return -1;
    }
    if (this.#cause === null) this.#since = now;
    this.#cause = cause;
    return now - this.#since;
  }
}

const IDLE = 3;

/** Why a job that has not ended does not move; null while it does. */
function standstill(report: JobReport, condition: PrinterCondition | null): string | null {
  const waiting = ['job-incoming', 'job-data-insufficient', 'incoming'];
  const [obstacle] = condition === null ? [] : obstaclesIn(condition.faults);
  if (obstacle !== undefined && FAULTS[obstacle].severity === 'obstacle') return obstacle;
  if (report.state !== 'processing' && report.reasons.some((reason) => waiting.includes(reason))) {
    return 'document-missing';
  }
  if (report.state === 'held') return 'job-held';
  return report.state === 'stopped' ? 'job-stopped' : null;
}

const stuck = (cause: string): Failure =>
  failed('timeOut', cause, `the job stood still and was canceled: ${cause}`, 'unknown');

const closed = (effect: Effect): Failure =>
  failed('canceled', 'closed', 'the driver was closed while the job ran', effect);

const withEffect = ({ error }: Failure, effect: Effect): Failure => ({ ok: false, error: { ...error, effect } });
