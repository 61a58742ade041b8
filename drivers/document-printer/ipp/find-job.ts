import { failed, type PrinterJob } from '../../contract/index.ts';
import type { IppClient } from './client.ts';
import type { PrinterDescription } from './description.ts';
import type { Failure } from './faults.ts';
import { reportsOf } from './job-list.ts';
import { reportOf } from './job-report.ts';

const unknown = (message: string): Failure => failed('deviceNotReady', 'job-unknown', message, 'unknown');

/**
 * The number under which a printer has a job that was journalled. By its number first, believed only with our name (and
 * its uuid, where told), then by its name, which is never given twice. That it is not found proves nothing.
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
  }
  const found = (await reportsOf(client)).find(({ name }) => name === named.name);
  return found?.id ?? unknown('the printer has no job of this entry');
}
