import { createHash } from 'node:crypto';
import { sql } from 'kysely';
import type { OutboxRecord } from '../../src-main/contract/platform-api.ts';
import { raiseAlert } from './alerts.ts';
import type { AppliedRecord, EffectContext } from './effect-context.ts';
import { readPlainBody } from './plain-bodies.ts';
import { applyRecord, type Verdict } from './record-effects.ts';

type Owner = { readonly terminal: string; readonly kind: string; readonly body_json: string };
type Row = {
  readonly record: OutboxRecord;
  readonly key: string;
  readonly ownsKey: boolean;
  readonly verdict: Verdict;
};

/** Stores new records in order and does what they mean; returns those that were parked. */
export async function storeRecords(
  context: EffectContext,
  records: readonly OutboxRecord[],
): Promise<{ seq: number; reason: string }[]> {
  if (records.length === 0) return [];
  const owners = await keyOwners(context, records);
  const rows: Row[] = [];
  for (const record of records) {
    const key = storableKey(record.idempotencyKey);
    const owner = owners.get(key);
    const verdict =
      owner === undefined ? await applySafely(context, record) : await repeatedKey(context, record, owner);
    rows.push({ record, key, ownsKey: owner === undefined, verdict });
    if (owner === undefined)
      owners.set(key, { terminal: context.terminal, kind: record.kind, body_json: JSON.stringify(record.body) });
  }
  await insertRows(context, rows);
  await keepDeviceStatus(context, rows);
  return rows.flatMap(({ record, verdict }) =>
    verdict.state === 'parked' ? [{ seq: record.seq, reason: verdict.reason ?? '' }] : [],
  );
}

/** Kinds that speak of a case, and were parked where the case's own content had not come yet. */
const SPEAK_OF_A_CASE = ['case.withdrawn', 'case.rated'] as const;

/**
 * Content that came late may be what later records waited for: a person must not get the paper of a case they withdrew.
 * Those that were parked are looked at again, in their order; returns the numbers that are parked no more.
 */
export async function applyWaiting(context: EffectContext, came: readonly OutboxRecord[]): Promise<number[]> {
  const late = came.find(({ seq, kind }) => seq <= context.mark && kind === 'case.submitted');
  if (late === undefined) return [];
  const { trx, terminal, epoch } = context;
  const waiting = await trx
    .selectFrom('records')
    .select(['seq', 'kind', 'recorded_at', 'body_json'])
    .where('terminal', '=', terminal)
    .where('epoch', '=', epoch)
    .where('seq', '>', late.seq)
    .where('state', '=', 'parked')
    .where('kind', 'in', SPEAK_OF_A_CASE)
    // Another record's key is no matter of order.
    .where('owns_key', '=', true)
    .orderBy('seq')
    .execute();
  const applied: number[] = [];
  for (const { seq, kind, recorded_at: recordedAt, body_json } of waiting) {
    const body: unknown = JSON.parse(body_json);
    const known = SPEAK_OF_A_CASE.find((one) => one === kind);
    if (known === undefined || typeof body !== 'string') throw new Error('a stored record is not as it was stored');
    const { state } = await applySafely(context, { seq, kind: known, recordedAt, body });
    if (state !== 'stored') continue;
    applied.push(seq);
    await trx
      .updateTable('records')
      .set({ state, reason: null })
      .where('terminal', '=', terminal)
      .where('epoch', '=', epoch)
      .where('seq', '=', seq)
      .execute();
  }
  return applied;
}

async function keyOwners({ trx }: EffectContext, records: readonly OutboxRecord[]): Promise<Map<string, Owner>> {
  const keys = records.map((record) => storableKey(record.idempotencyKey));
  const { rows } = await sql<Owner & { idempotency_key: string }>`
    select idempotency_key, terminal, kind, body_json from records
    where owns_key and idempotency_key = any(${keys}::text[])`.execute(trx);
  return new Map(rows.map((row) => [row.idempotency_key, row]));
}

/** A record whose key was seen before takes its place in the numbering and does nothing more. */
async function repeatedKey(context: EffectContext, record: OutboxRecord, owner: Owner): Promise<Verdict> {
  // Sealing is randomised: the same submission sealed again has another body.
  const sameContent = record.kind === 'case.submitted' || owner.body_json === JSON.stringify(record.body);
  if (owner.terminal === context.terminal && owner.kind === record.kind && sameContent) {
    return { state: 'duplicate', reason: 'a record with this idempotency key was stored before' };
  }
  const { trx, terminal, epoch, now } = context;
  await raiseAlert(trx, { terminal, epoch, kind: 'key-collision', detail: `record ${record.seq}`, now });
  return { state: 'parked', reason: 'the idempotency key already belongs to another record' };
}

/** Only these touch other tables: the rest need no savepoint, which keeps a full batch at a handful of statements. */
const WITH_EFFECT: ReadonlySet<string> = new Set(['case.submitted', 'case.withdrawn', 'case.rated', 'service.act']);

/** A record whose effect fails in a way nobody foresaw is parked: one bad row must not wedge a terminal's queue. */
async function applySafely(context: EffectContext, record: AppliedRecord): Promise<Verdict> {
  if (!WITH_EFFECT.has(record.kind)) return applyRecord(context, record);
  const { trx, terminal, epoch, now } = context;
  await sql`savepoint effect`.execute(trx);
  try {
    const verdict = await applyRecord(context, record);
    await sql`release savepoint effect`.execute(trx);
    return verdict;
  } catch (error) {
    if (isTransient(error)) throw error;
    await sql`rollback to savepoint effect`.execute(trx);
    context.onEffectFailed(error);
    await raiseAlert(trx, { terminal, epoch, kind: 'effect-failed', detail: `record ${record.seq}`, now });
    return { state: 'parked', reason: 'the platform could not process the record; it is kept for a person to look at' };
  }
}

/** SQLSTATE classes of contention, lost connections, shutdown and full disks: trying again later can succeed. */
const TRANSIENT_CLASSES = new Set(['08', '40', '53', '55', '57', '58']);

function isTransient(error: unknown): boolean {
  return (
    typeof error === 'object' &&
    error !== null &&
    'code' in error &&
    TRANSIENT_CLASSES.has(String(error.code).slice(0, 2))
  );
}

/** One statement whatever the size of the batch, the same text for both databases. */
async function insertRows({ trx, terminal, epoch, now }: EffectContext, rows: readonly Row[]): Promise<void> {
  const column = <T>(pick: (row: Row) => T): T[] => rows.map(pick);
  await sql`
    insert into records (terminal, epoch, received_at, seq, lane, kind, idempotency_key, owns_key, recorded_at, body_json, hash, state, reason)
    select ${terminal}::text, ${epoch}::text, ${now}::timestamptz, * from unnest(
      ${column((row) => row.record.seq)}::bigint[], ${column((row) => row.record.lane)}::text[],
      ${column((row) => row.record.kind)}::text[], ${column((row) => row.key)}::text[],
      ${column((row) => row.ownsKey)}::boolean[], ${column((row) => row.record.recordedAt)}::text[],
      ${column((row) => JSON.stringify(row.record.body))}::text[], ${column((row) => row.record.hash)}::text[],
      ${column((row) => row.verdict.state)}::text[], ${column((row) => row.verdict.reason)}::text[])`.execute(trx);
}

/** The newest state of each device class of a terminal; its order is the terminal's own numbering, so what comes late is none. */
async function keepDeviceStatus({ trx, terminal, mark }: EffectContext, rows: readonly Row[]): Promise<void> {
  const newest = new Map<string, OutboxRecord>();
  for (const { record, verdict } of rows) {
    if (record.kind !== 'device.status' || verdict.state !== 'stored' || record.seq <= mark) continue;
    const body = readPlainBody(record.kind, record.body);
    if (body.ok && body.value.kind === 'device.status') newest.set(body.value.deviceClass, record);
  }
  for (const [device_class, record] of newest) {
    const status = { recorded_at: record.recordedAt, body_json: JSON.stringify(record.body) };
    await trx
      .insertInto('device_status')
      .values({ terminal, device_class, ...status })
      .onConflict((conflict) => conflict.columns(['terminal', 'device_class']).doUpdateSet(status))
      .execute();
  }
}

/** PostgreSQL text holds neither NUL nor unpaired surrogates; a key with one is kept by its digest. */
function storableKey(key: string): string {
  if (!/[\0\p{Cs}]/u.test(key)) return key;
  return `digest:${createHash('sha256').update(JSON.stringify(key)).digest('hex')}`;
}
