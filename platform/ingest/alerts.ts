import type { Kysely } from 'kysely';
import type { AlertKind, Tables } from '../database/tables.ts';

/** Puts something before a person once: the same alert again changes nothing. `detail` holds no personal data. */
export async function raiseAlert(
  db: Kysely<Tables>,
  alert: { terminal: string; epoch: string; kind: AlertKind; detail: string; now: Date },
): Promise<void> {
  const { now, ...row } = alert;
  await db
    .insertInto('alerts')
    .values({ ...row, raised_at: now })
    .onConflict((conflict) => conflict.doNothing())
    .execute();
}
