import { type Effect, failed } from '../../contract/index.ts';
import { PROCESSING } from './condition.ts';
import { type Failure, lost, refused } from './faults.ts';
import type { DocumentJobContext, JobStop, Submitted } from './job-context.ts';
import { toldJobs } from './job-list.ts';
import { reportOf } from './job-report.ts';
import { isFinal, refusesJob } from './operations.ts';
import { closed } from './standstill.ts';
import { ignoredOf, type JobTicket } from './ticket.ts';

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
  /** Print-Job was answered "busy": the document may be there. */
  #busy: Failure | null = null;

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
      if (created.error.sent !== 'nothing') await this.#dropEmpty();
      return lost(created.error, 'none');
    }
    const { statusClass } = created.value;
    if (statusClass !== 'ok') {
      if (statusClass === 'busy' || !refusesJob(statusClass)) await this.#dropEmpty();
      return refused(created.value, 'none');
    }
    const { id, uuid } = reportOf(created.value.job);
    if (id === null) {
      await this.#dropEmpty();
      return failed('hardwareError', 'bad-frames', 'the printer made a job without a number');
    }
    const ignored = ignoredOf(this.#ticket, created.value.unsupported);
    if (ignored !== null) return { kind: 'job', id, uuid, handed: 'nothing', why: ignored };
    if (!(await mayBegin({ id, uuid })))
      return { kind: 'job', id, uuid, handed: 'nothing', why: notJournalled('none') };
    const sent = await this.#watched(client.sendDocument(id, this.#sending(pdf)));
    if (!sent.ok)
      return { kind: 'job', id, uuid, handed: sent.error.sent, why: await this.#why(lost(sent.error, 'unknown')) };
    if (sent.value.statusClass === 'ok') return this.#handedOver(id, uuid);
    // Refused, but perhaps only after a part of it was read: the job's end will tell.
    return { kind: 'job', id, uuid, handed: 'part', why: refused(sent.value, 'unknown') };
  }

  /** A printer may make a job and say that it did not. Nothing is in it, and it would keep the next one waiting. */
  async #dropEmpty(): Promise<void> {
    const { client } = this.#context;
    const { reports } = await toldJobs(client);
    for (const { id, name, state } of reports) {
      if (id !== null && name === this.#ticket.name && !isFinal(state)) await client.cancelJob(id);
    }
  }

  async #printJob(pdf: Uint8Array): Promise<Submitted | Failure> {
    const taken = await (this.#busy === null ? this.#atOthersWork() : this.#afterBusy(this.#busy));
    if (taken !== null) return taken;
    this.#named ||= await this.#context.mayBegin({ id: null, uuid: null });
    if (!this.#named) return notJournalled('none');
    const sent = await this.#watched(this.#context.client.printJob(this.#ticket, this.#sending(pdf)));
    if (!sent.ok) {
      const { error } = sent;
      if (error.sent === 'nothing') return lost(error, 'none');
      return this.#search(error.sent, await this.#why(lost(error, 'unknown')));
    }
    const { statusClass } = sent.value;
    const { id, uuid } = reportOf(sent.value.job);
    if (statusClass === 'ok' && id !== null) return this.#handedOver(id, uuid);
    if (statusClass !== 'ok' && refusesJob(statusClass)) {
      if (statusClass !== 'busy') return refused(sent.value, 'none');
      this.#busy = refused(sent.value, 'unknown');
      return (await this.#afterBusy(this.#busy)) ?? refused(sent.value, 'none');
    }
    return this.#search('all', refused(sent.value, 'unknown'));
  }

  /**
   * "Busy" with the document in its memory: it is sent again only when the printer shows all its jobs and ours is not
   * among them; null then. Asked after the answer and again before the next sending.
   */
  async #afterBusy(why: Failure): Promise<Submitted | Failure | null> {
    const sought = await this.#byName();
    if (sought === 'absent') return null;
    return sought === 'unsure'
      ? this.#search('all', why)
      : { kind: 'job', id: sought, uuid: null, handed: 'all', why: null };
  }

  /** Its "busy" would leave us in doubt, so it is not asked for one: null when it may be tried. */
  async #atOthersWork(): Promise<Failure | null> {
    const condition = await this.#context.look();
    if (condition?.state !== PROCESSING || (await toldJobs(this.#context.client)).keepsEnded) return null;
    return failed('deviceNotReady', 'printer-busy', 'the printer is at another job');
  }

  async #handedOver(id: number, uuid: string | null): Promise<Submitted> {
    this.#onSent();
    await this.#context.onTaken();
    return { kind: 'job', id, uuid, handed: 'all', why: null };
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
      if (typeof id === 'number') return { kind: 'job', id, uuid: null, handed, why };
      if (clock.now() >= until || this.#stop.closing) break;
      await clock.delay(patience.pollMs);
    }
    // Not finding it proves nothing: the bytes may still wait in the printer's network card, or it keeps no history.
    return why;
  }

  /** `absent` takes both lists, and a printer that is seen to keep what ended. */
  async #byName(): Promise<number | 'absent' | 'unsure'> {
    const { reports, unanswered, keepsEnded } = await toldJobs(this.#context.client);
    const found = reports.find(({ name }) => name === this.#ticket.name);
    if (found !== undefined) return found.id ?? 'unsure';
    return unanswered === null && keepsEnded ? 'absent' : 'unsure';
  }
}
