import { sql } from 'kysely';
import { raiseAlert } from './alerts.ts';
import type { Link } from './chain.ts';
import type { EffectContext } from './effect-context.ts';

/** What stands for the kind of a record whose content a terminal keeps back. */
export const WITHHELD = 'withheld';
const REASON = 'the terminal keeps this record back';

/** Takes the numbers and hashes of records that a technician put aside; a person is told once of each. */
export async function storeWithheld(
  { trx, terminal, epoch, now }: EffectContext,
  links: readonly Link[],
): Promise<{ seq: number; reason: string }[]> {
  for (const { seq, hash } of links) {
    await trx
      .insertInto('records')
      .values({
        ...{ terminal, epoch, seq, hash, lane: 'A', kind: WITHHELD, body_json: 'null' },
        // Its own key comes with its content.
        ...{ idempotency_key: `${WITHHELD}-${epoch}-${seq}`, owns_key: false, recorded_at: now.toISOString() },
        ...{ received_at: now, state: 'parked', reason: REASON },
      })
      .execute();
    await raiseAlert(trx, { terminal, epoch, kind: 'record-withheld', detail: `record ${seq}`, now });
  }
  return links.map(({ seq }) => ({ seq, reason: REASON }));
}

/** Their content has come: the same numbers are stored anew, whole, in the same transaction. */
export async function dropWithheld({ trx, terminal, epoch }: EffectContext, seqs: readonly number[]): Promise<void> {
  if (seqs.length === 0) return;
  await trx
    .deleteFrom('records')
    .where('terminal', '=', terminal)
    .where('epoch', '=', epoch)
    .where('kind', '=', WITHHELD)
    .where('seq', 'in', seqs)
    .execute();
}

/** The oldest numbers whose content is not here: a terminal that gave it once, before a backup was restored, gives it again. */
export async function withheldSeqs({ trx, terminal, epoch }: EffectContext): Promise<number[]> {
  const rows = await trx
    .selectFrom('records')
    .select('seq')
    .where('terminal', '=', terminal)
    .where('epoch', '=', epoch)
    .where('kind', '=', sql.lit(WITHHELD))
    .orderBy('seq')
    .limit(100)
    .execute();
  return rows.map(({ seq }) => seq);
}
