import { readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { z } from 'zod';
import { baseKeys, baseNames } from './base-schema.ts';
import { inventedPersons, toRecord } from './persons.ts';

const vectorsSchema = z.object({
  cases: z.array(z.object({ value: z.string(), kind: z.string(), valid: z.boolean(), reason: z.string().optional() })),
});
const vectors = vectorsSchema.parse(
  JSON.parse(readFileSync(new URL('../../test/vectors/id-numbers.json', import.meta.url), 'utf8')),
).cases;

/** MOD 11-2 over 17 digits (GB 11643). */
function mod11(value: string): boolean {
  if (!/^\d{17}[\dX]$/.test(value)) return false;
  const weights = [7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2];
  const sum = weights.reduce((total, weight, index) => total + weight * Number(value[index]), 0);
  return value.at(-1) === '10X98765432'[sum % 11];
}

/** ICAO 7-3-1 over 14 characters. */
function icao(value: string): boolean {
  if (!/^[A-Z]{3}\d{12}$/.test(value)) return false;
  const sum = [...value.slice(0, 14)].reduce((total, character, index) => {
    const worth = /\d/.test(character) ? Number(character) : character.charCodeAt(0) - 55;
    return total + worth * ([7, 3, 1][index % 3] ?? 0);
  }, 0);
  return value.at(-1) === String(sum % 10);
}

/** GB 32100 check character. */
function uscc(value: string): boolean {
  const alphabet = '0123456789ABCDEFGHJKLMNPQRTUWXY';
  if (value.length !== 18 || [...value].some((character) => !alphabet.includes(character))) return false;
  let sum = 0;
  let weight = 1;
  for (const character of value.slice(0, 17)) {
    sum += alphabet.indexOf(character) * weight;
    weight = (weight * 3) % 31;
  }
  return value.at(-1) === alphabet[(31 - (sum % 31)) % 31];
}

const checks: Record<string, (value: string) => boolean> = {
  resident: mod11,
  'hmt-residence': mod11,
  'foreign-2023': mod11,
  'foreign-2017': icao,
  uscc,
};

test('the checks of this test judge the vectors rightly', () => {
  const judged = vectors.filter(({ kind, valid, reason }) => checks[kind] && (valid || reason === 'checksum'));
  expect(judged.length).toBeGreaterThan(14);
  for (const { value, kind, valid } of judged) expect(checks[kind]?.(value), value).toBe(valid);
});

describe('invented persons', () => {
  test.each(inventedPersons)('$id has a number that fits the card', ({ card }) => {
    const { number } = card;
    switch (card.cardType) {
      case 'resident':
      case 'J':
        expect(mod11(number)).toBe(true);
        expect(number.slice(6, 14)).toBe(card.birth?.replaceAll('-', ''));
        expect(Number(number[16]) % 2).toBe(card.sex === '男' ? 1 : 0);
        if (card.cardType === 'J') expect(number).toMatch(/^8[123]0000/);
        break;
      case 'I':
        expect(icao(number)).toBe(true);
        expect(number.slice(0, 3)).toBe(card.nationality);
        expect(number.slice(7, 13)).toBe(card.birth?.replaceAll('-', '').slice(2));
        break;
      case 'Y':
        expect(mod11(number)).toBe(true);
        expect(number).toMatch(/^9/);
        expect(number.slice(6, 14)).toBe(card.birth?.replaceAll('-', ''));
        break;
    }
  });

  test('cover every card kind and the names that break systems', () => {
    expect(inventedPersons.length).toBeGreaterThanOrEqual(14);
    expect(new Set(inventedPersons.map(({ card }) => card.cardType))).toEqual(new Set(['resident', 'J', 'I', 'Y']));
    const names = inventedPersons.map(({ card }) => card.name ?? '');
    for (const character of ['䶮', '頔', '彧', '𬎆']) expect(names.join()).toContain(character);
    const long = names.find((name) => name.includes('·') && [...name].length === 15);
    expect(long).toHaveLength(15);
    expect(inventedPersons.some(({ card }) => card.cardType === 'I' && card.name === null)).toBe(true);
    expect(inventedPersons.some(({ card }) => card.validTo === 'long-term')).toBe(true);
    expect(inventedPersons.some(({ card }) => (card.validTo ?? '') < '2026-01-01')).toBe(true);
    expect(inventedPersons.some(({ card }) => (card.birth ?? '') > '2012-01-01')).toBe(true);
    const numbers = inventedPersons.map(({ card }) => card.number);
    expect(new Set(numbers).size).toBe(numbers.length);
    for (const prefix of ['81', '82', '83'])
      expect(numbers.some((number) => number.startsWith(`${prefix}0000`))).toBe(true);
  });

  test('every record has exactly the keys its base promises, in every row', () => {
    let records = 0;
    for (const person of inventedPersons) {
      for (const base of baseNames) {
        const stored = person.bases[base];
        if (stored === undefined) continue;
        records += 1;
        const record = toRecord(base, stored);
        const where = `${person.id} ${base}`;
        expect(Object.keys(record.fields).sort(), where).toEqual([...baseKeys[base].fields].sort());
        expect(Object.keys(record.lists).sort(), where).toEqual(Object.keys(baseKeys[base].lists).sort());
        for (const [list, rows] of Object.entries(record.lists)) {
          for (const row of rows) {
            expect(Object.keys(row).sort(), `${where} ${list}`).toEqual([...(baseKeys[base].lists[list] ?? [])].sort());
          }
        }
      }
    }
    expect(records).toBeGreaterThan(60);
  });

  test('licences have valid unified social credit codes', () => {
    const licences = inventedPersons.flatMap(({ bases }) =>
      bases.marketRegulation ? (toRecord('marketRegulation', bases.marketRegulation).lists.licences ?? []) : [],
    );
    expect(licences.length).toBeGreaterThanOrEqual(3);
    for (const licence of licences) expect(uscc(licence.id ?? ''), licence.id).toBe(true);
  });

  test('a range of months becomes one row a month, over the turn of the year', () => {
    const record = toRecord('tax', {
      asOf: '2026-10-31',
      fields: {},
      lists: { records: [{ months: ['2025-11', '2026-02'], row: { tax: '1.00' } }] },
    });
    expect(record.lists.records?.map((row) => row.month)).toEqual(['2025-11', '2025-12', '2026-01', '2026-02']);
  });
});
