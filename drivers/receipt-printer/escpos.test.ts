import { readFileSync } from 'node:fs';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { z } from 'zod';
import { BAND_ROWS, rasterBands } from './bands.ts';
import { bitmapOf } from './bitmap.ts';
import {
  code128,
  EJECTOR_PARAMETERS,
  type EscPosCommand,
  encodeCommand,
  encodeCommands,
  qrCommands,
} from './escpos.ts';
import { EscPosTokenizer, RealtimeScanner } from './escpos-tokenizer.ts';

const { commands: vectors } = z
  .object({ commands: z.record(z.string(), z.string()) })
  .parse(JSON.parse(readFileSync(new URL('../../test/vectors/escpos-status.json', import.meta.url), 'utf8')));

const bytes = (hex: string): Uint8Array => Uint8Array.from(Buffer.from(hex, 'hex'));
const sample = bytes('81FF42FF24FF18FF18FF24FF42FF81FF');
const chinese = (hex: string): EscPosCommand[] => [
  { kind: 'chineseOn' },
  { kind: 'text', bytes: bytes(hex) },
  { kind: 'lineFeed' },
];

const built: Record<string, EscPosCommand[]> = {
  init: [{ kind: 'initialise' }],
  'cut-partial-feed-3': [{ kind: 'feedAndCut', partial: true, dots: 3 }],
  'cut-full': [{ kind: 'cut', partial: false }],
  'feed-5-lines': [{ kind: 'feedLines', n: 5 }],
  'asb-on-all': [{ kind: 'automaticStatus', n: 15 }],
  'asb-off': [{ kind: 'automaticStatus', n: 0 }],
  'dle-enq-recover-continue': [{ kind: 'realtimeRecover', n: 1 }],
  'dle-enq-recover-clear': [{ kind: 'realtimeRecover', n: 2 }],
  'qr-example': qrCommands(Buffer.from('https://example.invalid/r/1'), 6, 'M'),
  'raster-16x8-gs-v-0': [{ kind: 'raster', scale: 0, widthBytes: 2, rows: 8, data: sample }],
  'raster-16x8-gs-l': [
    {
      kind: 'graphics',
      function: 0x70,
      body: Uint8Array.of(0x30, 1, 1, 0x31, 16, 0, 8, 0, ...sample),
    },
    { kind: 'graphics', function: 0x32, body: new Uint8Array(0) },
  ],
  'chinese-line': chinese('B2E2CAD4D1F9C0FDA3ACBBD8D6B4B5A5'),
  'chinese-4-byte': chinese('FE5695329031'),
  'code128-b': [code128('SL-00001')],
  'barcode-height-80': [{ kind: 'barcodeHeight', n: 80 }],
  'hri-below': [{ kind: 'barcodeText', n: 2 }],
  'sensor-stop-on-near-end-off': [{ kind: 'stopSensors', n: 0 }],
  'escape-brace-in-code128': [code128('A{B')],
};

describe('command vectors', () => {
  it.each(Object.keys(vectors))('%s in both directions', (name) => {
    const commands = built[name];
    expect(commands, 'a vector nobody builds').toBeDefined();
    expect(
      Buffer.from(encodeCommands(commands ?? []))
        .toString('hex')
        .toUpperCase(),
    ).toBe(vectors[name]);
    expect(new EscPosTokenizer().push(bytes(vectors[name] ?? ''))).toEqual(commands);
  });
});

const byte = fc.integer({ min: 0, max: 255 });
const lead = new Set([0x0a, 0x10, 0x1b, 0x1c, 0x1d]);
const plain = fc
  .uint8Array({ minLength: 1, maxLength: 12 })
  .map((text) => text.map((one) => (lead.has(one) ? 0x41 : one)));
const command: fc.Arbitrary<EscPosCommand> = fc.oneof(
  fc.constantFrom<EscPosCommand>(
    { kind: 'initialise' },
    { kind: 'lineFeed' },
    { kind: 'chineseOn' },
    { kind: 'chineseOff' },
    { kind: 'oldFullCut' },
    { kind: 'oldPartialCut' },
    { kind: 'cut', partial: true },
    { kind: 'cut', partial: false },
  ),
  fc.record({
    kind: fc.constantFrom('feedLines', 'feedDots', 'align', 'stopSensors', 'transmitStatus', 'realtimeStatus'),
    n: byte,
  }),
  fc
    .constantFrom(2, 3, 5, 6, 18, 20, 32)
    .chain((n) =>
      fc
        .uint8Array({ minLength: EJECTOR_PARAMETERS[n] ?? 0, maxLength: EJECTOR_PARAMETERS[n] ?? 0 })
        .map((parameters): EscPosCommand => ({ kind: 'ejector', n, parameters })),
    ),
  fc.record({ kind: fc.constant('feedAndCut' as const), partial: fc.boolean(), dots: byte }),
  fc.tuple(fc.integer({ min: 0, max: 12 }), fc.integer({ min: 0, max: 300 }), byte).map(
    ([widthBytes, rows, fill]): EscPosCommand => ({
      kind: 'raster',
      scale: 0,
      widthBytes,
      rows,
      data: new Uint8Array(widthBytes * rows).fill(fill),
    }),
  ),
  fc.record({
    kind: fc.constant('symbol' as const),
    code: byte,
    function: byte,
    body: fc.uint8Array({ maxLength: 300 }),
  }),
  fc.record({ kind: fc.constant('graphics' as const), function: byte, body: fc.uint8Array({ maxLength: 300 }) }),
  fc.record({
    kind: fc.constant('barcode' as const),
    system: fc.integer({ min: 0x41, max: 0x4e }),
    data: fc.uint8Array({ maxLength: 255 }),
  }),
  fc.record({ kind: fc.constant('text' as const), bytes: plain }),
);

const joined = (commands: readonly EscPosCommand[]): EscPosCommand[] => {
  const result: EscPosCommand[] = [];
  for (const one of commands) {
    const last = result.at(-1);
    if (one.kind === 'text' && last?.kind === 'text') {
      result.splice(-1, 1, { kind: 'text', bytes: Uint8Array.of(...last.bytes, ...one.bytes) });
    } else result.push(one);
  }
  return result;
};

function chunked(data: Uint8Array, sizes: readonly number[]): Uint8Array[] {
  const chunks: Uint8Array[] = [];
  let at = 0;
  for (let index = 0; at < data.length; index += 1) {
    const size = sizes.length > 0 ? (sizes[index % sizes.length] ?? 1) : data.length;
    chunks.push(data.subarray(at, at + size));
    at += size;
  }
  return chunks;
}

describe('command stream', () => {
  it('comes back as the same commands wherever chunks are cut', () => {
    fc.assert(
      fc.property(
        fc.array(command, { maxLength: 20 }),
        fc.array(fc.integer({ min: 1, max: 40 })),
        (commands, sizes) => {
          const tokenizer = new EscPosTokenizer();
          const seen = chunked(encodeCommands(commands), sizes).flatMap((chunk) => tokenizer.push(chunk));
          expect(joined(seen)).toEqual(joined(commands));
        },
      ),
    );
  });

  it('never loses or invents a byte of noise, and finds the next command after it', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 200 }), (noise) => {
        const tokenizer = new EscPosTokenizer();
        const seen = tokenizer.push(noise);
        const consumed = Buffer.concat(seen.map(encodeCommand));
        expect(Buffer.from(noise).subarray(0, consumed.length).equals(consumed)).toBe(true);
        tokenizer.clear();
        expect(tokenizer.push(bytes('1B40'))).toEqual([{ kind: 'initialise' }]);
      }),
    );
  });

  it('hears real-time commands at every place of the stream', () => {
    const scanner = new RealtimeScanner();
    const heard = [...bytes('10041D7630001004011010050210')]
      .map((one) => scanner.push(one))
      .filter((one) => one !== null);
    expect(heard).toEqual([
      { kind: 'realtimeStatus', n: 0x1d },
      { kind: 'realtimeStatus', n: 1 },
      { kind: 'realtimeRecover', n: 2 },
    ]);
  });
});

describe('raster bands', () => {
  const nasty = fc.array(fc.constantFrom(0x10, 0x04, 0x05, 0x14, 0x00, 0xff), { minLength: 48, maxLength: 48 });

  it('carry the picture whole, in order, and never a real-time command', () => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 300 }), nasty, (height, row) => {
        const picture = bitmapOf(384, Uint8Array.from(Array.from({ length: height }, () => row).flat()));
        const bands = rasterBands(picture);
        const stream = Uint8Array.from(Buffer.concat(bands));
        const scanner = new RealtimeScanner();
        expect([...stream].every((one) => scanner.push(one) === null)).toBe(true);
        const tokens = new EscPosTokenizer().push(stream);
        const rows = tokens.flatMap((token) => (token.kind === 'raster' ? [...token.data] : []));
        expect(tokens.every((token) => token.kind === 'raster' && token.rows <= BAND_ROWS)).toBe(true);
        expect(rows).toHaveLength(picture.data.length);
        // Only dots beside a lone one may be added, none removed.
        expect(
          rows.every((value, at) => value === picture.data[at] || (picture.data[at] === 0x10 && value === 0x18)),
        ).toBe(true);
      }),
      { numRuns: 30 },
    );
  });
});
