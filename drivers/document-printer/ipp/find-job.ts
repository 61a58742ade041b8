import { failed, type PrinterJob } from '../../contract/index.ts';
import type { IppClient } from './client.ts';
import type { PrinterDescription } from './description.ts';
import { type Failure, lost, refused } from './faults.ts';
import { toldJobs } from './job-list.ts';
import { reportOf } from './job-report.ts';

const unknown = (message: string): Failure => failed('deviceNotReady', 'job-unknown', message, 'unknown');

/**
 * The number under which a printer has a job that was journalled. By its number first, believed only with our name (and
 * its uuid, where told), then by its name, which only an empty job that was canceled may share with it: where it had a
 * number, a namesake needs its uuid. A question without an answer is that failure, with effect `unknown`; that it is not
 * found proves nothing.
 */
export async function findJob(
  client: IppClient,
  named: PrinterJob,
  where: { uri: string; description: PrinterDescription | null },
): Promise<number | Failure> {
  const uuid = where.description?.identity ?? null;
  const same = uuid !== null && named.printerUuid !== null ? uuid === named.printerUuid : where.uri === named.printer;
  if (!same) return unknown('the job was sent to another printer');
  if (named.id !== null) {
    const asked = await client.jobAttributes(named.id);
    const report = asked.ok && asked.value.statusClass === 'ok' ? reportOf(asked.value.job) : null;
    const ours = report?.name === named.name && (report.uuid === null || (named.uuid ?? report.uuid) === report.uuid);
    if (ours) return named.id;
    if (!asked.ok) return lost(asked.error, 'unknown');
    if (asked.value.statusClass !== 'ok' && asked.value.statusClass !== 'not-found') {
      return refused(asked.value, 'unknown');
    }
  }
  const { reports, unanswered } = await toldJobs(client);
  const ids = reports.flatMap(({ id, name, uuid }) =>
    id !== null && name === named.name && (named.id === null || (uuid !== null && uuid === named.uuid)) ? [id] : [],
  );
  const [found] = ids;
  if (found !== undefined && ids.length === 1) return found;
  if (unanswered !== null) return withUnknown(unanswered);
  return unknown('the printer has no job of this entry');
}

const withUnknown = ({ error }: Failure): Failure => ({ ok: false, error: { ...error, effect: 'unknown' } });
