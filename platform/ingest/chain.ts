import { createHash } from 'node:crypto';
import type { OutboxRecord } from '../../src-main/contract/platform-api.ts';

/** What the first record of an epoch is chained to. */
export const CHAIN_START = '0'.repeat(64);

/** The parts of a record its hash covers, in this order. */
export type ChainedRecord = Pick<OutboxRecord, 'seq' | 'lane' | 'kind' | 'idempotencyKey' | 'recordedAt' | 'body'>;

/**
 * SHA-256 (lower-case hex) over the UTF-8 of `previousHash`, a line feed and
 * `JSON.stringify([seq, lane, kind, idempotencyKey, recordedAt, body])`.
 *
 * The terminal's ledger computes the same; a difference in a single character is a broken chain.
 */
export function recordHash(previousHash: string, record: ChainedRecord): string {
  const { seq, lane, kind, idempotencyKey, recordedAt, body } = record;
  const content = JSON.stringify([seq, lane, kind, idempotencyKey, recordedAt, body]);
  return createHash('sha256').update(`${previousHash}\n${content}`, 'utf8').digest('hex');
}

/** Index of the first record that does not follow from the one before it, or -1 when all do. */
export function firstBreak(previousHash: string, firstSeq: number, records: readonly OutboxRecord[]): number {
  let previous = previousHash;
  for (const [index, record] of records.entries()) {
    if (record.seq !== firstSeq + index || record.hash !== recordHash(previous, record)) return index;
    previous = record.hash;
  }
  return -1;
}
