import { fail, type Result } from '../../../drivers/contract/result.ts';
import type { Connection } from './connection.ts';
import { type LedgerError, ledgerError } from './errors.ts';
import { readMeta } from './outbox.ts';
import { recordAct, type Wall } from './service.ts';

/** A record of the outbox that a technician put aside; its content stays in the outbox until the platform has it. */
export interface ParkedRow {
  readonly seq: number;
  readonly kind: string;
  readonly recordedAt: string;
  /** Why: `refused-400` and the like. */
  readonly reason: string;
  /** Wall-clock milliseconds. */
  readonly parkedAt: number;
  readonly parkedBy: string;
  /** It is to be sent again now. */
  readonly returned: boolean;
}
type Outcome<T> = Result<T, LedgerError>;
type Wish = { readonly seq: number; readonly staff: string };

/** Puts the first waiting record aside: from now on its number and hash stand for it. Others cannot be what is refused. */
export function parkRecord(
  connection: Connection,
  { seq, staff, reason }: Wish & { readonly reason: string },
  now: Wall,
): Outcome<number> {
  const { acked_seq, last_seq } = readMeta(connection);
  const first = connection.one<{ seq: number }>(
    'SELECT seq FROM outbox WHERE seq > ? AND seq NOT IN (SELECT seq FROM parked_records) ORDER BY seq LIMIT 1',
    acked_seq,
  );
  if (seq > last_seq || first?.seq !== seq)
    return fail(ledgerError('refused', 'That record is not the first that waits.'));
  connection.run(
    'INSERT INTO parked_records (seq, reason, parked_at, parked_by, returned) VALUES (?, ?, ?, ?, 0)',
    ...[seq, reason, now.wallMs, staff],
  );
  return recordAct(connection, { staff, act: 'parked', detail: `record-${seq}` }, now);
}

/** It is to be sent whole again, as soon as its number was acknowledged. */
export function putBackRecord(connection: Connection, { seq, staff }: Wish, now: Wall): Outcome<number> {
  const found = connection.run('UPDATE parked_records SET returned = 1 WHERE seq = ? AND returned = 0', seq);
  if (found === 0) return fail(ledgerError('refused', 'That record is not parked.'));
  return recordAct(connection, { staff, act: 'put-back', detail: `record-${seq}` }, now);
}

/** The platform refused it again. */
export function parkAgain(connection: Connection, { seq, reason }: { seq: number; reason: string }): void {
  connection.run('UPDATE parked_records SET returned = 0, reason = ? WHERE seq = ?', ...[reason, seq]);
}

/** The platform has its content: it is a record like every other, and kept for a restored platform from now on. */
export function recordDelivered(connection: Connection, seq: number, wallMs: number): void {
  if (connection.run('DELETE FROM parked_records WHERE seq = ?', seq) === 0) return;
  connection.run('UPDATE outbox SET acked_at = ? WHERE seq = ?', ...[wallMs, seq]);
}

/** The platform lost what it had been given, with a restored backup: what is still here goes to it again, by itself. */
export function giveAgain(connection: Connection, seq: number, wallMs: number): void {
  connection.run(
    `INSERT OR IGNORE INTO parked_records (seq, reason, parked_at, parked_by, returned)
     SELECT seq, 'platform-lost', ?, '-', 1 FROM outbox WHERE seq = ? AND seq <= (SELECT acked_seq FROM meta)`,
    ...[wallMs, seq],
  );
}

/** The oldest one that is to be sent again, and whose number the platform has. */
export const returnedSeq = (connection: Connection): number | null =>
  connection.one<{ seq: number }>(
    'SELECT seq FROM parked_records WHERE returned = 1 AND seq <= (SELECT acked_seq FROM meta) ORDER BY seq LIMIT 1',
  )?.seq ?? null;

export const parkedRows = (connection: Connection): ParkedRow[] =>
  connection
    .all<Omit<ParkedRow, 'returned'> & { returned: number }>(
      `SELECT seq, kind, recorded_at AS recordedAt, reason, parked_at AS parkedAt, parked_by AS parkedBy, returned
       FROM parked_records JOIN outbox USING (seq) ORDER BY seq`,
    )
    .map((row) => ({ ...row, returned: row.returned === 1 }));
