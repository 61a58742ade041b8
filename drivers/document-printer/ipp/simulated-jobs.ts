import { randomUUID } from 'node:crypto';
import type { Clock } from '../../contract/index.ts';
import { type Attributes, groupOf } from './attributes.ts';
import type { Operation } from './operations.ts';
import {
  formatsOf,
  jobAttributes,
  printerAttributes,
  type SimulatedMake,
  STATE_CODES,
} from './simulated-attributes.ts';
import type { SimulatedEngine, SimulatedJob } from './simulated-engine.ts';
import { GROUPS, type IppAttribute, type IppGroup, type IppMessage, mimeMediaType } from './values.ts';

/** A request that is coming in. */
export interface Incoming {
  more(bytes: Buffer): void;
  whole(): void;
  broken(): void;
}

export type Answer = (status: number, ...groups: IppGroup[]) => void;

/** Nothing is done before the request is whole. */
export const afterwards = (act: () => void): Incoming => ({
  more: () => undefined,
  whole: act,
  broken: () => undefined,
});

export interface SimulatedHabits extends SimulatedMake {
  readonly streaming?: boolean;
  readonly forgets?: boolean;
  readonly lenient?: boolean;
  readonly oldestFirst?: boolean;
  readonly tellsAtMost?: number;
}

/** The jobs a simulated printer knows, and what it does at each operation. */
export class SimulatedJobs {
  readonly #habits: SimulatedHabits;
  readonly #engine: SimulatedEngine;
  readonly #clock: Clock;
  readonly #uri: () => string;
  #jobs = new Map<number, SimulatedJob>();
  #nextJob = 1;
  #startedAt: number;
  accepting = true;
  namesHidden = false;
  ignores: { readonly at: Operation; readonly name: string } | null = null;

  constructor(habits: SimulatedHabits, engine: SimulatedEngine, clock: Clock, uri: () => string) {
    this.#habits = habits;
    this.#engine = engine;
    this.#clock = clock;
    this.#uri = uri;
    this.#startedAt = clock.now();
  }

  get all(): readonly SimulatedJob[] {
    return [...this.#jobs.values()];
  }

  /** Switched off and on: jobs and their numbers are forgotten. */
  powerCut(): void {
    this.#jobs = new Map();
    this.#nextJob = 1;
    this.#startedAt = this.#clock.now();
  }

  /** So many documents of ours came out before. */
  printedBefore(count: number): void {
    for (let time = 0; time < count; time++) {
      const job = this.#named(`bdy-${randomUUID()}`, 1);
      job.state = 'completed';
      job.reason = 'job-completed-successfully';
      job.printed = 1;
    }
  }

  handle(message: IppMessage, operation: Operation, answer: Answer): Incoming {
    const asked = groupOf(message, 'operation');
    const job = this.#jobs.get(asked.integer('job-id') ?? 0);
    const wrongFormat =
      asked.has('document-format') && !formatsOf(this.#habits).includes(asked.string('document-format') ?? '');
    if (wrongFormat) {
      const attributes = [mimeMediaType('document-format', asked.string('document-format') ?? '')];
      return afterwards(() => answer(0x040b, { tag: GROUPS.unsupported, attributes }));
    }
    switch (operation) {
      case 'getPrinterAttributes':
        return afterwards(() =>
          answer(0, { tag: GROUPS.printer, attributes: this.#printer(asked.strings('requested-attributes')) }),
        );
      case 'validateJob':
        return afterwards(() => (this.accepting ? answer(...this.#done(operation)) : answer(0x0506)));
      case 'createJob':
        return afterwards(() => {
          if (this.#taken()) return answer(0x0507);
          const created = this.#create(message);
          return answer(...this.#done(operation), { tag: GROUPS.job, attributes: this.#told(created) });
        });
      case 'printJob':
        if (this.#taken()) return afterwards(() => answer(0x0507));
        return this.#receive(this.#create(message), answer);
      case 'sendDocument':
        if (!job) return afterwards(() => answer(0x0406));
        if (job.state !== 'incoming') return afterwards(() => answer(0x0404));
        return this.#receive(job, answer);
      case 'getJobAttributes':
        return afterwards(() => (job ? answer(0, { tag: GROUPS.job, attributes: this.#told(job) }) : answer(0x0406)));
      case 'getJobs': {
        const groups = this.#listed(asked).map((one) => ({ tag: GROUPS.job, attributes: this.#told(one) }));
        return afterwards(() => answer(0, ...groups));
      }
      case 'cancelJob':
        return afterwards(() => {
          if (!job) return answer(0x0406);
          if (STATE_CODES[job.state] >= 7) return answer(0x0404);
          this.#engine.end(job, 'canceled', 'job-canceled-by-user');
          this.#forget(job);
          return answer(0);
        });
    }
  }

  /** RFC 8011 §4.2.6: ended jobs newest first, all of them where no limit is asked for. Not every printer does so. */
  #listed(asked: Attributes): readonly SimulatedJob[] {
    const { oldestFirst = false, tellsAtMost = Number.POSITIVE_INFINITY } = this.#habits;
    const ended = asked.string('which-jobs') === 'completed';
    const wanted = this.all.filter((one) => STATE_CODES[one.state] >= 7 === ended);
    const inOrder = oldestFirst ? wanted : wanted.toReversed();
    return inOrder.slice(0, Math.min(asked.integer('limit') ?? tellsAtMost, tellsAtMost));
  }

  /** One job at a time, like ippeveprinter and small printers. */
  #taken(): boolean {
    return this.#engine.busy || this.all.some(({ state }) => state === 'incoming');
  }

  /** 0001: done, but for what it names (RFC 8011 appendix B). */
  #done(operation: Operation): [number, ...IppGroup[]] {
    if (this.ignores?.at !== operation) return [0];
    const attributes: IppAttribute[] = [{ name: this.ignores.name, values: [{ syntax: 'unsupported' }] }];
    return [0x0001, { tag: GROUPS.unsupported, attributes }];
  }

  #create(message: IppMessage): SimulatedJob {
    const name = groupOf(message, 'operation').string('job-name') ?? '';
    return this.#named(name, groupOf(message, 'job').integer('copies') ?? 1);
  }

  #named(name: string, copies: number): SimulatedJob {
    const job: SimulatedJob = {
      id: this.#nextJob,
      uuid: `urn:uuid:${randomUUID()}`,
      name,
      copies,
      state: 'incoming',
      reason: 'job-incoming',
      document: Buffer.alloc(0),
      pages: 0,
      printed: 0,
      startedAt: null,
    };
    this.#nextJob += 1;
    this.#jobs.set(job.id, job);
    return job;
  }

  #receive(job: SimulatedJob, answer: Answer): Incoming {
    const streaming = this.#habits.streaming === true;
    return {
      more: (bytes) => {
        job.document = Buffer.concat([job.document, bytes]);
        // The first page is out as soon as its bytes are in.
        if (streaming && job.document.length > 60 && job.printed === 0) {
          job.startedAt = 1;
          job.state = 'processing';
          job.printed = 1;
        }
      },
      whole: () => {
        if (streaming) job.printed = 0;
        this.#engine.start(job);
        const attributes = this.#told(job);
        this.#forget(job);
        answer(0, { tag: GROUPS.job, attributes });
      },
      broken: () => {
        if (this.#habits.lenient === true) return this.#engine.start(job);
        this.#engine.end(job, 'aborted', 'submission-interrupted');
        this.#forget(job);
      },
    };
  }

  #forget(job: SimulatedJob): void {
    if (this.#habits.forgets && STATE_CODES[job.state] >= 7) this.#jobs.delete(job.id);
  }

  #printer(requested: readonly string[]) {
    const upTime = Math.max(1, Math.round((this.#clock.now() - this.#startedAt) / 1000));
    return printerAttributes(this.#habits, this.#engine, { accepting: this.accepting, upTime }, requested);
  }

  #told(job: SimulatedJob) {
    const told = jobAttributes(job, this.#habits, this.#uri());
    return this.namesHidden ? told.filter(({ name }) => name !== 'job-name') : told;
  }
}
