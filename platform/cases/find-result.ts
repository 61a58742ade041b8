import { type CaseResult, caseResultSchema } from '../../src-main/contract/platform-api.ts';
import type { Database } from '../database/tables.ts';
import type { CaseBell } from './case-bell.ts';

export type CaseAnswer =
  | { readonly kind: 'decided'; readonly result: CaseResult }
  | { readonly kind: 'withdrawn' }
  /** Arrived, but a decision has to wait. */
  | { readonly kind: 'pending' }
  /** Not arrived, or another terminal's: the two cannot be told apart from outside. */
  | { readonly kind: 'unknown' };

/** Another replica's decision makes no ring here: look again this often. */
const POLL_MS = 1000;

/** Waits at most `waitMs` for the decision of a case this terminal submitted. */
export async function findResult(
  { db, bell }: { db: Database; bell: CaseBell },
  wanted: { caseNumber: string; terminal: string },
  waitMs: number,
  signal: AbortSignal,
): Promise<CaseAnswer> {
  const until = performance.now() + waitMs;
  for (;;) {
    // Listening starts before looking, so that a decision between the two is heard.
    const listening = new AbortController();
    const left = until - performance.now();
    const heard = bell.heard(
      wanted.caseNumber,
      Math.max(0, Math.min(POLL_MS, left)),
      AbortSignal.any([signal, listening.signal]),
    );
    const answer = await look(db, wanted);
    if (answer.kind === 'decided' || answer.kind === 'withdrawn' || left <= 0 || signal.aborted) {
      listening.abort();
      return answer;
    }
    await heard;
  }
}

async function look(
  db: Database,
  { caseNumber, terminal }: { caseNumber: string; terminal: string },
): Promise<CaseAnswer> {
  const row = await db
    .selectFrom('cases')
    .select(['state', 'result'])
    .where('case_number', '=', caseNumber)
    .where('terminal', '=', terminal)
    .executeTakeFirst();
  if (row === undefined) return { kind: 'unknown' };
  if (row.state === 'withdrawn') return { kind: 'withdrawn' };
  if (row.state !== 'decided' || row.result === null) return { kind: 'pending' };
  return { kind: 'decided', result: caseResultSchema.parse(JSON.parse(row.result)) };
}
