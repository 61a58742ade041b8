import { readFileSync } from 'node:fs';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { z } from 'zod';
import { groupOf } from './attributes.ts';
import { decodeIpp } from './decode.ts';
import { encodeIpp, MAX_LENGTH } from './encode.ts';
import { statusClassOf } from './operations.ts';
import {
  type IppAttribute,
  type IppMessage,
  type IppValue,
  OUT_OF_BAND_TAGS,
  type OutOfBand,
  STRING_TAGS,
  type StringSyntax,
} from './values.ts';

const read = (name: string): unknown =>
  JSON.parse(readFileSync(new URL(`../../../test/vectors/${name}`, import.meta.url), 'utf8'));
const hex = z.string().regex(/^([0-9A-Fa-f]{2})*$/);
const decodedSchema = z.object({
  version: z.string(),
  status: z.number(),
  requestId: z.number(),
  docOffset: z.number(),
  groups: z.array(
    z.object({
      tag: z.number(),
      attributes: z.array(z.object({ name: z.string(), syntax: z.string(), values: z.array(z.unknown()) })),
    }),
  ),
});
const captures = z
  .object({
    exchanges: z.array(
      z.object({ label: z.string(), requestHex: hex, responseHex: hex, decoded: decodedSchema.nullish() }),
    ),
  })
  .parse(read('ipp-captures.json')).exchanges;
const synthetic = z
  .object({
    printers: z.array(z.object({ id: z.string(), hex, expect: z.record(z.string(), z.unknown()) })),
    mustReject: z.array(z.object({ id: z.string(), hex })),
    statusCodes: z.array(z.object({ hex, status: z.number(), class: z.string() })),
  })
  .parse(read('ipp-synthetic.json'));

const bytesOf = (text: string): Uint8Array => Uint8Array.from(Buffer.from(text, 'hex'));

function decoded(bytes: Uint8Array) {
  const result = decodeIpp(bytes);
  if (!result.ok) throw new Error(result.error);
  return result.value;
}

/** A value the way the captures' independent decoder wrote it down. */
function plain(value: IppValue): unknown {
  switch (value.syntax) {
    case 'rangeOfInteger':
      return [value.lower, value.upper];
    case 'octetString':
    case 'dateTime':
    case 'other':
      return Buffer.from(value.value).toString('hex');
    case 'resolution':
      return [value.x, value.y, value.units];
    case 'collection':
      return value.members.map((member) => [member.name, member.values.map(plain)]);
    default:
      return 'value' in value ? value.value : null;
  }
}

describe('IPP codec against real exchanges', () => {
  it.each(captures)('reads and writes again, byte for byte: $label', ({ requestHex, responseHex }) => {
    for (const wire of [bytesOf(requestHex), bytesOf(responseHex)]) {
      const { message, documentOffset } = decoded(wire);
      expect(documentOffset).toBe(wire.length);
      expect(Buffer.from(encodeIpp(message)).toString('hex')).toBe(Buffer.from(wire).toString('hex'));
    }
  });

  it.each(captures.filter((one) => one.decoded))('understands as another decoder did: $label', (capture) => {
    const { message, documentOffset } = decoded(bytesOf(capture.responseHex));
    const seen = {
      version: message.version.join('.'),
      status: message.code,
      requestId: message.requestId,
      docOffset: documentOffset,
      groups: message.groups.map(({ tag, attributes }) => ({
        tag,
        attributes: attributes.map(({ name, values }) => ({
          name,
          syntax: values[0]?.syntax,
          values: values.map(plain),
        })),
      })),
    };
    expect(seen).toEqual(capture.decoded);
  });
});

describe('IPP codec against made-up answers', () => {
  it.each(synthetic.printers)('reads $id both ways', ({ hex: wire, expect: expected }) => {
    const { message } = decoded(bytesOf(wire));
    const printer = groupOf(message, 'printer');
    expect({
      'printer-state': printer.integer('printer-state'),
      'printer-state-reasons': printer.strings('printer-state-reasons'),
    }).toEqual(expected);
    expect(Buffer.from(encodeIpp(message)).toString('hex')).toBe(wire.toLowerCase());
  });

  it.each(synthetic.mustReject)('refuses $id with one sentence', ({ hex: wire }) => {
    const result = decodeIpp(bytesOf(wire));
    expect(result).toMatchObject({ ok: false, error: expect.stringMatching(/^not an IPP message: [a-z ,\d]+$/) });
  });

  it.each(synthetic.statusCodes)('classes status $status as $class', ({ hex: wire, status, class: expected }) => {
    const { message } = decoded(bytesOf(wire));
    expect(message.code).toBe(status);
    expect(statusClassOf(message.code)).toBe(expected);
  });
});

const int32 = fc.integer({ min: -(2 ** 31), max: 2 ** 31 - 1 });
const octets = fc.uint8Array({ maxLength: 40 });
const words = fc.string({ unit: 'grapheme', maxLength: 30 });
const name = fc.string({ unit: 'grapheme-ascii', minLength: 1, maxLength: 20 });
const syntaxes = Object.keys(STRING_TAGS) as StringSyntax[];
const nothings = Object.keys(OUT_OF_BAND_TAGS) as OutOfBand[];
const values = fc.letrec<{ value: IppValue; attribute: IppAttribute }>((tie) => ({
  value: fc.oneof(
    { depthSize: 'small', withCrossShrink: true },
    fc.record({ syntax: fc.constantFrom(...syntaxes), value: words }),
    fc.record({ syntax: fc.constantFrom(...nothings) }),
    fc.record({ syntax: fc.constantFrom('integer' as const, 'enum' as const), value: int32 }),
    fc.record({ syntax: fc.constant('boolean' as const), value: fc.boolean() }),
    fc.record({ syntax: fc.constant('octetString' as const), value: octets }),
    fc.record({ syntax: fc.constant('dateTime' as const), value: fc.uint8Array({ minLength: 11, maxLength: 11 }) }),
    fc.record({ syntax: fc.constant('resolution' as const), x: int32, y: int32, units: fc.nat(255) }),
    fc.record({ syntax: fc.constant('rangeOfInteger' as const), lower: int32, upper: int32 }),
    fc.record({
      syntax: fc.constantFrom('textWithLanguage' as const, 'nameWithLanguage' as const),
      language: words,
      value: words,
    }),
    fc.record({ syntax: fc.constant('other' as const), tag: fc.constantFrom(0x20, 0x3f, 0x5a, 0x7f), value: octets }),
    fc.record({
      syntax: fc.constant('collection' as const),
      members: fc.array(tie('attribute'), { maxLength: 3 }),
    }),
  ),
  attribute: fc.record({ name, values: fc.array(tie('value'), { minLength: 1, maxLength: 3 }) }),
}));
const messages: fc.Arbitrary<IppMessage> = fc.record({
  version: fc.tuple(fc.nat(255), fc.nat(255)),
  code: fc.nat(0xffff),
  requestId: int32,
  groups: fc.array(
    fc.record({
      tag: fc.integer({ min: 1, max: 15 }).filter((tag) => tag !== 3),
      attributes: fc.array(values.attribute, { maxLength: 5 }),
    }),
    { maxLength: 4 },
  ),
});

const depthOf = (value: IppValue): number =>
  value.syntax === 'collection' ? 1 + Math.max(0, ...value.members.flatMap((member) => member.values.map(depthOf))) : 0;
const depth = (message: IppMessage) =>
  Math.max(0, ...message.groups.flatMap((g) => g.attributes.flatMap((a) => a.values.map(depthOf))));

describe('IPP codec properties', () => {
  it('reads back whatever it writes, and finds the document behind it', () => {
    fc.assert(
      fc.property(messages, octets, (message, document) => {
        fc.pre(depth(message) <= 8);
        const bytes = encodeIpp(message);
        const result = decoded(Buffer.concat([bytes, document]));
        expect(result).toEqual({ message, documentOffset: bytes.length });
      }),
      { numRuns: 400 },
    );
  });

  it('takes no beginning of a message for a message', () => {
    fc.assert(
      fc.property(messages, fc.nat(), (message, cut) => {
        const bytes = encodeIpp(message);
        expect(decodeIpp(bytes.subarray(0, cut % bytes.length)).ok).toBe(false);
      }),
      { numRuns: 400 },
    );
  });

  it('neither throws nor hangs on anything, and makes a message only of what could be one', () => {
    const noisy = fc.oneof(
      fc.uint8Array({ maxLength: 300 }),
      fc.tuple(messages, fc.nat(), fc.nat(255)).map(([message, at, byte]) => {
        const bytes = encodeIpp(message);
        bytes[at % bytes.length] = byte;
        return bytes;
      }),
    );
    fc.assert(
      fc.property(noisy, (bytes) => {
        const result = decodeIpp(bytes);
        if (!result.ok) return;
        expect(result.value.documentOffset).toBeLessThanOrEqual(bytes.length);
        // What was understood is stable, even where the wire had odd bytes (bad UTF-8, non-empty out-of-band values).
        const again = decodeIpp(encodeIpp(result.value.message));
        expect(again).toMatchObject({ ok: true, value: { message: result.value.message } });
      }),
      { numRuns: 1000 },
    );
  });

  it('bounds depth, number and length', () => {
    const nested = (levels: number): IppValue => ({
      syntax: 'collection',
      members: levels === 0 ? [] : [{ name: 'm', values: [nested(levels - 1)] }],
    });
    const message = (attributes: IppAttribute[]): IppMessage => ({
      version: [2, 0],
      code: 0,
      requestId: 1,
      groups: [{ tag: 4, attributes }],
    });
    const one = (value: IppValue) => encodeIpp(message([{ name: 'a', values: [value] }]));
    expect(decodeIpp(one(nested(7))).ok).toBe(true);
    expect(decodeIpp(one(nested(9)))).toMatchObject({ ok: false, error: expect.stringContaining('nested deeper') });
    const many = Array.from({ length: 20_001 }, (): IppValue => ({ syntax: 'no-value' }));
    expect(decodeIpp(encodeIpp(message([{ name: 'a', values: many }])))).toMatchObject({
      ok: false,
      error: expect.stringContaining('more than 20000 values'),
    });
    expect(() => one({ syntax: 'octetString', value: new Uint8Array(MAX_LENGTH + 1) })).toThrow('cannot be encoded');
    expect(decodeIpp(bytesOf(`0200000000000001044400ff`)).ok).toBe(false);
    expect(decodeIpp(bytesOf('02000000000000010444ffff61'))).toMatchObject({
      error: expect.stringContaining('negative length'),
    });
  });
});
