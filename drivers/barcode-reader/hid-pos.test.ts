import { readFileSync } from 'node:fs';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { z } from 'zod';
import { decodeHidPosReport, encodeHidPosReports, type HidPosCode, HidPosJoiner } from './hid-pos.ts';
import { type HidPosLayout, hidPosOf, STANDARD_LAYOUT } from './hid-pos-layout.ts';
import { hidPosDescriptor } from './hid-pos-simulator.ts';

const message = z.object({
  aim: z.string().nullable(),
  dataHex: z.string(),
  utf8: z.string().optional(),
  after: z.literal('flush-timeout').optional(),
});
const sequence = z.object({ id: z.string(), reportsHex: z.array(z.string()), messages: z.array(message) });
const pair = z.tuple([z.number(), z.number()]);
const layoutSchema = z.object({
  reportId: z.number(),
  length: z.number().optional(),
  aim: pair,
  data: pair,
  continued: pair.optional(),
});
const vectors = z
  .object({
    layouts: z.record(z.string(), layoutSchema),
    reportDescriptorHex: z.string(),
    sequences: z.array(sequence),
    bad: z.array(sequence.extend({ error: z.literal('length').nullable(), messages: z.array(message).optional() })),
    variants: z.array(z.object({ layout: z.string(), reportsHex: z.array(z.string()), messages: z.array(message) })),
    outputReports: z.array(z.object({ id: z.string(), hex: z.string() })),
  })
  .parse(JSON.parse(readFileSync(new URL('../../test/vectors/scanner-hidpos.json', import.meta.url), 'utf8')));

const bytes = (hex: string) => Uint8Array.from(Buffer.from(hex, 'hex'));
const hex = (data: Uint8Array) => Buffer.from(data).toString('hex').toUpperCase();

function vectorLayout(name: string, reportLength: number): HidPosLayout {
  const layout = vectors.layouts[name];
  if (!layout) throw new Error(`no layout ${name}`);
  return {
    reportId: layout.reportId,
    lengthAt: layout.length ?? null,
    aimAt: layout.aim[0],
    dataAt: layout.data[0],
    dataLength: layout.data[1],
    continuedAt: layout.continued ? { byte: layout.continued[0], bit: layout.continued[1] } : null,
    reportLength,
  };
}

function fromDescriptor(raw: Uint8Array, vendorId: number | null = null) {
  const read = hidPosOf(raw, vendorId);
  if (!read.ok) throw new Error(read.error);
  return read.value;
}

/** What a driver would get: codes as they end, then what a silence ends. */
function read(reports: readonly string[], layout: HidPosLayout) {
  const joiner = new HidPosJoiner();
  const at: HidPosCode[] = reports.flatMap((report) => {
    const part = decodeHidPosReport(bytes(report), layout);
    if (!part.ok) throw new Error(part.error);
    return joiner.push(part.value);
  });
  const plain = (codes: readonly HidPosCode[]) => codes.map(({ aim, data }) => ({ aim, dataHex: hex(data) }));
  return { codes: plain(at), afterSilence: plain(joiner.flush()) };
}

describe('layouts', () => {
  it('comes from the descriptor in the vectors', () => {
    expect(fromDescriptor(bytes(vectors.reportDescriptorHex))).toEqual({ layout: STANDARD_LAYOUT, trigger: null });
    expect(vectorLayout('standard', 64)).toEqual(STANDARD_LAYOUT);
  });

  it.each(vectors.variants)('$layout comes from a descriptor of that shape', ({ layout, reportsHex }) => {
    const expected = vectorLayout(layout, (reportsHex[0]?.length ?? 0) / 2);
    expect(fromDescriptor(hidPosDescriptor(expected)).layout).toEqual(expected);
  });

  it('is refused where a descriptor is bad or no scanner', () => {
    expect(hidPosOf(Uint8Array.of(0x05), null)).toMatchObject({ ok: false, error: expect.stringMatching(/truncated/) });
    expect(hidPosOf(bytes('05010906A101050719E029E715002501750195088102C0'), null)).toMatchObject({
      ok: false,
      error: expect.stringMatching(/no decoded data/),
    });
    // Seven-bit data.
    expect(hidPosOf(bytes('058C0902A10185027507951009FE8102C0'), null)).toMatchObject({
      ok: false,
      error: expect.stringMatching(/not one run/),
    });
  });

  it('gives any layout back', () => {
    fc.assert(
      fc.property(
        fc.record({
          id: fc.integer({ min: 1, max: 255 }),
          hasLength: fc.boolean(),
          gap: fc.nat(3),
          hasAim: fc.boolean(),
          dataLength: fc.integer({ min: 1, max: 200 }),
          tail: fc.nat(3),
          bit: fc.option(fc.nat(7)),
        }),
        ({ id, hasLength, gap, hasAim, dataLength, tail, bit }) => {
          const aimAt = 1 + (hasLength ? 1 : 0) + gap;
          const dataAt = aimAt + (hasAim ? 3 : 0);
          const end = dataAt + dataLength + tail;
          const layout: HidPosLayout = {
            reportId: id,
            lengthAt: hasLength ? 1 : null,
            aimAt: hasAim ? aimAt : null,
            dataAt,
            dataLength,
            continuedAt: bit === null ? null : { byte: end, bit },
            reportLength: end + (bit === null ? 0 : 1),
          };
          expect(fromDescriptor(hidPosDescriptor(layout)).layout).toEqual(layout);
        },
      ),
    );
  });

  it('never throws on noise', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 200 }), (noise) => {
        const found = hidPosOf(noise, 0x0c2e);
        if (found.ok) expect(found.value.layout.dataLength).toBeGreaterThan(0);
      }),
      { numRuns: 500 },
    );
  });
});

describe('triggers', () => {
  const vector = (id: string) => vectors.outputReports.find((report) => report.id === id)?.hex;

  it('are made from the usages 5F and 60', () => {
    const { trigger } = fromDescriptor(hidPosDescriptor(STANDARD_LAYOUT, 'usages'));
    expect(trigger && [hex(trigger.on), hex(trigger.off)]).toEqual([vector('initiate-read'), vector('prevent-read')]);
  });

  it('are Honeywell commands where its scanner has report FD', () => {
    const raw = hidPosDescriptor(STANDARD_LAYOUT, 'honeywell');
    const { trigger } = fromDescriptor(raw, 0x0c2e);
    expect(trigger && [hex(trigger.on), hex(trigger.off)]).toEqual([
      vector('honeywell-trigger-on'),
      vector('honeywell-trigger-off'),
    ]);
    expect(fromDescriptor(raw, 0x05e0).trigger).toBeNull();
  });
});

describe('reports', () => {
  it('has vectors', () => expect(vectors.sequences.length + vectors.bad.length).toBeGreaterThan(8));

  it.each(vectors.sequences)('sequence $id', ({ reportsHex, messages }) => {
    const { codes, afterSilence } = read(reportsHex, STANDARD_LAYOUT);
    const wanted = (late: boolean) =>
      messages
        .filter(({ after }) => (after === 'flush-timeout') === late)
        .map(({ aim, dataHex }) => ({ aim, dataHex }));
    expect(codes).toEqual(wanted(false));
    expect(afterSilence).toEqual(wanted(true));
    for (const { utf8, dataHex } of messages) {
      if (utf8 !== undefined) expect(Buffer.from(dataHex, 'hex').toString('utf8')).toBe(utf8);
    }
  });

  it.each(vectors.bad)('bad $id', ({ reportsHex, error, messages }) => {
    if (error === null) expect(read(reportsHex, STANDARD_LAYOUT).codes).toEqual(messages);
    else expect(decodeHidPosReport(bytes(reportsHex[0] ?? ''), STANDARD_LAYOUT)).toEqual({ ok: false, error });
  });

  it.each(vectors.variants)('variant $layout', ({ layout, reportsHex, messages }) => {
    const { codes } = read(reportsHex, vectorLayout(layout, (reportsHex[0]?.length ?? 0) / 2));
    expect(codes).toEqual(messages);
  });

  it('of another id are left alone, padded ones are taken', () => {
    expect(decodeHidPosReport(Uint8Array.of(3, 1), STANDARD_LAYOUT)).toEqual({ ok: false, error: 'other' });
    const [report] = encodeHidPosReports(Buffer.from('A'), null, STANDARD_LAYOUT);
    const padded = Uint8Array.of(...(report ?? []), 0xee, 0xee);
    expect(decodeHidPosReport(padded, STANDARD_LAYOUT)).toMatchObject({ ok: true, value: { aim: null } });
  });

  it.each([
    ['standard', STANDARD_LAYOUT],
    ['noLength', vectorLayout('noLength', 61)],
  ] as const)('round-trip with the %s layout', (_, layout) => {
    // Without a length byte zeros at the end are padding, and the data of a continued part fills it.
    const code = fc.uint8Array({ minLength: 1, maxLength: 600 }).filter((data) => data.at(-1) !== 0);
    fc.assert(
      fc.property(fc.array(code, { maxLength: 4 }), fc.constantFrom(']Q1', ']C0'), (codes, aim) => {
        const reports = codes.flatMap((data) => encodeHidPosReports(data, aim, layout).map(hex));
        expect(read(reports, layout)).toEqual({
          codes: codes.map((data) => ({ aim, dataHex: hex(data) })),
          afterSilence: [],
        });
      }),
    );
  });

  it('give another code a new beginning, drop an over-long one, and forget when asked', () => {
    const joiner = new HidPosJoiner();
    const part = (text: string, aim: string, continued: boolean) => ({
      aim,
      data: Uint8Array.from(Buffer.from(text)),
      continued,
      padded: false,
    });
    expect(joiner.push(part('LOST', ']Q1', true))).toEqual([]);
    const two = joiner.push(part('NEXT', ']C0', false));
    expect(two.map(({ aim, data }) => [aim, Buffer.from(data).toString()])).toEqual([
      [']Q1', 'LOST'],
      [']C0', 'NEXT'],
    ]);
    for (let index = 0; index < 100; index += 1) expect(joiner.push(part('x'.repeat(56), ']Q1', true))).toEqual([]);
    expect(joiner.push(part('end', ']Q1', false))).toEqual([]);
    expect(joiner.overruns).toBe(1);
    joiner.push(part('HALF', ']Q1', true));
    joiner.reset();
    expect(joiner.pending).toBe(false);
    expect(joiner.flush()).toEqual([]);
  });

  it('never throw, hang or give data that was not there', () => {
    fc.assert(
      fc.property(fc.array(fc.uint8Array({ maxLength: 70 }), { maxLength: 20 }), (noise) => {
        const joiner = new HidPosJoiner();
        const told = noise.map((report) => Uint8Array.of(2, ...report));
        let given = 0;
        for (const report of told) {
          const part = decodeHidPosReport(report, STANDARD_LAYOUT);
          if (part.ok) given += joiner.push(part.value).reduce((sum, code) => sum + code.data.length, 0);
        }
        given += joiner.flush().reduce((sum, code) => sum + code.data.length, 0);
        expect(given).toBeLessThanOrEqual(told.filter((report) => report.length >= 64).length * 56);
      }),
      { numRuns: 300 },
    );
  });
});
