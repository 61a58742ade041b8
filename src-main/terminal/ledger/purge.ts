import type { Connection } from './connection.ts';
import { purgeTail } from './outbox.ts';
import { DAY_MS, RETENTION_DAYS } from './retention.ts';
import { OPENED } from './work-orders.ts';

/**
 * Deletes what is older than `RETENTION_DAYS` and nobody needs any more; returns how many records left the outbox.
 * `wallMs` may be wrong: whatever must not be lost is kept by another rule than its age.
 */
export function purge(connection: Connection, wallMs: number): number {
  const before = (kept: keyof typeof RETENTION_DAYS) => wallMs - RETENTION_DAYS[kept] * DAY_MS;
  purgeJournal(connection, before('journal'));
  connection.run('DELETE FROM help_requests WHERE acknowledged_at < ?', before('helpRequests'));
  purgeTests(connection, before('testRecords'), wallMs);
  purgeActs(connection, before('serviceActs'), wallMs);
  connection.run('DELETE FROM work_orders WHERE closed_at < ?', before('workOrders'));
  connection.run('DELETE FROM consumption WHERE day < ?', new Date(before('consumption')).toISOString().slice(0, 10));
  return purgeTail(connection, wallMs);
}

/** Only what the platform has been told and nobody can still ask this terminal about. */
function purgeJournal(connection: Connection, before: number): void {
  const old = `(SELECT id FROM sessions WHERE ended_at < ? AND NOT EXISTS
    (SELECT 1 FROM cases, meta WHERE cases.session_id = sessions.id AND (cases.submitted_seq > meta.acked_seq
      OR cases.submitted_seq IN (SELECT seq FROM parked_records))))`;
  connection.run(`DELETE FROM print_journal WHERE session_id IN ${old}`, before);
  connection.run(
    "DELETE FROM print_journal WHERE origin = 'guest' AND state NOT IN ('intent', 'sent') AND at < ?",
    before,
  );
  connection.run(`DELETE FROM cases WHERE session_id IN ${old}`, before);
  connection.run(`DELETE FROM sessions WHERE id IN ${old}`, before);
}

/**
 * Not the newest of each test, which says whether the machine may serve, nor the newest that came to a verdict; nor any
 * since the oldest open repair began.
 */
function purgeTests(connection: Connection, before: number, wallMs: number): void {
  connection.run(
    `DELETE FROM test_records WHERE ${older('test_records')}
       AND id NOT IN (SELECT max(id) FROM test_records GROUP BY what)
       AND id NOT IN (SELECT max(id) FROM test_records WHERE outcome <> 'canceled' GROUP BY what)
       AND at < coalesce((SELECT min(opened_at) FROM work_orders WHERE closed_at IS NULL), at + 1)`,
    ...[before, wallMs, before],
  );
}

/**
 * Not what the platform does not have, whole and acknowledged; nor what stands behind the opening of a repair that is open,
 * for which tests count is told by that order.
 */
function purgeActs(connection: Connection, before: number, wallMs: number): void {
  connection.run(
    `DELETE FROM service_acts WHERE ${older('service_acts')}
       AND seq <= (SELECT acked_seq FROM meta) AND seq NOT IN (SELECT seq FROM parked_records)
       AND id < coalesce((SELECT min(opened) FROM (SELECT max(id) AS opened FROM service_acts
         WHERE act = '${OPENED}' AND detail IN (SELECT part FROM work_orders WHERE closed_at IS NULL)
         GROUP BY detail)), id + 1)`,
    ...[before, wallMs, before],
  );
}

/**
 * Older than the first `?`; or from a time that is yet to come (the second: now), which a wrong clock wrote, and followed
 * by one that is older than the third.
 */
const older = (table: string): string =>
  `(at < ? OR (at > ? AND id < (SELECT max(late.id) FROM ${table} AS late WHERE late.at < ?)))`;
