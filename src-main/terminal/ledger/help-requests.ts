import { fail, type Result } from '../../../drivers/contract/result.ts';
import type { Connection } from './connection.ts';
import { type LedgerError, ledgerError } from './errors.ts';
import { recordAct, type Wall } from './service.ts';

/** A call for staff. Times are wall-clock milliseconds; nothing in it can be a person. */
export interface HelpRequest {
  readonly screen: string;
  readonly askedAt: number;
  /** The newest press of one that nobody acknowledged. */
  readonly askedLast: number;
  readonly times: number;
  readonly acknowledgedAt: number | null;
}
type Outcome<T> = Result<T, LedgerError>;

const OPEN = 'acknowledged_at IS NULL';

/** Opens one, or says of the open one that somebody still waits; the audit and the platform hear either. */
export function askHelp(connection: Connection, screen: string, now: Wall): Outcome<number> {
  const again = connection.run(`UPDATE help_requests SET asked_last = ?, times = times + 1 WHERE ${OPEN}`, now.wallMs);
  if (again === 0)
    connection.run(
      'INSERT INTO help_requests (screen, asked_at, asked_last, times) VALUES (?, ?, ?, 1)',
      ...[screen, now.wallMs, now.wallMs],
    );
  return recordAct(
    connection,
    { staff: '-', act: 'help', detail: `${again === 0 ? 'asked' : 'again'}.${screen}` },
    now,
  );
}

export function acknowledgeHelp(connection: Connection, staff: string, now: Wall): Outcome<number> {
  const open = connection.run(
    `UPDATE help_requests SET acknowledged_at = ?, acknowledged_by = ? WHERE ${OPEN}`,
    ...[now.wallMs, staff],
  );
  if (open === 0) return fail(ledgerError('refused', 'Nobody called for staff.'));
  return recordAct(connection, { staff, act: 'help', detail: 'acknowledged' }, now);
}

export const newestHelp = (connection: Connection): HelpRequest | null =>
  connection.one<HelpRequest>(
    `SELECT screen, asked_at AS askedAt, asked_last AS askedLast, times, acknowledged_at AS acknowledgedAt
     FROM help_requests ORDER BY id DESC LIMIT 1`,
  ) ?? null;
