import type { Clock } from '../../contract/index.ts';
import { IppClient, type IppClientOptions } from './client.ts';
import { DESCRIPTION_ATTRIBUTES, descriptionOf } from './description.ts';
import { toldJobs } from './job-list.ts';
import { isFinal } from './operations.ts';
import { parseIppUri } from './printer-address.ts';

/** The printer behind a spooler, to be asked and never to be sent anything; null where it speaks no IPP that we could. */
export function clientBehind(
  deviceUri: string | null,
  deadlines: Omit<IppClientOptions, 'uri' | 'tap'>,
): IppClient | null {
  // Options of CUPS's backend (`waitjob=false`, `version=1.1`) stand behind the address and are no part of it.
  const [uri = ''] = (deviceUri ?? '').split('?');
  const url = parseIppUri(uri);
  return url.ok ? new IppClient({ ...deadlines, uri }, url.value) : null;
}

/**
 * Did the printer behind the spooler itself complete the job of that name? CUPS hands our name on, and half of it is
 * random. Only one job of that name counts: CUPS sends a document again that it could not hand over, and what the first
 * try laid on paper, or that it broke off, its own `completed` does not say; a list that may be cut behind the first hides the
 * second. A question without an answer, a printer that
 * forgot, and another spooler prove nothing.
 */
export async function completedBehind(
  client: IppClient,
  name: string,
  { clock, pollMs, quietMs, signal }: { clock: Clock; pollMs: number; quietMs: number; signal: AbortSignal },
): Promise<boolean> {
  const asked = await client.printerAttributes(DESCRIPTION_ATTRIBUTES);
  if (!asked.ok || asked.value.statusClass !== 'ok' || descriptionOf(asked.value.printer).spooler) return false;
  const until = clock.now() + quietMs;
  for (;;) {
    const { reports, unanswered, keepsEnded } = await toldJobs(client);
    const ours = reports.filter((report) => report.name === name);
    // One that ended between the two questions is in both lists.
    const [job] = ours;
    if (unanswered !== null || job === undefined || ours.some(({ id }) => id !== job.id)) return false;
    const last = ours.at(-1) ?? job;
    if (isFinal(last.state)) {
      const doubtful = last.reasons.some((reason) => DOUBTFUL.has(reason));
      return last.state === 'completed' && !doubtful && keepsEnded;
    }
    if (clock.now() >= until || signal.aborted) return false;
    await clock.delay(pollMs, signal);
  }
}

const DOUBTFUL = new Set(['job-completed-with-errors', 'queued-in-device']);
