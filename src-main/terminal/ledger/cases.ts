import { fail, ok, type Result } from '../../../drivers/contract/result.ts';
import { type Identification, identifierSchema } from '../../contract/catalogue.ts';
import { RECORD_CHARACTERS } from '../../contract/platform-api.ts';
import type { Connection } from './connection.ts';
import { type LedgerError, ledgerError } from './errors.ts';
import { appendPlain, appendRecord } from './outbox.ts';
import type { CaseOutcome } from './record-bodies.ts';

/** A compact JWE has five base64url parts: readable text cannot pass for one. */
const COMPACT_JWE = /^[A-Za-z0-9_-]+\.[A-Za-z0-9_-]*\.[A-Za-z0-9_-]+\.[A-Za-z0-9_-]+\.[A-Za-z0-9_-]+$/;

export type CaseState = 'submitted' | 'withdrawn' | CaseOutcome;
export interface CaseRow {
  readonly caseNumber: string;
  readonly sessionId: string;
  readonly item: string;
  readonly state: CaseState;
  readonly submittedSeq: number;
  readonly rating: number | null;
}

const refuse = (message: string) => fail(ledgerError('refused', message));

export const readCase = (connection: Connection, caseNumber: string): CaseRow | undefined =>
  connection.one<CaseRow>(
    `SELECT case_number AS caseNumber, session_id AS sessionId, item, state, submitted_seq AS submittedSeq, rating
     FROM cases WHERE case_number = ?`,
    caseNumber,
  );

/** The platform acknowledged the record of the case, with its content. */
export const caseAcknowledged = (connection: Connection, caseNumber: string): boolean =>
  connection.one(
    `SELECT 1 FROM cases, meta WHERE case_number = ? AND submitted_seq <= acked_seq
       AND submitted_seq NOT IN (SELECT seq FROM parked_records)`,
    caseNumber,
  ) !== undefined;

export interface CaseSubmission {
  readonly caseNumber: string;
  readonly sessionId: string;
  readonly item: string;
  /** Compact JWE of a `Submission` (`sync/seal.ts`), at most `RECORD_CHARACTERS`. */
  readonly sealedBody: string;
  /** Which card told who the person is; left out where nobody noted it. */
  readonly identifiedBy?: Identification;
}

/** The case and its outbox record, or neither. The same case number twice is refused. */
export function submitCase(
  connection: Connection,
  submission: CaseSubmission,
  at: string,
): Result<number, LedgerError> {
  const { caseNumber, sessionId, item, sealedBody, identifiedBy = null } = submission;
  if (!COMPACT_JWE.test(sealedBody)) return refuse('A submission must be sealed before it is kept.');
  if (sealedBody.length > RECORD_CHARACTERS)
    return refuse(`The sealed submission is larger than ${RECORD_CHARACTERS} characters.`);
  if (!identifierSchema.safeParse(item).success) return refuse('The item code is not an identifier.');
  if (readCase(connection, caseNumber) !== undefined) return refuse(`Case ${caseNumber} is submitted already.`);
  const open = connection.one('SELECT id FROM sessions WHERE id = ? AND ended_at IS NULL', sessionId);
  if (open === undefined) return refuse('A case can only be submitted in an open session.');
  const seq = appendRecord(connection, { lane: 'A', kind: 'case.submitted', body: sealedBody, recordedAt: at });
  connection.run(
    "INSERT INTO cases (case_number, session_id, item, state, submitted_seq, identified_by) VALUES (?, ?, ?, 'submitted', ?, ?)",
    ...[caseNumber, sessionId, item, seq, identifiedBy],
  );
  return ok(seq);
}

/** Takes a case back before it was decided. */
export function withdrawCase(
  connection: Connection,
  { caseNumber, reason }: { caseNumber: string; reason: string },
  at: string,
): Result<number, LedgerError> {
  const row = readCase(connection, caseNumber);
  if (row === undefined) return refuse(`There is no case ${caseNumber}.`);
  if (row.state !== 'submitted') return refuse(`Case ${caseNumber} is ${row.state} and cannot be withdrawn.`);
  connection.run("UPDATE cases SET state = 'withdrawn' WHERE case_number = ?", caseNumber);
  return ok(appendPlain(connection, 'case.withdrawn', { caseNumber, sessionId: row.sessionId, reason }, at));
}

/** Notes what the platform decided. It told us, so nothing goes into the outbox. */
export function setCaseOutcome(
  connection: Connection,
  { caseNumber, outcome }: { caseNumber: string; outcome: CaseOutcome },
): Result<void, LedgerError> {
  const row = readCase(connection, caseNumber);
  if (row === undefined) return refuse(`There is no case ${caseNumber}.`);
  if (row.state === 'withdrawn') return refuse(`Case ${caseNumber} was withdrawn.`);
  connection.run('UPDATE cases SET state = ? WHERE case_number = ?', outcome, caseNumber);
  return ok(undefined);
}

/** One rating a case, 1 (very poor) to 5 (very good). */
export function rateCase(
  connection: Connection,
  { caseNumber, level }: { caseNumber: string; level: number },
  at: string,
): Result<number, LedgerError> {
  const row = readCase(connection, caseNumber);
  if (row === undefined) return refuse(`There is no case ${caseNumber}.`);
  if (row.rating !== null) return refuse(`Case ${caseNumber} is rated already.`);
  if (!Number.isInteger(level) || level < 1 || level > 5) return refuse('A rating is a whole number from 1 to 5.');
  connection.run('UPDATE cases SET rating = ? WHERE case_number = ?', level, caseNumber);
  return ok(appendPlain(connection, 'case.rated', { caseNumber, item: row.item, level }, at));
}
