import { randomBytes } from 'node:crypto';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { checkCodeAlphabet, groupCheckCode, makeCheckCode, parseCheckCode } from './check-code.ts';

/** A source of bytes that gives the numbers it was made of, over and over. */
const from = (bytes: readonly number[]) => {
  let at = 0;
  return (count: number) => Uint8Array.from({ length: count }, () => bytes[at++ % bytes.length] ?? 0);
};
const codes = fc
  .array(fc.nat({ max: 252 }), { minLength: 15, maxLength: 40 })
  .map((bytes) => makeCheckCode(from(bytes)));

test('has 23 characters, none of a group people mix up', () => {
  expect(new Set(checkCodeAlphabet).size).toBe(23);
  for (const group of ['0OQ', '1IL', '2Z', '5S', '8B', 'UV']) {
    expect([...group].filter((character) => checkCodeAlphabet.includes(character)).length, group).toBeLessThanOrEqual(
      1,
    );
  }
});

test('what is made parses back, however people write it', () => {
  fc.assert(
    fc.property(codes, (code) => {
      const grouped = groupCheckCode(code);
      expect(grouped).toMatch(/^\w{4}-\w{4}-\w{4}-\w{4}$/);
      const wide = [...code].map((character) => String.fromCharCode(character.charCodeAt(0) + 0xfee0)).join('');
      for (const written of [code, grouped, grouped.toLowerCase(), ` ${grouped.replaceAll('-', ' ')}\n`, wide]) {
        expect(parseCheckCode(written)).toEqual({ ok: true, code });
      }
    }),
  );
});

test('every wrong character and every swap is noticed', () => {
  fc.assert(
    fc.property(
      codes,
      fc.nat({ max: 15 }),
      fc.nat({ max: 15 }),
      fc.integer({ min: 1, max: 22 }),
      (code, at, other, shift) => {
        const characters = [...code];
        const index = checkCodeAlphabet.indexOf(characters[at] ?? '');
        const wrong = characters.with(at, checkCodeAlphabet[(index + shift) % 23] ?? '');
        expect(parseCheckCode(wrong.join(''))).toEqual({ ok: false, reason: 'check' });
        if (characters[at] === characters[other]) return;
        const swapped = characters.with(at, characters[other] ?? '').with(other, characters[at] ?? '');
        expect(parseCheckCode(swapped.join(''))).toEqual({ ok: false, reason: 'check' });
      },
    ),
    { numRuns: 500 },
  );
});

test.each([
  ['', 'length'],
  ['ACDE-FGHJ-KMNP', 'length'],
  ['O000-0000-0000-0000', 'character'],
  ['〇一二三四五六七八九十甲乙丙丁戊', 'character'],
])('%j is refused for its %s', (text, reason) => {
  expect(parseCheckCode(text)).toEqual({ ok: false, reason });
});

test('bytes that would favour some characters are not used', () => {
  // 253 to 255 would make the first three characters more likely.
  expect(makeCheckCode(from([255, 253, 7]))).toBe(makeCheckCode(from([7])));
  const made = new Set(Array.from({ length: 200 }, () => makeCheckCode((count) => randomBytes(count))));
  expect(made.size).toBe(200);
});
