import { readFileSync } from 'node:fs';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { z } from 'zod';
import type { IdCard } from '../contract/index.ts';
import { layouts, nations } from './card-layouts.ts';
import { decodeCardText, decodeFurtherAddresses, encodeCardText, encodeFurtherAddresses } from './card-text.ts';
import { mod10_731 } from './id-number.ts';
import { blankCard } from './simulated-card.ts';

const fieldSchema = z.tuple([z.number(), z.number()]);
const vectors = z
  .object({
    layouts: z.record(z.string(), z.record(z.string(), fieldSchema)),
    nations: z.record(z.string(), z.string()),
    cards: z.array(
      z.object({
        id: z.string(),
        kind: z.enum(['resident', 'J', 'I', 'Y']),
        textHex: z.string(),
        expect: z.record(z.string(), z.union([z.string(), z.boolean(), z.null()])),
      }),
    ),
    bad: z.array(z.object({ id: z.string(), textHex: z.string(), error: z.string() })),
  })
  .parse(JSON.parse(readFileSync(new URL('../../test/vectors/card-blocks.json', import.meta.url), 'utf8')));

const hex = (text: string) => Uint8Array.from(Buffer.from(text, 'hex'));

describe('layouts', () => {
  const ours = { name: 'name', sex: 'sexCode', nation: 'nationCode', birth: 'birthDate', address: 'address' } as const;
  const more = { number: 'idNumber', issuer: 'issuer', validFrom: 'validFrom', validTo: 'validTo' } as const;
  it.each(['resident', 'J', 'I', 'Y'] as const)('of %s match the published table', (kind) => {
    let compared = 0;
    for (const [key, vectorKey] of Object.entries({ ...ours, ...more, passNumber: 'passNumber' })) {
      const field = Object.entries(layouts[kind]).find(([name]) => name === key)?.[1];
      if (!field || Array.isArray(field)) continue;
      expect([field.at, field.size]).toEqual(vectors.layouts[kind]?.[vectorKey]);
      compared++;
    }
    expect(compared).toBeGreaterThanOrEqual(6);
  });

  it('know every nation', () => {
    expect(Object.fromEntries(nations)).toEqual(vectors.nations);
  });
});

describe('published cards', () => {
  it.each(vectors.cards.map((card) => [card.id, card] as const))('%s', (_id, { kind, textHex, expect: wanted }) => {
    const decoded = decodeCardText(hex(textHex));
    if (!decoded.ok) throw new Error(decoded.error);
    const card = decoded.value;
    const text = (key: string) => wanted[key] || null;
    expect(card).toMatchObject({
      cardType: kind,
      name: text('name'),
      englishName: text('englishName'),
      nationality: text('nationality'),
      birth: text('birthDate'),
      address: text('address'),
      number: text('idNumber'),
      issuer: text('issuer'),
      validFrom: text('validFrom'),
      validTo: wanted.longTerm === true ? 'long-term' : text('validTo'),
      passNumber: text('passNumber'),
      issueCount: text('issueCount') ?? text('renewCount'),
      olderNumber: text('oldNumber'),
      // The vectors give null for codes outside their short tables; this product shows the code or its GB/T 2261.1 word.
      sex: text('sex') ?? (wanted.sexCode === '9' ? '未说明' : text('sexCode')),
      nation: text('nation') ?? text('nationCode'),
    });
    const again = encodeCardText(card);
    if (!again.ok) throw new Error(again.error);
    expect(decodeCardText(again.value)).toEqual(decoded);
  });

  it.each(vectors.bad.map((block) => [block.id, block] as const))('%s is refused', (_id, { textHex, error }) => {
    expect(decodeCardText(hex(textHex))).toEqual({ ok: false, error });
  });
});

const roundTrip = (card: IdCard): IdCard => {
  const block = encodeCardText(card);
  if (!block.ok) throw new Error(block.error);
  const decoded = decodeCardText(block.value);
  if (!decoded.ok) throw new Error(decoded.error);
  return decoded.value;
};

/** Any text of up to `length` units that does not end in padding. */
const text = (length: number) =>
  fc
    .string({
      unit: fc.oneof(
        fc.constantFrom(...'䶮頔彧𬎆𠮷·王 A\u{e863}'),
        fc.string({ unit: 'grapheme', minLength: 1, maxLength: 1 }),
      ),
      maxLength: length,
    })
    .map((value) => value.slice(0, length))
    .filter((value) => value !== '' && !/[ \0]$/.test(value));
const maybe = <T>(value: fc.Arbitrary<T>) => fc.option(value, { nil: null });
const date = fc
  .date({ min: new Date('1900-01-01'), max: new Date('2099-12-31'), noInvalidDate: true })
  .map((value) => value.toISOString().slice(0, 10));
const digits = (length: number) => fc.stringMatching(new RegExp(`^\\d{${length}}$`));
const letters = fc.stringMatching(/^[A-Z]{3}$/);

const base = {
  name: maybe(text(15)),
  sex: maybe(fc.constantFrom('男', '女', '未知', '未说明', '7')),
  birth: maybe(date),
  validFrom: maybe(date),
  validTo: maybe(fc.oneof(date, fc.constant('long-term' as const))),
};
const number18 = fc.tuple(digits(17), fc.constantFrom(...'0123456789X')).map((parts) => parts.join(''));

const residentCard = fc.record({
  ...base,
  cardType: fc.constantFrom('resident' as const, 'J' as const),
  nation: maybe(fc.constantFrom(...nations.values(), '88')),
  address: maybe(text(35)),
  number: number18,
  issuer: maybe(text(15)),
  passNumber: maybe(text(9)),
  issueCount: maybe(digits(2)),
});
const foreignCard = fc.record({
  ...base,
  cardType: fc.constantFrom('I' as const, 'Y' as const),
  nationality: maybe(letters),
  englishName: maybe(text(46)),
  issueCount: maybe(digits(2)),
  link: maybe(digits(3)),
  older: digits(12),
  number18,
});
const anyCard: fc.Arbitrary<IdCard> = fc.oneof(
  residentCard.map((card): IdCard => {
    const permit = card.cardType === 'J';
    return {
      ...blankCard,
      ...card,
      nation: permit ? null : card.nation,
      passNumber: permit ? card.passNumber : null,
      issueCount: permit ? card.issueCount : null,
    };
  }),
  foreignCard.map(({ link, older, number18: number, ...card }): IdCard => {
    if (card.cardType === 'I') return { ...blankCard, ...card, issueCount: null, number: `KAZ${older}` };
    const first14 = `${card.nationality}${number.slice(1, 3)}${link?.slice(0, 2)}${number.slice(8, 14)}${link?.slice(2)}`;
    return {
      ...blankCard,
      ...card,
      number,
      olderNumber: link && card.nationality ? first14 + mod10_731(first14) : null,
    };
  }),
);

describe('any card', () => {
  it('comes back exactly from its block', () => {
    fc.assert(
      fc.property(anyCard, (card) => {
        expect(roundTrip(card)).toEqual(card);
      }),
    );
  });

  it.each(['䶮', '頔', '彧', '𬎆', '王𬎆𠮷', '阿卜杜热合曼·买买提依明示例', 'A B', '\u{e863}'])(
    'keeps the name %s',
    (name) => {
      expect(roundTrip({ ...blankCard, number: '110101190001010006', name }).name).toBe(name);
    },
  );

  it('keeps a name of 15 units with a middle dot', () => {
    const fifteen = '测试古丽·样例买买提江示范艾力'.padEnd(15, '木');
    expect(fifteen).toHaveLength(15);
    expect(roundTrip({ ...blankCard, number: '110101190001010006', name: fifteen }).name).toBe(fifteen);
    expect(encodeCardText({ ...blankCard, number: '110101190001010006', name: `${fifteen}木` }).ok).toBe(false);
  });

  it('that has an item its layout does not know cannot be made', () => {
    expect(encodeCardText({ ...blankCard, number: '110101190001010006', englishName: 'A' })).toMatchObject({
      ok: false,
    });
  });
});

describe('garbage', () => {
  it('never throws, and gives a card only with a number of the right shape', () => {
    fc.assert(
      fc.property(
        fc.uint8Array({ minLength: 250, maxLength: 260 }),
        fc.constantFrom(0x20, 0x4a, 0x49, 0x59),
        (block, flag) => {
          if (block.length >= 250) block.set([flag, 0], 248);
          const decoded = decodeCardText(block);
          if (decoded.ok) expect(decoded.value.number).toMatch(/^([A-Z]{3}\d{12}|\d{17}[\dX])$/);
        },
      ),
      { numRuns: 500 },
    );
  });
});

describe('further addresses', () => {
  it('come back in order, blank ones left out', () => {
    const data = encodeFurtherAddresses(['测试省样例市新居路8号', '', '测试省样例市新居路9号𬎆']);
    if (!data.ok) throw new Error(data.error);
    expect(decodeFurtherAddresses(data.value)).toEqual(['测试省样例市新居路8号', '测试省样例市新居路9号𬎆']);
  });

  it('are refused when cut or too many', () => {
    expect(decodeFurtherAddresses(new Uint8Array(69))).toBeNull();
    expect(decodeFurtherAddresses(new Uint8Array(350))).toBeNull();
    expect(encodeFurtherAddresses(['长'.repeat(36)]).ok).toBe(false);
  });
});
