import type { Connection } from './connection.ts';
import { TEST_COLUMNS, type TestRow } from './service.ts';

/** Sums for technicians: numbers and machine words, never a case or a session. */
export interface PaperCount {
  readonly kind: 'receipt' | 'document';
  /** `guest`: for other programs of the machine. */
  readonly origin: 'citizen' | 'guest';
  readonly state: string;
  /** So many of them were unknown first, and a printer told what became of them. */
  readonly provedLater: number;
  readonly count: number;
}
export interface TestCount {
  readonly outcome: TestRow['outcome'];
  readonly count: number;
}

/** Papers of the last 90 days (older rows of the journal are deleted) by what became of them. */
export const paperCounts = (connection: Connection): PaperCount[] =>
  connection.all<PaperCount>(
    `SELECT kind, origin, state, count(*) AS count,
       sum(state <> 'unknown' AND EXISTS (SELECT 1 FROM print_history AS past
         WHERE past.job_id = print_journal.job_id AND past.state = 'unknown')) AS provedLater
     FROM print_journal GROUP BY kind, origin, state ORDER BY kind, origin, state`,
  );

/** Papers that may be moving now: begun, and nobody has said how they ended. */
export const papersUnsettled = (connection: Connection): number =>
  connection.one<{ count: number }>("SELECT count(*) AS count FROM print_journal WHERE state IN ('intent', 'sent')")
    ?.count ?? 0;

export const testCounts = (connection: Connection, deviceClass: string): TestCount[] =>
  connection.all<TestCount>(
    `SELECT outcome, count(*) AS count FROM test_records WHERE substr(what, 1, ?) = ?
     GROUP BY outcome ORDER BY outcome DESC`,
    ...[deviceClass.length + 1, `${deviceClass}.`],
  );

/** The newest test of each kind that said something: one that was called off says nothing of the machine. */
export const newestVerdicts = (connection: Connection): TestRow[] =>
  connection.all<TestRow>(
    `SELECT ${TEST_COLUMNS} FROM test_records WHERE id IN
       (SELECT max(id) FROM test_records WHERE outcome <> 'canceled' GROUP BY what)`,
  );
