import type { IngestRequest, OutboxRecord } from '../../contract/platform-api.ts';
import { recordHash, ZERO_HASH } from '../ledger/chain.ts';
import type { SyncAnswer } from './messages.ts';

/**
 * The ingest rules of DESIGN §5 for one terminal, in memory: what the simulation and the engine's test server answer
 * with. It can be put back to an older state, as a restored database would be.
 */
export interface PlatformModel {
  ingest(request: IngestRequest): Extract<SyncAnswer, { kind: 'acked' | 'gap' }>;
  records(): readonly OutboxRecord[];
  restore(count: number): void;
}

export function createPlatformModel(): PlatformModel {
  let records: OutboxRecord[] = [];
  const hashAt = (seq: number) => (seq === 0 ? ZERO_HASH : records[seq - 1]?.hash);

  return {
    ingest: (request) => {
      const gap = { kind: 'gap', expectedSeq: records.length + 1 } as const;
      if (request.firstSeq > records.length + 1) return gap;
      let previous = request.previousHash;
      if (previous !== hashAt(request.firstSeq - 1)) return gap;
      for (const [index, record] of request.records.entries()) {
        const seq = request.firstSeq + index;
        if (record.seq !== seq || record.hash !== recordHash(previous, record)) return gap;
        const known = records[seq - 1];
        if (known !== undefined && known.hash !== record.hash) return gap;
        previous = record.hash;
      }
      records = [...records, ...request.records.filter((record) => record.seq > records.length)];
      const hashAtAcked = hashAt(records.length) ?? ZERO_HASH;
      return { kind: 'acked', response: { ackedSeq: records.length, hashAtAcked, parked: [], desiredRevision: 1 } };
    },
    records: () => records,
    restore: (count) => {
      records = records.slice(0, count);
    },
  };
}
