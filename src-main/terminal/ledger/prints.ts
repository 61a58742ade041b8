import { fail, ok, type Result } from '../../../drivers/contract/result.ts';
import type { Connection } from './connection.ts';
import { type LedgerError, ledgerError } from './errors.ts';
import { appendPlain } from './outbox.ts';
import { codeSchema, opaqueIdSchema, type SettledPaper } from './record-bodies.ts';

export interface PrintIntent {
  /** Opaque and new for every physical attempt; a repeated print is another job. */
  readonly jobId: string;
  readonly sessionId: string;
  /** Null for papers that belong to no case. */
  readonly caseNumber: string | null;
  readonly kind: 'receipt' | 'document';
  /** A machine word for what the paper is, e.g. the template's id. */
  readonly titleKey: string;
}
export type PrintState = 'intent' | 'sent' | SettledPaper;
export interface PrintRow extends PrintIntent {
  readonly state: PrintState;
  /** Wall-clock milliseconds of the last change. */
  readonly at: number;
  readonly explanation: string | null;
}

export const PRINT_COLUMNS = `job_id AS jobId, session_id AS sessionId, case_number AS caseNumber, kind,
  title_key AS titleKey, state, at, explanation`;

const refuse = (message: string) => fail(ledgerError('refused', message));

export const readPrint = (connection: Connection, jobId: string): PrintRow | undefined =>
  connection.one<PrintRow>(`SELECT ${PRINT_COLUMNS} FROM print_journal WHERE job_id = ?`, jobId);

/** Since the last proven receipt there was one whose fate nobody knows: part of it may still hang in the printer. */
export const receiptInDoubt = (connection: Connection): boolean =>
  connection.one(
    `SELECT 1 FROM print_journal WHERE kind = 'receipt' AND state = 'unknown' AND rowid >
       (SELECT coalesce(max(rowid), 0) FROM print_journal WHERE kind = 'receipt' AND state = 'printed') LIMIT 1`,
  ) !== undefined;

/** Before the act: committed before a byte goes to the printer. */
export function printIntent(connection: Connection, intent: PrintIntent, wallMs: number): Result<void, LedgerError> {
  const { jobId, sessionId, caseNumber, kind, titleKey } = intent;
  if (!opaqueIdSchema.safeParse(jobId).success) return refuse('The job id is not an opaque id.');
  if (!codeSchema.safeParse(titleKey).success) return refuse('The title key is not a machine word.');
  if (readPrint(connection, jobId) !== undefined) return refuse(`Print job ${jobId} exists already.`);
  const open = connection.one('SELECT id FROM sessions WHERE id = ? AND ended_at IS NULL', sessionId);
  if (open === undefined) return refuse('A paper can only be printed in an open session.');
  if (caseNumber !== null) {
    const owner = connection.one<{ id: string }>(
      'SELECT session_id AS id FROM cases WHERE case_number = ?',
      caseNumber,
    );
    if (owner?.id !== sessionId) return refuse(`Case ${caseNumber} does not belong to this session.`);
  }
  connection.run(
    "INSERT INTO print_journal (job_id, session_id, case_number, kind, title_key, state, at) VALUES (?, ?, ?, ?, ?, 'intent', ?)",
    ...[jobId, sessionId, caseNumber, kind, titleKey, wallMs],
  );
  return ok(undefined);
}

/** The last byte has left for the printer. */
export function printSent(connection: Connection, jobId: string, wallMs: number): Result<void, LedgerError> {
  const changed = connection.run(
    "UPDATE print_journal SET state = 'sent', at = ? WHERE job_id = ? AND state = 'intent'",
    ...[wallMs, jobId],
  );
  return changed === 1 ? ok(undefined) : refuse(`Print job ${jobId} is not waiting to be sent.`);
}

/** The paper's fate, once and for all, and the outbox record that tells the platform. */
export function printSettled(
  connection: Connection,
  { jobId, state, explanation }: { jobId: string; state: SettledPaper; explanation: string | null },
  now: { wallMs: number; at: string },
): Result<number, LedgerError> {
  const row = readPrint(connection, jobId);
  if (row === undefined) return refuse(`There is no print job ${jobId}.`);
  if (row.state !== 'intent' && row.state !== 'sent') return refuse(`Print job ${jobId} is ${row.state} already.`);
  if (!codeSchema.nullable().safeParse(explanation).success) return refuse('The explanation is not a machine word.');
  connection.run(
    'UPDATE print_journal SET state = ?, at = ?, explanation = ? WHERE job_id = ?',
    ...[state, now.wallMs, explanation, jobId],
  );
  const { sessionId, caseNumber, kind, titleKey } = row;
  const body = { jobId, sessionId, caseNumber, kind, titleKey, state, explanation };
  return ok(appendPlain(connection, 'paper.state', body, now.at));
}
