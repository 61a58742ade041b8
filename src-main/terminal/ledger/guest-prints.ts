import type { Effect } from '../../../drivers/contract/completion.ts';
import type { Result } from '../../../drivers/contract/result.ts';
import type { Connection } from './connection.ts';
import type { LedgerError } from './errors.ts';
import { guestPrintIntent, printProved, printSettled, readPrint } from './prints.ts';
import type { SettledPaper } from './record-bodies.ts';
import { consume, recordAct, type Use } from './service.ts';

/** What an act of a guest means for paper. The job's id is the act's. */
export type GuestPaper =
  | { readonly jobId: string; readonly begins: 'receipt' | 'document' }
  | { readonly jobId: string; readonly ends: SettledPaper; readonly effect: Effect };

/**
 * One act of a guest in the audit and, where it moves paper, in the print journal and in what was `used`. The proof of a
 * paper that a restart left `unknown` settles it; what it used was counted then.
 */
export function guestActed(
  connection: Connection,
  { detail, paper, used }: { detail: string; paper: GuestPaper | null; used: readonly Use[] },
  now: { wallMs: number; at: string },
): Result<number, LedgerError> {
  if (paper !== null && 'begins' in paper) {
    const begun = guestPrintIntent(connection, { jobId: paper.jobId, kind: paper.begins }, now.wallMs);
    if (!begun.ok) return begun;
  } else if (paper !== null) {
    const { jobId, ends: state, effect } = paper;
    const before = readPrint(connection, jobId)?.state;
    const fate = { jobId, explanation: null, effect };
    if (before === 'unknown' && state !== 'unknown') printProved(connection, { ...fate, state }, now);
    if (before === 'intent') {
      const settled = printSettled(connection, { ...fate, state }, now);
      if (!settled.ok) return settled;
      for (const one of used) consume(connection, one);
    }
  }
  return recordAct(connection, { staff: '-', act: 'guest', detail }, now);
}
