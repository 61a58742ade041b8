import { type Completion, completed, type Effect, failed, type Handed, type PrintProof } from '../../contract/index.ts';
import { completedBehind } from './behind-spooler.ts';
import { IDLE } from './condition.ts';
import type { Failure } from './faults.ts';
import { type DocumentJobContext, type HandedOver, JobStop, type Submitted } from './job-context.ts';
import { effectOfEnd, type JobReport } from './job-report.ts';
import { JobWatch } from './job-watch.ts';
import { obstaclesIn } from './reasons.ts';
import { stuck } from './standstill.ts';
import { Submission } from './submission.ts';
import type { JobTicket } from './ticket.ts';

/** One document from the submission to the furthest point the printer can prove. */
export class DocumentJob {
  readonly #context: DocumentJobContext;
  readonly #ticket: JobTicket;
  readonly #stop = new JobStop();
  #watch: JobWatch | null = null;
  #saidSent = false;
  /** Of an earlier process; and then, whether its last bytes may be missing. */
  #resumed = false;
  #unsure = false;

  constructor(context: DocumentJobContext, ticket: JobTicket) {
    this.#context = context;
    this.#ticket = ticket;
  }

  /** The last look at the job, for counting sheets. */
  get report(): JobReport | null {
    return this.#watch?.last ?? null;
  }

  /** Asks for the job to end; `run` completes with what it did until then. */
  cancel(): void {
    this.#stop.cancel();
  }

  /** The driver is being closed: nothing is waited for any more, the job goes on without us. */
  abandon(): void {
    this.#stop.abandon();
  }

  async run(jobId: string, pdf: Uint8Array): Promise<Completion<PrintProof>> {
    const submitted = await new Submission(this.#context, this.#ticket, this.#stop, () => this.#sent()).submit(pdf);
    return 'ok' in submitted ? submitted : this.#follow(jobId, pdf.length, submitted);
  }

  /** Follows a job of an earlier process. `handed` as its journal knows it. */
  resume(
    jobId: string,
    { id, uuid }: { readonly id: number; readonly uuid: string | null },
    handed: Handed,
    bytes: number,
  ): Promise<Completion<PrintProof>> {
    this.#saidSent = true;
    this.#resumed = true;
    this.#unsure = handed === 'leaving';
    return this.#follow(jobId, bytes, { kind: 'job', id, uuid, handed: handed === 'part' ? 'part' : 'all', why: null });
  }

  #sent(): void {
    if (this.#saidSent) return;
    this.#saidSent = true;
    this.#context.onSent();
  }

  async #follow(jobId: string, bytes: number, { id, uuid, handed, why }: Submitted): Promise<Completion<PrintProof>> {
    const { client, description, counterProven } = this.#context;
    if (handed === 'nothing') {
      // Nothing of the document left, so nothing of it can come out.
      await client.cancelJob(id);
      return withEffect(why ?? stuck('document-missing'), 'none');
    }
    // What was not handed over whole must not come out: the printer is told, and asked what it did.
    if (handed !== 'all') this.#stop.canceling ??= why ?? failed('canceled', 'canceled', 'the document was cut short');
    const watch = new JobWatch(this.#context, { name: this.#ticket.name, uuid, toldName: this.#resumed }, this.#stop);
    this.#watch = watch;
    const ended = await watch.untilEnd(id, handed);
    if ('ok' in ended) return ended;
    if (ended.state === 'completed') return this.#completed(jobId, bytes, handed, ended);
    const { seenPrinting } = watch;
    // A jam before we came back may be over; a sheet of it is in no count.
    const seenJam = watch.seenJam || this.#resumed;
    const witness = { spooler: description.spooler, counterProven: counterProven(), seenPrinting, seenJam };
    const effect = effectOfEnd(ended, witness);
    if (this.#stop.canceling) return withEffect(this.#stop.canceling, effect);
    const reason = ended.reasons.find((word) => word !== 'none')?.slice(0, 60) ?? 'no reason';
    return ended.state === 'canceled'
      ? failed('canceled', 'canceled-at-printer', `somebody canceled the job at the printer (${reason})`, effect)
      : failed('hardwareError', 'job-aborted', `the printer gave the job up (${reason})`, effect);
  }

  async #completed(
    jobId: string,
    bytes: number,
    handed: HandedOver,
    report: JobReport,
  ): Promise<Completion<PrintProof>> {
    const { description } = this.#context;
    if (handed !== 'all') {
      const message = 'the printer completed a job of which it never got the whole document';
      return failed('hardwareError', 'document-cut-short', message, 'unknown');
    }
    // Printers complete documents that broke off, and no size they tell is exact (`job-k-octets` counts in KiB).
    if (this.#unsure) {
      const message = 'the printer completed the job, and nobody can say that it had the whole document';
      return failed('hardwareError', 'document-unsure', message, 'unknown');
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
    if (await this.#completedBehind()) return completed({ jobId, fence: 'printer-completed', bytes });
    await this.#untilQuiet();
    return completed({ jobId, fence: 'spooler-accepted', bytes });
  }

  async #completedBehind(): Promise<boolean> {
    const { behind, clock, patience } = this.#context;
    const { pollMs, quietMs } = patience;
    const { signal } = this.#stop;
    return behind !== null && (await completedBehind(behind, this.#ticket.name, { clock, pollMs, quietMs, signal }));
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
}

const withEffect = ({ error }: Failure, effect: Effect): Failure => ({ ok: false, error: { ...error, effect } });
