import { statSync } from 'node:fs';
import { fail, ok, type Result } from '../../../drivers/contract/result.ts';
import { APPLICATION_ID } from './connection.ts';
import { classify, type LedgerError, ledgerError } from './errors.ts';
import { migrations } from './migrate.ts';
import { loadSqlite } from './sqlite.ts';

/**
 * Which terminal the ledger in this file belongs to, without changing it; null where there is none yet. SQLite
 * may leave an empty `-wal` and a `-shm` beside one that nobody had open, which the next opening takes up; it needs leave to
 * write in the folder, as a start does.
 * Fails as the opening at a start would: `foreign` for another file or a newer version's. Asked through SQLite also of the
 * ledger in use: opened beside it, closing the file would take its locks (sqlite.org/howtocorrupt.html §2.2).
 */
export function ledgerOwner(file: string): Result<string | null, LedgerError> {
  const entry = statSync(file, { throwIfNoEntry: false });
  if (entry === undefined || entry.size === 0) return ok(null);
  const sqlite = loadSqlite();
  if (!sqlite.ok) return sqlite;
  try {
    const database = new sqlite.value(file, { readonly: true, fileMustExist: true });
    try {
      if (database.pragma('application_id', { simple: true }) !== APPLICATION_ID)
        return fail(ledgerError('foreign', 'The file is a database, but not a ledger.'));
      const version = Number(database.pragma('user_version', { simple: true }));
      if (version > (migrations.at(-1)?.version ?? 0))
        return fail(ledgerError('foreign', `The ledger has schema ${version}, of a newer program.`));
      return ok(database.prepare<[], { terminal: string }>('SELECT terminal FROM meta').get()?.terminal ?? null);
    } finally {
      database.close();
    }
  } catch (thrown) {
    return fail(classify(thrown));
  }
}
