import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { profiles } from './boards.ts';
import { readBits, writeBits } from './hid-bits.ts';
import { decodeLine, encodeLine, LineParser } from './lines.ts';
import {
  crc16,
  decodeRequest,
  decodeResponse,
  encodeRequest,
  encodeResponse,
  type ModbusRequest,
  ResponseFinder,
  requestLength,
} from './modbus.ts';
import { parseProfile } from './profile.ts';

const hex = (text: string): Uint8Array => Uint8Array.from(Buffer.from(text.replaceAll(' ', ''), 'hex'));
const toHex = (bytes: Uint8Array): string => Buffer.from(bytes).toString('hex').toUpperCase();
const address = fc.integer({ min: 0, max: 0xffff });
const request: fc.Arbitrary<ModbusRequest> = fc.oneof(
  fc.record({
    kind: fc.constant('read' as const),
    function: fc.constantFrom(1 as const, 2 as const),
    start: address,
    count: fc.integer({ min: 1, max: 2000 }),
  }),
  fc.record({ kind: fc.constant('writeCoil' as const), address, on: fc.boolean() }),
  fc.record({
    kind: fc.constant('writeCoils' as const),
    start: address,
    on: fc.array(fc.boolean(), { minLength: 1, maxLength: 1968 }),
  }),
);

describe('Modbus RTU', () => {
  it('has the CRC of the standard', () => {
    // Serial Line 1.02, 6.2.2: the frame 02 07 ends in 41 12.
    expect(crc16(hex('0207'))).toBe(0x1241);
    expect(crc16(hex('02074112'))).toBe(0);
  });

  // Worked examples that public Modbus guides share.
  it.each<[string, ModbusRequest, string, string]>([
    [
      '11 01 0013 0025 0E84',
      { kind: 'read', function: 1, start: 0x13, count: 0x25 },
      '11 01 05 CD6BB20E1B 45E6',
      'CD6BB20E1B',
    ],
    ['11 02 00C4 0016 BAA9', { kind: 'read', function: 2, start: 0xc4, count: 0x16 }, '11 02 03 ACDB35 2018', 'ACDB35'],
    ['11 05 00AC FF00 4E8B', { kind: 'writeCoil', address: 0xac, on: true }, '11 05 00AC FF00 4E8B', ''],
    [
      '11 0F 0013 000A 02 CD01 BF0B',
      {
        kind: 'writeCoils',
        start: 0x13,
        on: [true, false, true, true, false, false, true, true, true, false],
      },
      '11 0F 0013 000A 2699',
      '',
    ],
  ])('%s', (asked, meaning, answered, data) => {
    expect(toHex(encodeRequest(0x11, meaning))).toBe(asked.replaceAll(' ', ''));
    expect(decodeRequest(hex(asked))).toEqual({ ok: true, value: { unit: 0x11, request: meaning } });
    const response = decodeResponse(0x11, meaning, hex(answered));
    if (!response) throw new Error('not taken');
    expect(toHex(encodeResponse(0x11, meaning, response))).toBe(answered.replaceAll(' ', ''));
    expect(response.kind).toBe(data === '' ? 'written' : 'bits');
  });

  it('requests come back as they went out, and tell their length', () => {
    fc.assert(
      fc.property(request, fc.integer({ min: 1, max: 247 }), (one, unit) => {
        const bytes = encodeRequest(unit, one);
        expect(decodeRequest(bytes)).toEqual({ ok: true, value: { unit, request: one } });
        expect(requestLength(bytes)).toBe(bytes.length);
      }),
    );
  });

  it('answers are found in any pieces behind noise, and by their own request only', () => {
    const size = (one: ModbusRequest) => (one.kind === 'read' ? one.count : 0);
    fc.assert(
      fc.property(request, fc.uint8Array({ maxLength: 20 }), fc.integer({ min: 1, max: 9 }), (one, noise, piece) => {
        const response =
          one.kind === 'read'
            ? ({ kind: 'bits', bits: Array.from({ length: size(one) }, (_, at) => at % 3 === 0) } as const)
            : ({ kind: 'written' } as const);
        const stream = Uint8Array.from([...noise, ...encodeResponse(7, one, response)]);
        const finder = new ResponseFinder(7, one);
        const other = new ResponseFinder(8, one);
        let found = null;
        for (let at = 0; at < stream.length; at += piece) {
          found ??= finder.push(stream.slice(at, at + piece));
          expect(other.push(stream.slice(at, at + piece))).toBe(null);
        }
        expect(found).toEqual(response);
      }),
    );
  });

  it('any bytes are no message', () => {
    fc.assert(
      fc.property(request, fc.array(fc.uint8Array({ maxLength: 60 }), { maxLength: 20 }), (one, chunks) => {
        const finder = new ResponseFinder(1, one);
        for (const chunk of chunks) expect(finder.push(chunk)).toBe(null);
        for (const chunk of chunks) expect(decodeRequest(chunk).ok).toBe(false);
      }),
    );
  });

  it('exceptions are answers', () => {
    const one: ModbusRequest = { kind: 'writeCoil', address: 1, on: true };
    const refused = { kind: 'exception', code: 2 } as const;
    expect(decodeResponse(1, one, encodeResponse(1, one, refused))).toEqual(refused);
  });
});

describe('lines', () => {
  const signals = fc
    .array(fc.tuple(fc.stringMatching(/^[A-Z][A-Z0-9]{0,7}$/), fc.integer({ min: 0, max: 0xffff })), { maxLength: 8 })
    .map((pairs) => new Map(pairs));
  const line = fc.record({ word: fc.constantFrom('ST', 'ST?', 'SET', 'OK', 'NO'), signals });

  it('are as the README shows them', () => {
    const bytes = encodeLine({ word: 'ST', signals: new Map([['P', 1]]) });
    expect(Buffer.from(bytes).toString()).toBe('$ST,P=1*77\r\n');
  });

  it('come back as they went out, in any pieces, behind noise that ends', () => {
    const noise = fc.string({ maxLength: 30 }).map((text) => Buffer.from(`${text.replaceAll('$', '')}\n`));
    fc.assert(
      fc.property(fc.array(line, { maxLength: 4 }), noise, fc.integer({ min: 1, max: 9 }), (lines, before, piece) => {
        const stream = Uint8Array.from([...before, ...lines.flatMap((one) => [...encodeLine(one)])]);
        const parser = new LineParser();
        const got = [];
        for (let at = 0; at < stream.length; at += piece) got.push(...parser.push(stream.slice(at, at + piece)));
        expect(got).toEqual(lines);
        expect(parser.bad).toBe(1);
      }),
    );
  });

  it('with one wrong character are none', () => {
    fc.assert(
      fc.property(line, fc.nat(), fc.integer({ min: 1, max: 255 }), (one, place, flip) => {
        const bytes = encodeLine(one).slice(0, -2);
        const at = place % bytes.length;
        bytes[at] = (bytes[at] ?? 0) ^ flip;
        expect(decodeLine(Buffer.from(bytes).toString('latin1'))).toBe(null);
      }),
    );
  });

  it('of any bytes neither crash nor grow', () => {
    fc.assert(
      fc.property(fc.array(fc.uint8Array({ maxLength: 400 }), { maxLength: 10 }), (chunks) => {
        const parser = new LineParser();
        for (const chunk of chunks) expect(parser.push(chunk)).toEqual([]);
      }),
    );
    const parser = new LineParser();
    parser.push(new Uint8Array(10_000).fill(0x41));
    expect(parser.push(encodeLine({ word: 'OK', signals: new Map() }))).toHaveLength(1);
    expect(parser.bad).toBe(1);
  });

  it.each(['$ST,P=1,P=0', '$ST,P=70000', '$ST,P=01', '$ST,p=1', '$ST,P='])('refuse %s', (text) => {
    let check = 0;
    for (const one of Buffer.from(text.slice(1))) check ^= one;
    expect(decodeLine(`${text}*${check.toString(16).toUpperCase().padStart(2, '0')}`)).toBe(null);
  });
});

describe('bits of reports', () => {
  const field = fc.record({
    report: fc.integer({ min: 0, max: 255 }),
    byte: fc.integer({ min: 0, max: 7 }),
    bit: fc.integer({ min: 0, max: 7 }),
    width: fc.integer({ min: 1, max: 16 }),
  });
  it('come back, touch nothing else, and are not read from what is too short', () => {
    fc.assert(
      fc.property(field, fc.nat(), fc.uint8Array({ minLength: 12, maxLength: 12 }), (one, number, report) => {
        report[0] = one.report;
        const value = number % 2 ** one.width;
        const before = report.slice();
        writeBits(report, one, value);
        expect(readBits(report, one)).toBe(value);
        expect(readBits(report, { ...one, report: one.report ^ 1 })).toBe(null);
        writeBits(report, one, readBits(before, one) ?? 0);
        expect(toHex(report)).toBe(toHex(before));
        const ends = 1 + one.byte + Math.ceil((one.bit + one.width) / 8);
        expect(readBits(report.subarray(0, ends - 1), one)).toBe(null);
        expect(readBits(report.subarray(0, ends), one)).not.toBe(null);
      }),
    );
  });
});

describe('profiles', () => {
  it('are there, three of them, and say where they come from', () => {
    expect(Object.keys(profiles).sort()).toEqual(['hid-panel', 'line-board', 'modbus-io']);
  });

  const good = structuredClone(profiles['modbus-io']);
  it.each<[string, object, RegExp]>([
    [
      'an input that is not polled',
      { inputs: [{ input: 'tamper', signal: 'discrete:99', states: {}, debounceMs: 0 }] },
      /discrete:99/,
    ],
    [
      'a light on an input',
      { lights: { one: { colors: [{ color: 'red', signal: 'discrete:1' }], rates: { off: 0 } } } },
      /discrete:1/,
    ],
    [
      'a light that cannot go out',
      { lights: { one: { colors: [{ color: 'red', signal: 'coil:1' }], rates: { slow: 1 } } } },
      /go out/,
    ],
    [
      'a word of no state',
      { inputs: [{ input: 'tamper', signal: 'discrete:1', states: { 0: 'ajar' }, debounceMs: 0 }] },
      /inputs\.0\.states/,
    ],
    [
      'the same input twice',
      { inputs: [1, 2].map((at) => ({ input: 'tamper', signal: `discrete:${at}`, states: {}, debounceMs: 0 })) },
      /twice/,
    ],
    ['a field nobody knows', { ligths: {} }, /ligths/],
  ])('refuse %s and name the field', (_, change, reason) => {
    expect(parseProfile({ ...good, ...change })).toMatchObject({ ok: false, error: expect.stringMatching(reason) });
  });

  it('refuse a value that is too wide for its bits', () => {
    const panel = structuredClone(profiles['hid-panel']);
    expect(parseProfile({ ...panel, volume: { ...panel?.volume, full: 256 } })).toMatchObject({
      ok: false,
      error: expect.stringMatching(/volume is too narrow/),
    });
  });
});
