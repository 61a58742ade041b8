import type { Effect } from '../../../drivers/contract/completion.ts';
import { type PrinterJob, printerJobSchema } from '../../../drivers/contract/printer-job.ts';
import { fail, ok, type Result } from '../../../drivers/contract/result.ts';
import type { Connection } from './connection.ts';
import { type LedgerError, ledgerError } from './errors.ts';
import { appendPlain } from './outbox.ts';
import { codeSchema, opaqueIdSchema, type ProvedPaper, type SettledPaper } from './record-bodies.ts';

export interface PrintIntent {
  /** Opaque and new for every physical attempt; a repeated print is another job. */
  readonly jobId: string;
  readonly sessionId: string;
  /** Null for papers that belong to no case. */
  readonly caseNumber: string | null;
  readonly kind: 'receipt' | 'document';
  /** A machine word for what the paper is, e.g. the template's id. */
  readonly titleKey: string;
  /** Of a document: what it takes from the tray if it comes out. */
  readonly sheets?: number;
  /** Of a document: which stock those are; plain where it is left out. */
  readonly paper?: DocumentPaper;
}
export type DocumentPaper = 'plain' | 'special';
export type PrintState = 'intent' | 'sent' | SettledPaper;
export interface PrintRow extends Omit<PrintIntent, 'sessionId' | 'sheets' | 'paper'> {
  /** `guest`: of another program of the machine, in nobody's session. */
  readonly origin: 'citizen' | 'guest';
  readonly sessionId: string | null;
  readonly state: PrintState;
  /** Wall-clock milliseconds of the last change. */
  readonly at: number;
  readonly explanation: string | null;
  /** Null until settled. */
  readonly effect: Effect | null;
  readonly sheets: number | null;
  readonly paper: DocumentPaper;
}
export interface PrintFate<State extends SettledPaper = SettledPaper> {
  readonly jobId: string;
  readonly state: State;
  readonly explanation: string | null;
  /** What the attempt did; what its state says where it is left out. */
  readonly effect?: Effect;
}
export interface PrintMoment {
  readonly state: PrintState;
  readonly at: number;
  readonly explanation: string | null;
}
interface Now {
  readonly wallMs: number;
  readonly at: string;
}

export const PRINT_COLUMNS = `job_id AS jobId, origin, session_id AS sessionId, case_number AS caseNumber, kind,
  title_key AS titleKey, state, at, explanation, effect, sheets, paper`;

const refuse = (message: string) => fail(ledgerError('refused', message));
const usualEffect: Record<SettledPaper, Effect> = {
  printed: 'done',
  saved: 'done',
  failed: 'none',
  unknown: 'unknown',
};

export const readPrint = (connection: Connection, jobId: string): PrintRow | undefined =>
  connection.one<PrintRow>(`SELECT ${PRINT_COLUMNS} FROM print_journal WHERE job_id = ?`, jobId);

/** Every state one paper ever had, oldest first. */
export const printHistory = (connection: Connection, jobId: string): PrintMoment[] =>
  connection.all<PrintMoment>('SELECT state, at, explanation FROM print_history WHERE job_id = ? ORDER BY id', jobId);

/**
 * Since the last proven receipt, a citizen's or a guest's, there was one that may hang in the printer's mouth, whole or
 * torn. A guest's that nobody ended counts; a citizen's is settled before the next begins.
 */
export const receiptInDoubt = (connection: Connection): boolean =>
  connection.one(
    `SELECT 1 FROM print_journal WHERE kind = 'receipt'
       AND (state = 'unknown' OR effect = 'partial' OR (origin = 'guest' AND state IN ('intent', 'sent')))
       AND rowid > (SELECT coalesce(max(rowid), 0) FROM print_journal WHERE kind = 'receipt' AND state = 'printed')
     LIMIT 1`,
  ) !== undefined;

/** Before the act: committed before a byte goes to the printer. */
export function printIntent(connection: Connection, intent: PrintIntent, wallMs: number): Result<void, LedgerError> {
  const { jobId, sessionId, caseNumber, kind, titleKey, sheets = null, paper = 'plain' } = intent;
  if (!codeSchema.safeParse(titleKey).success) return refuse('The title key is not a machine word.');
  const open = connection.one('SELECT id FROM sessions WHERE id = ? AND ended_at IS NULL', sessionId);
  if (open === undefined) return refuse('A paper can only be printed in an open session.');
  if (caseNumber !== null) {
    const owner = connection.one<{ id: string }>(
      'SELECT session_id AS id FROM cases WHERE case_number = ?',
      caseNumber,
    );
    if (owner?.id !== sessionId) return refuse(`Case ${caseNumber} does not belong to this session.`);
  }
  const row = { jobId, origin: 'citizen', sessionId, caseNumber, kind, titleKey, sheets, paper } as const;
  return insert(connection, row, wallMs);
}

/** A guest is about to print: nothing is known of the paper but its kind. */
export const guestPrintIntent = (
  connection: Connection,
  { jobId, kind }: Pick<PrintIntent, 'jobId' | 'kind'>,
  wallMs: number,
): Result<void, LedgerError> =>
  insert(
    connection,
    {
      jobId,
      origin: 'guest',
      sessionId: null,
      caseNumber: null,
      kind,
      titleKey: 'guest',
      sheets: null,
      paper: 'plain',
    },
    wallMs,
  );

function insert(
  connection: Connection,
  row: Pick<PrintRow, 'jobId' | 'origin' | 'sessionId' | 'caseNumber' | 'kind' | 'titleKey' | 'sheets' | 'paper'>,
  wallMs: number,
): Result<void, LedgerError> {
  const { jobId, origin, sessionId, caseNumber, kind, titleKey, sheets, paper } = row;
  if (!opaqueIdSchema.safeParse(jobId).success) return refuse('The job id is not an opaque id.');
  if (readPrint(connection, jobId) !== undefined) return refuse(`Print job ${jobId} exists already.`);
  // Only documents can be asked after, and only those that were named to the journal before they left.
  const traced = kind === 'document' && origin === 'citizen' ? 1 : 0;
  connection.run(
    `INSERT INTO print_journal (job_id, origin, session_id, case_number, kind, title_key, state, at, sheets, traced, paper)
     VALUES (?, ?, ?, ?, ?, ?, 'intent', ?, ?, ?, ?)`,
    ...[jobId, origin, sessionId, caseNumber, kind, titleKey, wallMs, sheets, traced, paper],
  );
  return ok(undefined);
}

/** What the printer knows the job by, before a byte of the document leaves. */
export function printNamed(connection: Connection, jobId: string, job: PrinterJob): Result<void, LedgerError> {
  const named = printerJobSchema.safeParse(job);
  if (!named.success) return refuse('The name of a print job is not one.');
  const changed = connection.run(
    "UPDATE print_journal SET named = ? WHERE job_id = ? AND state = 'intent'",
    ...[JSON.stringify(named.data), jobId],
  );
  return changed === 1 ? ok(undefined) : refuse(`Print job ${jobId} is not waiting to be sent.`);
}

/** The last bytes are about to leave, or have left, for the printer. */
export function printSent(connection: Connection, jobId: string, wallMs: number): Result<void, LedgerError> {
  const changed = connection.run(
    "UPDATE print_journal SET state = 'sent', handed = 'leaving', at = ? WHERE job_id = ? AND state = 'intent'",
    ...[wallMs, jobId],
  );
  return changed === 1 ? ok(undefined) : refuse(`Print job ${jobId} is not waiting to be sent.`);
}

/** The printer said that it has all of it. */
export function printTaken(connection: Connection, jobId: string): Result<void, LedgerError> {
  const changed = connection.run(
    "UPDATE print_journal SET handed = 'taken' WHERE job_id = ? AND state = 'sent'",
    jobId,
  );
  return changed === 1 ? ok(undefined) : refuse(`Print job ${jobId} is not on its way.`);
}

/** The paper's fate, and the outbox record that tells the platform of a citizen's; the number of that record. */
export function printSettled(connection: Connection, fate: PrintFate, now: Now): Result<number | null, LedgerError> {
  const row = readPrint(connection, fate.jobId);
  if (row === undefined) return refuse(`There is no print job ${fate.jobId}.`);
  if (row.state !== 'intent' && row.state !== 'sent') return refuse(`Print job ${fate.jobId} is ${row.state} already.`);
  return settle(connection, row, fate, now);
}

/**
 * What a printer proved afterwards of a paper that was `unknown`: once, and never the other way. Both states stay in the
 * history, and the platform hears of the second too.
 */
export function printProved(
  connection: Connection,
  fate: PrintFate<ProvedPaper>,
  now: Now,
): Result<number | null, LedgerError> {
  const row = readPrint(connection, fate.jobId);
  if (row === undefined) return refuse(`There is no print job ${fate.jobId}.`);
  if (row.state !== 'unknown') return refuse(`Print job ${fate.jobId} is ${row.state}, so there is nothing to prove.`);
  return settle(connection, row, fate, now);
}

function settle(connection: Connection, row: PrintRow, fate: PrintFate, now: Now): Result<number | null, LedgerError> {
  const { jobId, state, explanation } = fate;
  if (!codeSchema.nullable().safeParse(explanation).success) return refuse('The explanation is not a machine word.');
  connection.run(
    'UPDATE print_journal SET state = ?, at = ?, explanation = ?, effect = ? WHERE job_id = ?',
    ...[state, now.wallMs, explanation, fate.effect ?? usualEffect[state], jobId],
  );
  const { sessionId, caseNumber, kind, titleKey } = row;
  // A guest's paper is in the audit; told as a paper it could pass for a citizen's.
  if (sessionId === null) return ok(null);
  const body = { jobId, sessionId, caseNumber, kind, titleKey, state, explanation };
  return ok(appendPlain(connection, 'paper.state', body, now.at));
}
