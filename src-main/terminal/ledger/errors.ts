/**
 * Why the ledger did not do what was asked. Every code comes with a known fate: nothing was changed.
 *
 * - `full`: the disk is full and the ballast is spent; for what staff do, their reserve too.
 * - `io`: the disk failed to read or write; the connection was closed, opened again and checked.
 * - `corrupt`: the file is damaged or was changed by something else; nothing more is written to it.
 * - `foreign`: the file is not this terminal's ledger, or a newer version's; it was left as it is.
 * - `unsafe`: the file cannot be held at the durability the ledger promises.
 * - `refused`: the request does not fit what the ledger holds (no such case, paper settled already …).
 */
export interface LedgerError {
  readonly code: 'full' | 'io' | 'corrupt' | 'foreign' | 'unsafe' | 'refused';
  /** One plain English sentence for logs and technicians; never personal data. */
  readonly message: string;
}

export const ledgerError = (code: LedgerError['code'], message: string): LedgerError => ({ code, message });

/**
 * Turns what SQLite threw into a `LedgerError`, or throws it on: broken constraints and bad SQL are bugs.
 * Codes: sqlite.org/rescode.html.
 */
export function classify(thrown: unknown): LedgerError {
  const code = sqliteCode(thrown);
  if (code === 'SQLITE_FULL') return ledgerError('full', 'The disk is full; nothing was saved.');
  if (code.startsWith('SQLITE_IOERR') || code === 'SQLITE_BUSY' || code.startsWith('SQLITE_BUSY_')) {
    return ledgerError('io', `The disk refused the ledger (${code}).`);
  }
  if (code.startsWith('SQLITE_READONLY') || code.startsWith('SQLITE_CANTOPEN') || code === 'SQLITE_PERM') {
    return ledgerError('io', `The ledger's file cannot be opened for writing (${code}).`);
  }
  if (code.startsWith('SQLITE_CORRUPT')) return ledgerError('corrupt', `The ledger's file is damaged (${code}).`);
  if (code === 'SQLITE_NOTADB') return ledgerError('foreign', 'The file is not a SQLite database.');
  throw thrown;
}

function sqliteCode(thrown: unknown): string {
  if (!(thrown instanceof Error) || !('code' in thrown) || typeof thrown.code !== 'string') return '';
  return thrown.code;
}
