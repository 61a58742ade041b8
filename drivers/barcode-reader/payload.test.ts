import { readFileSync } from 'node:fs';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { z } from 'zod';
import { formatOwnCode, parseOwnCode } from '../contract/own-code.ts';
import { classifyPayload } from './payload.ts';

const { payloads } = z
  .object({ payloads: z.array(z.object({ value: z.string(), class: z.string() })) })
  .parse(JSON.parse(readFileSync(new URL('../../test/vectors/scanner-serial.json', import.meta.url), 'utf8')));

describe('payload grammar', () => {
  it('has vectors', () => expect(payloads.length).toBeGreaterThan(10));
  it.each(payloads)('$value is $class', ({ value, class: expected }) => {
    expect(classifyPayload(value).class).toBe(expected);
  });

  it('is strict at every edge', () => {
    const classes: [string, string][] = [
      [`${'a'.repeat(63)}:1`, 'opaque'],
      [`${'a'.repeat(64)}:2`, 'opaque'],
      [`${'a'.repeat(64)}:0:${'b'.repeat(31)}`, 'opaque'],
      [` ${'a'.repeat(64)}:1`, 'opaque'],
      ['ano0000000000000000000000001', 'medical-insurance-voucher'],
      ['ANO0000000000000000000000001', 'opaque'],
      ['424000000000000000000000001', 'unknown-digits'],
      ['281234567890123456', 'alipay-pay-code'],
      ['2812345678901234', 'alipay-pay-code'],
      ['281234567890123', 'unknown-digits'],
      ['301234567890123456789012', 'alipay-pay-code'],
      ['3012345678901234567890123', 'unknown-digits'],
      ['311234567890123456', 'unknown-digits'],
      ['621234567890123', 'unknown-digits'],
      // One digit off: no person's number any more, and 11… is also how a payment code may begin.
      ['110101190001010007', 'wechat-pay-code'],
      ['javascript:alert(1)', 'opaque'],
      ['https://', 'opaque'],
      ['https://example.invalid/a b', 'opaque'],
      ['', 'opaque'],
    ];
    for (const [value, expected] of classes) expect(classifyPayload(value).class, value).toBe(expected);
  });

  it('knows a document of ours by the exact address only', () => {
    const options = { verifyBase: 'https://platform.invalid/' };
    const check = (text: string) => classifyPayload(text, options);
    expect(check('https://platform.invalid/verify/AB12-CD34')).toEqual({
      class: 'document-check',
      checkCode: 'AB12-CD34',
    });
    for (const other of [
      'https://platform.invalid.example/verify/AB12-CD34',
      'https://platform.invalid@example.invalid/verify/AB12-CD34',
      'http://platform.invalid/verify/AB12-CD34',
      'https://platform.invalid/verify/AB12-CD34?x=1',
      'https://platform.invalid/verify/../admin',
      'https://platform.invalid/verify/',
    ]) {
      expect(check(other).class, other).toBe('url');
    }
    expect(classifyPayload('https://platform.invalid/verify/AB12-CD34').class).toBe('url');
  });

  it('never throws, and never calls a text without BDY1 ours', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary', maxLength: 200 }), (text) => {
        const { class: found } = classifyPayload(text);
        if (!/^BDY1:/i.test(text)) expect(found).not.toMatch(/^own/);
      }),
    );
  });
});

describe('own codes', () => {
  const id = fc.stringMatching(/^[0-9A-Z]([0-9A-Z-]{2,38})[0-9A-Z]$/);
  const kind = fc.constantFrom('case', 'notice', 'check');

  it('round-trip, within the QR alphanumeric set', () => {
    fc.assert(
      fc.property(kind, id, (which, value) => {
        const text = formatOwnCode({ kind: which, id: value });
        expect(text).toMatch(/^[0-9A-Z $%*+\-./:]+$/);
        expect(parseOwnCode(text)).toEqual({ kind: which, id: value });
        expect(classifyPayload(text)).toEqual({ class: 'own-code', code: { kind: which, id: value } });
      }),
    );
  });

  it('notice any one wrong character and any two neighbours exchanged', () => {
    const letter = fc.constantFrom(...'0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ');
    fc.assert(
      fc.property(kind, id, fc.nat(), letter, (which, value, at, other) => {
        const text = formatOwnCode({ kind: which, id: value });
        const start = text.indexOf(value);
        const place = start + (at % value.length);
        const here = text[place];
        if (here === '-' || here === other) return;
        const wrong = text.slice(0, place) + other + text.slice(place + 1);
        expect(classifyPayload(wrong).class).toBe('own-code-damaged');
        const next = text[place + 1];
        if (place + 1 >= start + value.length || next === undefined || next === '-' || next === here) return;
        const exchanged = text.slice(0, place) + next + here + text.slice(place + 2);
        expect(classifyPayload(exchanged).class).toBe('own-code-damaged');
      }),
      { numRuns: 400 },
    );
  });

  it('are refused when cut, in lower case, or of a kind we do not print', () => {
    const good = formatOwnCode({ kind: 'case', id: 'SL-20250101-000123' });
    expect(parseOwnCode(good)).not.toBeNull();
    for (const bad of [good.slice(0, -1), good.toLowerCase(), `${good} `, good.replace('CASE', 'OPEN')]) {
      expect(classifyPayload(bad).class, bad).toBe('own-code-damaged');
    }
    expect(() => formatOwnCode({ kind: 'case', id: 'a' })).toThrow();
  });
});
