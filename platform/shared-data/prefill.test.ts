import { fileURLToPath } from 'node:url';
import { describe, expect, test } from 'vitest';
import { prefillResponseSchema } from '../../src-main/contract/platform-api.ts';
import { loadCatalogue } from '../catalogue/load.ts';
import type { BaseName } from './base-schema.ts';
import { baseLabels, baseNames } from './base-schema.ts';
import { createSharedData, lookupAll } from './bases.ts';
import { inventedPersons } from './persons.ts';
import { basesOfForm, prefill } from './prefill.ts';

const { items } = loadCatalogue(fileURLToPath(new URL('../../catalogue', import.meta.url))).document;
const item = (code: string) => {
  const found = items.find((candidate) => candidate.code === code);
  if (found === undefined) throw new Error(`no item ${code}`);
  return found;
};
const person = (id: string) => {
  const found = inventedPersons.find((candidate) => candidate.id === id);
  if (found === undefined) throw new Error(`no person ${id}`);
  return found;
};
const rent = item('housing-fund-rent-withdrawal');

describe('lookup', () => {
  test('finds a person by number, name and kind together only', async () => {
    const shared = createSharedData();
    const { card } = person('wang-yan');
    expect(await shared.lookup(card, 'tax')).toMatchObject({ base: 'tax', asOf: '2026-10-31' });
    expect(await shared.lookup({ ...card, name: '王龑' }, 'tax')).toBe('noRecord');
    expect(await shared.lookup({ ...card, name: null }, 'tax')).toBe('noRecord');
    expect(await shared.lookup({ ...card, cardType: 'J' }, 'tax')).toBe('noRecord');
    expect(await shared.lookup({ ...card, number: person('li-di').card.number }, 'tax')).toBe('noRecord');
    const lower = person('li-di').card;
    expect(await shared.lookup({ ...lower, number: lower.number.toLowerCase() }, 'tax')).toMatchObject({ base: 'tax' });
  });

  test('a foreigner without a Chinese name is found by the English one', async () => {
    const { card } = person('i-sampleova');
    expect(card.name).toBeNull();
    expect(await createSharedData().lookup(card, 'housingFund')).toMatchObject({ base: 'housingFund' });
    expect(await createSharedData().lookup({ ...card, englishName: 'OTHER' }, 'housingFund')).toBe('noRecord');
  });

  test('one caller cannot change what the next one reads', async () => {
    const shared = createSharedData();
    const first = await shared.lookup(person('wang-yan').card, 'tax');
    if (typeof first === 'object') first.fields.office = 'changed';
    const second = await shared.lookup(person('wang-yan').card, 'tax');
    expect(typeof second === 'object' && second.fields.office).toBe('国家税务总局示例市税务局');
  });
});

describe('prefill', () => {
  test('fits the contract for every person and item', async () => {
    const shared = createSharedData();
    for (const { card } of inventedPersons) {
      for (const each of items) {
        const response = await prefill(each, card, shared);
        expect(prefillResponseSchema.parse(response)).toEqual(response);
        expect(response.missingSources).toEqual([]);
      }
    }
  });

  test('offers several homes and picks the first', async () => {
    const { fields } = await prefill(item('property-record-query'), person('li-di').card, createSharedData());
    expect(fields.property?.options).toHaveLength(3);
    expect(fields.property?.value).toBe(fields.property?.options[0]?.value);
  });

  test.each(basesOfForm(rent))('%s unplugged: the form opens, only its fields are missing', async (base) => {
    const shared = createSharedData();
    const { card } = person('wang-yan');
    const whole = await prefill(rent, card, shared);
    shared.setAvailable(base, false);
    const response = await prefill(rent, card, shared);
    expect(response.missingSources).toEqual([baseLabels[base]]);
    const lost = rent.form.filter((field) => `${field.source} ${field.optionsFrom ?? ''}`.includes(`shared.${base}.`));
    expect(lost.length).toBeGreaterThan(0);
    for (const { id } of lost) expect(response.fields).not.toHaveProperty(id);
    expect(Object.keys(response.fields)).toHaveLength(Object.keys(whole.fields).length - lost.length);
    shared.setAvailable(base, true);
    expect(await prefill(rent, card, shared)).toEqual(whole);
  });

  test('a base without a record of the person gives empty fields, not a missing source', async () => {
    const { fields, missingSources } = await prefill(rent, person('sun-none').card, createSharedData());
    expect(missingSources).toEqual([]);
    expect(fields.amount).toMatchObject({ value: '', asOf: null, options: [] });
    expect(fields.payoutAccount?.options).toEqual([]);
  });

  test('a base that never answers or fails is given up at its limit, the others are kept', async () => {
    const shared = createSharedData();
    const limits: number[] = [];
    const troubled = {
      lookup: (card: Parameters<typeof shared.lookup>[0], base: BaseName) => {
        if (base === 'housingFund') return new Promise<never>(() => undefined);
        if (base === 'bank') return Promise.reject(new Error('connection reset'));
        return shared.lookup(card, base);
      },
    };
    // The clock of this test: a limit is over as soon as everything that can answer has answered.
    const wait = async (milliseconds: number) => {
      limits.push(milliseconds);
      await new Promise((resolve) => setImmediate(resolve));
    };
    const options = { perBaseLimitMs: 700, wait };
    const response = await prefill(rent, person('wang-yan').card, troubled, options);
    expect(response.missingSources).toEqual([baseLabels.housingFund, baseLabels.bank]);
    expect(response.fields.maritalStatus?.value).toBe('single');
    expect(limits).toEqual([700, 700, 700]);
    const answers = await lookupAll(troubled, person('wang-yan').card, baseNames, options);
    expect(answers).toMatchObject({ housingFund: 'unavailable', bank: 'unavailable', housing: 'noRecord' });
  });
});
