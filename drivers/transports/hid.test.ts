import { readFileSync } from 'node:fs';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { z } from 'zod';
import { elementsOf, type HidReportDescriptor, parseHidReportDescriptor, reportBytes } from './hid-descriptor.ts';
import { createMemoryHidPair } from './hid-memory.ts';
import { createHidTransport } from './hid-node.ts';
import { isHidPort, parseHidPort } from './hid-port.ts';

const { reportDescriptorHex } = z
  .object({ reportDescriptorHex: z.string() })
  .parse(JSON.parse(readFileSync(new URL('../../test/vectors/scanner-hidpos.json', import.meta.url), 'utf8')));

const bytes = (hex: string) => Uint8Array.from(Buffer.from(hex.replaceAll(/\s/g, ''), 'hex'));
const parsed = (hex: string): HidReportDescriptor => {
  const descriptor = parseHidReportDescriptor(bytes(hex));
  if (!descriptor.ok) throw new Error(descriptor.error);
  return descriptor.value;
};
const settle = () => new Promise((resolve) => setImmediate(resolve));

describe('report descriptors', () => {
  it('finds every field of the scanner in the vectors', () => {
    const scanner = parsed(reportDescriptorHex);
    const at = (usage: number) =>
      elementsOf(scanner, 'input', usage).map(({ field, bitOffset }) => [field.reportId, bitOffset, field.size]);
    expect(scanner.numbered).toBe(true);
    expect(scanner.applications).toEqual([0x8c_0002]);
    expect(at(0x01_003b)).toEqual([[2, 0, 8]]);
    expect(at(0x8c_00fb)).toEqual([[2, 8, 8]]);
    expect(at(0x8c_00fd)).toEqual([[2, 24, 8]]);
    expect(at(0x8c_00fe)).toHaveLength(56);
    expect(at(0x8c_00fe)[55]).toEqual([2, 32 + 55 * 8, 8]);
    expect(at(0x8c_00ff)).toEqual([[2, 62 * 8, 1]]);
    expect(reportBytes(scanner, 'input', 2)).toBe(63);
    expect(reportBytes(scanner, 'output', 2)).toBe(0);
    expect(scanner.fields.at(-1)).toMatchObject({ constant: true, collections: [0x8c_0002, 0x8c_0012] });
  });

  it('reads unnumbered reports, usage ranges, pushed globals, four-byte usages and long items', () => {
    const device = parsed(
      `05 01 09 06 A1 01  05 07 19 E0 29 E7 15 00 25 01 75 01 95 08 81 02
       A4 05 08 95 05 19 01 29 05 91 02 B4 95 06 75 08 81 00
       FE 02 10 AA BB  0B 20 00 00 FF 95 01 B1 02 C0`,
    );
    expect(device.numbered).toBe(false);
    expect(elementsOf(device, 'input', 0x07_00e3)[0]?.bitOffset).toBe(3);
    expect(elementsOf(device, 'output', 0x08_0005)[0]?.bitOffset).toBe(4);
    expect(elementsOf(device, 'feature', 0xff00_0020)).toHaveLength(1);
    // The six key codes are an array: no element of it carries one usage.
    expect(device.fields[2]).toMatchObject({ variable: false, size: 8, count: 6, bitOffset: 8 });
    expect(reportBytes(device, 'input', 0)).toBe(7);
  });

  it.each([
    ['an item cut short', '05', 'truncated'],
    ['a long item cut short', 'FE 05 00 01', 'truncated'],
    ['a collection that stays open', 'A1 01', 'nesting'],
    ['a collection that was never opened', 'C0', 'nesting'],
    ['a pop without a push', 'B4', 'nesting'],
    ['report id 0', '85 00', 'item'],
    ['an item type nobody defined', '0D 01', 'item'],
    ['a report no system takes', '77 00 00 01 00 96 FF 7F 81 02', 'limits'],
    ['pushes without end', 'A4 '.repeat(20), 'limits'],
    ['collections without end', 'A1 01 '.repeat(20), 'limits'],
    ['fields without end', '75 01 95 01 '.concat('81 02 '.repeat(600)), 'limits'],
    ['usages without end', '09 01 '.repeat(600), 'limits'],
    ['more bytes than any device has', '09 01 '.repeat(2_100), 'limits'],
  ])('refuses %s', (_, hex, fault) => {
    expect(parseHidReportDescriptor(bytes(hex))).toEqual({ ok: false, error: fault });
  });

  it('gives fields back as they were written, whatever their sizes and ids', () => {
    const field = fc.record({
      kind: fc.constantFrom('input', 'output', 'feature'),
      reportId: fc.integer({ min: 1, max: 255 }),
      size: fc.integer({ min: 1, max: 32 }),
      count: fc.integer({ min: 1, max: 64 }),
      page: fc.nat(0xffff),
      usage: fc.nat(0xffff),
    });
    fc.assert(
      fc.property(fc.array(field, { maxLength: 20 }), (fields) => {
        const tags = { input: 0x81, output: 0x91, feature: 0xb1 };
        const two = (value: number) => [value & 0xff, value >> 8];
        const written = fields.flatMap(({ kind, reportId, size, count, page, usage }) => [
          ...[0x85, reportId, 0x75, size, 0x95, count, 0x06, ...two(page), 0x0a, ...two(usage)],
          ...[tags[kind], 0x02],
        ]);
        const read = parseHidReportDescriptor(Uint8Array.of(0xa1, 0x01, ...written, 0xc0));
        if (!read.ok) throw new Error(read.error);
        const ends = new Map<string, number>();
        expect(read.value.fields).toEqual(
          fields.map(({ kind, reportId, size, count, page, usage }) => {
            const key = `${kind}${reportId}`;
            const bitOffset = ends.get(key) ?? 0;
            ends.set(key, bitOffset + size * count);
            const usages = [page * 0x1_0000 + usage];
            return {
              kind,
              reportId,
              size,
              count,
              bitOffset,
              usages,
              constant: false,
              variable: true,
              collections: [0],
            };
          }),
        );
      }),
    );
  });

  it('ends with an answer for any bytes', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 300 }), (noise) => {
        const read = parseHidReportDescriptor(noise);
        if (!read.ok) return;
        expect(read.value.fields.length).toBeLessThanOrEqual(512);
        for (const field of read.value.fields) expect(field.size * field.count).toBeLessThanOrEqual(131_072);
      }),
      { numRuns: 1_000 },
    );
  });
});

describe('HID ports', () => {
  it('are ids with or without a serial number, or system paths', () => {
    expect(parseHidPort(' hid://0C2E:0901 ')).toEqual({
      ok: true,
      value: { kind: 'ids', vendorId: 0x0c2e, productId: 0x0901, serialNumber: null },
    });
    expect(parseHidPort('hid://0c2e:0901/S%2F1')).toMatchObject({ value: { serialNumber: 'S/1' } });
    expect(parseHidPort('/dev/hidraw12')).toEqual({ ok: true, value: { kind: 'path', path: '/dev/hidraw12' } });
    expect(parseHidPort('\\\\?\\hid#vid_0c2e&pid_0901')).toMatchObject({ value: { kind: 'path' } });
    for (const wrong of ['', 'hid://c2e:901', 'hid://0c2e:0901/', 'hid://0c2e:0901/%zz', '/dev/ttyUSB0', 'usb://1:2']) {
      expect(parseHidPort(wrong), wrong).toMatchObject({ ok: false, error: { kind: 'notFound' } });
      expect(createHidTransport(wrong).ok).toBe(false);
    }
    expect(['hid://1', '/dev/hidraw0', '/dev/ttyUSB0', 'tcp://h:1'].map(isHidPort)).toEqual([true, true, false, false]);
  });

  it('say when nobody is there', async () => {
    const transport = createHidTransport('hid://dead:beef');
    if (!transport.ok) throw new Error('no port');
    expect(await transport.value.open()).toEqual({
      ok: false,
      error: { kind: 'notFound', message: 'hid://dead:beef is not plugged in' },
    });
    expect(await transport.value.writeOutput(Uint8Array.of(0, 1))).toMatchObject({ error: { kind: 'closed' } });
    await transport.value.close();
  });
});

describe('the memory cable', () => {
  it('carries whole reports both ways, features, and tells one hang-up', async () => {
    const { transport, wire } = createMemoryHidPair({ port: 'hid://memory' });
    const seen: string[] = [];
    const hex = (report: Uint8Array) => Buffer.from(report).toString('hex');
    transport.onReport((report) => seen.push(`in ${hex(report)}`));
    wire.onOutput((report) => seen.push(`out ${hex(report)}`));
    transport.onHangUp((reason) => seen.push(reason));
    wire.input(Uint8Array.of(1));
    expect(await transport.open()).toMatchObject({ ok: true });
    expect(await transport.open()).toMatchObject({ error: { kind: 'busy' } });
    wire.input(Uint8Array.of(2, 3));
    expect(await transport.writeOutput(Uint8Array.of(4, 5))).toMatchObject({ ok: true });
    expect(await transport.sendFeature(Uint8Array.of(7, 8, 9))).toMatchObject({ ok: true });
    expect(await transport.getFeature(7, 2)).toEqual({ ok: true, value: Uint8Array.of(7, 8) });
    expect(await transport.getFeature(6, 2)).toMatchObject({ error: { kind: 'io' } });
    wire.refuseWrites = true;
    expect(await transport.writeOutput(Uint8Array.of(4))).toMatchObject({ error: { kind: 'io' } });
    await settle();
    wire.hangUp();
    await settle();
    wire.input(Uint8Array.of(6));
    expect(await transport.open()).toMatchObject({ error: { kind: 'notFound' } });
    wire.plugIn();
    expect(await transport.open()).toMatchObject({ ok: true });
    await transport.close();
    wire.hangUp();
    await settle();
    expect(seen).toEqual(['in 0203', 'out 0405', 'hid://memory was unplugged']);
  });
});
