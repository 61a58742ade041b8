import { chinaDate } from '../../src-main/contract/china-time.ts';
import type { CaseState } from '../../src-main/contract/code-lookup.ts';
import type { Database } from '../database/tables.ts';
import type { CatalogueStore } from '../desired/catalogue-store.ts';
import { progress } from './progress.ts';

/**
 * Where a case stands, whichever terminal it came from, for anybody who holds its number: item, state and date, nothing of
 * the person. Null where no such case arrived.
 */
export async function findState(
  db: Database,
  catalogue: CatalogueStore,
  caseNumber: string,
): Promise<CaseState | null> {
  const row = await db
    .selectFrom('cases')
    .select(['item', 'item_version', 'state', 'submitted_at', 'result'])
    .where('case_number', '=', caseNumber)
    .executeTakeFirst();
  if (row === undefined) return null;
  return {
    caseNumber,
    item: catalogue.findItem(row.item, row.item_version)?.name ?? { 'zh-CN': row.item, en: row.item },
    ...progress(row.state, row.result),
    date: chinaDate(new Date(row.submitted_at)),
  };
}
