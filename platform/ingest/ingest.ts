import { sql, type Transaction } from 'kysely';
import type { IngestRequest, IngestResponse } from '../../src-main/contract/platform-api.ts';
import type { Database, Tables } from '../database/tables.ts';
import type { CatalogueStore } from '../desired/catalogue-store.ts';
import type { PlatformKeys } from '../keys/platform-keys.ts';
import { raiseAlert } from './alerts.ts';
import { CHAIN_START, firstBreak, type Link, linksOf } from './chain.ts';
import { storeRecords } from './store-records.ts';
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
};

type Mark = { readonly seq: number; readonly hash: string };

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
  const { terminal, epoch, firstSeq } = request;
  const links = linksOf(request.records, request.withheld ?? []);
  const now = options.now();
  const alert = (kind: 'fork' | 'broken-chain', detail: string) =>
    raiseAlert(trx, { terminal, epoch, kind, detail, now });
  const mark = await lockMark(trx, terminal, epoch, now);
  const conflict: IngestOutcome = { kind: 'conflict', expectedSeq: mark.seq + 1 };

  if (firstSeq > mark.seq + 1) return conflict;
  const broken = firstBreak(request.previousHash, firstSeq, links);
  if (broken !== -1) {
    await alert('broken-chain', `record ${firstSeq + broken} does not follow from the one before it`);
    return conflict;
  }
  const known = await knownRecords(trx, request, links, mark);
  const forkedAt = firstFork(request, links, mark, known);
  if (forkedAt !== undefined) {
    await alert('fork', `record ${forkedAt} was stored with another content`);
    return conflict;
  }
  const fresh = links.filter((link) => link.seq > mark.seq);
  const awaited = new Set(known.filter((row) => row.kind === WITHHELD).map((row) => row.seq));
  const content = links.flatMap(({ seq, record }) =>
    record !== null && (seq > mark.seq || awaited.has(seq)) ? [record] : [],
  );
  const come = new Set(content.map(({ seq }) => seq));
  const parked = known.flatMap((row) =>
    row.state === 'parked' && row.seq >= firstSeq && !come.has(row.seq)
      ? [{ seq: row.seq, reason: row.reason ?? '' }]
      : [],
  );
  const context = { trx, terminal, epoch, now, keys: options.keys, catalogue: options.catalogue };
  await dropWithheld(
    context,
    [...awaited].filter((seq) => come.has(seq)),
  );
  parked.push(...(await storeRecords(context, content)));
  parked.push(
    ...(await storeWithheld(
      context,
      fresh.filter(({ record }) => record === null),
    )),
  );
  const last = fresh.at(-1);
  if (last !== undefined) await moveMark(trx, terminal, epoch, last, now);
  const withheld = await withheldSeqs(context);
  return {
    kind: 'acked',
    response: {
      ackedSeq: last?.seq ?? mark.seq,
      hashAtAcked: last?.hash ?? mark.hash,
      parked,
      ...(withheld.length === 0 ? {} : { withheld }),
      desiredRevision: options.catalogue.revision,
    },
  };
}

/** Opens the numbering space when it is new, and holds its row until the transaction ends. */
async function lockMark(trx: Transaction<Tables>, terminal: string, epoch: string, now: Date): Promise<Mark> {
  const find = () =>
    trx
      .selectFrom('high_water')
      .select(['seq', 'hash'])
      .where('terminal', '=', terminal)
      .where('epoch', '=', epoch)
      .forUpdate()
      .executeTakeFirst();
  const found = await find();
  if (found !== undefined) return found;
  const opened = await trx
    .insertInto('high_water')
    .values({ terminal, epoch, seq: 0, hash: CHAIN_START, opened_at: now, moved_at: now })
    .onConflict((conflict) => conflict.doNothing())
    .returning('seq')
    .executeTakeFirst();
  if (opened !== undefined) {
    const others = await trx
      .selectFrom('high_water')
      .select('epoch')
      .where('terminal', '=', terminal)
      .where('epoch', '<>', epoch)
      .limit(1)
      .execute();
    if (others.length > 0) {
      await raiseAlert(trx, {
        terminal,
        epoch,
        kind: 'new-epoch',
        detail: 'a known terminal began a new database',
        now,
      });
    }
  }
  const mark = await find();
  if (mark === undefined) throw new Error('the high-water mark vanished inside its transaction');
  return mark;
}

type KnownRecord = { seq: number; hash: string; kind: string; state: string; reason: string | null };

/** What is stored of the numbers this batch repeats, and of the one before it. */
async function knownRecords(
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
function firstFork(
  { firstSeq, previousHash }: IngestRequest,
  links: readonly Link[],
  mark: Mark,
  known: readonly KnownRecord[],
): number | undefined {
  if (firstSeq === mark.seq + 1) return previousHash === mark.hash ? undefined : mark.seq;
  const stored = new Map(known.map((row) => [row.seq, row.hash]));
  const before = firstSeq === 1 ? CHAIN_START : stored.get(firstSeq - 1);
  if (before !== previousHash) return firstSeq - 1;
  return links.find((record) => record.seq <= mark.seq && stored.get(record.seq) !== record.hash)?.seq;
}

async function moveMark(
  trx: Transaction<Tables>,
  terminal: string,
  epoch: string,
  last: Pick<Link, 'seq' | 'hash'>,
  now: Date,
): Promise<void> {
  await sql`update high_water set seq = ${last.seq}, hash = ${last.hash}, moved_at = ${now}
    where terminal = ${terminal} and epoch = ${epoch}`.execute(trx);
}

function sqlState(error: unknown): string {
  return typeof error === 'object' && error !== null && 'code' in error ? String(error.code) : '';
}
