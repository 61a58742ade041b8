import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { IdCard } from '../contract/index.ts';
import { createMemoryHidPair, SimulatedClock } from '../transports/index.ts';
import { SdtIdCardReader } from './driver.ts';
import { HidByteStream, wrappedWire, wrapperDescriptor } from './hid-byte-stream.ts';
import { type HidReportLayout, hidWrapperProfileSchema, unwrapReport, wrapBytes } from './hid-wrapper.ts';
import { hidWrapperProfiles } from './hid-wrapper-profiles.ts';
import { createIdCardReader, wrapperProfile } from './make.ts';
import { blankCard, simulatedCard } from './simulated-card.ts';
import { realisticDelays, SdtReaderSimulator } from './simulator.ts';

const profiles = [...hidWrapperProfiles.values()];
const profileOf = (name: string) => {
  const profile = hidWrapperProfiles.get(name);
  if (!profile) throw new Error(`no profile ${name}`);
  return profile;
};

const person = {
  cardType: 'resident',
  name: '王示例𬎆',
  number: '110101199912310000',
  birth: '1999-12-31',
  address: '测试省样例市虚构区示范路1号',
} as const satisfies Partial<IdCard>;
const card = () => {
  const made = simulatedCard(person);
  if (!made.ok) throw new Error(made.error);
  return made.value;
};

function bench(name: string, descriptorOf = name) {
  const profile = profileOf(name);
  const clock = new SimulatedClock();
  const descriptor = wrapperDescriptor(profileOf(descriptorOf));
  const { transport, wire } = createMemoryHidPair({ port: 'hid://0400:c35b', descriptor });
  const simulator = new SdtReaderSimulator({ clock, delays: realisticDelays });
  simulator.attach(wrappedWire(wire, profile));
  const stream = new HidByteStream(transport, profile);
  return { profile, clock, wire, simulator, stream, reader: new SdtIdCardReader(stream, clock) };
}

/** Joins what the reports carry; without a length field the padding comes along. */
const joined = (reports: readonly Uint8Array[], layout: HidReportLayout) =>
  Buffer.concat(
    reports.map((report) => {
      const payload = unwrapReport(report, layout);
      if (!payload.ok) throw new Error(payload.error);
      return payload.value;
    }),
  );

describe('wrapper profiles', () => {
  it('are refused where fields overlap, lie outside or cannot count', () => {
    const good = profileOf('example-counted-64');
    const accepts = (output: object) =>
      hidWrapperProfileSchema.safeParse({ ...good, output: { ...good.output, ...output } }).success;
    expect(accepts({})).toBe(true);
    expect(accepts({ payloadAt: 2 })).toBe(false);
    expect(accepts({ payloadLength: 61 })).toBe(false);
    expect(accepts({ constants: [{ at: 1, value: 0 }] })).toBe(false);
    expect(accepts({ constants: [{ at: 63, value: 0 }] })).toBe(false);
    expect(accepts({ length: 4_097 })).toBe(false);
    expect(accepts({ unknown: 1 })).toBe(false);
    const long = { length: 400, payloadAt: 10, payloadLength: 300, constants: [] };
    expect(accepts({ ...long, lengthField: { at: 0, bytes: 2, endian: 'big', counts: 'payload' } })).toBe(true);
    expect(accepts({ ...long, lengthField: { at: 0, bytes: 1, endian: 'big', counts: 'payload' } })).toBe(false);
  });

  it('come by name or from a file, with a reason when they do not', async () => {
    const folder = mkdtempSync(join(tmpdir(), 'wrapper-'));
    const file = (name: string, text: string) => {
      writeFileSync(join(folder, name), text);
      return join(folder, name);
    };
    const own = { ...profileOf('example-raw-64'), name: 'own' };
    expect(await wrapperProfile('example-raw-64')).toMatchObject({ ok: true });
    expect(await wrapperProfile(file('own.json', JSON.stringify(own)))).toEqual({ ok: true, value: own });
    const reasons = [
      createIdCardReader({ port: 'hid://0400:c35b' }),
      await wrapperProfile('nothing'),
      await wrapperProfile(file('a.json', '{')),
      await wrapperProfile(file('b.json', JSON.stringify({ ...own, usagePage: 0 }))),
    ].map((result) => (result.ok ? '' : result.error));
    rmSync(folder, { recursive: true });
    expect(reasons[0]).toMatch(/needs a wrapper: example-raw-64/);
    expect(reasons[1]).toMatch(/neither a known wrapper/);
    expect(reasons[2]).toMatch(/no JSON/);
    expect(reasons[3]).toMatch(/usagePage/);
  });
});

describe.each(profiles)('$name', (profile) => {
  it('carries any bytes there and back', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 1_500 }), (bytes) => {
        for (const layout of [profile.output, profile.input]) {
          const reports = wrapBytes(bytes, layout);
          expect(reports.every((report) => report.length === 1 + layout.length)).toBe(true);
          const back = joined(reports, layout);
          expect(back.subarray(0, bytes.length).equals(Buffer.from(bytes))).toBe(true);
          if (layout.lengthField) expect(back.length).toBe(bytes.length);
        }
      }),
    );
  });

  it('never throws on noise, nor gives more than a report holds', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 80 }), fc.boolean(), (noise, ours) => {
        const report = ours ? Uint8Array.of(profile.input.reportId, ...noise) : noise;
        const payload = unwrapReport(report, profile.input);
        if (payload.ok) expect(payload.value.length).toBeLessThanOrEqual(profile.input.payloadLength);
      }),
      { numRuns: 500 },
    );
  });

  it('lets the unchanged driver read a card', async () => {
    const { reader, simulator } = bench(profile.name);
    expect(await reader.open()).toMatchObject({ ok: true });
    expect(reader.status().identity).toBe('05.01-20200229-0000123456-0987654321');
    simulator.layCard(card());
    expect(await reader.read({ timeoutMs: 10_000 })).toMatchObject({ ok: true, value: { ...blankCard, ...person } });
    expect(await reader.cardPresent()).toMatchObject({ value: 'present' });
    await reader.close();
  });

  it.each(['wrongCheck', 'truncated', 'splitPerByte', 'silence', 'lyingLength'] as const)(
    'goes on after %s',
    async (kind) => {
      const { reader, simulator } = bench(profile.name);
      await reader.open();
      simulator.inject({ kind }, { on: 'readBase' });
      simulator.layCard(card());
      const read = await reader.read({ timeoutMs: 30_000 });
      // Without a length field a report that is not full cannot say so.
      if (kind === 'splitPerByte') expect(read.ok).toBe(profile.input.lengthField !== null);
      simulator.liftCard();
      simulator.layCard(card());
      expect(await reader.read({ timeoutMs: 30_000 })).toMatchObject({ ok: true, value: { name: person.name } });
    },
  );

  it('ends with a hang-up in the middle of an answer', async () => {
    const { reader, simulator, wire } = bench(profile.name);
    await reader.open();
    simulator.inject({ kind: 'hangUpMidFrame' }, { on: 'readBase' });
    simulator.layCard(card());
    expect(await reader.read({ timeoutMs: 10_000 })).toMatchObject({ error: { errorCode: 'hungUp', effect: 'none' } });
    expect(reader.status()).toMatchObject({ device: 'offline', faults: ['hung-up'] });
    wire.plugIn();
    simulator.attach(wrappedWire(wire, profile));
    expect(await reader.open()).toMatchObject({ ok: true });
  });
});

it('a wrapper that does not fit the device is refused at opening, and frees it', async () => {
  const { reader, stream } = bench('example-counted-64', 'example-raw-64');
  const opened = await reader.open();
  expect(opened.ok ? '' : opened.error.message).toBe(
    'hid://0400:c35b is not wrapped as example-counted-64: output report 1 of 63 bytes, the device has none',
  );
  expect(reader.status()).toMatchObject({ device: 'offline', faults: ['port-error'] });
  expect(await stream.open()).toMatchObject({ ok: false, error: { kind: 'io' } });
});

it('reports that count more than they hold are left out and counted; others are ignored', async () => {
  const { wire, stream } = bench('example-counted-64');
  await stream.open();
  const seen: Uint8Array[] = [];
  stream.onData((bytes) => seen.push(bytes));
  const report = (...head: number[]) => Uint8Array.of(...head, ...new Uint8Array(64 - head.length));
  for (const one of [
    report(2, 0xa5, 0xff),
    report(2, 0xa5, 0),
    report(2, 0x00, 3),
    report(3, 0xa5, 3),
    report(2, 0xa5, 3, 7, 8),
  ]) {
    wire.input(one);
  }
  await new Promise((resolve) => setImmediate(resolve));
  expect(stream.badReports).toBe(2);
  expect(seen).toEqual([Uint8Array.of(7, 8)]);
});
