import { createHash } from 'node:crypto';
import type { OutboxRecord } from '../../contract/platform-api.ts';

/** What stands before the first record of an epoch. */
export const ZERO_HASH = '0'.repeat(64);

/**
 * hex SHA-256 over `previousHash + '\n' + JSON.stringify([seq, lane, kind, idempotencyKey, recordedAt, body])`.
 * Each hash covers all records before it, so one matching hash proves the whole prefix.
 */
export function recordHash(previousHash: string, record: Omit<OutboxRecord, 'hash'>): string {
  const { seq, lane, kind, idempotencyKey, recordedAt, body } = record;
  const content = JSON.stringify([seq, lane, kind, idempotencyKey, recordedAt, body]);
  return createHash('sha256').update(`${previousHash}\n${content}`).digest('hex');
}
