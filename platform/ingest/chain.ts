import { createHash } from 'node:crypto';
import type { OutboxRecord, WithheldRecord } from '../../src-main/contract/platform-api.ts';

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

/** One link of a batch; `record` is null where the terminal keeps the content back. */
export type Link = { readonly seq: number; readonly hash: string; readonly record: OutboxRecord | null };

/** Records and withheld ones in one row, by their numbers. */
export const linksOf = (records: readonly OutboxRecord[], withheld: readonly WithheldRecord[]): Link[] =>
  [
    ...records.map((record) => ({ seq: record.seq, hash: record.hash, record })),
    ...withheld.map(({ seq, hash }) => ({ seq, hash, record: null })),
  ].sort((one, other) => one.seq - other.seq);

/**
 * Index of the first link that does not follow from the one before it, or -1 when all do. A withheld one is a promise: its
 * hash cannot be counted again, but what follows is chained to it, and its content must have it when it comes.
 */
export function firstBreak(previousHash: string, firstSeq: number, links: readonly Link[]): number {
  let previous = previousHash;
  for (const [index, { seq, hash, record }] of links.entries()) {
    if (seq !== firstSeq + index || (record !== null && hash !== recordHash(previous, record))) return index;
    previous = hash;
  }
  return -1;
}
