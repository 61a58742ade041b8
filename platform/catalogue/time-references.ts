import type { Item } from '../../src-main/contract/catalogue.ts';
import type { RuleSet } from '../decision/rule-schema.ts';
import type { ReferenceProblem } from './loaded-catalogue.ts';

const fileOf = ({ id, version }: RuleSet): string => `rules/${id}.v${version}.json`;

/** Days on which an item would be decided by no rules, or by two versions of them. All dates are `YYYY-MM-DD`. */
export function checkTimes(items: readonly Item[], versions: readonly RuleSet[]): ReferenceProblem[] {
  const ids = [...new Set(versions.map(({ id }) => id))];
  return [
    ...items.flatMap((item) => checkItem(item, inOrder(versions, item.ruleSet))),
    ...versions
      .filter(({ effectiveFrom, effectiveTo }) => effectiveTo !== null && effectiveTo < effectiveFrom)
      .map(ended),
    ...ids.flatMap((id) => checkOrder(inOrder(versions, id))),
  ];
}

const inOrder = (versions: readonly RuleSet[], id: string): RuleSet[] =>
  versions.filter((set) => set.id === id).toSorted((one, other) => one.version - other.version);

const ended = (set: RuleSet): ReferenceProblem => ({
  file: fileOf(set),
  field: 'effectiveTo',
  message: 'ends before it begins',
});

function checkItem(item: Item, versions: readonly RuleSet[]): ReferenceProblem[] {
  const problem = (field: string, message: string) => [{ file: `items/${item.code}.json`, field, message }];
  const { effectiveFrom, effectiveTo } = item;
  if (effectiveTo !== null && effectiveTo < effectiveFrom) return problem('effectiveTo', 'ends before it begins');
  const [first, last] = [versions[0], versions.at(-1)];
  if (first === undefined || last === undefined) return [];
  if (effectiveFrom < first.effectiveFrom)
    return problem('effectiveFrom', `${item.ruleSet} has no rules before ${first.effectiveFrom}`);
  if (last.effectiveTo !== null && (effectiveTo === null || effectiveTo > last.effectiveTo))
    return problem('effectiveTo', `${item.ruleSet} has no rules after ${last.effectiveTo}`);
  return [];
}

/** Each version begins on the day after the one before it ended. */
function checkOrder(versions: readonly RuleSet[]): ReferenceProblem[] {
  return versions.flatMap((set, index) => {
    const before = versions[index - 1];
    if (before === undefined) return [];
    const due = before.effectiveTo === null ? null : dayAfter(before.effectiveTo);
    if (due === set.effectiveFrom) return [];
    const message =
      due === null ? `version ${before.version} has no end` : `version ${before.version} ends before ${due}`;
    return [{ file: fileOf(set), field: 'effectiveFrom', message: `${message}: gap or overlap` }];
  });
}

function dayAfter(day: string): string {
  return new Date(Date.parse(`${day}T00:00:00Z`) + 86_400_000).toISOString().slice(0, 10);
}
