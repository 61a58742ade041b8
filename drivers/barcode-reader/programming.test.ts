import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { SimulatedClock } from '../transports/index.ts';
import { FormGuard } from './form-guard.ts';
import { isProgramming, looksLikeProgramming } from './programming.ts';

const bytes = (text: string): Uint8Array => Uint8Array.from(Buffer.from(text, 'utf8'));
const judged = (data: Uint8Array): string => new FormGuard(new SimulatedClock(), false).judge({ aim: null, data });

const hex = (length: number) => fc.stringMatching(new RegExp(`^([0-9A-F]{${length}}|[0-9a-f]{${length}})$`));
const digits = (pattern: string) => fc.stringMatching(new RegExp(`^${pattern}$`));

/** What people bring (wire protocols §3.4): every class with what is known of its form. Invented values only. */
const BROUGHT: Record<string, fc.Arbitrary<string>> = {
  'electronic health card, static': hex(64).map((token) => `${token}:1`),
  'electronic health card, dynamic': fc.tuple(hex(64), hex(32)).map(([token, time]) => `${token}:0:${time}`),
  'medical insurance voucher': digits('(424|ano)[0-9A-Za-z]{25}'),
  'electronic social security card, signed text': digits('[A-Za-z0-9+/]{20,100}={0,2}'),
  'network identity, three signed parts': digits('[A-Za-z0-9_-]{20,60}\\.[A-Za-z0-9_-]{20,60}\\.[A-Za-z0-9_-]{20,60}'),
  'health code, address': digits('https://[a-z]{3,12}\\.example/[A-Za-z0-9/?=&_.-]{0,60}'),
  'health code, opaque': digits('[0-9A-Za-z]{16,64}'),
  'identity number': digits('[1-6]\\d{16}[0-9X]'),
  'WeChat payment': digits('1[0-5]\\d{16}'),
  'Alipay payment': digits('(2[5-9]|30)\\d{14,22}'),
  'UnionPay payment': digits('62\\d{14,18}'),
  'codes of ours': digits('BDY1:(CASE|NOTICE|CHECK):[0-9A-Z][0-9A-Z-]{2,38}[0-9A-Z]:[0-9A-Z*]{2}'),
  'number of a service: letters and digits': digits('[A-Z]{1,4}[-/]?\\d{4,16}'),
  'number of a queue, with its mark': digits('[#@%][A-Z]{1,3}-?\\d{1,6}'),
  'a word and a full stop': digits('[A-Z]{6,20}\\.').filter(
    (word) =>
      !/^(DEFALT|DEFOVR|REVINF|VSUFCR|TERMID|ALLENA|PAPHHF)/.test(word) && !/(ENA|MIN|MAX|DFT)/.test(word.slice(3, 6)),
  ),
  'Chinese text': fc.stringMatching(/^[一-龥]{1,40}$/),
};

describe('what people bring is nobody’s set-up', () => {
  it.each(Object.keys(BROUGHT))('%s', (name) => {
    const brought = BROUGHT[name];
    if (!brought) throw new Error(name);
    fc.assert(
      fc.property(brought, (text) => {
        expect(isProgramming(bytes(text)), text).toBe(false);
        expect(judged(bytes(text)), text).toBe('code');
      }),
      { numRuns: 500 },
    );
  });

  it.each([
    'SAMPLE.',
    'REVIEW.',
    'PREFIX.',
    'PAPERS!',
    'SEQUEL.',
    'SETTLE',
    '#ABC123',
    '@NOTICE',
    'DEFALTER',
    'VSUFFIX',
    'CATENA.',
  ])('%s', (text) => expect(judged(bytes(text))).toBe('code'));
});

describe('what sets scanners up is', () => {
  it.each([
    '@SCNMOD2',
    '#SETUPE1;SCNMOD2;',
    '%FACDEF',
    '@QRYSYS',
    '@232BAD8',
    '#C11ENA0',
    'TRGMOD3.',
    'TRGMOD?.',
    'VSUFCR;TRGMOD0!',
    'PAPHHF.',
    'PAP124.',
    'DEFALT.',
    'BEPLVL0!',
    'QRCENA0.',
    'SETUPE1',
    'SCNMOD2;',
    '~\u00010000@SCNMOD2;\u0003',
    '\u0016M\rTRGMOD3.',
  ])('refused: %j', (text) => {
    expect(judged(bytes(text))).toBe('programming');
    expect(judged(bytes(`]C0${text}`))).toBe('programming');
  });

  it('and what merely looks like it is given on, and only has the scanner asked how it is', () => {
    expect(looksLikeProgramming(bytes('SAMPLE.'))).toBe(true);
    expect(isProgramming(bytes('SAMPLE.'))).toBe(false);
  });
});
