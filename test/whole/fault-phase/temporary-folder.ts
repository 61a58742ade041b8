import { accessSync, constants, mkdtempSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';

const MEMORY = '/dev/shm';

/**
 * A folder for ledgers, spools and ptys, in memory where the system has such a place: every record is synced to its disk, and
 * a dozen machines wait for one disk half of the time. What a disk can do to the terminal is a list of faults of its own.
 */
export function temporaryFolder(name: string): string {
  try {
    accessSync(MEMORY, constants.W_OK);
    return mkdtempSync(path.join(MEMORY, name));
  } catch {
    return mkdtempSync(path.join(os.tmpdir(), name));
  }
}
