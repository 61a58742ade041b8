import type { Clock, DocumentJobRequest } from '../../contract/index.ts';
import { failed, pagesOf } from '../../contract/index.ts';
import { isPdf, MAX_DOCUMENT_BYTES } from '../pdf.ts';
import type { IppClient } from './client.ts';
import type { PrinterDescription } from './description.ts';
import { type Failure, lost, refused } from './faults.ts';
import { PASSING, type PrinterView } from './printer-view.ts';
import { obstaclesIn, passesByItself } from './reasons.ts';
import type { SpecialPaper } from './special-paper.ts';
import type { JobTicket } from './ticket.ts';
import { ignoredOf, type PaperSources, ticketFor } from './ticket.ts';

/** How long an obstacle that goes away by itself (warming up, at work for others) is waited for before a job. */
const PASSING_MS = 20_000;

export interface Prepared {
  readonly description: PrinterDescription;
  readonly ticket: JobTicket;
}

/** What is wrong with the request itself. */
export function invalidIn({ pdf, copies }: DocumentJobRequest): Failure | null {
  if (!Number.isInteger(copies) || copies < 1) {
    return failed('invalidData', 'copies-invalid', 'the number of copies is not a positive whole number');
  }
  if (pdf.length > MAX_DOCUMENT_BYTES) {
    return failed('invalidData', 'document-too-large', `a document of ${pdf.length} bytes is refused`);
  }
  return isPdf(pdf) ? null : failed('invalidData', 'not-a-pdf', 'the document is not a whole PDF');
}

/** Everything that can be known before a byte of the document leaves. */
export async function prepare(
  client: IppClient,
  view: PrinterView,
  clock: Clock,
  jobId: string,
  job: Pick<DocumentJobRequest, 'copies' | 'sides' | 'paper'> & { readonly pdf?: Uint8Array },
  stock: { special: SpecialPaper | null; sources: PaperSources | null },
): Promise<Prepared | Failure> {
  const notReady = await ready(client, view, clock);
  if (notReady) return notReady;
  const { description } = view;
  if (!description) return failed('deviceNotReady', 'not-open', 'the printer was not opened');
  if (job.paper === 'special' && stock.special !== null && (stock.special.sheets ?? 0) < sheetsWanted(job)) {
    return failed('deviceNotReady', 'special-paper-end', 'there is not enough special paper for this job');
  }
  const ticket = ticketFor(jobId, job, description, stock.sources, view.condition?.faults);
  if ('ok' in ticket) return ticket;
  if (!description.does('validateJob')) return { description, ticket };
  const answer = await client.validateJob(ticket);
  // A printer at another job may say so here already; the submission waits for it.
  if (!answer.ok) return answer.error.fault === 'busy' ? { description, ticket } : lost(answer.error, 'none');
  const { statusClass, unsupported } = answer.value;
  if (statusClass !== 'ok' && statusClass !== 'busy') return refused(answer.value, 'none');
  const ignored = ignoredOf(ticket, unsupported);
  if (ignored !== null) return ignored;
  return { description, ticket };
}

async function ready(client: IppClient, view: PrinterView, clock: Clock): Promise<Failure | null> {
  const until = clock.now() + PASSING_MS;
  for (;;) {
    const failure = await view.observe(client);
    if (failure) {
      const { errorCode, message } = failure.error;
      // The view forgives some of these for a while; what it last saw goes when it does no longer. One at work is waited for.
      const waits = errorCode === 'printer-busy' ? clock.now() < until : view.condition !== null;
      if (!PASSING.has(errorCode) || !waits) return failed('deviceNotReady', errorCode, message);
      await clock.delay(1_000);
      continue;
    }
    const faults = view.condition?.faults ?? [];
    const [cause] = obstaclesIn(faults);
    if (cause === undefined) return null;
    if (!passesByItself(faults) || clock.now() >= until) {
      return failed('deviceNotReady', cause, `the printer is not ready: ${cause}`);
    }
    await clock.delay(1_000);
  }
}

/** The most it can take; a job that is only asked about has at least one page. */
function sheetsWanted(job: Pick<DocumentJobRequest, 'copies' | 'sides'> & { readonly pdf?: Uint8Array }): number {
  const pages = job.pdf === undefined ? 1 : pagesOf(job.pdf);
  return job.copies * ((job.sides ?? 'one-sided') === 'one-sided' ? pages : Math.ceil(pages / 2));
}
