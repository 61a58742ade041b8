import fc from 'fast-check';
import iconv from 'iconv-lite';
import { describe, expect, it } from 'vitest';
import type { DeviceStatus, HidIdentity } from '../contract/index.ts';
import { createMemoryHidPair, SimulatedClock } from '../transports/index.ts';
import { encodeHidPosReports } from './hid-pos.ts';
import { HidPosBarcodeReader } from './hid-pos-driver.ts';
import { type HidPosLayout, STANDARD_LAYOUT } from './hid-pos-layout.ts';
import { HidPosSimulator, hidPosDescriptor, type SimulatedTrigger } from './hid-pos-simulator.ts';
import { settle, whileReading } from './reading.test-kit.ts';

const CANARY = `张三样例 䶮頔彧𬎆 CANARY-7319 ${'长'.repeat(60)}`;
const LAYOUTS: Record<string, HidPosLayout> = {
  standard: STANDARD_LAYOUT,
  'AIM one byte later': { ...STANDARD_LAYOUT, aimAt: 3, dataAt: 6, continuedAt: null, reportLength: 64 },
  'no length byte': {
    ...STANDARD_LAYOUT,
    lengthAt: null,
    aimAt: 1,
    dataAt: 4,
    continuedAt: { byte: 60, bit: 0 },
    reportLength: 61,
  },
};
const WHO: HidIdentity = {
  vendorId: 0x0c2e,
  productId: 0x0901,
  serialNumber: 'S0001',
  manufacturer: 'Example',
  product: 'Scanner',
  release: 0x0110,
};

function setUp(trigger: SimulatedTrigger = 'usages', layout = STANDARD_LAYOUT, descriptor = true) {
  const { transport, wire } = createMemoryHidPair({
    port: 'hid://0c2e:0901',
    identity: WHO,
    descriptor: descriptor ? hidPosDescriptor(layout, trigger) : null,
  });
  const clock = new SimulatedClock();
  const simulator = new HidPosSimulator(wire, { layout, trigger });
  const scanner = new HidPosBarcodeReader(transport, clock);
  const statuses: DeviceStatus[] = [];
  scanner.onStatus((status) => statuses.push(status));
  return { transport, wire, clock, simulator, scanner, statuses };
}

async function opened(...options: Parameters<typeof setUp>) {
  const world = setUp(...options);
  expect(await world.scanner.open()).toMatchObject({ ok: true });
  return world;
}

const reportsOf = (text: string) => encodeHidPosReports(Buffer.from(text), ']Q1', STANDARD_LAYOUT);

describe('reading', () => {
  it.each(Object.keys(LAYOUTS))('gives exact text and AIM identifier: %s', async (name) => {
    const world = await opened('usages', LAYOUTS[name]);
    const long = LAYOUTS[name]?.continuedAt ? CANARY : CANARY.slice(0, 12);
    const read = await whileReading(world, () => world.simulator.showCode(long));
    expect(read).toEqual({ ok: true, value: { text: long, aim: ']Q1' }, effect: 'none' });
  });

  it('takes the usual layout where the system shows no descriptor', async () => {
    const world = await opened('none', STANDARD_LAYOUT, false);
    expect(await whileReading(world, () => world.simulator.showCode('ABC', null))).toMatchObject({
      value: { text: 'ABC', aim: null },
    });
  });

  it('reads GB 18030, refuses what is no text', async () => {
    const world = await opened();
    const show = (code: string | Uint8Array) => whileReading(world, () => world.simulator.showCode(code));
    expect(await show(iconv.encode('样例码', 'gb18030'))).toMatchObject({ value: { text: '样例码' } });
    expect(await show(Uint8Array.of(0x41, 0xff))).toMatchObject({ error: { errorCode: 'notText' } });
    expect(await show('A\u001b[2J')).toMatchObject({ error: { errorCode: 'notText' } });
  });

  it('ends a code by silence when "continued" was a lie, and waits between slow parts', async () => {
    const world = await opened();
    const [first, second] = reportsOf('x'.repeat(70));
    if (!first || !second) throw new Error('two reports expected');
    const read = await whileReading(world, () => world.simulator.sendRaw(first));
    expect(read).toMatchObject({ value: { text: 'x'.repeat(56) } });
    const slow = world.scanner.read({ timeoutMs: 5_000 });
    await world.clock.delay(50);
    world.simulator.sendRaw(first);
    await world.clock.delay(100);
    world.simulator.sendRaw(second);
    expect(await slow).toMatchObject({ value: { text: 'x'.repeat(70) } });
  });

  const BROKEN = {
    'a short one': (report: Uint8Array) => report.slice(0, 20),
    'an impossible length': (report: Uint8Array) => report.fill(0xff, 1, 2),
  };

  it.each([
    ['a short one', 0],
    ['a short one', 1],
    ['a short one', 2],
    ['an impossible length', 0],
    ['an impossible length', 1],
    ['an impossible length', 2],
  ] as const)(
    'gives nothing of a code with %s as report %i of three, says so, and reads the next',
    async (how, which) => {
      const world = await opened();
      const sent = reportsOf(`${'A'.repeat(56)}${'B'.repeat(56)}913301000000000001`);
      const began = world.clock.now();
      const read = await whileReading(world, () => {
        for (const [index, report] of sent.entries()) {
          world.simulator.sendRaw(index === which ? BROKEN[how](report) : report);
          world.simulator.sendRaw(Uint8Array.of(9, 1, 2, 3));
        }
      });
      expect(read).toMatchObject({ error: { code: 'unsupportedData', errorCode: 'codeBroken', effect: 'none' } });
      expect(world.clock.now() - began).toBeLessThan(1_000);
      expect(await whileReading(world, () => world.simulator.showCode('GOOD'))).toMatchObject({
        value: { text: 'GOOD' },
      });
      expect((await world.scanner.refresh()).evidence).toContain('bad reports: 1');
    },
  );

  it('where no report says "continued" a bad one spoils only itself', async () => {
    const layout = LAYOUTS['AIM one byte later'];
    const world = await opened('usages', layout);
    const read = await whileReading(world, () => world.simulator.sendRaw(Uint8Array.of(2, 1)));
    expect(read).toMatchObject({ error: { errorCode: 'codeBroken' } });
    expect(await whileReading(world, () => world.simulator.showCode('NEXT'))).toMatchObject({
      value: { text: 'NEXT' },
    });
  });

  it('gives nobody the rest of a code that began in a read given up', async () => {
    const world = await opened();
    const [head, middle, tail] = reportsOf(`${'A'.repeat(56)}${'B'.repeat(56)}913301000000000001`);
    if (!head || !middle || !tail) throw new Error('three reports expected');
    const away = new AbortController();
    const first = world.scanner.read({ timeoutMs: 5_000, signal: away.signal });
    await world.clock.delay(50);
    world.simulator.sendRaw(head);
    away.abort();
    expect(await first).toMatchObject({ error: { errorCode: 'canceled' } });
    const next = world.scanner.read({ timeoutMs: 5_000 });
    await world.clock.delay(50);
    world.simulator.sendRaw(middle);
    world.simulator.sendRaw(tail);
    for (const report of reportsOf('MINE')) world.simulator.sendRaw(report);
    expect(await next).toMatchObject({ value: { text: 'MINE' } });
    expect(world.scanner.droppedCodes).toBe(1);
  });

  it('gives one code a read and keeps nothing that was not asked for', async () => {
    const world = await opened('none');
    for (const report of reportsOf('BEFORE')) world.simulator.sendRaw(report);
    const [half] = reportsOf('y'.repeat(60));
    if (half) world.simulator.sendRaw(half);
    await settle();
    const read = world.scanner.read({ timeoutMs: 5_000 });
    await world.clock.delay(200);
    world.simulator.showCode('ONE');
    world.simulator.showCode('TWO');
    expect(await read).toMatchObject({ value: { text: 'ONE' } });
    expect(world.scanner.droppedCodes).toBe(3);
  });
});

describe.each(['usages', 'honeywell'] as const)('the trigger by %s', (trigger) => {
  it('is on only inside a read, whatever ends it', async () => {
    const world = await opened(trigger);
    expect(world.simulator.reading).toBe(false);
    const light: boolean[] = [];
    const watch = async (reading: Promise<unknown>) => {
      await world.clock.delay(20);
      light.push(world.simulator.reading);
      await reading;
      await settle();
      light.push(world.simulator.reading);
    };
    await watch(world.scanner.read({ timeoutMs: 100 }));
    const abort = new AbortController();
    const canceled = world.scanner.read({ timeoutMs: 60_000, signal: abort.signal });
    void world.clock.delay(30).then(() => abort.abort());
    await watch(canceled);
    expect(await canceled).toMatchObject({ error: { code: 'canceled' } });
    await watch(whileReading(world, () => world.simulator.showCode('CODE')));
    const closing = world.scanner.read({ timeoutMs: 60_000 });
    void world.clock.delay(30).then(() => world.scanner.close());
    await watch(closing);
    expect(await closing).toMatchObject({ error: { errorCode: 'closed' } });
    expect(light).toEqual([true, false, true, false, true, false, true, false]);
  });
});

describe('a code that comes while the scanner is lit again, every eight seconds of a read', () => {
  const LOOK_MS = 8_000;
  /** Shows one code so many milliseconds into a read, its reports `gapMs` apart; forgets it where it is lit in the middle. */
  async function shownAt(atMs: number, gapMs: number, text: string) {
    const world = await opened();
    const reading = world.scanner.read({ timeoutMs: 20_000 });
    let lit = 0;
    world.wire.onOutput((report) => {
      if (report[0] === 0x04 && ((report[1] ?? 0) & 0x04) !== 0) lit += 1;
    });
    await world.clock.delay(atMs);
    const before = lit;
    for (const report of reportsOf(text)) {
      // It began anew: what is left of the code is never sent.
      if (lit !== before) break;
      world.wire.input(report);
      await world.clock.delay(gapMs);
    }
    return { read: await reading, lit, world };
  }

  it('is read whole at every moment around it, in one report or in several', async () => {
    const wrong: string[] = [];
    for (const gapMs of [0, 1, 30, 100])
      for (let atMs = LOOK_MS - 240; atMs <= LOOK_MS + 40; atMs += 20)
        for (const text of ['ABC', CANARY]) {
          const { read } = await shownAt(atMs, gapMs, text);
          if (!read.ok || read.value.text !== text) wrong.push(`${atMs} ${gapMs} ${text.length}`);
        }
    expect(wrong).toEqual([]);
  });
});

describe('faults', () => {
  it('says a hang-up in the middle of a code, and opens again after it', async () => {
    const world = await opened();
    const [half] = reportsOf('z'.repeat(60));
    const read = await whileReading(world, () => {
      if (half) world.simulator.sendRaw(half);
      world.wire.hangUp();
    });
    expect(read).toMatchObject({ error: { code: 'deviceNotReady', errorCode: 'hungUp', effect: 'none' } });
    expect(world.scanner.status()).toMatchObject({ device: 'offline', faults: ['hung-up'] });
    expect(await world.scanner.open()).toMatchObject({ error: { errorCode: 'portNotFound' } });
    expect(world.scanner.status()).toMatchObject({ device: 'noDevice', faults: ['port-not-found'] });
    world.wire.plugIn();
    expect(await world.scanner.open()).toMatchObject({ ok: true });
    expect(world.scanner.status()).toMatchObject({
      device: 'online',
      identity: 'S0001',
      firmware: 'USB 1.10',
      faults: [],
    });
    expect(await whileReading(world, () => world.simulator.showCode('AGAIN'))).toMatchObject({
      value: { text: 'AGAIN' },
    });
  });

  it('says when reports cannot be written', async () => {
    const world = await opened();
    world.wire.refuseWrites = true;
    expect(await world.scanner.read({ timeoutMs: 100 })).toMatchObject({ error: { errorCode: 'writeFailed' } });
    expect(world.scanner.status()).toMatchObject({ device: 'offline', faults: ['port-error'] });
    world.wire.refuseWrites = false;
    expect(await whileReading(world, () => world.simulator.showCode('BACK'))).toMatchObject({ ok: true });
    expect(world.scanner.status()).toMatchObject({ device: 'online' });
  });

  it('does not take another HID device for a scanner, and frees it', async () => {
    const keyboard = Uint8Array.from(Buffer.from('05010906A101050719E029E7750195088102C0', 'hex'));
    const { transport } = createMemoryHidPair({ descriptor: keyboard });
    const scanner = new HidPosBarcodeReader(transport, new SimulatedClock());
    expect(await scanner.open()).toMatchObject({
      error: { errorCode: 'portError', message: expect.stringMatching(/no HID-POS scanner/) },
    });
    expect(await transport.open()).toMatchObject({ ok: true });
  });

  it('never lets a payload into a status, an error or a line of evidence', async () => {
    const world = await opened();
    const results = [await whileReading(world, () => world.simulator.showCode(`${CANARY}\u0000`))];
    await whileReading(world, () => world.simulator.showCode(CANARY));
    for (const report of reportsOf(CANARY)) world.simulator.sendRaw(report);
    await settle();
    await world.scanner.close();
    expect(JSON.stringify([results, world.statuses])).not.toMatch(/CANARY|张三/);
  });

  it('ends every command whatever reports come, and gives only readable text', async () => {
    const noise = fc.oneof(
      fc.uint8Array({ maxLength: 80 }),
      fc.uint8Array({ minLength: 63, maxLength: 63 }).map((data) => Uint8Array.of(2, ...data)),
    );
    await fc.assert(
      fc.asyncProperty(fc.array(noise, { maxLength: 8 }), async (reports) => {
        const world = await opened();
        const reading = world.scanner.read({ timeoutMs: 2_000 });
        for (const report of reports) {
          await world.clock.delay(30);
          world.simulator.sendRaw(report);
        }
        const read = await reading;
        if (read.ok) expect(read.value.text).not.toMatch(/[\p{Cc}\ufffd]/u);
        else expect(['noCode', 'notText', 'codeBroken']).toContain(read.error.errorCode);
        // The rest of what was begun would be part of it.
        await world.clock.delay(200);
        expect(await whileReading(world, () => world.simulator.showCode('AFTER'))).toMatchObject({
          value: { text: 'AFTER' },
        });
      }),
      { numRuns: 60 },
    );
  });
});

describe('a scanner that is dead and says nothing', () => {
  it('is noticed when it takes no report any more, where it has a trigger', async () => {
    const world = await opened();
    expect(await world.scanner.refresh()).toMatchObject({ device: 'online', faults: [] });
    world.wire.refuseWrites = true;
    expect(await world.scanner.refresh()).toMatchObject({ device: 'offline', faults: ['port-error'] });
    world.wire.refuseWrites = false;
    expect(await world.scanner.refresh()).toMatchObject({ device: 'online', faults: [] });
  });

  it('is doubted where it has none, until a code comes and again when none comes', async () => {
    const world = await opened('none');
    expect(await world.scanner.refresh()).toMatchObject({ device: 'online', faults: ['unverified'] });
    expect(world.scanner.status().evidence).toContain('no code has come since it was opened');
    await whileReading(world, () => world.simulator.showCode('ABC'));
    expect(world.scanner.status().faults).toEqual([]);
    expect((await world.scanner.refresh()).faults).toEqual([]);
    world.simulator.silent = true;
    for (let turn = 0; turn < 3; turn++) {
      expect(world.scanner.status().faults).toEqual([]);
      await world.scanner.read({ timeoutMs: 1_000 });
    }
    expect(world.scanner.status()).toMatchObject({ device: 'online', faults: ['unverified'] });
    expect(world.scanner.status().evidence).toContain('3 reads brought nothing');
    world.simulator.silent = false;
    await whileReading(world, () => world.simulator.showCode('ABC'));
    expect((await world.scanner.refresh()).faults).toEqual([]);
  });
});

it('an over-long code ends its read as soon as it ended itself', async () => {
  const world = await opened();
  const read = whileReading(world, () => world.simulator.showCode('x'.repeat(5_000)), 600_000);
  expect(await read).toMatchObject({ error: { code: 'unsupportedData', errorCode: 'tooLong', effect: 'none' } });
  expect(await whileReading(world, () => world.simulator.showCode('ABC'))).toMatchObject({ value: { text: 'ABC' } });
});

describe('what a programming code leaves behind', () => {
  it('reports that fit no code of its own descriptor, three in a row', async () => {
    const world = await opened();
    const bad = new Uint8Array(STANDARD_LAYOUT.reportLength).fill(0xee);
    bad[0] = STANDARD_LAYOUT.reportId;
    for (const faults of [[], [], ['code-form-changed']]) {
      world.simulator.sendRaw(bad.slice());
      await settle();
      expect(world.scanner.status().faults).toEqual(faults);
    }
    await world.clock.delay(200);
    expect(await whileReading(world, () => world.simulator.showCode('ABC'))).toMatchObject({ ok: true });
    expect(world.scanner.status().faults).toEqual([]);
  });

  it('a light that does not obey: told after the second code that nobody asked for, and forgotten', async () => {
    const world = await opened();
    const unasked = async () => {
      await world.clock.delay(2_000);
      for (const report of reportsOf('FORCED')) world.simulator.sendRaw(report);
      await settle();
    };
    await unasked();
    expect(world.scanner.status().faults).toEqual([]);
    await unasked();
    expect(world.scanner.status()).toMatchObject({ faults: ['trigger-mode'], action: 'configuration' });
    await world.clock.delay(600_000);
    expect((await world.scanner.refresh()).faults).toEqual([]);
  });

  it('no such thing of a code that was on its way while the light went out, or of a scanner that reads by itself', async () => {
    const world = await opened();
    for (let turn = 0; turn < 3; turn++) {
      await whileReading(world, () => world.simulator.showCode('ABC'));
      for (const report of reportsOf('LATE')) world.simulator.sendRaw(report);
      await settle();
    }
    expect(world.scanner.status().faults).toEqual([]);
    const free = await opened('none');
    for (let turn = 0; turn < 3; turn++) {
      await free.clock.delay(5_000);
      free.simulator.showCode('FREE');
      await settle();
    }
    expect(free.scanner.status().faults).not.toContain('trigger-mode');
  });

  it('an identifier in the data although the reports have a place for it', async () => {
    const world = await opened();
    expect(await whileReading(world, () => world.simulator.showCode(']Q1ABC'))).toMatchObject({
      error: { errorCode: 'codeFormChanged' },
    });
  });

  it('another mode: the box is there and no scanner any more', async () => {
    const { transport } = createMemoryHidPair({ port: 'hid://0c2e:0901', identity: WHO, descriptor: null });
    const message = 'hid://0c2e:0901 is there with usage page 0001 and not 008c';
    transport.open = async () => ({ ok: false, error: { kind: 'notFound', message, otherMode: true } });
    const scanner = new HidPosBarcodeReader(transport, new SimulatedClock());
    expect(await scanner.open()).toMatchObject({ error: { code: 'deviceNotReady', errorCode: 'portNotFound' } });
    expect(scanner.status()).toMatchObject({
      ...{ device: 'offline', faults: ['mode-changed'], action: 'configuration', evidence: message },
    });
  });
});
