import { describe, expect, test } from 'vitest';
import type { BaseAnswer } from '../shared-data/base-schema.ts';
import { evaluate, moneyInFen } from './evaluate.ts';
import type { Facts } from './facts.ts';
import type { ComparisonType, Condition, Operand } from './rule-schema.ts';
import { conditionSchema } from './rule-schema.ts';

function factsWith(form: Record<string, string>, tax: BaseAnswer = 'unavailable'): Facts {
  const none = { englishName: null, nation: null, nationality: null, address: null, issuer: null };
  const card = { ...none, cardType: 'resident' as const, name: '张三样例', sex: '男', birth: '2008-11-21' };
  const dates = { validFrom: '2020-01-01', validTo: 'long-term' as const, passNumber: null, issueCount: null };
  return {
    card: { ...card, ...dates, number: '110101200811210016', olderNumber: null },
    form,
    shared: { tax },
    today: '2026-11-20',
  };
}
const value = (text: string): Operand => ({ value: text });
const compare = (
  op: 'eq' | 'lt' | 'le' | 'ge' | 'gt' | 'ne',
  as: ComparisonType,
  left: Operand,
  right: Operand,
): Condition => conditionSchema.parse({ op, as, left, right });

describe('comparisons', () => {
  test.each([
    ['lt', 'money', '9.99', '10', 'yes'],
    ['le', 'money', '10.0', '10', 'yes'],
    ['gt', 'money', '0.1', '0.09', 'yes'],
    ['eq', 'money', '10.001', '10.001', 'no'],
    ['lt', 'number', '9', '10', 'yes'],
    ['lt', 'text', '9', '10', 'no'],
    ['ge', 'date', 'long-term', '2099-12-31', 'yes'],
    ['ge', 'date', '2026-11-20', '2026-11-20', 'yes'],
    ['le', 'month', '2026-11', '2026-11-20', 'yes'],
    ['le', 'month', '2026/11', '2026-12', 'no'],
    ['ne', 'text', 'a', 'b', 'yes'],
  ] as const)('%s %s %s %s is %s', (op, as, left, right, truth) => {
    expect(evaluate(compare(op, as, value(left), value(right)), factsWith({}))).toBe(truth);
  });

  test('the day before a birthday the year is not full', () => {
    const age: Operand = { yearsBetween: [{ path: 'card.birth' }, { today: true }] };
    expect(evaluate(compare('eq', 'number', age, value('17')), factsWith({}))).toBe('yes');
    expect(evaluate(compare('eq', 'number', age, value('18')), { ...factsWith({}), today: '2026-11-21' })).toBe('yes');
  });

  test('months are counted over the turn of the year', () => {
    const months: Operand = { monthsBetween: [value('2025-11'), { path: 'form.month' }] };
    expect(evaluate(compare('eq', 'number', months, value('3')), factsWith({ month: '2026-02' }))).toBe('yes');
    expect(evaluate(compare('eq', 'number', months, value('3')), factsWith({ month: 'soon' }))).toBe('no');
  });
});

describe('what is not known', () => {
  const silent: Condition = { op: 'exists', left: { path: 'shared.tax.office' } };
  const yes: Condition = { op: 'eq', as: 'text', left: value('a'), right: value('a') };
  const no: Condition = { op: 'not', of: yes };

  test.each([
    [silent, 'unknown'],
    [{ op: 'empty', left: { path: 'shared.tax.office' } }, 'unknown'],
    [{ op: 'not', of: silent }, 'unknown'],
    [{ op: 'all', of: [yes, silent] }, 'unknown'],
    [{ op: 'all', of: [no, silent] }, 'no'],
    [{ op: 'any', of: [yes, silent] }, 'yes'],
    [{ op: 'any', of: [no, silent] }, 'unknown'],
    [{ op: 'in', left: { path: 'shared.tax.office' }, values: ['x'] }, 'unknown'],
    [{ op: 'gt', as: 'number', left: { count: { list: 'shared.tax.records' } }, right: value('0') }, 'unknown'],
  ] as Array<[Condition, string]>)('%j is %s while the base is silent', (condition, truth) => {
    expect(evaluate(condition, factsWith({}))).toBe(truth);
  });

  test('a base without a record is an answer', () => {
    expect(evaluate(silent, factsWith({}, 'noRecord'))).toBe('no');
    expect(evaluate({ op: 'not', of: silent }, factsWith({}, 'noRecord'))).toBe('yes');
  });

  test('a list counts in a range, with its ends', () => {
    const rows = ['2025-12', '2026-01', '2026-02'].map((month) => ({ month }));
    const record = { base: 'tax' as const, asOf: '2026-10-31', fields: {}, lists: { records: rows } };
    const count = (from: string): Operand => ({
      count: { list: 'shared.tax.records', column: 'month', from: { path: 'form.from' }, to: value(from) },
    });
    const facts = factsWith({ from: '2026-01' }, record);
    expect(evaluate(compare('eq', 'number', count('2026-02'), value('2')), facts)).toBe('yes');
    // An empty bound is open.
    expect(evaluate(compare('eq', 'number', count('2026-01'), value('2')), factsWith({ from: '' }, record))).toBe(
      'yes',
    );
  });
});

test.each([
  ['0', 0],
  ['12.3', 1230],
  ['12.34', 1234],
  ['999999999999.99', 99_999_999_999_999],
  ['12.345', null],
  ['-1', null],
  ['1e3', null],
  ['１２', null],
  ['', null],
])('%s yuan is %s fen', (text, fen) => {
  expect(moneyInFen(text)).toBe(fen);
});
