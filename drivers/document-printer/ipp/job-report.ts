import type { Effect } from '../../contract/index.ts';
import type { Attributes } from './attributes.ts';
import { type JobState, jobStateOf } from './operations.ts';

/** One look at one job. Counts are null where the printer does not tell them. */
export interface JobReport {
  readonly id: number | null;
  readonly name: string | null;
  /** `job-uuid` (PWG 5100.13): never given out again, unlike the number. */
  readonly uuid: string | null;
  readonly state: JobState;
  readonly reasons: readonly string[];
  readonly impressions: number | null;
  readonly sheets: number | null;
  /** All impressions of the job, copies included, where the printer counted them beforehand. */
  readonly total: number | null;
  /** False only when the printer says that it never began. */
  readonly mayHaveStarted: boolean;
}

export function reportOf(job: Attributes): JobReport {
  const impressions = job.integer('job-impressions-completed');
  const sheets = job.integer('job-media-sheets-completed');
  const [startedAt] = job.values('time-at-processing');
  return {
    id: job.integer('job-id'),
    name: job.string('job-name'),
    uuid: job.string('job-uuid'),
    state: jobStateOf(job.integer('job-state')),
    reasons: job.strings('job-state-reasons'),
    impressions,
    sheets,
    total: job.integer('job-impressions'),
    mayHaveStarted: startedAt?.syntax !== 'no-value' || (impressions ?? 0) > 0 || (sheets ?? 0) > 0,
  };
}

/**
 * Refusals of the document itself: nothing of it was laid on paper (PWG 5100.7 and the IANA registry). Not among them:
 * `document-format-error` and `compression-error`, which are found while it is processed (RFC 8011 §5.3.8), perhaps behind a
 * page that lies there.
 */
const UNPRINTABLE = new Set([
  'unsupported-document-format',
  'unsupported-compression',
  'document-access-error',
  'document-password-error',
  'document-permission-error',
  'document-security-error',
]);

/** The job has its last state, but sheets in the paper path may still come out (RFC 8011 §5.3.8). */
export const STILL_STOPPING = 'processing-to-stop-point';

/** What is known about the printer while judging a job that ended without being completed. */
export interface JobWitness {
  readonly spooler: boolean;
  /** It counted the impressions of an earlier job: then its zero is worth something. */
  readonly counterProven: boolean;
  /** We saw this job begin, or the paper path fail while it ran. */
  readonly seenPrinting: boolean;
  readonly seenJam: boolean;
}

/**
 * What a canceled or aborted job did. `none` lets a machine try again, so it takes a proof: the job never began, the
 * document was refused, or a counter that is known to count stands at zero (it counts stacked impressions, RFC 8011
 * §5.3.18.2, so a sheet that jammed is not in it).
 */
export function effectOfEnd(report: JobReport, witness: JobWitness): Effect {
  const { impressions, sheets, total, reasons } = report;
  if (!report.mayHaveStarted && !witness.seenPrinting) return 'none';
  // CUPS counted a sheet of a job whose printer had no paper.
  if (witness.spooler) return 'unknown';
  // Canceled behind its last sheet: it may lie there whole.
  if (total !== null && total > 0 && (impressions ?? 0) >= total) return 'unknown';
  if ((impressions ?? 0) > 0 || (sheets ?? 0) > 0) return 'partial';
  if (reasons.includes(STILL_STOPPING)) return 'unknown';
  if (reasons.some((reason) => UNPRINTABLE.has(reason))) return 'none';
  return impressions === 0 && witness.counterProven && !witness.seenJam ? 'none' : 'unknown';
}

/** Sheets of special stock a job used. Uncertain where the printer does not count: then the least it can have been. */
export function sheetsUsed(
  report: JobReport | null,
  job: { copies: number; twoSided: boolean; counterProven: boolean },
): { sheets: number; certain: boolean } {
  if (report !== null && (report.sheets ?? 0) > 0) return { sheets: report.sheets ?? 0, certain: true };
  if (report !== null && (report.impressions ?? 0) > 0) {
    const impressions = report.impressions ?? 0;
    // Each copy of an odd number of pages leaves one side empty, so half of the impressions is the least.
    const sheets = job.twoSided ? Math.ceil(impressions / 2) : impressions;
    return { sheets, certain: !job.twoSided };
  }
  if (report?.state === 'completed') return { sheets: job.copies, certain: false };
  return { sheets: 0, certain: report !== null && job.counterProven };
}
