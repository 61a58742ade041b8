import type { Condition, Operand } from './rule-schema.ts';

/** Every operand of a condition in the order met, an outer one before those inside it. */
export function operandsOf(condition: Condition): Operand[] {
  switch (condition.op) {
    case 'all':
    case 'any':
      return condition.of.flatMap(operandsOf);
    case 'not':
      return operandsOf(condition.of);
    case 'exists':
    case 'empty':
    case 'in':
      return withInner(condition.left);
    default:
      return [...withInner(condition.left), ...withInner(condition.right)];
  }
}

const withInner = (operand: Operand): Operand[] => [operand, ...innerOf(operand).flatMap(withInner)];

function innerOf(operand: Operand): readonly Operand[] {
  if ('monthsBetween' in operand) return operand.monthsBetween;
  if ('yearsBetween' in operand) return operand.yearsBetween;
  if ('row' in operand) return [operand.row.id];
  if (!('count' in operand)) return [];
  const { from, to } = operand.count;
  return [from, to].flatMap((bound) => bound ?? []);
}
