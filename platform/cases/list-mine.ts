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
  return rows.flatMap((row) => {
    const item = catalogue.findItem(row.item, row.item_version);
    if (!(item?.identify ?? ['idCard']).includes(identifiedBy)) return [];
    const name = item?.name ?? { 'zh-CN': row.item, en: row.item };
    const date = chinaDate(new Date(row.submitted_at));
    return [{ caseNumber: row.case_number, item: name, ...progress(row.state, row.result), date }];
  });
}
