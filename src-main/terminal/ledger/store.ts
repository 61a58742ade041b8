import { fail, ok, type Result } from '../../../drivers/contract/result.ts';
import { type Connection, openConnection } from './connection.ts';
import type { Disk, Whose } from './disk.ts';
import { classify, type LedgerError, ledgerError } from './errors.ts';

/** The ledger's one connection and the only way to change anything in it. */
export interface Store {
  /**
   * Runs `work` in one IMMEDIATE transaction; a failed result or an error rolls all of it back. `ok` means the
   * change is on the disk. Errors leave nothing behind. What is `staff`'s also has their reserve of the disk.
   */
  write<T>(work: (connection: Connection) => Result<T, LedgerError>, whose?: Whose): Result<T, LedgerError>;
  read<T>(work: (connection: Connection) => T): Result<T, LedgerError>;
  /** From now on every call answers with it: somebody found the file to be damaged. */
  distrust(error: LedgerError): void;
  /** Set once the file can no longer be trusted; every call then answers with it. */
  failure(): LedgerError | null;
  /** How often the disk failed and the file was opened again since start. */
  faults(): number;
  /** Bytes left of staff's reserve of the disk. */
  reserveLeft(): number;
  close(): void;
}

/** Pieces of the reserve that one row may take: more would not help it. */
const BITES = 4;

/** Opening takes some room too (SQLite's index of the log, 32 KB); who restarts a machine with a full disk must find it. */
export function openMakingRoom(file: string, disk: Disk): Result<Connection, LedgerError> {
  let opened = openConnection(file);
  for (let bites = 0; bites <= BITES && lacksRoom(opened, disk) && disk.makeRoom('staff'); bites++)
    opened = openConnection(file);
  return opened;
}

const lacksRoom = (opened: Result<Connection, LedgerError>, disk: Disk): boolean =>
  !opened.ok && (opened.error.code === 'full' || (opened.error.code === 'io' && disk.full()));

export function createStore(file: string, opened: Connection, disk: Disk): Store {
  let connection = opened;
  let failure: LedgerError | null = null;
  let faults = 0;
  let generation = readGeneration(opened);

  const give = (error: LedgerError) => {
    failure = error;
    return fail(error);
  };

  function attempt<T>(work: (connection: Connection) => Result<T, LedgerError>): Attempt<T> {
    let result: Result<T, LedgerError> | undefined;
    try {
      connection.run('BEGIN IMMEDIATE');
      result = work(connection);
      if (!result.ok) {
        connection.run('ROLLBACK');
        return { result, unsettled: undefined };
      }
      connection.run('UPDATE meta SET generation = generation + 1');
      connection.run('COMMIT');
      generation += 1;
      return { result, unsettled: undefined };
    } catch (thrown) {
      rollBack(connection);
      return { result: fail(classify(thrown)), unsettled: result?.ok ? result : undefined };
    }
  }

  /**
   * After a failed fsync Linux marks the lost pages clean, and the next commit seems to succeed. So the connection is
   * closed, the file opened and checked again, and the generation says whether the last transaction is in it.
   */
  function reopen(): Result<'landed' | 'absent', LedgerError> {
    faults += 1;
    closeQuietly(connection);
    const again = openMakingRoom(file, disk);
    if (!again.ok) return give(again.error);
    connection = again.value;
    try {
      const found = readGeneration(connection);
      // A checkpoint writes the pages to the database file itself and syncs that one.
      connection.pragma('wal_checkpoint(TRUNCATE)');
      if (found === generation) return ok('absent');
      if (found !== generation + 1) {
        return give(ledgerError('corrupt', 'After a disk fault the ledger holds other rows than it acknowledged.'));
      }
      generation = found;
      return ok('landed');
    } catch (thrown) {
      return give(classify(thrown));
    }
  }

  return {
    write: (work, whose = 'anybody') => {
      if (failure !== null) return fail(failure);
      let { result, unsettled } = attempt(work);
      for (let bites = 0; bites <= BITES && isFull(result) && disk.makeRoom(whose); bites++)
        ({ result, unsettled } = attempt(work));
      if (result.ok) return result;
      if (result.error.code === 'corrupt') return give(result.error);
      if (result.error.code !== 'io') return result;
      const fate = reopen();
      if (!fate.ok) return fate;
      return fate.value === 'landed' && unsettled !== undefined ? unsettled : result;
    },
    read: (work) => {
      if (failure !== null) return fail(failure);
      try {
        return ok(work(connection));
      } catch (thrown) {
        const error = classify(thrown);
        if (error.code === 'corrupt') return give(error);
        if (error.code === 'io') {
          const fate = reopen();
          if (!fate.ok) return fate;
        }
        return fail(error);
      }
    },
    distrust: (error) => {
      failure ??= error;
    },
    failure: () => failure,
    faults: () => faults,
    reserveLeft: () => disk.reserveLeft(),
    close: () => {
      failure = ledgerError('refused', 'The ledger is closed.');
      connection.close();
    },
  };
}

interface Attempt<T> {
  readonly result: Result<T, LedgerError>;
  /** The value of a transaction whose commit failed: given only if the file turns out to hold it. */
  readonly unsettled: Result<T, LedgerError> | undefined;
}

const isFull = (result: Result<unknown, LedgerError>): boolean => !result.ok && result.error.code === 'full';

function readGeneration(connection: Connection): number {
  return connection.one<{ generation: number }>('SELECT generation FROM meta')?.generation ?? 0;
}

function rollBack(connection: Connection): void {
  try {
    if (connection.inTransaction) connection.run('ROLLBACK');
  } catch (thrown) {
    // The disk that failed the commit may fail this too; SQLite rolls back by itself then.
    classify(thrown);
  }
}

function closeQuietly(connection: Connection): void {
  try {
    connection.close();
  } catch (thrown) {
    classify(thrown);
  }
}
