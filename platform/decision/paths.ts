import { operandsOf } from './operands.ts';
import type { Condition, Operand, Rule } from './rule-schema.ts';

/** Every path a rule looks at, each once, in the order met. */
export function pathsOfRule(rule: Rule): string[] {
  const paths = [...(rule.when === undefined ? [] : pathsOfCondition(rule.when)), ...pathsOfCondition(rule.test)];
  return [...new Set(paths)];
}

export const pathsOfCondition = (condition: Condition): string[] => operandsOf(condition).flatMap(pathsIn);

function pathsIn(operand: Operand): string[] {
  if ('path' in operand) return [operand.path];
  if ('row' in operand) return [operand.row.list];
  return 'count' in operand ? [operand.count.list] : [];
}
