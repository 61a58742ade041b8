import { fail, type Result } from '../../../drivers/contract/result.ts';
import type { Connection } from './connection.ts';
import { type LedgerError, ledgerError } from './errors.ts';
import { recordAct, type TestRow, type Wall, type WorkOrderRow } from './service.ts';

type Outcome<T> = Result<T, LedgerError>;

/** One open order a part. Refused where there is one already. */
export function openWorkOrder(
  connection: Connection,
  order: { part: string; reason: string; staff: string },
  now: Wall,
): Outcome<number> {
  const open = connection.one('SELECT 1 FROM work_orders WHERE part = ? AND closed_at IS NULL', order.part);
  if (open !== undefined) return fail(ledgerError('refused', 'The part has an open work order already.'));
  const told = recordAct(connection, { staff: order.staff, act: OPENED, detail: order.part }, now);
  if (!told.ok) return told;
  connection.run(
    'INSERT INTO work_orders (part, reason, opened_at, opened_by) VALUES (?, ?, ?, ?)',
    ...[order.part, order.reason, now.wallMs, order.staff],
  );
  return told;
}

/** The act that opens an order. */
export const OPENED = 'work-order.opened';

export type PassedTest = Pick<TestRow, 'what' | 'at' | 'identity'>;

/** A test that must have passed, and what the unit calls itself that it must have been made with; left out: any. */
export interface NeededTest {
  readonly what: string;
  readonly identity?: string | null;
}

/** A test proves nothing of another unit than the one it was made with; nor where only one of the two is known. */
const counts = (test: PassedTest, { what, identity }: NeededTest): boolean =>
  test.what === what && (identity === undefined || test.identity === identity);

/**
 * Tests that have passed since an open order was opened and have not failed after that, with when (milliseconds since
 * 1970). What came first is told by the numbers of the audit, never by the clock, which somebody may have set.
 */
export function passedSince(connection: Connection, id: number): PassedTest[] {
  return connection.all<PassedTest>(
    `WITH opened AS (
       SELECT max(service_acts.id) AS act FROM service_acts JOIN work_orders ON work_orders.id = ?
       WHERE service_acts.act = '${OPENED}' AND service_acts.detail = work_orders.part
     ), newest AS (
       SELECT test_records.what, test_records.outcome, test_records.at, test_records.identity, max(test_records.id) FROM test_records
       WHERE outcome <> 'canceled' GROUP BY what
     )
     SELECT newest.what, newest.at, newest.identity FROM newest, opened WHERE newest.outcome = 'passed' AND EXISTS
       (SELECT 1 FROM service_acts WHERE service_acts.id > opened.act AND service_acts.act = 'test'
        AND service_acts.detail = newest.what || '.passed')`,
    id,
  );
}

/** Tests that must have passed; or none, since the device that was to be repaired was taken out. */
export type ClosedBy = readonly NeededTest[] | 'deviceRemoved';

/**
 * Closes an open order once every test in `needs` has passed since it was opened, with the unit it names; refused otherwise,
 * and where nothing is needed: a repair that no test can prove is not proved. An order whose device was taken out closes with an act that says so.
 */
export function closeWorkOrder(
  connection: Connection,
  { id, staff, needs }: { id: number; staff: string; needs: ClosedBy },
  now: Wall,
): Outcome<number> {
  const open = connection.one<{ part: string }>('SELECT part FROM work_orders WHERE id = ? AND closed_at IS NULL', id);
  if (open === undefined) return fail(ledgerError('refused', 'There is no open work order of that number.'));
  if (needs === 'deviceRemoved') {
    connection.run(`${CLOSE}, device_removed = 1 WHERE id = ?`, ...[now.wallMs, staff, id]);
    return recordAct(connection, { staff, act: 'work-order.device-removed', detail: open.part }, now);
  }
  if (needs.length === 0) return fail(ledgerError('refused', 'No test can prove the repair of this part.'));
  const passed = passedSince(connection, id);
  const missing = needs.filter((need) => !passed.some((test) => counts(test, need)));
  if (missing.length > 0) {
    const names = missing.map(({ what }) => what).join(', ');
    return fail(ledgerError('refused', `Not passed since it was opened: ${names}.`));
  }
  connection.run(`${CLOSE} WHERE id = ?`, ...[now.wallMs, staff, id]);
  return recordAct(connection, { staff, act: 'work-order.closed', detail: open.part }, now);
}

const CLOSE = 'UPDATE work_orders SET closed_at = ?, closed_by = ?';

export const readWorkOrders = (connection: Connection, limit: number): WorkOrderRow[] =>
  connection
    .all<Omit<WorkOrderRow, 'deviceRemoved'> & { deviceRemoved: number }>(
      `SELECT id, part, reason, opened_at AS openedAt, opened_by AS openedBy, closed_at AS closedAt,
       device_removed AS deviceRemoved
     FROM work_orders ORDER BY closed_at IS NOT NULL, id DESC LIMIT ?`,
      limit,
    )
    .map((row) => ({ ...row, deviceRemoved: row.deviceRemoved === 1 }));
