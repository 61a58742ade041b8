import { sql } from 'kysely';
import { StartRefused } from '../start-error.ts';
import { type Migration, migrations } from './migrations.ts';
import type { Database } from './tables.ts';

/** Any number, the same in every copy of this program: two replicas that start together take turns. */
const MIGRATION_LOCK = 7_261_904_233;

/**
 * Applies the migrations that are missing, all in one transaction under one lock; returns the version reached.
 *
 * @throws StartRefused when the database knows a version this program does not.
 */
export async function migrate(db: Database, known: readonly Migration[] = migrations): Promise<number> {
  return db.transaction().execute(async (trx) => {
    await sql`select pg_advisory_xact_lock(${MIGRATION_LOCK}::bigint)`.execute(trx);
    await sql`create table if not exists schema_version (
      version integer primary key, name text not null, applied_at timestamptz not null default now())`.execute(trx);
    const { rows } = await sql<{ version: number }>`select version from schema_version order by version`.execute(trx);
    const newest = known.at(-1)?.version ?? 0;
    const stored = rows.at(-1)?.version ?? 0;
    if (stored > newest) {
      throw new StartRefused(
        `the database has table version ${stored} but this program knows only ${newest}: start the newer program, or restore a backup made before the upgrade`,
      );
    }
    for (const migration of known) {
      if (migration.version <= stored) continue;
      for (const statement of migration.statements) await sql.raw(statement).execute(trx);
      await sql`insert into schema_version (version, name) values (${migration.version}, ${migration.name})`.execute(
        trx,
      );
    }
    return newest;
  });
}
