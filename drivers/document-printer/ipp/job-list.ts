import { type Completion, completed } from '../../contract/index.ts';
import type { IppClient } from './client.ts';
import { type Failure, lost, refused } from './faults.ts';
import { type JobReport, reportOf } from './job-report.ts';
import type { JobState } from './operations.ts';

/** All our jobs begin like this. */
export const OUR_NAME = 'bdy-';

/** One line of `jobs()`. No name: other programs put people's names into theirs. */
export interface PrinterJobLine {
  readonly id: number;
  readonly ours: boolean;
  readonly state: JobState;
  readonly impressions: number | null;
}

/** Jobs under our user name, as far as the printer told them. */
export interface ToldJobs {
  /** Waiting ones first, ended ones too. */
  readonly reports: readonly JobReport[];
  /** Why a list is missing: then a job that is not in `reports` may be there all the same. */
  readonly unanswered: Failure | null;
  /**
   * It shows ended jobs of ours, the newest first, so a later one that ended would be there too. A list that begins with
   * the oldest (against RFC 8011 §4.2.6.2) may be cut before it.
   */
  readonly keepsEnded: boolean;
}

const isNewestFirst = (jobs: readonly JobReport[]): boolean =>
  jobs.every(({ id }, at) => id !== null && (at === 0 || id < (jobs[at - 1]?.id ?? 0)));

const isOurs = ({ name }: JobReport): boolean => name?.startsWith(OUR_NAME) === true;

export async function toldJobs(client: IppClient): Promise<ToldJobs> {
  const reports: JobReport[] = [];
  let unanswered: Failure | null = null;
  let keepsEnded = false;
  // In this order: a job that ends between the two is in the second.
  for (const which of ['not-completed', 'completed'] as const) {
    const answer = await client.jobs(which);
    if (!answer.ok) unanswered ??= lost(answer.error, 'none');
    else if (answer.value.statusClass !== 'ok') unanswered ??= refused(answer.value, 'none');
    else {
      const jobs = answer.value.jobs.map(reportOf);
      reports.push(...jobs);
      const ours = jobs.filter(isOurs);
      keepsEnded = which === 'completed' && ours.length > 0 && isNewestFirst(ours);
    }
  }
  return { reports, unanswered, keepsEnded };
}

export async function listJobs(client: IppClient): Promise<Completion<readonly PrinterJobLine[]>> {
  const { reports, unanswered } = await toldJobs(client);
  if (unanswered !== null) return unanswered;
  const jobs = reports.flatMap(({ id, name, state, impressions }) =>
    id === null ? [] : [{ id, ours: name?.startsWith(OUR_NAME) === true, state, impressions }],
  );
  return completed(jobs, 'none');
}

/** Cancels what waits or runs under a name of that kind. */
export async function cancelWaiting(client: IppClient, isMeant: (name: string) => boolean): Promise<Completion<void>> {
  const waiting = await client.jobs('not-completed');
  if (!waiting.ok) return lost(waiting.error, 'unknown');
  if (waiting.value.statusClass !== 'ok') return refused(waiting.value, 'unknown');
  const left = waiting.value.jobs.map(reportOf).filter(({ name }) => name !== null && isMeant(name));
  for (const { id } of left) if (id !== null) await client.cancelJob(id);
  return completed(undefined, left.length > 0 ? 'done' : 'none');
}
