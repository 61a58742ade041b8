import type { IdCard } from '../../../../../drivers/contract/id-card.ts';
import { formatOwnCode } from '../../../../../drivers/contract/own-code.ts';
import type { Receipt, ReceiptBlock } from '../../../../../drivers/contract/receipt.ts';
import type { Item } from '../../../../contract/catalogue.ts';
import type { Config } from '../../../../contract/config.ts';
import type { Language, LocalizedText } from '../../../../contract/text.ts';
import { maskedName } from '../../masked-name.ts';
import type { Outcome } from '../../visit.ts';

const words = {
  outcome: {
    approved: { 'zh-CN': '已批准', en: 'Approved' },
    filed: { 'zh-CN': '已备案', en: 'Filed' },
    accepted: { 'zh-CN': '已受理', en: 'Accepted' },
    refused: { 'zh-CN': '未通过', en: 'Not granted' },
    savedOffline: { 'zh-CN': '已收件，联网后自动提交', en: 'Received; sent when back online' },
    collected: { 'zh-CN': '已批准', en: 'Approved' },
  },
  title: { 'zh-CN': '办理凭条', en: 'Service receipt' },
  again: { 'zh-CN': '（补打）', en: ' (printed again)' },
  item: { 'zh-CN': '事项', en: 'Service' },
  applicant: { 'zh-CN': '申请人', en: 'Applicant' },
  result: { 'zh-CN': '结果', en: 'Result' },
  due: { 'zh-CN': '办结期限', en: 'Due by' },
  office: { 'zh-CN': '办理机构', en: 'Handled by' },
  phone: { 'zh-CN': '咨询电话', en: 'Questions' },
  caseNumber: { 'zh-CN': '办件编号', en: 'Case number' },
  papers: { 'zh-CN': '证明', en: 'Documents' },
  printed: { 'zh-CN': '已打印', en: 'printed' },
  saved: { 'zh-CN': '已存为文件', en: 'stored as a file' },
  notPrinted: { 'zh-CN': '未打印', en: 'not printed' },
  stopped: { 'zh-CN': '已停止，未打印', en: 'stopped, not printed' },
  uncertain: { 'zh-CN': '不能确定是否出纸', en: 'uncertain' },
  reasons: { 'zh-CN': '说明', en: 'Why' },
  scan: {
    'zh-CN': '办件编码。查进度：在任一终端点“扫码查”，扫这个码',
    en: 'Case code. For progress touch "Scan a code" at any terminal',
  },
  keep: { 'zh-CN': '请妥善保管，谢谢', en: 'Please keep this receipt. Thank you' },
} satisfies Record<string, LocalizedText | Record<string, LocalizedText>>;

function paperWord(state: Outcome['papers'][number]['state']): LocalizedText {
  if (state === 'printed') return words.printed;
  if (state === 'saved') return words.saved;
  if (state === 'canceled') return words.stopped;
  return state === 'unknown' ? words.uncertain : words.notPrinted;
}

/**
 * The receipt of one finished item: place and time, what was done, the case number large, due date, whom to call.
 * `at` is local time as it is to be shown. Holds no more of the person than the masked name.
 */
export function caseReceipt(of: {
  config: Config;
  item: Item;
  card: IdCard;
  outcome: Outcome;
  language: Language;
  at: string;
  again: boolean;
}): Receipt {
  const { config, item, outcome, language } = of;
  const say = (text: LocalizedText) => text[language];
  const row = (label: LocalizedText, value: string): ReceiptBlock => ({ kind: 'row', label: say(label), value });
  const documents = outcome.papers.filter((paper) => paper.kind === 'document');
  const reasons = outcome.outcome === 'refused' ? outcome.reasons : [];
  return {
    blocks: [
      { kind: 'title', text: say(words.title) + (of.again ? say(words.again) : '') },
      { kind: 'text', text: say(config.site.name), align: 'center' },
      { kind: 'small', text: `${of.at}　${config.terminal.id}`, align: 'center' },
      { kind: 'divider' },
      row(words.item, say(item.name)),
      row(words.applicant, maskedName(of.card.name ?? of.card.englishName ?? '')),
      row(words.result, say(words.outcome[outcome.outcome])),
      ...(outcome.dueDate === null ? [] : [row(words.due, outcome.dueDate)]),
      ...documents.map((paper) => row(words.papers, `${say(paper.title)}　${say(paperWord(paper.state))}`)),
      ...reasons.map((reason) => row(words.reasons, say(reason))),
      row(words.office, say(item.notice.owner.office)),
      row(words.phone, item.notice.owner.phone),
      { kind: 'divider' },
      { kind: 'large', label: say(words.caseNumber), text: outcome.caseNumber },
      { kind: 'qr', data: formatOwnCode({ kind: 'case', id: outcome.caseNumber }), caption: say(words.scan) },
      { kind: 'tearLine', text: say(words.keep) },
    ],
  };
}
