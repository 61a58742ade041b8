import { fail, ok, type Result } from '../../../drivers/contract/result.ts';
import type { Connection } from './connection.ts';
import { type LedgerError, ledgerError } from './errors.ts';
import { appendPlain } from './outbox.ts';
import { PRINT_COLUMNS, type PrintRow, printSettled } from './prints.ts';
import { opaqueIdSchema, type SessionEnd } from './record-bodies.ts';
import { consume, type Use } from './service.ts';

/** What a paper may have taken from the machine whose fate nobody knows. */
export type UsedBy = (row: PrintRow) => readonly Use[];

interface Now {
  readonly wallMs: number;
  readonly at: string;
}

const refuse = (message: string) => fail(ledgerError('refused', message));

/** Opens a session. A terminal serves one person at a time: a second open session is refused. */
export function beginSession(connection: Connection, sessionId: string, { wallMs }: Now): Result<void, LedgerError> {
  if (!opaqueIdSchema.safeParse(sessionId).success) return refuse('The session id is not an opaque id.');
  if (connection.one('SELECT id FROM sessions WHERE id = ?', sessionId))
    return refuse('The session id was used before.');
  const open = connection.one<{ id: string }>('SELECT id FROM sessions WHERE ended_at IS NULL');
  if (open !== undefined) return refuse(`Session ${open.id} is still open.`);
  connection.run('INSERT INTO sessions (id, opened_at) VALUES (?, ?)', sessionId, wallMs);
  return ok(undefined);
}

export interface SessionEnding {
  readonly sessionId: string;
  readonly reason: SessionEnd;
  /** By a clock that only runs forward; left out where nobody knows, and then the wall clock has to do. */
  readonly durationMs?: number;
}

/** Closes a session; papers whose fate nobody told are `unknown` from here on. */
export function endSession(
  connection: Connection,
  { sessionId, reason, durationMs }: SessionEnding,
  now: Now,
): Result<void, LedgerError> {
  const session = connection.one<{ opened_at: number }>(
    'SELECT opened_at FROM sessions WHERE id = ? AND ended_at IS NULL',
    sessionId,
  );
  if (session === undefined) return refuse(`Session ${sessionId} is not open.`);
  settleUnknown(
    connection,
    unsettledPrints(connection, sessionId),
    reason === 'crashed' ? 'terminal.restarted' : 'session.ended',
    now,
  );
  connection.run('UPDATE sessions SET ended_at = ?, reason = ? WHERE id = ?', now.wallMs, reason, sessionId);
  const caseNumbers = connection
    .all<{ case_number: string }>(
      'SELECT case_number FROM cases WHERE session_id = ? ORDER BY submitted_seq',
      sessionId,
    )
    .map((row) => row.case_number);
  const lasted = durationMs ?? Math.max(0, Math.round(now.wallMs - session.opened_at));
  appendPlain(connection, 'session.ended', { sessionId, reason, durationMs: lasted, caseNumbers }, now.at);
  return ok(undefined);
}

/** What the screen must say after a start that was not clean. No person in it. */
export interface RecoveryReport {
  /** The session a crash cut off, or null after a clean stop. */
  readonly crashedSession: string | null;
  /** The latest case it submitted and did not withdraw: safe on this machine. */
  readonly submittedCase: string | null;
  /** A citizen's paper was on its way and nobody knows whether it came out. */
  readonly paperUnknown: boolean;
  readonly unknownJobs: readonly string[];
}

/**
 * Settles what a crash left open: papers in flight become `unknown`, open sessions end as `crashed`. A guest's paper is
 * settled too, and is no citizen's: the report does not speak of it.
 */
export function recover(connection: Connection, usedBy: UsedBy, now: Now): Result<RecoveryReport, LedgerError> {
  const moving = unsettledPrints(connection, null);
  settleUnknown(connection, moving, 'terminal.restarted', now);
  for (const row of moving) for (const used of usedBy(row)) consume(connection, used);
  const prints = moving.filter(({ origin }) => origin === 'citizen');
  const open = connection.all<{ id: string }>('SELECT id FROM sessions WHERE ended_at IS NULL ORDER BY opened_at');
  for (const { id } of open) {
    const ended = endSession(connection, { sessionId: id, reason: 'crashed' }, now);
    if (!ended.ok) return ended;
  }
  const crashedSession = open.at(-1)?.id ?? null;
  const submitted = connection.one<{ number: string }>(
    `SELECT case_number AS number FROM cases WHERE session_id = ? AND state <> 'withdrawn'
     ORDER BY submitted_seq DESC LIMIT 1`,
    crashedSession,
  );
  return ok({
    crashedSession,
    submittedCase: submitted?.number ?? null,
    paperUnknown: prints.length > 0,
    unknownJobs: prints.map((print) => print.jobId),
  });
}

function unsettledPrints(connection: Connection, sessionId: string | null): PrintRow[] {
  return connection.all<PrintRow>(
    `SELECT ${PRINT_COLUMNS} FROM print_journal
     WHERE state IN ('intent', 'sent') AND (session_id = ? OR ? IS NULL) ORDER BY at, job_id`,
    ...[sessionId, sessionId],
  );
}

function settleUnknown(connection: Connection, prints: readonly PrintRow[], explanation: string, now: Now): void {
  for (const { jobId } of prints) printSettled(connection, { jobId, state: 'unknown', explanation }, now);
}
