import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { createMemoryHidPair, SimulatedClock } from '../transports/index.ts';
import { CANARY, opened, reportsOf, WHO } from './hid-pos.test-kit.ts';
import { HidPosBarcodeReader } from './hid-pos-driver.ts';
import { STANDARD_LAYOUT } from './hid-pos-layout.ts';
import { settle, whileReading } from './reading.test-kit.ts';

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
