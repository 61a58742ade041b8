import fc from 'fast-check';
import { expect, it } from 'vitest';
import { jsonFlaw } from './json-flaw.ts';

const parses = (text: string): boolean => {
  try {
    JSON.parse(text);
    return true;
  } catch {
    return false;
  }
};

it.each([
  ['', 0, 'it is empty'],
  ['{"a": 1', 7, 'it ends too early'],
  ['// ours\n{}', 0, 'JSON has no comments'],
  ['{"a": 1, # ours\n}', 9, 'JSON has no comments'],
  ["{'a': 1}", 1, 'a name or text stands between straight double quotes'],
  ['{“a”: 1}', 1, 'a name or text stands between straight double quotes'],
  ['{"port": /dev/ttyS1}', 9, 'a value is expected here'],
  ['{"a": 1,}', 8, 'a name in double quotes (no comma before a closing bracket) is expected here'],
  ['[1, 2,]', 6, 'a value is expected here'],
  ['{"a": 1 "b": 2}', 8, 'a comma or } is expected here'],
  ['{"a" 1}', 5, 'a colon is expected here'],
  ['{"a": "x\n"}', 6, 'a text is not closed on its line'],
  ['{"a": "C:\\kiosk"}', 6, 'a text is not closed or has a wrong \\: write \\\\ for one'],
  ['{} {}', 3, 'the end of the file is expected here'],
  ['{"a": 012}', 6, 'a value is expected here'],
  ['{"a": 1, "\\u0061": 2}', 9, 'a stands there twice; remove one'],
  ['{"devices": {"x": [{"port": 1, "port": 2}]}}', 31, 'devices.x[0].port stands there twice; remove one'],
  ['['.repeat(100_000), 32, 'groups lie in each other more than 32 deep'],
] as const)('%j', (text, at, what) => {
  expect(jsonFlaw(text)).toEqual({ at, what, parses: what.endsWith('remove one') || what.startsWith('groups') });
});

it('takes what a parser takes, and nothing else but a name twice', () => {
  fc.assert(
    fc.property(fc.jsonValue({ maxDepth: 8 }), fc.nat(3), (value, indent) => {
      expect(jsonFlaw(JSON.stringify(value, null, indent))).toBe(null);
    }),
  );
  const piece = fc.constantFrom(
    ...[
      '{',
      '}',
      '[',
      ']',
      ':',
      ',',
      ' ',
      '\n',
      '"a"',
      '"b"',
      '"\\n"',
      '"\\x"',
      '"',
      '1',
      '-',
      '-0',
      '1.',
      '2e3',
      'true',
      'tru',
      '\u00a0',
    ],
  );
  fc.assert(
    fc.property(fc.array(piece, { maxLength: 12 }), (pieces) => {
      const text = pieces.join('');
      const flaw = jsonFlaw(text);
      const isTwice = flaw?.parses ?? false;
      if (!isTwice) expect([text, flaw === null]).toEqual([text, parses(text)]);
    }),
    { numRuns: 3_000 },
  );
});
