import { randomBytes } from 'node:crypto';
import { closeSync, fsyncSync, ftruncateSync, openSync, rmSync, statfsSync, statSync, writeSync } from 'node:fs';
import path from 'node:path';

/** How much room the ledger keeps for itself, in bytes. */
export interface DiskLimits {
  /** Size of the ballast file beside the ledger, given up when the disk is full so that the queue can drain. */
  readonly ballastBytes: number;
  /** With less than this free, no new business is started. */
  readonly minimumFreeBytes: number;
  /** Size of staff's reserve beside the ledger; none unless told. */
  readonly reserveBytes?: number;
}

export const DEFAULT_LIMITS: DiskLimits = {
  ballastBytes: 64 * 1024 * 1024,
  minimumFreeBytes: 256 * 1024 * 1024,
  reserveBytes: 8 * 1024 * 1024,
};

/** What staff do at the machine, and what is needed for it, also has the reserve. */
export type Whose = 'anybody' | 'staff';

/**
 * So much of the reserve goes at a time: the rows of several acts (a row takes some 8 pages of 4 KB in the log). Whoever
 * filled the disk takes what is freed at once, so no more is freed than the next row needs.
 */
const BITE_BYTES = 128 * 1024;

/**
 * The ballast, staff's reserve and the free space of the ledger's disk. On a full disk SQLite can neither insert nor
 * delete nor checkpoint, so an outbox could never drain: the ballast is what breaks that deadlock. The reserve is for
 * when the ballast is gone too: whoever mends the machine must come in then, and nobody comes in unwritten.
 */
export interface Disk {
  ballast(): 'held' | 'spent';
  /** Frees the ballast, then for staff a piece of the reserve; false when there is nothing to free. */
  makeRoom(whose: Whose): boolean;
  /** Nothing fits on the disk any more, not even one piece of the reserve. */
  full(): boolean;
  /** Writes the reserve again where there is room, the ballast where it is ample. Never throws: a full disk simply leaves them spent. */
  restore(): void;
  /** Bytes left of staff's reserve. */
  reserveLeft(): number;
  freeBytes(): number;
}

/** Writes nothing yet: whose ledger lies there is not known. */
export function openDisk(ledgerFile: string, limits: DiskLimits): Disk {
  const { ballastBytes, minimumFreeBytes, reserveBytes = 0 } = limits;
  const ballast = `${ledgerFile}.ballast`;
  const reserve = `${ledgerFile}.reserve`;
  const folder = path.dirname(ledgerFile);
  const freeBytes = () => {
    const space = statfsSync(folder);
    return space.bavail * space.bsize;
  };
  const size = (file: string) => statSync(file, { throwIfNoEntry: false })?.size ?? 0;
  const held = () => ballastBytes === 0 || size(ballast) === ballastBytes;
  const release = () => {
    if (statSync(ballast, { throwIfNoEntry: false }) === undefined) return false;
    rmSync(ballast, { force: true });
    return true;
  };

  return {
    ballast: () => (held() ? 'held' : 'spent'),
    makeRoom: (whose) => quietly(release) || (whose === 'staff' && quietly(() => bite(reserve, size(reserve)))),
    full: () => quietly(() => freeBytes() < BITE_BYTES),
    restore: () => {
      // Twice its size: what is left must not be nothing.
      if (size(reserve) < reserveBytes && freeBytes() >= 2 * reserveBytes)
        quietly(() => fill(reserve, size(reserve), reserveBytes));
      if (held() || freeBytes() < ballastBytes + minimumFreeBytes) return;
      if (!quietly(() => fill(ballast, 0, ballastBytes))) rmSync(ballast, { force: true });
    },
    reserveLeft: () => size(reserve),
    freeBytes,
  };
}

/** From the end, so that what is left are still the blocks that were written. */
function bite(file: string, size: number): boolean {
  if (size === 0) return false;
  const handle = openSync(file, 'r+');
  try {
    ftruncateSync(handle, Math.max(0, size - BITE_BYTES));
    // A journalling file system gives the blocks to nobody before it has committed that they are free.
    fsyncSync(handle);
  } finally {
    closeSync(handle);
  }
  return true;
}

/** Real bytes, not a hole, and none that a file system could compress: such a file would free nothing. */
function fill(file: string, from: number, to: number): true {
  const chunk = randomBytes(1024 * 1024);
  const handle = openSync(file, from === 0 ? 'w' : 'a', 0o600);
  try {
    for (let left = to - from; left > 0; ) left -= writeSync(handle, chunk, 0, Math.min(left, chunk.length));
    fsyncSync(handle);
  } finally {
    closeSync(handle);
  }
  return true;
}

/** False also where the system refuses. */
function quietly(act: () => boolean): boolean {
  try {
    return act();
  } catch (thrown) {
    if (!(thrown instanceof Error && 'code' in thrown)) throw thrown;
    return false;
  }
}
