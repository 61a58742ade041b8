import { readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import type { IdCard } from '../../../drivers/contract/id-card.ts';
import { residentCard } from '../../../test/fixtures/cards.ts';
import { type Item, itemSchema } from '../../contract/catalogue.ts';
import type { PrefillResponse } from '../../contract/platform-api.ts';
import { changedByCitizen, fieldViews, initialValues } from './form.ts';
import { prefilled, sampleOutcome, startSession } from './session.test-kit.ts';

const shipped = (code: string): Item =>
  itemSchema.parse(JSON.parse(readFileSync(new URL(`../../../catalogue/items/${code}.json`, import.meta.url), 'utf8')));
const enrolment = shipped('resident-medical-enrolment');
const rent = shipped('housing-fund-rent-withdrawal');

const card = (birth: string | null): IdCard => ({
  cardType: 'resident',
  name: '样例人',
  englishName: null,
  sex: '女',
  nation: '汉',
  nationality: null,
  birth,
  address: '样例市',
  number: '110101201405210049',
  issuer: '样例市公安局',
  validFrom: '2020-01-01',
  validTo: '2040-01-01',
  passNumber: null,
  issueCount: null,
  olderNumber: null,
});
const told = (values: Record<string, string>): PrefillResponse => ({
  fields: Object.fromEntries(
    Object.entries(values).map(([id, value]) => [
      id,
      { value, options: [], source: { 'zh-CN': '公积金库', en: 'Housing fund records' }, asOf: null },
    ]),
  ),
  missingSources: [],
});

describe('what was typed into a form that was left', () => {
  const toForm = (session: ReturnType<typeof startSession>) => {
    session.touch({ type: 'openItem', code: 'sample-proof' }, { type: 'begin' });
    if (session.running.has('readCard')) session.happen('readCard', { type: 'card.read', card: residentCard });
    session.happen('prefill', { type: 'prefilled', prefill: prefilled });
  };
  const phone = (session: ReturnType<typeof startSession>) => {
    const screen = session.screen();
    if (screen.name !== 'form') throw new Error(`shows ${screen.name}`);
    return screen.fields.find(({ id }) => id === 'phone')?.value;
  };
  const typed = () => {
    const session = startSession();
    session.touch({ type: 'start' });
    toForm(session);
    session.touch({ type: 'editField', id: 'phone' }, { type: 'setField', id: 'phone', value: '13800000000' });
    expect(phone(session)).toBe('13800000000');
    return session;
  };

  test('is there again after a step back, and after a look at home', () => {
    const session = typed();
    session.touch({ type: 'back' }, { type: 'begin' });
    session.happen('prefill', { type: 'prefilled', prefill: prefilled });
    expect(phone(session)).toBe('13800000000');
    session.touch({ type: 'home' });
    toForm(session);
    expect(phone(session)).toBe('13800000000');
  });

  test('is gone once it was handed in, and with the session', () => {
    const session = typed();
    session.touch({ type: 'next' }, { type: 'submit' });
    session.happen('submit', { type: 'submitted', outcome: { ...sampleOutcome, papers: [] } });
    session.touch({ type: 'moreItems' }, { type: 'skipRating' });
    toForm(session);
    expect(phone(session)).toBe('');

    const left = typed();
    left.touch({ type: 'exit' });
    left.happen('watchCard', { type: 'card.gone' });
    left.touch({ type: 'start' }, { type: 'start' });
    expect(left.state().context.visit.typed).toEqual({});
    toForm(left);
    expect(phone(left)).toBe('');
  });
});

/** The form of a person, as it opens or with one field given otherwise. */
function opened(
  item: Item,
  person: IdCard,
  prefill: PrefillResponse,
  today: string,
  given: Record<string, string> = {},
) {
  const first = initialValues(item, person, 'idCard', prefill, today);
  const changed = Object.entries(given).map(([id, value]) => [id, changedByCitizen(value)]);
  const views = fieldViews(item, { ...first, ...Object.fromEntries(changed) }, { prefill, today, birth: person.birth });
  return (id: string) => {
    const view = views.find((field) => field.id === id);
    if (view === undefined) throw new Error(`no field ${id}`);
    return view;
  };
}
const none = told({});
const category = (birth: string | null, today: string, given?: Record<string, string>) => {
  const { value, issue } = opened(enrolment, card(birth), none, today, given)('category');
  return [value, issue];
};

describe('options for an age', () => {
  test.each([
    ['2014-05-21', 'child'],
    ['2008-11-22', 'child'],
    ['2008-11-21', 'adult'],
    ['1966-11-22', 'adult'],
    ['1966-11-21', 'senior'],
    ['1930-01-01', 'senior'],
  ])('born %s begins as %s, without an issue', (birth, value) => {
    expect(category(birth, '2026-11-21')).toEqual([value, null]);
  });

  test('another’s option is an issue of the form, so the case is never handed in', () => {
    expect(category('2014-05-21', '2026-11-21', { category: 'adult' })).toEqual(['adult', 'notForAge']);
    expect(category('1963-01-20', '2026-11-21', { category: 'child' })).toEqual(['child', 'notForAge']);
    expect(category('2006-01-01', '2026-11-21', { category: 'child' })).toEqual(['child', null]);
  });

  test('a card that tells no birth leaves every choice', () => {
    expect(category(null, '2026-11-21')).toEqual(['adult', null]);
    expect(category(null, '2026-11-21', { category: 'senior' })).toEqual(['senior', null]);
  });
});

test('the year of insurance follows the calendar: the next one from September on', () => {
  const years = (today: string) => {
    const year = opened(enrolment, card('1990-01-01'), none, today)('year');
    return [year.value, year.issue, year.options.map(({ value, label }) => `${value} ${label['zh-CN']}`)];
  };
  expect(years('2026-11-21')).toEqual(['2027', null, ['2027 2027年度', '2026 2026年度（补登记）']]);
  expect(years('2027-03-01')).toEqual(['2027', null, ['2027 2027年度（补登记）']]);
  expect(years('2027-09-01')).toEqual(['2028', null, ['2028 2028年度', '2027 2027年度（补登记）']]);
});

describe('an amount', () => {
  const amount = (registers: Record<string, string>, given?: Record<string, string>) => {
    const { value, max, issue } = opened(rent, card('1990-01-01'), told(registers), '2026-11-21', given)('amount');
    return [value, max, issue];
  };
  const plenty = { limit: '8400.00', balance: '68432.17', amount: '8400.00' };

  test('may be as much as the registers allow, and not a fen more', () => {
    expect(amount(plenty)).toEqual(['8400.00', '8400.00', null]);
    expect(amount(plenty, { amount: '8400.01' })).toEqual(['8400.01', '8400.00', 'tooHigh']);
    expect(amount(plenty, { amount: '8399.99' })).toEqual(['8399.99', '8400.00', null]);
  });

  test('begins at the balance where that is lower than the limit', () => {
    const poor = { ...plenty, balance: '1200.50' };
    expect(amount(poor)).toEqual(['1200.50', '1200.50', null]);
    expect(amount(poor, { amount: '8400' })).toEqual(['8400', '1200.50', 'tooHigh']);
  });

  test('has no bound that nobody could keep, or that the person gave: the rules decide then', () => {
    expect(amount({ ...plenty, balance: '0.00', limit: '0.00', amount: '5.00' })).toEqual(['5.00', null, null]);
    expect(amount({}, { amount: '99', limit: '10.00', balance: '10.00' })).toEqual(['99', null, null]);
  });
});
