import type { Item } from '../../src-main/contract/catalogue.ts';
import { prefillRequestSchema } from '../../src-main/contract/platform-api.ts';
import { operandsOf } from '../decision/operands.ts';
import { pathsOfRule } from '../decision/paths.ts';
import type { Condition, Operand, RuleSet } from '../decision/rule-schema.ts';
import type { BaseName } from '../shared-data/base-schema.ts';
import { baseKeys, baseNameSchema } from '../shared-data/base-schema.ts';

const cardKeys = new Set(Object.keys(prefillRequestSchema.shape.card.shape));

/** Why a path leads nowhere, or null. */
export function factProblem(path: string, item: Item): string | null {
  const [root, first = '', second = ''] = path.split('.');
  if (root === 'card') return cardKeys.has(first) ? null : 'the card has no such property';
  if (root === 'form') return item.form.some((field) => field.id === first) ? null : `${item.code} has no such field`;
  if (root === 'identity' && first === 'by') return null;
  if (root === 'identity') return item.identityCheck === undefined ? `${item.code} does not ask who one is` : null;
  const keys = keysOf(first);
  if (keys === null) return 'no such base';
  return keys.fields.includes(second) || keys.lists[second] !== undefined ? null : 'the base has no such key';
}

/** The columns of `shared.base.list`, or null when there is no such list. */
export function columnsOf(list: string): readonly string[] | null {
  const [, base = '', name = ''] = list.split('.');
  return keysOf(base)?.lists[name] ?? null;
}

export function pathsOfRuleSet(set: RuleSet): string[] {
  return [...new Set(set.rules.flatMap(pathsOfRule))];
}

export function basesOfPaths(paths: readonly string[]): BaseName[] {
  const names = paths.filter((path) => path.startsWith('shared.')).map((path) => path.split('.')[1]);
  return [...new Set(names.flatMap((name) => baseNameSchema.safeParse(name).data ?? []))];
}

/** Lists and columns named in a condition that do not exist. */
export const rowProblems = (condition: Condition): string[] => operandsOf(condition).flatMap(operandProblems);

function operandProblems(operand: Operand): string[] {
  if ('row' in operand) return columnProblems(operand.row.list, operand.row.column);
  return 'count' in operand ? columnProblems(operand.count.list, operand.count.column) : [];
}

function columnProblems(list: string, column: string | undefined): string[] {
  const columns = columnsOf(list);
  if (columns === null) return [`${list} is no list`];
  return column === undefined || columns.includes(column) ? [] : [`${list} has no column ${column}`];
}

function keysOf(base: string) {
  const name = baseNameSchema.safeParse(base);
  return name.success ? baseKeys[name.data] : null;
}
