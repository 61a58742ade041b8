import type { Condition, Operand, Rule } from './rule-schema.ts';

/** Every path a rule looks at, each once, in the order met. */
export function pathsOfRule(rule: Rule): string[] {
  const paths = [...(rule.when === undefined ? [] : pathsOfCondition(rule.when)), ...pathsOfCondition(rule.test)];
  return [...new Set(paths)];
}

export function pathsOfCondition(condition: Condition): string[] {
  switch (condition.op) {
    case 'all':
    case 'any':
      return condition.of.flatMap(pathsOfCondition);
    case 'not':
      return pathsOfCondition(condition.of);
    case 'exists':
    case 'empty':
    case 'in':
      return pathsOfOperand(condition.left);
    default:
      return [...pathsOfOperand(condition.left), ...pathsOfOperand(condition.right)];
  }
}

function pathsOfOperand(operand: Operand): string[] {
  if ('path' in operand) return [operand.path];
  if ('value' in operand || 'today' in operand) return [];
  if ('monthsBetween' in operand) return operand.monthsBetween.flatMap(pathsOfOperand);
  if ('yearsBetween' in operand) return operand.yearsBetween.flatMap(pathsOfOperand);
  if ('row' in operand) return [operand.row.list, ...pathsOfOperand(operand.row.id)];
  const { list, from, to } = operand.count;
  return [list, ...[from, to].flatMap((bound) => (bound === undefined ? [] : pathsOfOperand(bound)))];
}
