import { sql, type Transaction } from 'kysely';
import type { Tables } from '../database/tables.ts';
import { raiseAlert } from './alerts.ts';
import { CHAIN_START, type Link } from './chain.ts';

/** The last number that is stored of one numbering space, and its chain hash. */
export type Mark = { readonly seq: number; readonly hash: string };
type Space = { readonly trx: Transaction<Tables>; readonly terminal: string; readonly epoch: string };

/** Opens the numbering space when it is new, and holds its row until the transaction ends. */
export async function lockMark(space: Space, now: Date): Promise<Mark> {
  const { trx, terminal, epoch } = space;
  const found = await findMark(space);
  if (found !== undefined) return found;
  const opened = await trx
    .insertInto('high_water')
    .values({ terminal, epoch, seq: 0, hash: CHAIN_START, opened_at: now, moved_at: now })
    .onConflict((conflict) => conflict.doNothing())
    .returning('seq')
    .executeTakeFirst();
  if (opened !== undefined && (await hasOtherEpoch(space)))
    await raiseAlert(trx, {
      ...{ terminal, epoch, kind: 'new-epoch', now },
      detail: 'a known terminal began a new database',
    });
  const mark = await findMark(space);
  if (mark === undefined) throw new Error('the high-water mark vanished inside its transaction');
  return mark;
}

export async function moveMark({ trx, terminal, epoch }: Space, last: Link, now: Date): Promise<void> {
  await sql`update high_water set seq = ${last.seq}, hash = ${last.hash}, moved_at = ${now}
    where terminal = ${terminal} and epoch = ${epoch}`.execute(trx);
}

const findMark = ({ trx, terminal, epoch }: Space): Promise<Mark | undefined> =>
  trx
    .selectFrom('high_water')
    .select(['seq', 'hash'])
    .where('terminal', '=', terminal)
    .where('epoch', '=', epoch)
    .forUpdate()
    .executeTakeFirst();

async function hasOtherEpoch({ trx, terminal, epoch }: Space): Promise<boolean> {
  const other = await trx
    .selectFrom('high_water')
    .select('epoch')
    .where('terminal', '=', terminal)
    .where('epoch', '<>', epoch)
    .limit(1)
    .executeTakeFirst();
  return other !== undefined;
}
