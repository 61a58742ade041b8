import { caseResultSchema } from '../../src-main/contract/platform-api.ts';
import type { LocalizedText } from '../../src-main/contract/text.ts';
import type { CaseState } from '../database/tables.ts';
import { unreachable } from '../result.ts';

type Progress = { readonly state: LocalizedText; readonly step: number };

const RECEIVED: Progress = { state: { 'zh-CN': '已提交', en: 'Submitted' }, step: 1 };
const WITHDRAWN: Progress = { state: { 'zh-CN': '已撤回', en: 'Withdrawn' }, step: 4 };

/** What people are told of a case. Steps: 1 submitted, 2 accepted, 3 in review, 4 finished. */
export function progress(state: CaseState, result: string | null): Progress {
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
