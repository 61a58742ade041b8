import type { Transaction } from 'kysely';
import type { IngestRequest, IngestResponse } from '../../src-main/contract/platform-api.ts';
import type { Database, Tables } from '../database/tables.ts';
import type { CatalogueStore } from '../desired/catalogue-store.ts';
import type { PlatformKeys } from '../keys/platform-keys.ts';
import { raiseAlert } from './alerts.ts';
import { firstBreak, linksOf } from './chain.ts';
import type { EffectContext } from './effect-context.ts';
import { lockMark, moveMark } from './high-water.ts';
import { firstFork, knownRecords } from './history.ts';
import { applyWaiting, storeRecords } from './store-records.ts';
import { dropWithheld, storeWithheld, WITHHELD, withheldSeqs } from './withheld.ts';

export type IngestOutcome =
  | { readonly kind: 'acked'; readonly response: IngestResponse }
  /** The numbers or the chain do not fit; `expectedSeq` is what the platform would take next. */
  | { readonly kind: 'conflict'; readonly expectedSeq: number };

export type IngestOptions = {
  readonly db: Database;
  readonly keys: PlatformKeys;
  readonly catalogue: CatalogueStore;
  readonly now: () => Date;
  /** An effect failed unforeseen and its record was parked. The error's message may quote what a person wrote. */
  readonly onEffectFailed: (error: unknown) => void;
};

/** A different terminal claimed one of our idempotency keys, or two transactions met: the second try sees the winner. */
const RETRYABLE = new Set(['23505', '40001', '40P01']);
const TRIES = 4;

/**
 * Takes one batch in one database transaction: locks the high-water mark of (terminal, epoch), checks numbers and
 * chain, stores what is new, moves the mark. When this returns `acked` the records are committed.
 */
export async function ingest(options: IngestOptions, request: IngestRequest): Promise<IngestOutcome> {
  for (let attempt = 1; ; attempt++) {
    try {
      return await options.db.transaction().execute((trx) => takeBatch(options, trx, request));
    } catch (error) {
      if (attempt >= TRIES || !RETRYABLE.has(sqlState(error))) throw error;
    }
  }
}

async function takeBatch(
  options: IngestOptions,
  trx: Transaction<Tables>,
  request: IngestRequest,
): Promise<IngestOutcome> {
  const { keys, catalogue, onEffectFailed } = options;
  const { terminal, epoch, firstSeq } = request;
  const links = linksOf(request.records, request.withheld ?? []);
  const now = options.now();
  const mark = await lockMark({ trx, terminal, epoch }, now);
  const conflict: IngestOutcome = { kind: 'conflict', expectedSeq: mark.seq + 1 };
  const refuse = async (kind: 'fork' | 'broken-chain', detail: string) => {
    await raiseAlert(trx, { terminal, epoch, kind, detail, now });
    return conflict;
  };

  if (firstSeq > mark.seq + 1) return conflict;
  const broken = firstBreak(request.previousHash, firstSeq, links);
  if (broken !== -1)
    return refuse('broken-chain', `record ${firstSeq + broken} does not follow from the one before it`);
  const known = await knownRecords(trx, request, links, mark);
  const forkedAt = firstFork(request, links, mark, known);
  if (forkedAt !== undefined) return refuse('fork', `record ${forkedAt} was stored with another content`);

  const context: EffectContext = { trx, terminal, epoch, mark: mark.seq, now, keys, catalogue, onEffectFailed };
  const awaited = new Set(known.filter(({ kind }) => kind === WITHHELD).map(({ seq }) => seq));
  const content = links.flatMap(({ seq, record }) =>
    record !== null && (seq > mark.seq || awaited.has(seq)) ? [record] : [],
  );
  const fresh = links.filter(({ seq }) => seq > mark.seq);
  await dropWithheld(
    context,
    content.map(({ seq }) => seq).filter((seq) => awaited.has(seq)),
  );
  const parkedNow = await storeRecords(context, content);
  const settled = new Set([...content.map(({ seq }) => seq), ...(await applyWaiting(context, content))]);
  const stillParked = known.flatMap(({ seq, state, reason }) =>
    state === 'parked' && seq >= firstSeq && !settled.has(seq) ? [{ seq, reason: reason ?? '' }] : [],
  );
  const keptBack = await storeWithheld(
    context,
    fresh.filter(({ record }) => record === null),
  );
  const last = fresh.at(-1);
  if (last !== undefined) await moveMark(context, last, now);
  const withheld = await withheldSeqs(context);
  return {
    kind: 'acked',
    response: {
      ackedSeq: last?.seq ?? mark.seq,
      hashAtAcked: last?.hash ?? mark.hash,
      parked: [...stillParked, ...parkedNow, ...keptBack],
      ...(withheld.length === 0 ? {} : { withheld }),
      desiredRevision: catalogue.revision,
    },
  };
}

function sqlState(error: unknown): string {
  return typeof error === 'object' && error !== null && 'code' in error ? String(error.code) : '';
}
