import { sql } from 'kysely';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { StartRefused } from '../start-error.ts';
import { emptyCluster } from '../testing/empty-cluster.ts';
import { migrate } from './migrate.ts';
import { migrations } from './migrations.ts';
import { type OpenDatabase, openDatabase } from './open-database.ts';

let database: OpenDatabase;
beforeAll(async () => {
  database = await openDatabase({ cluster: await emptyCluster() });
});
afterAll(() => database.close());
beforeEach(async () => {
  // As good as a new database, without the seconds one takes to start.
  await sql`drop schema public cascade`.execute(database.db);
  await sql`create schema public`.execute(database.db);
  await migrate(database.db);
});

const last = migrations.at(-1)?.version ?? 0;
const tables = async () => (await database.db.introspection.getTables()).map((table) => table.name);

describe('migrations', () => {
  it('are numbered one after the other', () => {
    expect(migrations.map((migration) => migration.version)).toEqual(migrations.map((_, index) => index + 1));
  });

  it('apply once', async () => {
    expect(await migrate(database.db)).toBe(last);
    const next = [
      ...migrations,
      { version: last + 1, name: 'more', statements: ['create table more_room (id integer)'] },
    ];
    expect(await migrate(database.db, next)).toBe(last + 1);
    expect(await migrate(database.db, next)).toBe(last + 1);
    expect(await tables()).toContain('more_room');
  });

  it('leave nothing behind when one of them fails', async () => {
    const broken = [
      ...migrations,
      { version: last + 1, name: 'broken', statements: ['create table half (id integer)', 'create nonsense'] },
    ];
    await expect(migrate(database.db, broken)).rejects.toThrow(/syntax/);
    expect(await tables()).not.toContain('half');
    expect(await migrate(database.db)).toBe(last);
  });

  it('refuse a database of a newer program and say what to do', async () => {
    await migrate(database.db, [...migrations, { version: last + 1, name: 'future', statements: [] }]);
    await expect(migrate(database.db)).rejects.toThrow(StartRefused);
    await expect(migrate(database.db)).rejects.toThrow(
      `table version ${last + 1} but this program knows only ${last}: start the newer program`,
    );
  });
});

it('a transaction of one caller never mixes with the statements of another', async () => {
  const { db } = database;
  const rows = { at: new Date(), terminal: 'x', subject: 's' };
  await Promise.allSettled([
    db.transaction().execute(async (trx) => {
      await trx
        .insertInto('audit')
        .values({ ...rows, action: 'cases.listed' })
        .execute();
      throw new Error('undone');
    }),
    db
      .insertInto('audit')
      .values({ ...rows, action: 'document.fetched' })
      .execute(),
  ]);
  expect(await db.selectFrom('audit').select('action').execute()).toEqual([{ action: 'document.fetched' }]);
});
