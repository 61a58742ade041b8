import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { decodeHidPosReport, encodeHidPosReports, type HidPosCode, HidPosJoiner } from './hid-pos.ts';
import { type HidPosLayout, STANDARD_LAYOUT } from './hid-pos-layout.ts';
import { bytes, hex, vectorLayout, vectors } from './hid-pos-vectors.test-kit.ts';

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
