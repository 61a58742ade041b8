import { readFileSync } from 'node:fs';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { z } from 'zod';
import { checkIdNumber, guessIdNumberKind, isoDate, mod11_2, olderNumber } from './id-number.ts';
import { checkOrganisationCode, checkSocialCreditCode } from './social-credit-code.ts';

const kindSchema = z.enum([
  'resident',
  'resident15',
  'hmt-residence',
  'foreign-2017',
  'foreign-2023',
  'hk-macao-pass',
  'taiwan-pass',
]);
const { cases } = z
  .object({
    cases: z.array(
      z.looseObject({ value: z.string(), kind: z.string(), valid: z.boolean(), note: z.string().optional() }),
    ),
  })
  .parse(JSON.parse(readFileSync(new URL('../../test/vectors/id-numbers.json', import.meta.url), 'utf8')));

describe('published numbers', () => {
  it.each(cases.map((one) => [one.kind, one.value, one] as const))(
    '%s %s',
    (kind, value, { note: _note, value: _v, ...wanted }) => {
      if (kind === 'org-code') return expect(checkOrganisationCode(value)).toBe(wanted.valid);
      const { kind: _kind, ...code } = wanted;
      if (kind === 'uscc') return expect(checkSocialCreditCode(value)).toMatchObject(code);
      expect(checkIdNumber(value, kindSchema.parse(kind))).toMatchObject(wanted);
      if (wanted.valid) expect(guessIdNumberKind(value)).toBe(kind);
    },
  );
});

describe('resident numbers', () => {
  it('take a lower-case x', () => {
    expect(checkIdNumber('44030619911231001x', 'resident').valid).toBe(true);
  });

  it('keep region codes withdrawn long ago', () => {
    const first17 = '51021119800101001';
    expect(checkIdNumber(first17 + mod11_2(first17), 'resident')).toMatchObject({ valid: true, region: '510211' });
  });

  it('are refused when born after today, if today is given', () => {
    const first17 = '11010129990101001';
    const number = first17 + mod11_2(first17);
    expect(checkIdNumber(number, 'resident', '2026-11-21')).toMatchObject({ valid: false, reason: 'date' });
  });

  it('lose their validity with any one digit changed', () => {
    fc.assert(
      fc.property(fc.integer({ min: 0, max: 16 }), fc.integer({ min: 1, max: 9 }), (at, by) => {
        const number = '110101199912310000';
        const digit = (Number(number[at]) + by) % 10;
        expect(checkIdNumber(`${number.slice(0, at)}${digit}${number.slice(at + 1)}`, 'resident').valid).toBe(false);
      }),
    );
  });
});

describe('dates', () => {
  it.each([
    ['19000229', null],
    ['20000229', '2000-02-29'],
    ['20240431', null],
    ['20241301', null],
    ['20240100', null],
    ['00000101', null],
    ['2024010', null],
  ])('%s', (compact, date) => {
    expect(isoDate(compact)).toBe(date);
  });
});

describe('older numbers of 2023 cards', () => {
  it('rebuild the 2017 number, whose check then holds', () => {
    const older = olderNumber('KAZ', '911398199012310010', '005');
    expect(older).toBe('KAZ110090123150'.slice(0, 13) + (older ?? '').slice(13));
    expect(checkIdNumber(older ?? '', 'foreign-2017').valid).toBe(true);
    expect(olderNumber('KAZ', '911398199012310010', '')).toBeNull();
  });
});
