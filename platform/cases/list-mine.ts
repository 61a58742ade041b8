import type { Identification } from '../../src-main/contract/catalogue.ts';
import { chinaDate } from '../../src-main/contract/china-time.ts';
import type { MineResponse } from '../../src-main/contract/platform-api.ts';
import type { Database } from '../database/tables.ts';
import type { CatalogueStore } from '../desired/catalogue-store.ts';
import { progress } from './progress.ts';

const NEWEST = 50;

/**
 * The newest cases of one person, on whichever terminal they were submitted, of items that take the card that told who
 * the person is: a social security card opens no property register. Steps: 1 submitted, 2 accepted, 3 in review, 4 finished.
 */
export async function listMine(
  db: Database,
  catalogue: CatalogueStore,
  personKey: string,
  identifiedBy: Identification,
): Promise<MineResponse['cases']> {
  const rows = await db
    .selectFrom('cases')
    .select(['case_number', 'item', 'item_version', 'state', 'submitted_at', 'result'])
    .where('person_key', '=', personKey)
    .orderBy('submitted_at', 'desc')
    .limit(NEWEST)
    .execute();
  const issued = await documentsOf(
    db,
    rows.flatMap((row) => (row.state === 'decided' ? [row.case_number] : [])),
  );
  return rows.flatMap((row) => {
    const item = catalogue.findItem(row.item, row.item_version);
    if (!(item?.identify ?? ['idCard']).includes(identifiedBy)) return [];
    const name = item?.name ?? { 'zh-CN': row.item, en: row.item };
    const date = chinaDate(new Date(row.submitted_at));
    const documents = issued.flatMap(({ case_number, ...shown }) => (case_number === row.case_number ? [shown] : []));
    const code = row.item;
    return [{ caseNumber: row.case_number, item: name, code, ...progress(row.state, row.result), date, documents }];
  });
}

async function documentsOf(db: Database, cases: readonly string[]) {
  if (cases.length === 0) return [];
  const rows = await db
    .selectFrom('documents')
    .select(['id', 'case_number', 'title_zh', 'title_en', 'sha256', 'copies'])
    .where('case_number', 'in', cases)
    .orderBy('id')
    .execute();
  return rows.map(({ title_zh, title_en, ...row }) => ({ ...row, title: { 'zh-CN': title_zh, en: title_en } }));
}
