import { describe, expect, it } from 'vitest';
import { FAMILY_NAMES } from './families.ts';
import { encodeGm65Reply } from './gm65.ts';
import { settle, whileReading } from './reading.test-kit.ts';
import { ASKABLE, opened } from './serial.test-kit.ts';

/** What a stranger would show: the code that opens set-up where it must be opened, and one that reads all the time. */
type Code = readonly [name: string, value: string];
const PROGRAMMABLE: Record<(typeof ASKABLE)[number], { readonly open: Code | null; readonly mode: Code }> = {
  honeywell: { open: null, mode: ['TRGMOD', '3'] },
  newland: { open: ['SETUPE', '1'], mode: ['SCNMOD', '2'] },
  gm65: { open: ['0003', '01'], mode: ['0000', 'd6'] },
};

describe.each(FAMILY_NAMES)('%s: what tells a scanner that was changed', (family) => {
  it('refuses codes with an AIM identifier where none are sent, says so, and forgets it with the next plain one', async () => {
    const world = await opened(family);
    const show = (code: string) => whileReading(world, () => world.simulator.showCode(code));
    expect(await show('FIRST')).toMatchObject({ ok: true });
    expect(await show(']Q1HELLO')).toMatchObject({
      error: { code: 'unsupportedData', errorCode: 'codeFormChanged', effect: 'none' },
    });
    expect(world.scanner.status()).toMatchObject({ faults: ['code-form-changed'], action: 'configuration' });
    expect((await world.scanner.refresh()).faults).toEqual(['code-form-changed']);
    expect(await show(']HELLO')).toMatchObject({ value: { text: ']HELLO' } });
    expect(world.scanner.status()).toMatchObject({ faults: [], action: 'none' });
  });

  it('refuses codes without the AIM identifier that it was set up to send', async () => {
    const world = await opened(family, { aim: ']Q1' });
    const show = (code: string) => whileReading(world, () => world.simulator.showCode(code));
    expect(await show('FIRST')).toMatchObject({ value: { text: 'FIRST', aim: ']Q1' } });
    world.simulator.aim = null;
    expect(await show('SECOND')).toMatchObject({ error: { errorCode: 'codeFormChanged' } });
    expect(world.scanner.status().faults).toEqual(['code-form-changed']);
    world.simulator.aim = ']d2';
    expect(await show('THIRD')).toMatchObject({ value: { text: 'THIRD', aim: ']d2' } });
    expect(world.scanner.status().faults).toEqual([]);
  });

  it.each(['@SCNMOD2', '#SETUPE1;SCNMOD2;', 'TRGMOD3.', 'VSUFCR;TRGMOD0!', 'SETUPE1', '\u0016T\r'.slice(0, 2)])(
    'gives a programming code to nobody: %j',
    async (code) => {
      const world = await opened(family);
      const known = code.length > 2;
      await whileReading(world, () => world.simulator.showCode('FIRST'));
      expect(await whileReading(world, () => world.simulator.showCode(code))).toMatchObject({
        error: { code: 'unsupportedData', errorCode: known ? 'programmingCode' : 'notText', effect: 'none' },
      });
      const { faults, evidence, action } = world.scanner.status();
      expect(faults).toEqual(known ? ['programming-code-shown'] : []);
      expect(action).toBe('none');
      expect(evidence).not.toContain(code);
      await world.clock.delay(3_600_000);
      expect((await world.scanner.refresh()).faults).not.toContain('programming-code-shown');
    },
  );
});

describe('programming codes shown by an attacker', () => {
  it('Newland: without light or with set-up closed they do nothing', async () => {
    const world = await opened('newland');
    expect(world.simulator.showProgrammingCode('SCNMOD', '2')).toBe(false);
    const reading = world.scanner.read({ timeoutMs: 3_000 });
    await world.clock.delay(50);
    expect(world.simulator.showProgrammingCode('SCNMOD', '2')).toBe(false);
    await reading;
    expect(world.simulator.setting('SCNMOD')).toBe('0');
  });

  it('Newland: opening set-up first works, and the next check closes and mends it', async () => {
    const world = await opened('newland');
    const reading = world.scanner.read({ timeoutMs: 3_000 });
    await world.clock.delay(50);
    expect(world.simulator.showProgrammingCode('SETUPE', '1')).toBe(true);
    expect(world.simulator.showProgrammingCode('SCNMOD', '2')).toBe(true);
    await reading;
    const status = await world.scanner.refresh();
    expect(status.evidence).toContain('settings put back: 2');
    expect([world.simulator.setting('SETUPE'), world.simulator.setting('SCNMOD')]).toEqual(['0', '0']);
    expect(world.simulator.reading).toBe(false);
  });

  it.each(ASKABLE)('%s: a read in which nothing came asks again and mends what was changed', async (family) => {
    const world = await opened(family);
    const { open, mode } = PROGRAMMABLE[family];
    const reading = world.scanner.read({ timeoutMs: 3_000 });
    await world.clock.delay(50);
    if (open) world.simulator.showProgrammingCode(...open);
    expect(world.simulator.showProgrammingCode(...mode)).toBe(true);
    expect(await reading).toMatchObject({ error: { errorCode: 'noCode' } });
    expect(world.simulator.reading).toBe(false);
    expect(world.scanner.repairedSettings).toBe(open ? 2 : 1);
  });

  it.each(ASKABLE)('%s: codes then sent unasked are dropped, and the next read mends it first', async (family) => {
    const world = await opened(family);
    const { open, mode } = PROGRAMMABLE[family];
    const reading = world.scanner.read({ timeoutMs: 3_000 });
    await world.clock.delay(50);
    if (open) world.simulator.showProgrammingCode(...open);
    world.simulator.showProgrammingCode(...mode);
    world.simulator.showCode('MINE');
    expect(await reading).toMatchObject({ value: { text: 'MINE' } });
    world.simulator.showCode('FORCED');
    await settle();
    expect(world.scanner.droppedCodes).toBe(1);
    expect(await whileReading(world, () => world.simulator.showCode('NEXT'))).toMatchObject({
      value: { text: 'NEXT' },
    });
    expect(world.simulator.reading).toBe(false);
    expect(world.scanner.repairedSettings).toBe(open ? 2 : 1);
    expect(world.scanner.status().evidence).toContain('settings put back');
  });

  it.each(ASKABLE)('%s: a code that reads like one makes the driver look', async (family) => {
    const world = await opened(family);
    const code = family === 'newland' ? '@SCNMOD2' : 'TRGMOD3.';
    const read = await whileReading(world, () => {
      world.simulator.showCode(code);
      // Changed in a way nothing else would have told.
      world.simulator.powerCycle();
    });
    expect(read).toMatchObject({ error: { errorCode: 'programmingCode' } });
    expect(world.scanner.repairedSettings).toBeGreaterThan(0);
  });

  it.each(ASKABLE)('%s: a dead scanner is not waited for until the time is over', async (family) => {
    const world = await opened(family);
    world.simulator.silent = true;
    const begun = world.clock.now();
    // Those whose trigger has no answer are found out by the next look at them.
    const bound = family === 'honeywell' ? 12_000 : 3_000;
    expect(await world.scanner.read({ timeoutMs: 60_000 })).toMatchObject({ error: { errorCode: 'noAnswer' } });
    expect(world.clock.now() - begun).toBeLessThan(bound);
    expect(world.scanner.status().faults).toEqual(['no-answer']);
  });

  it.each(ASKABLE)(
    '%s: silence after the question says that the scanner is dead, not that no code came',
    async (family) => {
      const world = await opened(family);
      const reading = world.scanner.read({ timeoutMs: 3_000 });
      await world.clock.delay(50);
      world.simulator.silent = true;
      expect(await reading).toMatchObject({ error: { code: 'deviceNotReady', errorCode: 'noAnswer', effect: 'none' } });
      expect(world.scanner.status().faults).toEqual(['no-answer']);
    },
  );
});

/** An answer as the family writes it, printed as a code that nothing is told from but by what else comes. */
const IMITATED = {
  honeywell: 'TRGMOD0\x06!',
  newland: '\x02\x010000#SETUPE0\x06;\x03\x02\x010000#SCNMOD0\x06;\x03',
  gm65: Buffer.from(encodeGm65Reply({ status: 0, data: Uint8Array.of(0xd5) })).toString('latin1'),
} as const;

describe.each(ASKABLE)('%s: a code that imitates an answer', (family) => {
  it('hides no changed mode for longer than to the look after', async () => {
    const world = await opened(family, { delayMs: 60 });
    const { open, mode } = PROGRAMMABLE[family];
    const reading = world.scanner.read({ timeoutMs: 3_000 });
    await world.clock.delay(200);
    if (open) world.simulator.showProgrammingCode(...open);
    world.simulator.showProgrammingCode(...mode);
    world.simulator.showCode('MINE');
    expect(await reading).toMatchObject({ value: { text: 'MINE' } });
    expect(world.simulator.reading).toBe(true);
    // From now on it is held out all the time: before every answer of the scanner comes the imitated one.
    const imitate = () => world.wire.write(Buffer.from(`${IMITATED[family]}\r`, 'latin1'));
    const stop = world.wire.onData(imitate);
    for (let look = 0; look < 3; look += 1) {
      await world.scanner.refresh();
      await world.clock.delay(5_000);
    }
    stop();
    expect(world.simulator.reading).toBe(false);
  });

  it('is given to nobody, and a late answer ends no read', async () => {
    const world = await opened(family);
    const reading = world.scanner.read({ timeoutMs: 7_000 });
    await world.clock.delay(50);
    world.wire.write(Buffer.from(IMITATED[family], 'latin1'));
    await world.clock.delay(4_000);
    world.simulator.showCode('6901234567892');
    expect(await reading).toMatchObject({ value: { text: '6901234567892' } });
  });
});
