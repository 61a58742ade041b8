import type { Facts, Value } from './facts.ts';
import { isUnanswered, readOperand } from './facts.ts';
import type { ComparisonType, Condition } from './rule-schema.ts';

/** `unknown` only ever comes from a base that did not answer; it never turns into a yes or a no by itself. */
export type Truth = 'yes' | 'no' | 'unknown';

/**
 * Three-valued logic. A comparison with a value that is known to be absent, or that cannot be read as the
 * comparison's type, is `no`.
 */
export function evaluate(condition: Condition, facts: Facts): Truth {
  switch (condition.op) {
    case 'all':
      return both(condition.of, facts, 'no', 'yes');
    case 'any':
      return both(condition.of, facts, 'yes', 'no');
    case 'not':
      return opposite(evaluate(condition.of, facts));
    case 'exists':
      return absent(readOperand(condition.left, facts), 'no', 'yes');
    case 'empty':
      return absent(readOperand(condition.left, facts), 'yes', 'no');
    case 'in': {
      const value = readOperand(condition.left, facts);
      if (isUnanswered(value)) return 'unknown';
      return value !== null && condition.values.includes(value) ? 'yes' : 'no';
    }
    default:
      return compare(condition, facts);
  }
}

function compare(condition: Extract<Condition, { op: 'eq' | 'ne' | 'lt' | 'le' | 'gt' | 'ge' }>, facts: Facts): Truth {
  const left = readOperand(condition.left, facts);
  const right = readOperand(condition.right, facts);
  if (isUnanswered(left) || isUnanswered(right)) return 'unknown';
  const difference = order(comparable(left, condition.as), comparable(right, condition.as));
  if (difference === null) return 'no';
  switch (condition.op) {
    case 'eq':
      return yesNo(difference === 0);
    case 'ne':
      return yesNo(difference !== 0);
    case 'lt':
      return yesNo(difference < 0);
    case 'le':
      return yesNo(difference <= 0);
    case 'gt':
      return yesNo(difference > 0);
    case 'ge':
      return yesNo(difference >= 0);
  }
}

/** Text, or a number that orders as the type does: fen for money. Null when it is not of the type. */
function comparable(value: string | null, as: ComparisonType): string | number | null {
  if (value === null) return null;
  switch (as) {
    case 'text':
      return value;
    case 'number':
      return /^-?\d{1,15}$/.test(value) ? Number(value) : null;
    case 'money':
      return moneyInFen(value);
    case 'date':
      if (value === 'long-term') return '9999-12-31';
      return /^\d{4}-\d{2}-\d{2}$/.test(value) ? value : null;
    case 'month':
      return /^\d{4}-\d{2}(-\d{2})?$/.test(value) ? value.slice(0, 7) : null;
  }
}

/** Yuan with at most two decimals → fen; null when it is no such amount. */
export function moneyInFen(value: string): number | null {
  const match = /^(\d{1,12})(?:\.(\d{1,2}))?$/.exec(value);
  if (match === null) return null;
  return Number(match[1]) * 100 + Number((match[2] ?? '').padEnd(2, '0'));
}

function order(left: string | number | null, right: string | number | null): number | null {
  if (left === null || right === null) return null;
  if (left === right) return 0;
  return left < right ? -1 : 1;
}

function both(conditions: readonly Condition[], facts: Facts, decisive: Truth, otherwise: Truth): Truth {
  const truths = conditions.map((condition) => evaluate(condition, facts));
  if (truths.includes(decisive)) return decisive;
  return truths.includes('unknown') ? 'unknown' : otherwise;
}

function absent(value: Value, whenAbsent: Truth, otherwise: Truth): Truth {
  if (isUnanswered(value)) return 'unknown';
  return value === null ? whenAbsent : otherwise;
}

function opposite(truth: Truth): Truth {
  if (truth === 'unknown') return 'unknown';
  return truth === 'yes' ? 'no' : 'yes';
}

function yesNo(value: boolean): Truth {
  return value ? 'yes' : 'no';
}
