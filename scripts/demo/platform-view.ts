import path from 'node:path';
import { loadServices } from '../../platform/load-services.ts';
import { createPlatform } from '../../platform/server.ts';

const catalogue = path.join(import.meta.dirname, '../../catalogue');

/**
 * What reached the platform, from the database it left: cases with their decisions, documents, ratings, records, alerts.
 * The opened submissions, which hold the persons, are left out. The platform itself must not run.
 */
export async function readPlatform(dataDir: string) {
  const platform = await createPlatform({ services: loadServices(catalogue), dataDir });
  const { db } = platform;
  const cases = await db
    .selectFrom('cases')
    .select(['case_number', 'item', 'state', 'submitted_at', 'received_at', 'decided_at', 'result'])
    .orderBy('received_at')
    .execute();
  const view = {
    cases: cases.map(({ result, ...row }) => ({ ...row, result: result === null ? null : JSON.parse(result) })),
    documents: await db
      .selectFrom('documents')
      .select(['id', 'case_number', 'title_zh', 'pages', 'copies', 'sha256', 'check_code', 'issued_at'])
      .orderBy('issued_at')
      .execute(),
    ratings: await db.selectFrom('ratings').selectAll().orderBy('rated_at').execute(),
    records: await db
      .selectFrom('records')
      .select(['epoch', 'seq', 'lane', 'kind', 'state', 'reason', 'recorded_at', 'received_at', 'hash'])
      .orderBy('seq')
      .execute(),
    alerts: await db.selectFrom('alerts').selectAll().execute(),
  };
  await platform.close();
  return view;
}
export type PlatformView = Awaited<ReturnType<typeof readPlatform>>;
