import { closeSync, fsyncSync, openSync, rmSync, statfsSync, statSync, writeSync } from 'node:fs';
import path from 'node:path';

/** How much room the ledger keeps for itself, in bytes. */
export interface DiskLimits {
  /** Size of the ballast file beside the ledger, given up when the disk is full so that the queue can drain. */
  readonly ballastBytes: number;
  /** With less than this free, no new business is started. */
  readonly minimumFreeBytes: number;
}

export const DEFAULT_LIMITS: DiskLimits = { ballastBytes: 64 * 1024 * 1024, minimumFreeBytes: 256 * 1024 * 1024 };

/**
 * The ballast and the free space of the ledger's disk. On a full disk SQLite can neither insert nor delete nor
 * checkpoint, so an outbox could never drain: the ballast is what breaks that deadlock.
 */
export interface Disk {
  ballast(): 'held' | 'spent';
  /** Frees the ballast; false when there was none. */
  release(): boolean;
  /** Writes the ballast again when there is ample room. Never throws: a full disk simply leaves it spent. */
  restore(): void;
  freeBytes(): number;
}

export function openDisk(ledgerFile: string, limits: DiskLimits): Disk {
  const file = `${ledgerFile}.ballast`;
  const folder = path.dirname(ledgerFile);
  const freeBytes = () => {
    const space = statfsSync(folder);
    return space.bavail * space.bsize;
  };
  const held = () =>
    limits.ballastBytes === 0 || statSync(file, { throwIfNoEntry: false })?.size === limits.ballastBytes;
  const remove = () => rmSync(file, { force: true });
  const disk: Disk = {
    ballast: () => (held() ? 'held' : 'spent'),
    release: () => {
      if (statSync(file, { throwIfNoEntry: false }) === undefined) return false;
      remove();
      return true;
    },
    restore: () => {
      if (held() || freeBytes() < limits.ballastBytes + limits.minimumFreeBytes) return;
      try {
        fill(file, limits.ballastBytes);
      } catch (thrown) {
        if (!(thrown instanceof Error && 'code' in thrown)) throw thrown;
        remove();
      }
    },
    freeBytes,
  };
  disk.restore();
  return disk;
}

/** Real bytes, not a hole: a sparse file would free nothing. */
function fill(file: string, bytes: number): void {
  const chunk = Buffer.alloc(1024 * 1024, 0x5a);
  const handle = openSync(file, 'w', 0o600);
  try {
    for (let left = bytes; left > 0; ) left -= writeSync(handle, chunk, 0, Math.min(left, chunk.length));
    fsyncSync(handle);
  } finally {
    closeSync(handle);
  }
}
