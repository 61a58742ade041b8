import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { type HidPosLayout, hidPosOf, STANDARD_LAYOUT } from './hid-pos-layout.ts';
import { hidPosDescriptor } from './hid-pos-simulator.ts';
import { bytes, fromDescriptor, hex, vectorLayout, vectors } from './hid-pos-vectors.test-kit.ts';

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
