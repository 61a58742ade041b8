import type { Clock } from '../../contract/index.ts';
import { type Outcome, refused } from './served.ts';

/** One command that waits for its device. */
export interface Job {
  readonly owner: object;
  readonly requestId: number;
  /** Counted from receipt, so waiting counts. Milliseconds; 0: never. */
  readonly timeoutMs: number;
  start(signal: AbortSignal): Promise<Outcome>;
  /** Called exactly once. */
  end(outcome: Outcome): void;
}

type Reason = 'canceled' | 'timeOut';

class Entry {
  readonly job: Job;
  readonly abort = new AbortController();
  readonly over = new AbortController();
  reason: Reason | null = null;

  constructor(job: Job) {
    this.job = job;
  }

  end(outcome: Outcome): void {
    if (this.over.signal.aborted) return;
    this.over.abort();
    this.job.end(outcome);
  }
}

/** The queue of one service: one command at a time, in the order they came. */
export class ServiceQueue {
  readonly #clock: Clock;
  readonly #longest: number;
  #waiting: Entry[] = [];
  #running: Entry | null = null;

  constructor(clock: Clock, longest: number) {
    this.#clock = clock;
    this.#longest = longest;
  }

  get hasRoom(): boolean {
    return this.#waiting.length < this.#longest;
  }

  /** Begins in the same turn when nothing runs. A full queue is the caller's to refuse. */
  submit(job: Job): void {
    const entry = new Entry(job);
    this.#waiting.push(entry);
    if (job.timeoutMs > 0) {
      void this.#clock.delay(job.timeoutMs, entry.over.signal).then(() => this.#stop(entry, 'timeOut'));
    }
    void this.#work();
  }

  /** Those of an owner's commands that wait or run; null means all of them. Stops nothing yet. */
  find(owner: object, requestIds: readonly number[] | null): readonly (() => void)[] {
    return [...this.#waiting, ...(this.#running ? [this.#running] : [])]
      .filter(({ job }) => job.owner === owner && (requestIds === null || requestIds.includes(job.requestId)))
      .map((entry) => () => this.#stop(entry, 'canceled'));
  }

  /** What waits ends at once; what runs is told to, and ends with what really happened. */
  #stop(entry: Entry, reason: Reason): void {
    if (entry.over.signal.aborted) return;
    entry.reason ??= reason;
    entry.abort.abort();
    if (!this.#waiting.includes(entry)) return;
    this.#waiting = this.#waiting.filter((other) => other !== entry);
    entry.end(refused(reason, 'it had not begun; effect=none'));
  }

  async #work(): Promise<void> {
    if (this.#running !== null) return;
    for (;;) {
      const entry = this.#waiting.shift();
      if (!entry) return;
      this.#running = entry;
      const outcome = await this.#run(entry);
      this.#running = null;
      entry.end(outcome);
    }
  }

  async #run(entry: Entry): Promise<Outcome> {
    try {
      const outcome = await entry.job.start(entry.abort.signal);
      const stopped = outcome.completionCode === 'canceled' && entry.reason !== null;
      return stopped ? { ...outcome, completionCode: entry.reason ?? 'canceled' } : outcome;
    } catch {
      // A bug of ours must not leave a bank's command without an end, nor its device locked.
      return refused('internalError', 'effect=unknown');
    }
  }
}
