import { fail, ok, type Result } from '../../../drivers/contract/result.ts';
import type { AuditAct } from './audit-acts.ts';
import type { Connection } from './connection.ts';
import { type LedgerError, ledgerError } from './errors.ts';
import { appendPlain } from './outbox.ts';
import { codeSchema } from './record-bodies.ts';
import { MANY_WRONG_TRIES } from './service-door.ts';

/** What a technician's tests, refills and repairs leave behind. Times are wall-clock milliseconds. */
export interface Wall {
  readonly wallMs: number;
  /** The same as ISO 8601 UTC. */
  readonly at: string;
}
type Outcome<T> = Result<T, LedgerError>;

export interface ServiceAudit {
  readonly at: number;
  readonly staff: string;
  readonly act: string;
  readonly detail: string;
}
export interface TestRow {
  readonly id: number;
  readonly at: number;
  readonly staff: string;
  readonly what: string;
  readonly outcome: 'passed' | 'failed' | 'canceled';
  readonly code: string;
  readonly evidence: string;
  /** What the tested unit called itself; null where it told nothing, or nothing was a device. */
  readonly identity: string | null;
}
/** A test to be written down. */
export type NewTest = Pick<TestRow, 'staff' | 'what' | 'outcome' | 'code' | 'evidence'> &
  Partial<Pick<TestRow, 'identity'>>;
export interface WorkOrderRow {
  readonly id: number;
  readonly part: string;
  readonly reason: string;
  readonly openedAt: number;
  readonly openedBy: string;
  readonly closedAt: number | null;
  /** Closed without a test: the device was taken out of the configuration. */
  readonly deviceRemoved: boolean;
}
export interface ConsumableRow {
  readonly id: string;
  readonly used: number;
  readonly capacity: number;
  readonly refilledAt: number | null;
}

/**
 * What was used up; the first use of an unknown thing creates it with `capacity`. `day`: ISO date. Less than nothing
 * gives back what was counted and turned out not to have been used.
 */
export interface Use {
  readonly id: string;
  readonly amount: number;
  readonly capacity: number;
  readonly day: string;
}

/** The audit and the platform hear of it in one transaction with what was done. */
export function recordAct(
  connection: Connection,
  { staff, act, detail }: { staff: string; act: AuditAct; detail: string },
  now: Wall,
): Outcome<number> {
  if (!codeSchema.safeParse(act).success || !codeSchema.safeParse(detail).success)
    return fail(ledgerError('refused', 'An act is told in machine words.'));
  const seq = appendPlain(connection, 'service.act', { staff, act, detail }, now.at);
  connection.run(
    'INSERT INTO service_acts (at, staff, act, detail, seq) VALUES (?, ?, ?, ?, ?)',
    ...[now.wallMs, staff, act, detail, seq],
  );
  return ok(seq);
}

/** Was there an alarm, of the cabinet or of the door, since somebody of staff last proved who they are? */
export const isAlarmed = (connection: Connection): boolean =>
  connection.one<{ alarmed: number }>(
    `SELECT coalesce(max(id) FILTER (WHERE act = 'alarm' OR (act = 'door' AND detail IN ('locked', '${MANY_WRONG_TRIES}'))), 0)
       > coalesce(max(id) FILTER (WHERE act IN ('entered', 'returned')), 0) AS alarmed FROM service_acts`,
  )?.alarmed === 1;

export const readActs = (connection: Connection, limit: number): ServiceAudit[] =>
  connection.all<ServiceAudit>('SELECT at, staff, act, detail FROM service_acts ORDER BY id DESC LIMIT ?', limit);

/** Characters of evidence that are kept: as many as fit on a page of the report, whatever they are. */
const LONGEST_EVIDENCE = 1200;
const kept = (evidence: string): string =>
  evidence.length <= LONGEST_EVIDENCE
    ? evidence
    : `${evidence.slice(0, LONGEST_EVIDENCE)} … (+${evidence.length - LONGEST_EVIDENCE})`;

export function recordTest(connection: Connection, test: NewTest, now: Wall): Outcome<number> {
  const { staff, what, outcome, code, evidence, identity = null } = test;
  const told = recordAct(connection, { staff, act: 'test', detail: `${what}.${outcome}` }, now);
  if (!told.ok) return told;
  connection.run(
    'INSERT INTO test_records (at, staff, what, outcome, code, evidence, identity) VALUES (?, ?, ?, ?, ?, ?, ?)',
    ...[now.wallMs, staff, what, outcome, code, kept(evidence), identity],
  );
  return told;
}

export const TEST_COLUMNS = 'id, at, staff, what, outcome, code, evidence, identity';
export const readTests = (connection: Connection, limit: number): TestRow[] =>
  connection.all<TestRow>(`SELECT ${TEST_COLUMNS} FROM test_records ORDER BY id DESC LIMIT ?`, limit);
/** The newest test of each kind. */
export const newestTests = (connection: Connection): TestRow[] =>
  connection.all<TestRow>(
    `SELECT ${TEST_COLUMNS} FROM test_records WHERE id IN (SELECT max(id) FROM test_records GROUP BY what)`,
  );

export function consume(connection: Connection, { id, amount, capacity, day }: Use): void {
  connection.run('INSERT OR IGNORE INTO consumables (id, used, capacity) VALUES (?, 0, ?)', ...[id, capacity]);
  connection.run('UPDATE consumables SET used = max(0, used + ?) WHERE id = ?', ...[amount, id]);
  connection.run(
    `INSERT INTO consumption (id, day, used) VALUES (?, ?, max(0, ?))
     ON CONFLICT (id, day) DO UPDATE SET used = max(0, used + ?)`,
    ...[id, day, amount, amount],
  );
}

export function refill(
  connection: Connection,
  { id, capacity, staff }: { id: string; capacity: number; staff: string },
  now: Wall,
): Outcome<number> {
  connection.run(
    `INSERT INTO consumables (id, used, capacity, refilled_at, refilled_by) VALUES (?, 0, ?, ?, ?)
     ON CONFLICT (id) DO UPDATE SET used = 0, capacity = excluded.capacity, refilled_at = excluded.refilled_at,
       refilled_by = excluded.refilled_by`,
    ...[id, capacity, now.wallMs, staff],
  );
  return recordAct(connection, { staff, act: 'refilled', detail: kebab(id) }, now);
}

export const readConsumables = (connection: Connection): ConsumableRow[] =>
  connection.all<ConsumableRow>('SELECT id, used, capacity, refilled_at AS refilledAt FROM consumables');
/** Use of one thing by day since `day` (ISO date), oldest first. */
export const readConsumption = (connection: Connection, id: string, day: string): { day: string; used: number }[] =>
  connection.all('SELECT day, used FROM consumption WHERE id = ? AND day >= ? ORDER BY day', ...[id, day]);

const kebab = (text: string): string => text.replace(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`);
