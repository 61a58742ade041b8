import { describe, expect, it } from 'vitest';
import { STALE_AFTER_MS } from '../contract/index.ts';
import { FAMILY_NAMES } from './families.ts';
import { settle, whileReading } from './reading.test-kit.ts';
import { ASKABLE, opened } from './serial.test-kit.ts';

describe.each(FAMILY_NAMES)('%s: a read of a minute', (family) => {
  it('keeps the status young while the scanner is there, and reads the code that comes at last', async () => {
    const world = await opened(family);
    const ages: number[] = [];
    const reading = world.scanner.read({ timeoutMs: 60_000 });
    for (let second = 0; second < 40; second += 1) {
      await world.clock.delay(1_000);
      ages.push(world.clock.now() - world.scanner.status().observedAt);
    }
    expect(Math.max(...ages)).toBeLessThan(STALE_AFTER_MS);
    world.simulator.showCode('AT LAST');
    expect(await reading).toMatchObject({ ok: true, value: { text: 'AT LAST' } });
  });

  it('loses one answer, and two, without a word', async () => {
    const world = await opened(family);
    if (family === 'plain') return;
    for (const lost of [1, 2]) {
      world.simulator.silent = true;
      const refreshing = world.scanner.refresh();
      // Each is waited for so long.
      await world.clock.delay((lost - 1) * 400 + 200);
      world.simulator.silent = false;
      expect(await refreshing).toMatchObject({ device: 'online', faults: [] });
    }
  });
});

describe('a scanner of family plain, which takes no question', () => {
  const HOUR = 3_600_000;
  it('is doubted until a code comes, vouched for by it for twelve hours, and doubted after reads in vain', async () => {
    const world = await opened('plain');
    const doubt = async () => (await world.scanner.refresh()).faults;
    expect(await doubt()).toEqual(['unverified']);
    world.simulator.showCode('UNASKED');
    await settle();
    expect(await doubt()).toEqual([]);
    await world.clock.delay(11 * HOUR);
    expect(await doubt()).toEqual([]);
    await world.clock.delay(2 * HOUR);
    expect(await doubt()).toEqual(['unverified']);
    await whileReading(world, () => world.simulator.showCode('ABC'));
    expect(await doubt()).toEqual([]);
    world.simulator.silent = true;
    for (let turn = 0; turn < 3; turn++) await world.scanner.read({ timeoutMs: 1_000 });
    expect(await doubt()).toEqual(['unverified']);
  });

  it('is said to send codes in another form after three in a row that never end or are no text', async () => {
    const world = await opened('plain');
    const show = (code: string | Uint8Array) => whileReading(world, () => world.simulator.showCode(code), 1_000);
    await show('FIRST');
    for (const odd of [Uint8Array.of(0xff, 0x41), Uint8Array.of(0xff)]) await show(odd);
    expect(world.scanner.status().faults).toEqual([]);
    await show('BETWEEN');
    // The suffix was taken away: bytes come, and no code.
    for (let turn = 0; turn < 3; turn++)
      await whileReading(world, () => world.simulator.sendRaw(Buffer.from('X')), 1_000);
    expect((await world.scanner.refresh()).faults).toContain('code-form-changed');
    await world.scanner.close();
    await world.scanner.open();
    expect(world.scanner.status().faults).toEqual(['unverified']);
  });

  it('is doubted anew when it is opened anew: it may be another one', async () => {
    const world = await opened('plain');
    await whileReading(world, () => world.simulator.showCode('ABC'));
    expect((await world.scanner.refresh()).faults).toEqual([]);
    await world.scanner.close();
    await world.scanner.open();
    expect(world.scanner.status().faults).toEqual(['unverified']);
  });
});

describe.each(ASKABLE)('a code that comes while %s is asked and lit again, every eight seconds of a read', (family) => {
  it('is read whole at every moment around it, however it is cut', async () => {
    const wrong: string[] = [];
    for (const gapMs of [1, 40, 300])
      for (let atMs = 7_900 - 2 * gapMs; atMs <= 8_060; atMs += 20) {
        const world = await opened(family);
        let lit = 0;
        world.wire.onData(() => {
          lit += 1;
        });
        const reading = world.scanner.read({ timeoutMs: 20_000 });
        await world.clock.delay(atMs);
        const before = lit;
        for (const part of ['AB', 'CD', 'EF\r']) {
          // One that begins anew when it is spoken to never sends the rest.
          if (lit !== before && part !== 'AB') break;
          world.wire.write(Buffer.from(part));
          await world.clock.delay(gapMs);
        }
        const read = await reading;
        if (!read.ok || read.value.text !== 'ABCDEF') wrong.push(`${atMs} ${gapMs}`);
      }
    expect(wrong).toEqual([]);
  });

  it('is not waited for when it never ends: a look comes a second later', async () => {
    const world = await opened(family);
    let lit = 0;
    world.wire.onData(() => {
      lit += 1;
    });
    const reading = world.scanner.read({ timeoutMs: 20_000 });
    await world.clock.delay(7_950);
    const before = lit;
    world.wire.write(Buffer.from('half'));
    await world.clock.delay(1_000);
    expect(lit).toBe(before);
    await world.clock.delay(200);
    expect(lit).toBeGreaterThan(before);
    await world.scanner.close();
    expect(await reading).toMatchObject({ ok: false });
  });
});
