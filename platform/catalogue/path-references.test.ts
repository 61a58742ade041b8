import { expect, it } from 'vitest';
import { conditionSchema } from '../decision/rule-schema.ts';
import { rowProblems } from './path-references.ts';

const months = 'shared.socialInsurance.contributions';
const row = (column: string, id: unknown = { value: '1' }) => ({ row: { list: months, id, column } });

it.each([
  ['a row of the table itself', row('mouth')],
  ['a row whose number stands in another row', row('employer', row('mouth'))],
  ['the bound of a count', { count: { list: months, column: 'month', from: row('mouth') } }],
  ['a span between two days', { monthsBetween: [{ today: true }, row('mouth')] }],
])('a column that does not exist is named: %s', (_, left) => {
  const condition = conditionSchema.parse({ op: 'all', of: [{ op: 'not', of: { op: 'exists', left } }] });
  expect(rowProblems(condition)).toEqual([`${months} has no column mouth`]);
});
