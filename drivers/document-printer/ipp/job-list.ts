import { type Completion, completed } from '../../contract/index.ts';
import type { IppClient } from './client.ts';
import { lost, refused } from './faults.ts';
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

/** Jobs under our user name, waiting ones first, ended ones too; what is not answered is not there. */
export async function reportsOf(client: IppClient): Promise<JobReport[]> {
  const reports: JobReport[] = [];
  for (const which of ['not-completed', 'completed'] as const) {
    const answer = await client.jobs(which);
    if (answer.ok && answer.value.statusClass === 'ok') reports.push(...answer.value.jobs.map(reportOf));
  }
  return reports;
}

export async function listJobs(client: IppClient): Promise<Completion<readonly PrinterJobLine[]>> {
  const jobs = (await reportsOf(client)).flatMap(({ id, name, state, impressions }) =>
    id === null ? [] : [{ id, ours: name?.startsWith(OUR_NAME) === true, state, impressions }],
  );
  return completed(jobs, 'none');
}

/** Cancels what waits or runs under our name, or only what begins with `prefix`. */
export async function cancelOurs(client: IppClient, prefix: string = OUR_NAME): Promise<Completion<void>> {
  const waiting = await client.jobs('not-completed');
  if (!waiting.ok) return lost(waiting.error, 'unknown');
  if (waiting.value.statusClass !== 'ok') return refused(waiting.value, 'unknown');
  const left = waiting.value.jobs.map(reportOf).filter(({ name }) => name?.startsWith(prefix) === true);
  for (const { id } of left) if (id !== null) await client.cancelJob(id);
  return completed(undefined, left.length > 0 ? 'done' : 'none');
}
