import type { Identification } from '../../src-main/contract/catalogue.ts';
import type { PrefillRequest } from '../../src-main/contract/platform-api.ts';
import type { BaseName, SharedFacts } from '../shared-data/base-schema.ts';
import { baseNameSchema } from '../shared-data/base-schema.ts';
import type { Operand } from './rule-schema.ts';

/** A card as the contract carries it. */
export type IdCard = PrefillRequest['card'];

/** Everything a rule or a document may look at. `today` is a day in China, `YYYY-MM-DD`. */
export type Facts = {
  card: IdCard;
  form: Record<string, string>;
  /** Which card `card` was read from; left out: the ID card. */
  identifiedBy?: Identification | undefined;
  shared: SharedFacts;
  /** How the person showed who they are; absent where the item does not ask. */
  identity?: { way: 'face' | 'other' } | undefined;
  today: string;
};

/** A value that is not known because a base did not answer. */
export type Unanswered = { unanswered: BaseName };
/** A value, nothing (the source answered and has none), or no answer. */
export type Value = string | null | Unanswered;

export type Row = Readonly<Record<string, string>>;

export function isUnanswered(value: unknown): value is Unanswered {
  return typeof value === 'object' && value !== null && 'unanswered' in value;
}

/** Reads `card.x`, `form.x`, `identity.x` or `shared.base.key`. Empty text counts as nothing. */
export function readPath(path: string, facts: Facts): Value {
  const [root, first = '', second = ''] = path.split('.');
  if (root === 'card') return present(new Map(Object.entries(facts.card)).get(first));
  if (root === 'form') return present(facts.form[first]);
  if (root === 'identity') return first === 'by' ? (facts.identifiedBy ?? 'idCard') : (facts.identity?.way ?? null);
  const answer = readBase(first, facts);
  if (answer === null || isUnanswered(answer)) return answer;
  const rows = answer.lists[second];
  if (rows !== undefined) return rows.length === 0 ? null : String(rows.length);
  return present(answer.fields[second]);
}

/** The rows of `shared.base.list`; empty where the base has no record of the person. */
export function readList(path: string, facts: Facts): readonly Row[] | Unanswered {
  const [, base = '', list = ''] = path.split('.');
  const answer = readBase(base, facts);
  if (answer === null) return [];
  return isUnanswered(answer) ? answer : (answer.lists[list] ?? []);
}

export function readOperand(operand: Operand, facts: Facts): Value {
  if ('path' in operand) return readPath(operand.path, facts);
  if ('value' in operand) return operand.value;
  if ('today' in operand) return facts.today;
  if ('monthsBetween' in operand) return between(operand.monthsBetween, facts, monthsBetween);
  if ('yearsBetween' in operand) return between(operand.yearsBetween, facts, yearsBetween);
  if ('row' in operand) {
    const { list, id, column } = operand.row;
    const rows = readList(list, facts);
    const wanted = readOperand(id, facts);
    if (isUnanswered(rows)) return rows;
    if (wanted === null || isUnanswered(wanted)) return wanted;
    return present(rows.find((row) => row.id === wanted)?.[column]);
  }
  const { list, column, from, to } = operand.count;
  const rows = readList(list, facts);
  if (isUnanswered(rows)) return rows;
  const low = from === undefined ? null : readOperand(from, facts);
  const high = to === undefined ? null : readOperand(to, facts);
  if (isUnanswered(low)) return low;
  if (isUnanswered(high)) return high;
  return String(rowsBetween(rows, column, low, high).length);
}

/** Rows whose `column` lies between two texts of the same form (months, days); null bounds are open. */
export function rowsBetween(
  rows: readonly Row[],
  column: string | undefined,
  low: string | null,
  high: string | null,
): readonly Row[] {
  if (column === undefined) return rows;
  return rows.filter((row) => {
    const value = row[column] ?? '';
    return (low === null || value >= low) && (high === null || value <= high);
  });
}

function readBase(name: string, facts: Facts) {
  const base = baseNameSchema.parse(name);
  const answer = facts.shared[base] ?? 'unavailable';
  if (answer === 'unavailable') return { unanswered: base };
  return answer === 'noRecord' ? null : answer;
}

function between(pair: [Operand, Operand], facts: Facts, count: (from: string, to: string) => number): Value {
  const from = readOperand(pair[0], facts);
  const to = readOperand(pair[1], facts);
  if (from === null || isUnanswered(from)) return from;
  if (to === null || isUnanswered(to)) return to;
  const result = count(from, to);
  return Number.isFinite(result) ? String(result) : null;
}

function monthsBetween(from: string, to: string): number {
  const index = (text: string) => Number(text.slice(0, 4)) * 12 + Number(text.slice(5, 7));
  return index(to) - index(from);
}

/** Whole years from the first date to the second, as an age is counted. */
export function yearsBetween(from: string, to: string): number {
  const years = Number(to.slice(0, 4)) - Number(from.slice(0, 4));
  return to.slice(5, 10) < from.slice(5, 10) ? years - 1 : years;
}

function present(value: string | null | undefined): string | null {
  return value === undefined || value === null || value === '' ? null : value;
}
