import type { IngestRequest, OutboxRecord, WithheldRecord } from '../../contract/platform-api.ts';
import { recordHash, ZERO_HASH } from '../ledger/chain.ts';
import type { SyncAnswer } from './messages.ts';

/**
 * The ingest rules of DESIGN §5 for one terminal, in memory: what the simulation and the engine's test server answer
 * with. It can be put back to an older state, as a restored database would be.
 */
export interface PlatformModel {
  ingest(request: IngestRequest): Extract<SyncAnswer, { kind: 'acked' | 'gap' }>;
  /** Those whose content came. */
  records(): readonly OutboxRecord[];
  /** Numbers it holds, with or without their content. */
  held(): number;
  restore(count: number): void;
}

type Link = OutboxRecord | WithheldRecord;
const isWhole = (link: Link): link is OutboxRecord => 'body' in link;

export function createPlatformModel(): PlatformModel {
  let links: Link[] = [];
  /** Those whose content came later than their number: a backup may hold the one without the other. */
  const late = new Set<number>();
  const hashAt = (seq: number) => (seq === 0 ? ZERO_HASH : links[seq - 1]?.hash);

  return {
    ingest: (request) => {
      const gap = { kind: 'gap', expectedSeq: links.length + 1 } as const;
      if (request.firstSeq > links.length + 1) return gap;
      let previous = request.previousHash;
      if (previous !== hashAt(request.firstSeq - 1)) return gap;
      const sent: Link[] = [...request.records, ...(request.withheld ?? [])].sort((a, b) => a.seq - b.seq);
      for (const [index, link] of sent.entries()) {
        const seq = request.firstSeq + index;
        if (link.seq !== seq || (isWhole(link) && link.hash !== recordHash(previous, link))) return gap;
        const known = links[seq - 1];
        if (known !== undefined && known.hash !== link.hash) return gap;
        previous = link.hash;
      }
      links = [...links, ...sent.filter((link) => link.seq > links.length)];
      for (const link of sent)
        if (isWhole(link)) links[link.seq - 1] = link;
        else late.add(link.seq);
      const withheld = links.flatMap((link) => (isWhole(link) ? [] : [link.seq])).slice(0, 100);
      const hashAtAcked = hashAt(links.length) ?? ZERO_HASH;
      return {
        kind: 'acked',
        response: { ackedSeq: links.length, hashAtAcked, parked: [], withheld, desiredRevision: 1 },
      };
    },
    records: () => links.filter(isWhole),
    held: () => links.length,
    restore: (count) => {
      links = links.slice(0, count).map((link) => (late.has(link.seq) ? { seq: link.seq, hash: link.hash } : link));
    },
  };
}
