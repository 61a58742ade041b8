import { type Effect, failed } from '../../contract/index.ts';
import type { PrinterCondition } from './condition.ts';
import type { Failure } from './faults.ts';
import type { JobReport } from './job-report.ts';
import { FAULTS, obstaclesIn } from './reasons.ts';

type Counts = Pick<JobReport, 'impressions' | 'sheets'>;

const laid = ({ impressions, sheets }: Counts): number => (impressions ?? 0) + (sheets ?? 0);

/**
 * How long the printer has been silent and how long the job has stood still for one cause. A job whose count of pages
 * grew in between did not stand still, whatever the printer says of its trays and lids.
 */
export class Waits {
  #heardAt: number;
  #movedAt: number;
  #laid: number | null = null;
  #cause: string | null = null;
  #since = 0;

  constructor(now: number) {
    this.#heardAt = now;
    this.#movedAt = now;
  }

  heard(now: number, counts: Counts): void {
    this.#heardAt = now;
    if (this.#laid !== null && laid(counts) > this.#laid) this.#movedAt = now;
    this.#laid = laid(counts);
  }

  silent(now: number): number {
    return now - this.#heardAt;
  }

  /** Milliseconds since it was begun to be followed, or since a page more was in its count. */
  unmoved(now: number): number {
    return now - this.#movedAt;
  }

  /** Milliseconds the job has been standing still; -1 while it moves. */
  still(cause: string | null, now: number): number {
    if (cause === null) {
      this.#cause = null;
      return -1;
    }
    if (this.#cause === null) this.#since = now;
    this.#cause = cause;
    return Math.min(now - this.#since, this.unmoved(now));
  }
}

/** Why a job that has not ended does not move; null while it does. */
export function standstill(report: JobReport, condition: PrinterCondition | null): string | null {
  const waiting = ['job-incoming', 'job-data-insufficient', 'incoming'];
  const [obstacle] = condition === null ? [] : obstaclesIn(condition.faults);
  if (obstacle !== undefined && FAULTS[obstacle].severity === 'obstacle') return obstacle;
  if (report.state !== 'processing' && report.reasons.some((reason) => waiting.includes(reason))) {
    return 'document-missing';
  }
  if (report.state === 'held') return 'job-held';
  return report.state === 'stopped' ? 'job-stopped' : null;
}

export const stuck = (cause: string): Failure =>
  failed('timeOut', cause, `the job stood still and was canceled: ${cause}`, 'unknown');

export const closed = (effect: Effect): Failure =>
  failed('canceled', 'closed', 'the driver was closed while the job ran', effect);
