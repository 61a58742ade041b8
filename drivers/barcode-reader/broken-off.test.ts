import { mkdtempSync, rmSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import { systemClock } from '../contract/index.ts';
import { createTransport, openPty } from '../transports/index.ts';
import { SerialBarcodeReader } from './driver.ts';
import { FAMILY_NAMES } from './families.ts';
import { suffixOf, whileReading } from './reading.test-kit.ts';
import { opened } from './serial.test-kit.ts';
import { encodeCode, SUFFIX_NAMES } from './suffix-parser.ts';

const BYTE_SUFFIXES = SUFFIX_NAMES.filter((name) => name !== 'idle');
const WHOLE = '91330100MA27XXXXXX:0000000001';
const [HEAD, TAIL] = [WHOLE.slice(0, 12), WHOLE.slice(12)];
const each = FAMILY_NAMES.flatMap((family) => SUFFIX_NAMES.map((suffix) => ({ family, suffix })));
const eachWithBytes = each.filter(({ suffix }) => suffix !== 'idle');

describe('the rest of a code that began in a read given up', () => {
  it.each(each)('is nobody’s: $family, $suffix', async ({ family, suffix }) => {
    const world = await opened(family, { suffix });
    const send = (text: string, ended: boolean) =>
      world.wire.write(ended ? encodeCode(Buffer.from(text), suffixOf(suffix)) : Buffer.from(text));
    const away = new AbortController();
    const first = world.scanner.read({ timeoutMs: 5_000, signal: away.signal });
    await world.clock.delay(50);
    send(HEAD, false);
    away.abort();
    expect(await first).toMatchObject({ error: { errorCode: 'canceled' } });
    const next = world.scanner.read({ timeoutMs: 5_000 });
    await world.clock.delay(50);
    send(TAIL, true);
    await world.clock.delay(200);
    send('6901234567892', true);
    expect(await next).toMatchObject({ value: { text: '6901234567892' } });
    expect((await world.scanner.refresh()).evidence).toContain('unasked codes dropped: 1');
  });

  it.each(eachWithBytes)('nor when it never comes, and the next code does: $family, $suffix', async (how) => {
    const world = await opened(how.family, { suffix: how.suffix });
    const away = new AbortController();
    const first = world.scanner.read({ timeoutMs: 5_000, signal: away.signal });
    await world.clock.delay(50);
    world.wire.write(Buffer.from(HEAD));
    away.abort();
    await first;
    await world.clock.delay(1_100);
    expect(await whileReading(world, () => world.simulator.showCode('NEXT'))).toMatchObject({
      value: { text: 'NEXT' },
    });
  });
});

describe('a code that breaks off within a read', () => {
  it.each(eachWithBytes)('ends it, its rest and itself are nobody’s: $family, $suffix', async ({ family, suffix }) => {
    const world = await opened(family, { suffix });
    const began = world.clock.now();
    const read = await whileReading(world, () => world.wire.write(Buffer.from(HEAD)), 30_000);
    expect(read).toMatchObject({ error: { code: 'unsupportedData', errorCode: 'codeBroken', effect: 'none' } });
    expect(world.clock.now() - began).toBeLessThan(2_000);
    const next = world.scanner.read({ timeoutMs: 5_000 });
    await world.clock.delay(500);
    world.wire.write(encodeCode(Buffer.from(TAIL), suffixOf(suffix)));
    await world.clock.delay(100);
    world.simulator.showCode('6901234567892');
    expect(await next).toMatchObject({ value: { text: '6901234567892' } });
    expect((await world.scanner.refresh()).evidence).toContain('codes broken off: 1');
  });

  it.each(BYTE_SUFFIXES)('is never glued to the next one: %s', async (suffix) => {
    const world = await opened('plain', { suffix });
    const reading = world.scanner.read({ timeoutMs: 30_000 });
    await world.clock.delay(50);
    world.wire.write(Buffer.from(HEAD));
    await world.clock.delay(4_000);
    world.wire.write(encodeCode(Buffer.from('6901234567892'), suffixOf(suffix)));
    expect(await reading).toMatchObject({ error: { errorCode: 'codeBroken' } });
  });

  it('says after three that the scanner was changed, though each is taken for the rest of the last', async () => {
    const world = await opened('plain');
    for (let turn = 0; turn < 3; turn += 1) {
      const read = await whileReading(world, () => world.wire.write(Buffer.from('NO END')), 30_000);
      expect(read).toMatchObject({ error: { errorCode: 'codeBroken' } });
    }
    expect(world.scanner.status().faults).toContain('code-form-changed');
  });

  it('is not one whose rest waited in the kernel while this process stood still', async () => {
    const folder = mkdtempSync(path.join(os.tmpdir(), 'budayang-broken-'));
    const wire = openPty({ link: path.join(folder, 'scanner') });
    if (!wire.ok) throw new Error(wire.error.message);
    const transport = createTransport(wire.value.path, { baudRate: 9600 });
    if (!transport.ok) throw new Error(transport.error.message);
    const scanner = new SerialBarcodeReader(transport.value, { family: 'plain', suffix: suffixOf('idle(50)') });
    expect(await scanner.open()).toMatchObject({ ok: true });
    const reading = scanner.read({ timeoutMs: 5_000 });
    await systemClock.delay(50);
    const begun = new Promise<void>((resolve) => {
      const stop = transport.value.onData(() => {
        stop();
        resolve();
      });
    });
    wire.value.write(Buffer.from(HEAD));
    await begun;
    wire.value.write(Buffer.from(TAIL));
    const until = performance.now() + 150;
    while (performance.now() < until);
    expect(await reading).toMatchObject({ value: { text: WHOLE } });
    await scanner.close();
    wire.value.close();
    rmSync(folder, { recursive: true, force: true });
  });
});
