import { type Effect, failed } from '../../contract/index.ts';
import type { JobTicket } from './client.ts';
import { type Failure, lost, refused } from './faults.ts';
import type { DocumentJobContext, JobStop, Submitted } from './job-context.ts';
import { reportsOf } from './job-list.ts';
import { reportOf } from './job-report.ts';
import { refusesJob } from './operations.ts';
import { closed } from './standstill.ts';

const notJournalled = (effect: Effect): Failure =>
  failed('deviceNotReady', 'not-journalled', 'nobody could write down what is printed', effect);

/** Hands one document over, so that at every byte it is known what the printer may have. */
export class Submission {
  readonly #context: DocumentJobContext;
  readonly #ticket: JobTicket;
  readonly #stop: JobStop;
  readonly #onSent: () => void;
  /** The journal's word on the last bytes; asked once. */
  #mayEnd: Promise<boolean> | null = null;
  #named = false;

  constructor(context: DocumentJobContext, ticket: JobTicket, stop: JobStop, onSent: () => void) {
    this.#context = context;
    this.#ticket = ticket;
    this.#stop = stop;
    this.#onSent = onSent;
  }

  async submit(pdf: Uint8Array): Promise<Submitted | Failure> {
    const { description, patience, clock } = this.#context;
    const twoSteps = description.does('createJob') && description.does('sendDocument');
    const until = clock.now() + patience.busyMs;
    let wait = patience.busyFirstMs;
    for (;;) {
      const tried = await (twoSteps ? this.#createAndSend(pdf) : this.#printJob(pdf));
      if (!('ok' in tried) || tried.error.errorCode !== 'printer-busy' || tried.error.effect !== 'none') return tried;
      if (clock.now() + wait > until) return tried;
      await clock.delay(wait, this.#stop.signal);
      if (this.#stop.signal.aborted) return this.#stop.canceling ?? closed('none');
      wait *= 2;
    }
  }

  /** An empty job first: from its number on nothing about this document is a guess, and until then nothing is sent. */
  async #createAndSend(pdf: Uint8Array): Promise<Submitted | Failure> {
    const { client, mayBegin } = this.#context;
    const created = await client.createJob(this.#ticket, this.#stop.signal);
    if (!created.ok) {
      // The empty job may be there and would keep the next one waiting.
      const found = created.error.sent === 'nothing' ? null : await this.#byName();
      if (found !== null) await client.cancelJob(found);
      return lost(created.error, 'none');
    }
    if (created.value.statusClass !== 'ok') return refused(created.value, 'none');
    const { id, uuid } = reportOf(created.value.job);
    if (id === null) return failed('hardwareError', 'bad-frames', 'the printer made a job without a number');
    if (!(await mayBegin({ id, uuid }))) return { kind: 'job', id, handed: 'nothing', why: notJournalled('none') };
    const sent = await this.#watched(client.sendDocument(id, this.#sending(pdf)));
    if (!sent.ok)
      return { kind: 'job', id, handed: sent.error.sent, why: await this.#why(lost(sent.error, 'unknown')) };
    if (sent.value.statusClass === 'ok') return this.#handedOver(id);
    // Refused, but perhaps only after a part of it was read: the job's end will tell.
    return { kind: 'job', id, handed: 'part', why: refused(sent.value, 'unknown') };
  }

  async #printJob(pdf: Uint8Array): Promise<Submitted | Failure> {
    this.#named ||= await this.#context.mayBegin({ id: null, uuid: null });
    if (!this.#named) return notJournalled('none');
    const sent = await this.#watched(this.#context.client.printJob(this.#ticket, this.#sending(pdf)));
    if (!sent.ok) {
      const { error } = sent;
      if (error.sent === 'nothing') return lost(error, 'none');
      return this.#search(error.sent, await this.#why(lost(error, 'unknown')));
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

  async #handedOver(id: number): Promise<Submitted> {
    this.#onSent();
    await this.#context.onTaken();
    return { kind: 'job', id, handed: 'all', why: null };
  }

  #sending(document: Uint8Array) {
    const mayEnd = () => {
      this.#mayEnd ??= this.#context.mayEnd();
      return this.#mayEnd;
    };
    return { document, signal: this.#stop.signal, mayEnd, onHandedOver: this.#onSent };
  }

  async #why(failure: Failure): Promise<Failure> {
    return this.#mayEnd !== null && !(await this.#mayEnd) ? notJournalled('unknown') : failure;
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
      if (clock.now() >= until || this.#stop.closing) break;
      await clock.delay(patience.pollMs);
    }
    // Not finding it proves nothing: the bytes may still wait in the printer's network card, or it keeps no history.
    return why;
  }

  async #byName(): Promise<number | null> {
    const found = await reportsOf(this.#context.client);
    return found.find(({ name }) => name === this.#ticket.name)?.id ?? null;
  }
}
