import iconv from 'iconv-lite';
import { describe, expect, it } from 'vitest';
import { CANARY, opened, reportsOf } from './hid-pos.test-kit.ts';
import { type HidPosLayout, STANDARD_LAYOUT } from './hid-pos-layout.ts';
import { settle, whileReading } from './reading.test-kit.ts';

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

it('an over-long code ends its read as soon as it ended itself', async () => {
  const world = await opened();
  const read = whileReading(world, () => world.simulator.showCode('x'.repeat(5_000)), 600_000);
  expect(await read).toMatchObject({ error: { code: 'unsupportedData', errorCode: 'tooLong', effect: 'none' } });
  expect(await whileReading(world, () => world.simulator.showCode('ABC'))).toMatchObject({ value: { text: 'ABC' } });
});
