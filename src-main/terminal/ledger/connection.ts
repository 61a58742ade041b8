import { closeSync, fsyncSync, openSync, readSync, statSync } from 'node:fs';
import path from 'node:path';
import type Database from 'better-sqlite3';
import { fail, ok, type Result } from '../../../drivers/contract/result.ts';
import { classify, type LedgerError, ledgerError } from './errors.ts';
import { type Migration, migrate, migrations } from './migrate.ts';
import { loadSqlite } from './sqlite.ts';

export type SqlValue = string | number | null;

/** One open connection. Statements are prepared once; thrown SQLite errors go through `classify`. */
export interface Connection {
  /** Returns the number of rows changed. */
  run(sql: string, ...values: SqlValue[]): number;
  one<Row>(sql: string, ...values: SqlValue[]): Row | undefined;
  all<Row>(sql: string, ...values: SqlValue[]): Row[];
  pragma(text: string): unknown;
  readonly inTransaction: boolean;
  close(): void;
}

/** "BDLG": marks a file as ours (SQLite header offset 68). */
export const APPLICATION_ID = 0x42444c47;
const BUSY_TIMEOUT_MS = 5000;
const SQLITE_HEADER = 'SQLite format 3\0';

/**
 * better-sqlite3 is compiled to fall back to `synchronous=NORMAL` whenever an existing WAL database is opened,
 * which loses acknowledged rows in a power cut. So every value is set and read back on every open.
 */
const REQUIRED: readonly { set: string; read: string; expected: unknown }[] = [
  { set: 'journal_mode = WAL', read: 'journal_mode', expected: 'wal' },
  { set: 'synchronous = FULL', read: 'synchronous', expected: 2 },
  { set: `busy_timeout = ${BUSY_TIMEOUT_MS}`, read: 'busy_timeout', expected: BUSY_TIMEOUT_MS },
  { set: 'secure_delete = ON', read: 'secure_delete', expected: 1 },
  { set: 'foreign_keys = ON', read: 'foreign_keys', expected: 1 },
  { set: 'mmap_size = 0', read: 'mmap_size', expected: 0 },
  { set: 'fullfsync = ON', read: 'fullfsync', expected: 1 },
];

/**
 * Opens or creates the file, proves its durability settings, checks it and brings its schema up to date.
 * A file that is not a ledger, or that a newer version wrote, is refused and left untouched.
 */
export function openConnection(
  file: string,
  steps: readonly Migration[] = migrations,
): Result<Connection, LedgerError> {
  const sqlite = loadSqlite();
  if (!sqlite.ok) return sqlite;
  const foreign = refuseForeignFile(file);
  if (foreign !== null) return fail(foreign);
  let database: Database.Database;
  try {
    database = new sqlite.value(file, { timeout: BUSY_TIMEOUT_MS });
  } catch (thrown) {
    if (thrown instanceof TypeError) return fail(ledgerError('io', "The ledger's folder does not exist."));
    return fail(classify(thrown));
  }
  const connection = wrap(database);
  const problem = prepare(connection, database, steps);
  if (problem !== null) {
    connection.close();
    return fail(problem);
  }
  const unsynced = syncFolder(file);
  if (unsynced !== null) {
    connection.close();
    return fail(unsynced);
  }
  return ok(connection);
}

function prepare(connection: Connection, database: Database.Database, steps: readonly Migration[]): LedgerError | null {
  try {
    const identity = refuseForeignDatabase(connection, steps);
    if (identity !== null) return identity;
    for (const { set, read, expected } of REQUIRED) {
      connection.pragma(set);
      const actual = connection.pragma(read);
      if (actual !== expected) {
        return ledgerError('unsafe', `The ledger needs ${set}, but SQLite answers ${String(actual)}.`);
      }
    }
    const check = connection.pragma('quick_check(1)');
    if (check !== 'ok') return ledgerError('corrupt', "The ledger's file did not pass its check.");
    migrate(database, steps);
    return null;
  } catch (thrown) {
    return classify(thrown);
  }
}

/** Looks at the bytes before SQLite does, so that a stranger's file is not even locked. */
function refuseForeignFile(file: string): LedgerError | null {
  const entry = statSync(file, { throwIfNoEntry: false });
  if (entry === undefined || entry.size === 0) return null;
  if (!entry.isFile()) return ledgerError('foreign', `${path.basename(file)} is not a file.`);
  const head = Buffer.alloc(SQLITE_HEADER.length);
  try {
    const handle = openSync(file, 'r');
    try {
      readSync(handle, head, 0, head.length, 0);
    } finally {
      closeSync(handle);
    }
  } catch (thrown) {
    const code = thrown instanceof Error && 'code' in thrown ? String(thrown.code) : 'unknown';
    return ledgerError('io', `${path.basename(file)} cannot be read (${code}).`);
  }
  if (head.toString('latin1') === SQLITE_HEADER) return null;
  return ledgerError('foreign', `${path.basename(file)} is not a ledger; it was left as it is.`);
}

function refuseForeignDatabase(connection: Connection, steps: readonly Migration[]): LedgerError | null {
  const newest = steps.at(-1)?.version ?? 0;
  const version = Number(connection.pragma('user_version'));
  const application = connection.pragma('application_id');
  if (application === APPLICATION_ID) {
    if (version <= newest) return null;
    return ledgerError(
      'foreign',
      `The ledger has schema ${version}, this program knows ${newest}. Start the newer program; the ledger was left as it is.`,
    );
  }
  // A crash while the file was being created leaves a database with nothing in it.
  const tables = connection.one<{ count: number }>('SELECT count(*) AS count FROM sqlite_master')?.count;
  if (application === 0 && version === 0 && tables === 0) return null;
  return ledgerError('foreign', 'The file is a database, but not a ledger; it was left as it is.');
}

function wrap(database: Database.Database): Connection {
  const statements = new Map<string, Database.Statement<SqlValue[]>>();
  const prepared = (sql: string) => {
    const known = statements.get(sql);
    if (known !== undefined) return known;
    const statement = database.prepare<SqlValue[]>(sql);
    statements.set(sql, statement);
    return statement;
  };
  return {
    run: (sql, ...values) => prepared(sql).run(...values).changes,
    one: <Row>(sql: string, ...values: SqlValue[]) => prepared(sql).get(...values) as Row | undefined,
    all: <Row>(sql: string, ...values: SqlValue[]) => prepared(sql).all(...values) as Row[],
    pragma: (text) => database.pragma(text, { simple: true }),
    get inTransaction() {
      return database.inTransaction;
    },
    close: () => {
      database.close();
    },
  };
}

/** A new file's name must survive a power cut too. A disk that its kernel turned read-only refuses here first. */
function syncFolder(file: string): LedgerError | null {
  if (process.platform === 'win32') return null;
  try {
    const handle = openSync(path.dirname(file), 'r');
    try {
      fsyncSync(handle);
    } finally {
      closeSync(handle);
    }
    return null;
  } catch (thrown) {
    if (!(thrown instanceof Error && 'code' in thrown)) throw thrown;
    return ledgerError('io', `The ledger's folder cannot be written to the disk (${String(thrown.code)}).`);
  }
}
