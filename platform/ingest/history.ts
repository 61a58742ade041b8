import type { Transaction } from 'kysely';
import type { IngestRequest } from '../../src-main/contract/platform-api.ts';
import type { Tables } from '../database/tables.ts';
import { CHAIN_START, type Link } from './chain.ts';
import type { Mark } from './high-water.ts';

export type KnownRecord = { seq: number; hash: string; kind: string; state: string; reason: string | null };

/** What is stored of the numbers this batch repeats, and of the one before it. */
export async function knownRecords(
  trx: Transaction<Tables>,
  { terminal, epoch, firstSeq }: IngestRequest,
  links: readonly Link[],
  mark: Mark,
): Promise<KnownRecord[]> {
  if (firstSeq > mark.seq) return [];
  return trx
    .selectFrom('records')
    .select(['seq', 'hash', 'kind', 'state', 'reason'])
    .where('terminal', '=', terminal)
    .where('epoch', '=', epoch)
    .where('seq', '>=', firstSeq - 1)
    .where('seq', '<=', firstSeq + links.length - 1)
    .orderBy('seq')
    .execute();
}

/** The first number at which the terminal's history and the stored one differ. */
export function firstFork(
  { firstSeq, previousHash }: IngestRequest,
  links: readonly Link[],
  mark: Mark,
  known: readonly KnownRecord[],
): number | undefined {
  if (firstSeq === mark.seq + 1) return previousHash === mark.hash ? undefined : mark.seq;
  const stored = new Map(known.map((row) => [row.seq, row.hash]));
  const before = firstSeq === 1 ? CHAIN_START : stored.get(firstSeq - 1);
  if (before !== previousHash) return firstSeq - 1;
  return links.find((link) => link.seq <= mark.seq && stored.get(link.seq) !== link.hash)?.seq;
}
