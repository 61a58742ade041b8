import type { Connection } from './connection.ts';

/** What a technician may know of the ledger's file and queue: never a row's content. */
export interface StorageState {
  readonly quickCheck: string;
  readonly journalMode: string;
  /** 2 is FULL. */
  readonly synchronous: number;
  readonly fullfsync: number;
  readonly schema: number;
}
export interface LaneState {
  readonly lane: 'A' | 'B';
  readonly waiting: number;
  /** ISO 8601 of the oldest; null for none. */
  readonly oldestAt: string | null;
}
export interface PendingRow {
  readonly seq: number;
  readonly kind: string;
  readonly recordedAt: string;
}

/** Reads every page of the file: up to seconds on a large one. */
export function storageState(connection: Connection): StorageState {
  return {
    quickCheck: String(connection.pragma('quick_check(1)')),
    journalMode: String(connection.pragma('journal_mode')),
    synchronous: Number(connection.pragma('synchronous')),
    fullfsync: Number(connection.pragma('fullfsync')),
    schema: Number(connection.pragma('user_version')),
  };
}

/** What is parked counts as waiting, also where its number was acknowledged. */
const PARKED = 'seq IN (SELECT seq FROM parked_records)';
const WAITING = `(seq > (SELECT acked_seq FROM meta) OR ${PARKED})`;

/** Lane B waits in two places: numbered in the outbox, and not yet numbered in the ring. */
export function laneStates(connection: Connection): LaneState[] {
  const queued = connection.all<LaneState>(
    `SELECT lane, count(*) AS waiting, min(recorded_at) AS oldestAt FROM outbox WHERE ${WAITING} GROUP BY lane`,
  );
  const ring = connection.one<{ waiting: number; oldestAt: string | null }>(
    'SELECT count(*) AS waiting, min(recorded_at) AS oldestAt FROM telemetry',
  );
  return (['A', 'B'] as const).map((lane) => {
    const parts = [queued.find((one) => one.lane === lane), lane === 'B' ? ring : undefined];
    const oldest = parts.flatMap((part) => (part?.oldestAt ? [part.oldestAt] : [])).sort();
    return { lane, waiting: parts.reduce((sum, part) => sum + (part?.waiting ?? 0), 0), oldestAt: oldest[0] ?? null };
  });
}

/** Those that are on their way; parked ones are not. */
export const pendingRows = (connection: Connection, limit: number): PendingRow[] =>
  connection.all<PendingRow>(
    `SELECT seq, kind, recorded_at AS recordedAt FROM outbox WHERE ${WAITING} AND NOT ${PARKED} ORDER BY seq LIMIT ?`,
    limit,
  );
