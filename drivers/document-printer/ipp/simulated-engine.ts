import type { Clock } from '../../contract/index.ts';

/** What lies in the output tray: the bytes a job was printed from, and whether all its pages are there. */
export interface Paper {
  readonly jobName: string;
  readonly document: Uint8Array;
  readonly pages: number;
  readonly whole: boolean;
}

export type SimulatedState = 'incoming' | 'pending' | 'processing' | 'canceled' | 'aborted' | 'completed';

export interface SimulatedJob {
  readonly id: number;
  readonly uuid: string;
  readonly name: string;
  readonly copies: number;
  state: SimulatedState;
  reason: string;
  document: Buffer;
  pages: number;
  printed: number;
  startedAt: number | null;
}

/** `/Type /Page` as pdfkit and people write it; at least one page. */
export const pagesIn = (document: Uint8Array): number =>
  Math.max(
    1,
    Buffer.from(document)
      .toString('latin1')
      .match(/\/Type\s*\/Page(?![a-zA-Z])/g)?.length ?? 0,
  );

/** Paper, pages, jams: the part of the simulated printer that has no network. */
export class SimulatedEngine {
  readonly #clock: Clock;
  readonly papers: Paper[] = [];
  /** Sheets in the tray. */
  sheets = 250;
  pageMs = 0;
  /** The sheet with this number since the start jams; removing it (`clear`) lets the job go on. */
  jamAtSheet: number | null = null;
  /** Jobs are given up at this page, 0 before the first. */
  abortAtPage: number | null = null;
  readonly reasons = new Set<string>();
  #printed = 0;
  #queue: SimulatedJob[] = [];
  #running = false;

  constructor(clock: Clock) {
    this.#clock = clock;
  }

  get busy(): boolean {
    return this.#queue.length > 0;
  }

  get stuck(): boolean {
    const goesOn = /^(toner|marker-supply)-empty-(report|warning)$/;
    return [...this.reasons].some((reason) => /empty|needed|jam|open/.test(reason) && !goesOn.test(reason));
  }

  start(job: SimulatedJob): void {
    job.state = 'pending';
    job.pages = pagesIn(job.document) * job.copies;
    this.#queue.push(job);
    this.#advance();
  }

  /** A person refilled the tray, removed the jam, closed the door: the printer goes on. */
  clear(sheets = 250): void {
    this.sheets = sheets;
    this.jamAtSheet = null;
    this.reasons.clear();
    this.#advance();
  }

  /** Ends a job; what is on paper stays there. */
  end(job: SimulatedJob, state: 'canceled' | 'aborted', reason: string): void {
    if (job.state === 'completed' || job.state === 'canceled' || job.state === 'aborted') return;
    job.state = state;
    job.reason = reason;
    this.#queue = this.#queue.filter((other) => other !== job);
    if (job.printed > 0) this.#lay(job, false);
    this.#advance();
  }

  /** The plug: everything is forgotten but the paper. */
  powerCut(): void {
    for (const job of this.#queue) if (job.printed > 0) this.#lay(job, false);
    this.#queue = [];
  }

  #advance(): void {
    if (this.#running) return;
    this.#running = true;
    // Without delays a whole job passes within one call: no timing in the tests.
    let more = this.#step();
    while (more && this.pageMs === 0) more = this.#step();
    if (more) this.#later();
    else this.#running = false;
  }

  #later(): void {
    void this.#clock.delay(this.pageMs).then(() => {
      this.#running = false;
      this.#advance();
    });
  }

  /** One page or one change of state; false when there is nothing to do or the printer stands still. */
  #step(): boolean {
    const [job] = this.#queue;
    if (!job || this.stuck) return false;
    if (job.state === 'pending') {
      job.state = 'processing';
      job.reason = 'job-printing';
      job.startedAt = Math.max(1, Math.round(this.#clock.now() / 1000));
      return true;
    }
    if (job.printed === this.abortAtPage) {
      this.#running = false;
      this.end(job, 'aborted', 'aborted-by-system');
      return false;
    }
    if (job.printed === job.pages) {
      job.state = 'completed';
      job.reason = 'job-completed-successfully';
      this.#queue = this.#queue.filter((other) => other !== job);
      this.#lay(job, true);
      return true;
    }
    return this.#feed(job);
  }

  #feed(job: SimulatedJob): boolean {
    if (this.sheets === 0) {
      this.reasons.add('media-empty-error');
      return false;
    }
    if (this.jamAtSheet === this.#printed + 1) {
      this.reasons.add('media-jam-error');
      return false;
    }
    this.sheets -= 1;
    this.#printed += 1;
    job.printed += 1;
    return true;
  }

  #lay(job: SimulatedJob, whole: boolean): void {
    this.papers.push({ jobName: job.name, document: Uint8Array.from(job.document), pages: job.printed, whole });
  }
}
