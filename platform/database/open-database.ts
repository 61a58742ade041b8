import { existsSync, mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { PGlite } from '@electric-sql/pglite';
import { Kysely, PostgresDialect } from 'kysely';
import pg from 'pg';
import { StartRefused } from '../start-error.ts';
import { openDurablePglite } from './durable-pglite.ts';
import { migrate } from './migrate.ts';
import { pgliteDialect } from './pglite-dialect.ts';
import type { Database, Tables } from './tables.ts';

export type OpenDatabase = { readonly db: Database; readonly engine: 'pglite' | 'postgresql'; close(): Promise<void> };

/**
 * Opens PostgreSQL when `url` is given, else PGlite in `dataDir` (in memory without one), and brings its tables to
 * this program's version. `cluster`: what PGlite once dumped, for a database in memory; without it one is laid out.
 *
 * @throws StartRefused when the tables were made by a newer program, or PostgreSQL cannot be reached.
 */
export async function openDatabase(options: {
  url?: string | undefined;
  dataDir?: string | undefined;
  cluster?: Blob | undefined;
}): Promise<OpenDatabase> {
  const engine = options.url === undefined ? 'pglite' : 'postgresql';
  const db =
    options.url === undefined ? await openPglite(options.dataDir, options.cluster) : await openPostgres(options.url);
  try {
    await migrate(db);
  } catch (error) {
    await db.destroy();
    throw error;
  }
  return { db, engine, close: () => db.destroy() };
}

async function openPglite(dataDir: string | undefined, cluster: Blob | undefined): Promise<Database> {
  const folder = dataDir === undefined ? undefined : join(dataDir, 'pglite');
  if (folder !== undefined && !existsSync(folder)) mkdirSync(folder, { recursive: true, mode: 0o700 });
  const pglite =
    folder === undefined
      ? await PGlite.create(cluster === undefined ? {} : { loadDataDir: cluster })
      : await openDurablePglite(folder);
  return new Kysely<Tables>({ dialect: pgliteDialect(pglite) });
}

const INT8_OID = 20;

async function openPostgres(url: string): Promise<Database> {
  if (!/^postgres(ql)?:\/\//.test(url) || !URL.canParse(url))
    throw new StartRefused('DATABASE_URL must be postgres://user:password@host:port/database');
  const pool = new pg.Pool({
    connectionString: url,
    max: 10,
    types: {
      // pg hands bigint over as text; PGlite as a number. One shape for both.
      getTypeParser: (oid, format) =>
        oid === INT8_OID && format !== 'binary' ? Number : pg.types.getTypeParser(oid, format),
    },
  });
  // An idle connection that dies is replaced by the pool; without a listener it would end the process.
  pool.on('error', () => undefined);
  try {
    await pool.query('select 1');
  } catch (error) {
    await pool.end();
    const code = error instanceof Error && 'code' in error ? String(error.code) : 'no answer';
    throw new StartRefused(
      `PostgreSQL cannot be used (${code}): start it, or correct address, user and password in DATABASE_URL`,
    );
  }
  return new Kysely<Tables>({ dialect: new PostgresDialect({ pool }) });
}
