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

/** The newest cases of one person, on whichever terminal they were submitted. Steps: 1 submitted, 2 accepted, 3 in review, 4 finished. */
export async function listMine(
  db: Database,
  catalogue: CatalogueStore,
  personKey: string,
): Promise<MineResponse['cases']> {
  const rows = await db
    .selectFrom('cases')
    .select(['case_number', 'item', 'item_version', 'state', 'submitted_at', 'result'])
    .where('person_key', '=', personKey)
    .orderBy('submitted_at', 'desc')
    .limit(NEWEST)
    .execute();
  return rows.map((row) => ({
    caseNumber: row.case_number,
    item: catalogue.findItem(row.item, row.item_version)?.name ?? { 'zh-CN': row.item, en: row.item },
    ...progress(row.state, row.result),
    date: chinaDate(new Date(row.submitted_at)),
  }));
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
