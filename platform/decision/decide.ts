import type { Item } from '../../src-main/contract/catalogue.ts';
import type { Submission } from '../../src-main/contract/platform-api.ts';
import type { LocalizedText } from '../../src-main/contract/text.ts';
import type { BaseName, SharedFacts } from '../shared-data/base-schema.ts';
import { baseLabels, baseNameSchema } from '../shared-data/base-schema.ts';
import type { Truth } from './evaluate.ts';
import { evaluate } from './evaluate.ts';
import type { Facts } from './facts.ts';
import { pathsOfRule } from './paths.ts';
import type { Rule, RuleSet } from './rule-schema.ts';
import { dueDate } from './working-days.ts';

export type DecisionReason = { rule: string; passed: boolean; text: LocalizedText };
/** A value the decision looked at: where it is, and for a base the day it stood at (null: no record). */
export type DataUsed = { path: string; base: BaseName | null; asOf: string | null };

export type Decision = {
  outcome: 'approved' | 'filed' | 'accepted' | 'refused';
  /** Every rule that was about this case, in the rule set's order. Holds no values of the person. */
  reasons: DecisionReason[];
  ruleSet: { id: string; version: number };
  /** Last day of the promised limit while work is left to do; null when the case is closed. */
  dueDate: string | null;
  dataUsed: DataUsed[];
};

export type DecisionInput = {
  submission: Submission;
  item: Item;
  ruleSet: RuleSet;
  shared: SharedFacts;
  /** Day in China, `YYYY-MM-DD` (see `chinaDate`). */
  today: string;
  /** Characters that would stand on the paper and that no font has. */
  unprintable?: readonly string[];
};

/**
 * Decides one case by its rule set. Pure: the same input gives the same decision.
 * A base that did not answer never approves and never refuses: its rules hand the case to a person.
 */
export function decide({ submission, item, ruleSet, shared, today, unprintable = [] }: DecisionInput): Decision {
  const { card, form, identifiedBy, identity } = submission;
  const facts: Facts = { card, form, identifiedBy, identity, shared, today };
  const judged = ruleSet.rules.flatMap((rule) => {
    const applies = rule.when === undefined ? 'yes' : evaluate(rule.when, facts);
    if (applies === 'no') return [];
    const truth = applies === 'unknown' ? 'unknown' : evaluate(rule.test, facts);
    return [{ rule, truth }];
  });
  const refused = judged.some(({ rule, truth }) => truth === 'no' && rule.onFail === 'refuse');
  // A proof with a hole in a name is worse than none: a person writes it.
  const unwritten = unprintable.length > 0 && item.outputs.length > 0;
  const open = unwritten || judged.some(({ truth }) => truth !== 'yes');
  const outcome = refused ? 'refused' : open ? 'accepted' : ruleSet.outcome;
  return {
    outcome,
    reasons: [
      ...judged.map(({ rule, truth }) => reasonOf(rule, truth, shared, outcome)),
      ...(unwritten && outcome !== 'refused' ? [unprintableReason] : []),
    ],
    ruleSet: { id: ruleSet.id, version: ruleSet.version },
    dueDate: dueDateOf(outcome, item, today),
    dataUsed: dataUsed(
      judged.map(({ rule }) => rule),
      shared,
    ),
  };
}

function reasonOf(rule: Rule, truth: Truth, shared: SharedFacts, outcome: Decision['outcome']): DecisionReason {
  if (truth === 'yes') return { rule: rule.id, passed: true, text: rule.pass };
  if (truth === 'no') return { rule: rule.id, passed: false, text: rule.fail };
  const silent = basesOf(rule).filter((base) => (shared[base] ?? 'unavailable') === 'unavailable');
  const names = (language: 'zh-CN' | 'en', joint: string) =>
    silent.map((base) => baseLabels[base][language]).join(joint);
  const next = outcome === 'refused' ? unsettled.refused : unsettled.accepted;
  return {
    rule: rule.id,
    passed: false,
    text: {
      'zh-CN': `${names('zh-CN', '、')}暂时没有应答，${next['zh-CN']}`,
      en: `No answer from: ${names('en', ', ')}. ${next.en}`,
    },
  };
}

const unprintableReason: DecisionReason = {
  rule: 'every-character-printable',
  passed: false,
  text: {
    'zh-CN': '材料里有一个字，本机的字库还没有。为了不印错您的姓名，由工作人员制作，您不用重新提交。',
    en: 'One character has no letter shape on this machine yet. So that your name is not printed wrong, staff will make the paper; you need not submit again.',
  },
};

/** What becomes of a point no base could settle: nobody looks at it any more once the case is refused. */
const unsettled = {
  accepted: {
    'zh-CN': '这一项由工作人员核对，您不用重新提交。',
    en: 'Staff will check this point; you need not submit again.',
  },
  refused: { 'zh-CN': '这一项没有核对。', en: 'This point was not checked.' },
};

function dueDateOf(outcome: Decision['outcome'], item: Item, today: string): string | null {
  switch (outcome) {
    case 'approved':
    case 'refused':
      return null;
    case 'filed':
      return item.notice.promisedLimitDays === 0 ? null : dueDate(today, item.notice.promisedLimitDays);
    case 'accepted':
      // An on-the-spot item that a person must look at still needs a day to be held to.
      return dueDate(today, Math.max(1, item.notice.promisedLimitDays || item.notice.legalLimitDays));
  }
}

function dataUsed(rules: readonly Rule[], shared: SharedFacts): DataUsed[] {
  return [...new Set(rules.flatMap(pathsOfRule))].map((path) => {
    const base = baseOf(path);
    const answer = base === null ? undefined : shared[base];
    return { path, base, asOf: typeof answer === 'object' ? answer.asOf : null };
  });
}

function basesOf(rule: Rule): BaseName[] {
  return [...new Set(pathsOfRule(rule).flatMap((path) => baseOf(path) ?? []))];
}

function baseOf(path: string): BaseName | null {
  const [root, name] = path.split('.');
  return root === 'shared' ? baseNameSchema.parse(name) : null;
}
