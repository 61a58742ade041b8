import type { Identification } from '../../src-main/contract/catalogue.ts';
import { caseResultSchema, type MineResponse } from '../../src-main/contract/platform-api.ts';
import type { LocalizedText } from '../../src-main/contract/text.ts';
import type { CaseState, Database } from '../database/tables.ts';
import type { CatalogueStore } from '../desired/catalogue-store.ts';
import { unreachable } from '../result.ts';
import { chinaDate } from './china-date.ts';

const NEWEST = 50;

type Progress = { readonly state: LocalizedText; readonly step: number };

const RECEIVED: Progress = { state: { 'zh-CN': '已提交', en: 'Submitted' }, step: 1 };
const WITHDRAWN: Progress = { state: { 'zh-CN': '已撤回', en: 'Withdrawn' }, step: 4 };

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

function progress(state: CaseState, result: string | null): Progress {
  switch (state) {
    case 'received':
    case 'held':
      return RECEIVED;
    case 'withdrawn':
      return WITHDRAWN;
    case 'decided':
      return outcomeProgress(caseResultSchema.parse(JSON.parse(result ?? '')).outcome);
    default:
      return unreachable(state);
  }
}

function outcomeProgress(outcome: 'approved' | 'filed' | 'accepted' | 'refused'): Progress {
  switch (outcome) {
    case 'approved':
      return { state: { 'zh-CN': '已办结', en: 'Approved' }, step: 4 };
    case 'filed':
      return { state: { 'zh-CN': '已备案', en: 'Filed' }, step: 4 };
    case 'accepted':
      return { state: { 'zh-CN': '已受理，审查中', en: 'Accepted, in review' }, step: 3 };
    case 'refused':
      return { state: { 'zh-CN': '不予通过', en: 'Not approved' }, step: 4 };
    default:
      return unreachable(outcome);
  }
}
