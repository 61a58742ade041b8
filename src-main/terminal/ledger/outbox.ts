import type {
  IngestRequest,
  IngestResponse,
  OutboxRecord,
  RecordKind,
  WithheldRecord,
} from '../../contract/platform-api.ts';
import { recordHash, ZERO_HASH } from './chain.ts';
import type { Connection } from './connection.ts';
import { type RecordBody, recordBodySchemas } from './record-bodies.ts';
import { DAY_MS, RETENTION_DAYS } from './retention.ts';

/** Limits of one batch (DESIGN §5). */
export const MAX_BATCH_RECORDS = 200;
export const MAX_BATCH_BYTES = 256 * 1024;
/** Acknowledged records are kept this long so that a platform restored from a backup can ask for them again. */
export const TAIL_MS = RETENTION_DAYS.outboxTail * DAY_MS;

export type Batch = Omit<IngestRequest, 'terminal'>;

export type AcknowledgeOutcome =
  /** The platform holds everything up to `ackedSeq`; `newly` of it was not known before. */
  | { readonly kind: 'acknowledged'; readonly ackedSeq: number; readonly newly: number }
  /** The platform's hash differs from ours: nothing was changed. */
  | { readonly kind: 'mismatch'; readonly ackedSeq: number }
  /** The platform claims records this ledger never wrote: nothing was changed. */
  | { readonly kind: 'ahead'; readonly ackedSeq: number; readonly lastSeq: number }
  /** The platform lost records it had acknowledged (an older backup): rewind to `ackedSeq + 1`. */
  | { readonly kind: 'behind'; readonly ackedSeq: number }
  /** Older than anything still held: the hash cannot be compared. */
  | { readonly kind: 'unverifiable'; readonly ackedSeq: number };

export type RewindOutcome =
  | { readonly kind: 'rewound'; readonly records: number }
  /** The platform wants a later record than the first unacknowledged one: send from there, nothing was changed. */
  | { readonly kind: 'notBehind' }
  | { readonly kind: 'notHeld'; readonly oldestHeld: number | null }
  | { readonly kind: 'ahead'; readonly lastSeq: number };

interface Meta {
  readonly epoch: string;
  readonly last_seq: number;
  readonly last_hash: string;
  readonly acked_seq: number;
}
type Row = Omit<OutboxRecord, 'idempotencyKey' | 'recordedAt'> & {
  recorded_at: string;
  previous_hash: string;
  parked: number;
};

export const readMeta = (connection: Connection): Meta => {
  const meta = connection.one<Meta>('SELECT epoch, last_seq, last_hash, acked_seq FROM meta');
  if (meta === undefined) throw new Error('the ledger has no meta row');
  return meta;
};

interface NewRecord {
  readonly lane: 'A' | 'B';
  readonly kind: RecordKind;
  /** Goes out as it is. */
  readonly body: string;
  readonly recordedAt: string;
}

/**
 * Appends records in order inside the caller's transaction and returns the number of the last. The end of the chain is
 * read and written once for all of them, so a group costs one sync and one insert a record.
 */
export function appendRecords(connection: Connection, records: readonly NewRecord[]): number {
  const { epoch, last_seq, last_hash } = readMeta(connection);
  let seq = last_seq;
  let hash = last_hash;
  for (const { lane, kind, body, recordedAt } of records) {
    seq += 1;
    const previousHash = hash;
    hash = recordHash(previousHash, { seq, lane, kind, idempotencyKey: keyOf(epoch, seq), recordedAt, body });
    connection.run(
      'INSERT INTO outbox (seq, lane, kind, recorded_at, body, previous_hash, hash) VALUES (?, ?, ?, ?, ?, ?, ?)',
      ...[seq, lane, kind, recordedAt, body, previousHash, hash],
    );
  }
  if (seq > last_seq) connection.run('UPDATE meta SET last_seq = ?, last_hash = ?', seq, hash);
  return seq;
}

export const appendRecord = (connection: Connection, record: NewRecord): number => appendRecords(connection, [record]);

/** A record whose body is plain JSON; a body outside its schema is a bug and throws. */
export function plainRecord<K extends keyof typeof recordBodySchemas>(
  kind: K,
  body: RecordBody<K>,
  recordedAt: string,
): NewRecord {
  const checked = recordBodySchemas[kind].parse(body);
  return { lane: kind === 'device.status' ? 'B' : 'A', kind, body: JSON.stringify(checked), recordedAt };
}

/** Appends one `plainRecord`. */
export const appendPlain = <K extends keyof typeof recordBodySchemas>(
  connection: Connection,
  kind: K,
  body: RecordBody<K>,
  recordedAt: string,
): number => appendRecord(connection, plainRecord(kind, body, recordedAt));

/**
 * The next records to send, consecutive, at most `maxRecords` and 256 KB (one record always fits).
 * `from`: null for the first unacknowledged record, `last` for the newest one, or a number (records the tail still
 * holds may be sent again). Null when there is nothing to send. What staff parked goes as number and hash.
 */
export function readBatch(connection: Connection, maxRecords: number, from: number | 'last' | null): Batch | null {
  const { epoch, acked_seq, last_seq } = readMeta(connection);
  const firstSeq = from === null ? acked_seq + 1 : from === 'last' ? last_seq : Math.min(from, last_seq);
  const rows = connection.all<Row>(
    `${ROWS} WHERE seq >= ? ORDER BY seq LIMIT ?`,
    ...[firstSeq, Math.max(1, Math.min(maxRecords, MAX_BATCH_RECORDS))],
  );
  const first = rows[0];
  if (first === undefined || first.seq !== firstSeq) return null;
  const records: OutboxRecord[] = [];
  const withheld: WithheldRecord[] = [];
  let bytes = 0;
  for (const row of rows) {
    if (row.parked === 1) {
      withheld.push({ seq: row.seq, hash: row.hash });
      continue;
    }
    const record = recordOf(row, epoch);
    bytes += Buffer.byteLength(JSON.stringify(record)) + 1;
    if (records.length > 0 && bytes > MAX_BATCH_BYTES) break;
    records.push(record);
  }
  const head = { epoch, firstSeq, previousHash: first.previous_hash, records };
  return withheld.length === 0 ? head : { ...head, withheld };
}

const ROWS = `SELECT seq, lane, kind, recorded_at, body, previous_hash, hash,
  seq IN (SELECT seq FROM parked_records) AS parked FROM outbox`;

const recordOf = ({ seq, lane, kind, recorded_at: recordedAt, body, hash }: Row, epoch: string): OutboxRecord => ({
  seq,
  lane,
  kind,
  body,
  hash,
  recordedAt,
  idempotencyKey: keyOf(epoch, seq),
});

/** One record whole, whatever was done with it. */
export function readWhole(connection: Connection, seq: number): Batch | null {
  const { epoch } = readMeta(connection);
  const row = connection.one<Row>(`${ROWS} WHERE seq = ?`, seq);
  if (row === undefined) return null;
  return { epoch, firstSeq: seq, previousHash: row.previous_hash, records: [recordOf(row, epoch)] };
}

/** Takes the platform's word only when its hash equals ours at that number. */
export function acknowledgeRecords(
  connection: Connection,
  { ackedSeq, hashAtAcked }: Pick<IngestResponse, 'ackedSeq' | 'hashAtAcked'>,
  wallMs: number,
): AcknowledgeOutcome {
  const { acked_seq, last_seq } = readMeta(connection);
  if (ackedSeq > last_seq) return { kind: 'ahead', ackedSeq, lastSeq: last_seq };
  const own = hashAt(connection, ackedSeq);
  if (own === null) return { kind: 'unverifiable', ackedSeq };
  if (own !== hashAtAcked) return { kind: 'mismatch', ackedSeq };
  if (ackedSeq < acked_seq) return { kind: 'behind', ackedSeq };
  const newly = ackedSeq - acked_seq;
  if (newly > 0) {
    connection.run('UPDATE outbox SET acked_at = ? WHERE seq > ? AND seq <= ?', wallMs, acked_seq, ackedSeq);
    connection.run('UPDATE meta SET acked_seq = ?', ackedSeq);
  }
  return { kind: 'acknowledged', ackedSeq, newly };
}

/** Marks everything from `expectedSeq` on as not yet held by the platform, if this ledger still has it. */
export function rewindRecords(connection: Connection, expectedSeq: number): RewindOutcome {
  const { acked_seq, last_seq } = readMeta(connection);
  if (expectedSeq > last_seq + 1) return { kind: 'ahead', lastSeq: last_seq };
  if (expectedSeq > acked_seq + 1) return { kind: 'notBehind' };
  const oldest = connection.one<{ seq: number | null }>('SELECT min(seq) AS seq FROM outbox')?.seq ?? null;
  if (expectedSeq <= last_seq && (oldest === null || expectedSeq < oldest)) {
    return { kind: 'notHeld', oldestHeld: oldest };
  }
  connection.run('UPDATE outbox SET acked_at = NULL WHERE seq >= ?', expectedSeq);
  connection.run('UPDATE meta SET acked_seq = ?', expectedSeq - 1);
  return { kind: 'rewound', records: last_seq - expectedSeq + 1 };
}

/**
 * Deletes acknowledged records older than 72 h. Times from a clock that ran ahead are set to now, so that a clock
 * set back neither deletes early nor keeps anything longer than 72 h from then. What is parked stays, with all behind it.
 */
export function purgeTail(connection: Connection, wallMs: number): number {
  connection.run('UPDATE outbox SET acked_at = ? WHERE acked_at > ?', wallMs, wallMs);
  const { acked_seq } = readMeta(connection);
  // Only a prefix may go: what is held must stay consecutive.
  const fresh = connection.one<{ seq: number | null }>(
    'SELECT min(seq) AS seq FROM outbox WHERE acked_at IS NULL OR acked_at > ?',
    wallMs - TAIL_MS,
  )?.seq;
  const parked = connection.one<{ seq: number | null }>('SELECT min(seq) AS seq FROM parked_records')?.seq;
  const end = Math.min(fresh ?? acked_seq + 1, acked_seq + 1, parked ?? acked_seq + 1);
  return connection.run('DELETE FROM outbox WHERE seq < ?', end);
}

const keyOf = (epoch: string, seq: number) => `${epoch}-${seq}`;

function hashAt(connection: Connection, seq: number): string | null {
  if (seq === 0) return ZERO_HASH;
  const { last_seq, last_hash } = readMeta(connection);
  if (seq === last_seq) return last_hash;
  return (
    connection.one<{ hash: string }>('SELECT hash FROM outbox WHERE seq = ?', seq)?.hash ??
    connection.one<{ hash: string }>('SELECT previous_hash AS hash FROM outbox WHERE seq = ?', seq + 1)?.hash ??
    null
  );
}
