import { failed } from '../../contract/index.ts';
import { type Failure, lost, refused } from './faults.ts';
import type { Asked } from './ipp-answer.ts';
import type { DocumentJobContext, HandedOver, JobStop } from './job-context.ts';
import { type JobReport, reportOf, STILL_STOPPING } from './job-report.ts';
import { isFinal } from './operations.ts';
import { closed, standstill, stuck, Waits } from './standstill.ts';

/** Numbers begin again after a restart: an answer under ours counts only with this name, and this uuid where both are told. */
export interface Expected {
  readonly name: string;
  readonly uuid: string | null;
  /** The printer told the name before. */
  readonly toldName: boolean;
}

/** Follows one job to its last state, cancels what stands still or must not come out. */
export class JobWatch {
  readonly #context: DocumentJobContext;
  readonly #expected: Expected;
  readonly #stop: JobStop;
  /** The printer told its name before. */
  #toldName: boolean;
  /** The newest look at it. */
  last: JobReport | null = null;
  seenPrinting = false;
  seenJam = false;

  constructor(context: DocumentJobContext, expected: Expected, stop: JobStop) {
    this.#toldName = expected.toldName;
    this.#context = context;
    this.#expected = expected;
    this.#stop = stop;
  }

  async untilEnd(id: number, handed: HandedOver): Promise<JobReport | Failure> {
    const { client, clock, patience } = this.#context;
    const stop = this.#stop;
    const waits = new Waits(clock.now());
    let canceledAt: number | null = null;
    let endedAt: number | null = null;
    for (;;) {
      if (stop.closing) return closed('unknown');
      const now = clock.now();
      const asked = await client.jobAttributes(id);
      const report = asked.ok && asked.value.statusClass === 'ok' ? reportOf(asked.value.job) : null;
      if (report !== null && !this.#isOurs(report)) return forgotten();
      if (asked.ok && asked.value.statusClass === 'not-found') return forgotten();
      if (report === null) {
        if (waits.silent(now) >= patience.lostMs) return silence(asked);
      } else {
        waits.heard(now, report);
        this.last = report;
        if (report.state === 'processing' || report.state === 'stopped') this.seenPrinting = true;
        if (isFinal(report.state)) {
          // CUPS leaves the reason on completed jobs for ever; of a canceled one the last sheets may still come.
          const stopping = report.state !== 'completed' && report.reasons.includes(STILL_STOPPING);
          endedAt ??= now;
          if (!stopping || now - endedAt >= patience.cancelMs) return report;
        }
      }
      const condition = await this.#context.look();
      if (condition?.faults.includes('paper-jam')) this.seenJam = true;
      const cause = report === null ? null : standstill(report, condition);
      if (stop.canceling === null && waits.still(cause, clock.now()) >= this.#stillFor(cause, handed)) {
        stop.canceling = stuck(cause ?? 'job-stuck');
      }
      if (stop.canceling === null && waits.unmoved(now) >= patience.jobMs) stop.canceling = stuck('job-stuck');
      if (stop.canceling !== null && report !== null && endedAt === null) {
        canceledAt ??= clock.now();
        await client.cancelJob(id);
        if (clock.now() - canceledAt >= patience.cancelMs) return unknown(stop.canceling);
      }
      await clock.delay(patience.pollMs, stop.canceling === null ? stop.signal : undefined);
    }
  }

  /**
   * A name that is kept from us is a stranger's (`job-privacy-attributes`, PWG 5100.11), unless the printer never told ours
   * either: then its number is all there is.
   */
  #isOurs({ name, uuid }: JobReport): boolean {
    const { name: ours, uuid: made } = this.#expected;
    if (uuid !== null && made !== null && uuid !== made) return false;
    if (name !== null) this.#toldName = true;
    return name === null ? !this.#toldName : name === ours;
  }

  #stillFor(cause: string | null, handed: HandedOver): number {
    const { settleMs, stuckMs } = this.#context.patience;
    // A job that still waits for a document we believe to have sent will not get it.
    return cause === 'document-missing' && handed === 'all' ? Math.max(settleMs, 1) : stuckMs;
  }
}

/** The printer has no such job: switched off in the middle, or it keeps no history. Nobody can say what came out. */
const forgotten = (): Failure =>
  failed('hardwareError', 'job-forgotten', 'the printer no longer knows the job', 'unknown');

const silence = (asked: Asked): Failure => (asked.ok ? refused(asked.value, 'unknown') : lost(asked.error, 'unknown'));

const unknown = ({ error }: Failure): Failure => ({ ok: false, error: { ...error, effect: 'unknown' } });
