import fc from 'fast-check';
import iconv from 'iconv-lite';
import { describe, expect, it } from 'vitest';
import { FAMILY_NAMES } from './families.ts';
import { settle, whileReading } from './reading.test-kit.ts';
import { opened } from './serial.test-kit.ts';
import { SUFFIX_NAMES } from './suffix-parser.ts';

const CANARY = '张三样例 䶮頔彧𬎆 CANARY-7319';

describe.each(FAMILY_NAMES)('%s', (family) => {
  it.each(SUFFIX_NAMES)('reads exact text with suffix %s, whole and byte by byte', async (suffix) => {
    const world = await opened(family, { suffix });
    for (const splitBytes of [false, true]) {
      world.simulator.splitBytes = splitBytes;
      const read = await whileReading(world, () => world.simulator.showCode(CANARY));
      expect(read).toEqual({ ok: true, value: { text: CANARY, aim: null }, effect: 'none' });
    }
    expect(world.scanner.droppedCodes).toBe(0);
  });

  it('reads GB 18030 and takes the AIM identifier off', async () => {
    const world = await opened(family, { aim: ']Q1' });
    const read = await whileReading(world, () => world.simulator.showCode(iconv.encode('样例码', 'gb18030')));
    expect(read).toMatchObject({ ok: true, value: { text: '样例码', aim: ']Q1' } });
  });

  it('refuses what is no text, and reads the next code', async () => {
    const world = await opened(family);
    for (const code of [Uint8Array.of(0x41, 0xff), Buffer.from('A\u001b[2J'), Uint8Array.of(0x00, 0x01)]) {
      const read = await whileReading(world, () => world.simulator.showCode(code));
      expect(read).toMatchObject({
        ok: false,
        error: { code: 'unsupportedData', errorCode: 'notText', effect: 'none' },
      });
    }
    expect(await whileReading(world, () => world.simulator.showCode('OK'))).toMatchObject({ value: { text: 'OK' } });
  });

  it('gives one code a read and keeps nothing that was not asked for', async () => {
    const world = await opened(family);
    world.simulator.sendRaw(Buffer.from('BEFORE\rHALF'));
    await world.clock.delay(2_500);
    const read = await whileReading(world, () => world.simulator.sendRaw(Buffer.from('ONE\rTWO\rTHR')));
    expect(read).toMatchObject({ ok: true, value: { text: 'ONE' } });
    await world.clock.delay(2_500);
    const next = await whileReading(world, () => world.simulator.sendRaw(Buffer.from('NEXT\r')));
    expect(next).toMatchObject({ ok: true, value: { text: 'NEXT' } });
    // BEFORE, TWO and THR; HALF never ended.
    expect(world.scanner.droppedCodes).toBe(3);
    expect((await world.scanner.refresh()).evidence).toContain('codes broken off: 1');
  });

  it('times out, is canceled, refuses a second command, and puts the light out each time', async () => {
    const world = await opened(family);
    const light = family === 'plain';
    expect(await world.scanner.read({ timeoutMs: 1_000 })).toMatchObject({
      error: { code: 'timeOut', errorCode: 'noCode', effect: 'none' },
    });
    expect(world.simulator.reading).toBe(light);
    const abort = new AbortController();
    const reading = world.scanner.read({ timeoutMs: 60_000, signal: abort.signal });
    await world.clock.delay(50);
    expect(world.simulator.reading).toBe(true);
    expect(await world.scanner.read({ timeoutMs: 10 })).toMatchObject({ error: { code: 'sequenceError' } });
    abort.abort();
    expect(await reading).toMatchObject({ error: { code: 'canceled', effect: 'none' } });
    expect(world.simulator.reading).toBe(light);
    expect(await world.scanner.read({ timeoutMs: 60_000, signal: abort.signal })).toMatchObject({
      error: { code: 'canceled' },
    });
    expect(await whileReading(world, () => world.simulator.showCode('AGAIN'))).toMatchObject({
      value: { text: 'AGAIN' },
    });
  });

  it('says a hang-up while reading and while idle, and opens again after it', async () => {
    const world = await opened(family);
    expect(await whileReading(world, () => world.wire.hangUp())).toMatchObject({
      error: { code: 'deviceNotReady', errorCode: 'hungUp', effect: 'none' },
    });
    expect(world.scanner.status()).toMatchObject({ device: 'offline', faults: ['hung-up'], action: 'maintenance' });
    expect(await world.scanner.read({ timeoutMs: 10 })).toMatchObject({ error: { errorCode: 'closed' } });
    expect(await world.scanner.open()).toMatchObject({ error: { errorCode: 'portNotFound' } });
    expect(world.scanner.status()).toMatchObject({ device: 'noDevice' });
    world.simulator.powerCycle();
    world.wire.plugIn();
    expect(await world.scanner.open()).toMatchObject({ ok: true });
    expect(world.scanner.status()).toMatchObject({
      device: 'online',
      faults: family === 'plain' ? ['unverified'] : [],
    });
    world.wire.hangUp();
    await settle();
    expect(world.scanner.status()).toMatchObject({ device: 'offline', faults: ['hung-up'] });
  });

  it('is closed in the middle of a read without a loose end', async () => {
    const world = await opened(family);
    const reading = world.scanner.read({ timeoutMs: 60_000 });
    await world.clock.delay(50);
    await world.scanner.close();
    expect(await reading).toMatchObject({ error: { code: 'deviceNotReady', errorCode: 'closed' } });
    expect(world.simulator.reading).toBe(family === 'plain');
    expect(await world.scanner.open()).toMatchObject({ ok: true });
  });

  it('never lets a payload into a status, an error or a line of evidence', async () => {
    const world = await opened(family);
    await whileReading(world, () => world.simulator.showCode(CANARY));
    world.simulator.sendRaw(Buffer.from(`${CANARY}\r`));
    await settle();
    await world.scanner.refresh();
    const refused = await whileReading(world, () => world.simulator.showCode(`${CANARY}\u0007`));
    world.wire.hangUp();
    await settle();
    expect(JSON.stringify([world.statuses, refused])).not.toMatch(/CANARY|样例|7319/);
    expect(world.statuses.length).toBeGreaterThan(3);
  });

  it('drops an over-long code, says so, and goes on', async () => {
    const world = await opened(family);
    const flood = Buffer.concat([Buffer.alloc(20_000, 0x41), Buffer.from('\rGOOD\r')]);
    expect(await whileReading(world, () => world.simulator.sendRaw(flood))).toMatchObject({ value: { text: 'GOOD' } });
    expect((await world.scanner.refresh()).evidence).toContain('over-long codes dropped: 1');
  });

  it('ends every command whatever bytes come, and gives only readable text', async () => {
    const noise = fc.oneof(
      fc.uint8Array({ maxLength: 40 }),
      fc.constantFrom(
        '\x02\x010000#SCNTRG1\x06;\x03',
        'TRGMOD0\x06!',
        '\r',
        '\x02\x010000',
        'TRGMOD',
        'SCNMOD2\x06;\x03',
        '\x02\x00\x00\x01\x00\x33\x31',
        '\x02\x00\x00\x01',
      ),
    );
    await fc.assert(
      fc.asyncProperty(fc.array(noise, { maxLength: 8 }), async (parts) => {
        const world = await opened(family);
        const reading = world.scanner.read({ timeoutMs: 2_000 });
        for (const part of parts) {
          await world.clock.delay(30);
          world.simulator.sendRaw(typeof part === 'string' ? Buffer.from(part, 'latin1') : part);
        }
        const read = await reading;
        if (read.ok) expect(read.value.text).not.toMatch(/[\p{Cc}\ufffd]/u);
        else expect(['noCode', 'notText', 'programmingCode', 'codeBroken']).toContain(read.error.errorCode);
        await world.scanner.refresh();
        // Whatever was left half-sent ends with this suffix.
        world.simulator.sendRaw(Buffer.from('\r'));
        await settle();
        expect(await whileReading(world, () => world.simulator.showCode('AFTER'))).toMatchObject({
          value: { text: 'AFTER' },
        });
      }),
      { numRuns: 40 },
    );
  });
});

it.each(FAMILY_NAMES)('%s: an over-long code ends its read as soon as it ended itself', async (family) => {
  const world = await opened(family);
  const read = whileReading(world, () => world.simulator.showCode('x'.repeat(5_000)), 600_000);
  expect(await read).toMatchObject({ error: { code: 'unsupportedData', errorCode: 'tooLong', effect: 'none' } });
  expect(await whileReading(world, () => world.simulator.showCode('ABC'))).toMatchObject({ value: { text: 'ABC' } });
});
