import fc from 'fast-check';
import iconv from 'iconv-lite';
import { describe, expect, it } from 'vitest';
import { type DeviceStatus, STALE_AFTER_MS } from '../contract/index.ts';
import { createMemoryPair, SimulatedClock } from '../transports/index.ts';
import { SerialBarcodeReader } from './driver.ts';
import { FAMILY_NAMES, type FamilyName } from './families.ts';
import { settle, whileReading } from './reading.test-kit.ts';
import { ScannerSimulator } from './simulator.ts';
import { parseSuffix, SUFFIX_NAMES, type Suffix } from './suffix-parser.ts';

const CANARY = '张三样例 䶮頔彧𬎆 CANARY-7319';
const ASKABLE = ['honeywell', 'newland', 'gm65'] as const;
/** What a stranger would show: the code that opens set-up where it must be opened, and one that reads all the time. */
type Code = readonly [name: string, value: string];
const PROGRAMMABLE: Record<(typeof ASKABLE)[number], { readonly open: Code | null; readonly mode: Code }> = {
  honeywell: { open: null, mode: ['TRGMOD', '3'] },
  newland: { open: ['SETUPE', '1'], mode: ['SCNMOD', '2'] },
  gm65: { open: ['0003', '01'], mode: ['0000', 'd6'] },
};

const suffixOf = (name: string): Suffix => {
  const suffix = parseSuffix(name);
  if (!suffix.ok) throw new Error(suffix.error);
  return suffix.value;
};

function setUp(family: FamilyName, options: { suffix?: string; aim?: string } = {}) {
  const { transport, wire } = createMemoryPair('memory://scanner');
  const clock = new SimulatedClock();
  const suffix = suffixOf(options.suffix ?? 'CR');
  const simulator = new ScannerSimulator(wire, { family, suffix, aim: options.aim ?? null });
  const scanner = new SerialBarcodeReader(transport, { family, suffix, aimPrefix: options.aim !== undefined }, clock);
  const statuses: DeviceStatus[] = [];
  scanner.onStatus((status) => statuses.push(status));
  return { transport, wire, clock, simulator, scanner, statuses };
}

const opened = async (family: FamilyName, options: { suffix?: string; aim?: string } = {}) => {
  const world = setUp(family, options);
  expect(await world.scanner.open()).toMatchObject({ ok: true });
  return world;
};

/** A Newland answers the question for its version with a line end inside. */
describe('a version that came too late', () => {
  const version = '\x02\x010000@QRYFWVFirmware Version:V2.04.000\n\x06;\x03';

  it.each(
    SUFFIX_NAMES.flatMap((suffix) =>
      [version, version.replace('V2', `V2 ${'x'.repeat(200)}\xe9`)].map((late) => ({ suffix, late })),
    ),
  )('is no part of the next code: suffix $suffix, $late', async ({ suffix, late }) => {
    const world = await opened('newland', { suffix });
    world.simulator.sendRaw(Buffer.from(late, 'latin1'));
    const read = await whileReading(world, () => world.simulator.showCode('6901234567892'));
    expect(read).toMatchObject({ value: { text: '6901234567892' } });
    world.simulator.sendRaw(Buffer.from(late, 'latin1'));
    const next = await whileReading(world, () => world.simulator.showCode('6901234567893'));
    expect(next).toMatchObject({ value: { text: '6901234567893' } });
    expect(world.scanner.status()).toMatchObject({ device: 'online', faults: [] });
  });
});

/** Lets everything that is under way in this process happen. */
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
    await settle();
    const read = await whileReading(world, () => world.simulator.sendRaw(Buffer.from('ONE\rTWO\rTHR')));
    expect(read).toMatchObject({ ok: true, value: { text: 'ONE' } });
    const next = await whileReading(world, () => world.simulator.sendRaw(Buffer.from('NEXT\r')));
    expect(next).toMatchObject({ ok: true, value: { text: 'NEXT' } });
    // BEFORE, HALF, TWO and THR.
    expect(world.scanner.droppedCodes).toBe(4);
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
        else expect(['noCode', 'notText', 'programmingCode']).toContain(read.error.errorCode);
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

describe.each(ASKABLE)('%s is set up, watched and put right', (family) => {
  const [mode] = PROGRAMMABLE[family].mode;
  const wanted = { honeywell: '0', newland: '0', gm65: 'd5' }[family];

  it('sets reading to trigger only at open', async () => {
    const world = setUp(family);
    expect(world.simulator.reading).toBe(true);
    await world.scanner.open();
    expect(world.simulator.setting(mode)).toBe(wanted);
    expect(world.simulator.reading).toBe(false);
    world.simulator.showCode('NOBODY ASKED');
    await settle();
    expect(world.scanner.droppedCodes).toBe(0);
    expect(await world.scanner.read({ timeoutMs: 500 })).toMatchObject({ value: { text: 'NOBODY ASKED' } });
  });

  it('does not take a silent port for a scanner, and frees it', async () => {
    const world = setUp(family);
    world.simulator.silent = true;
    expect(await world.scanner.open()).toMatchObject({ error: { code: 'deviceNotReady', errorCode: 'noAnswer' } });
    expect(world.scanner.status()).toMatchObject({ device: 'offline', faults: ['no-answer'], action: 'maintenance' });
    expect(await world.transport.open()).toMatchObject({ ok: true });
  });

  it('notices silence while idle and the return from it', async () => {
    const world = await opened(family);
    world.simulator.silent = true;
    expect(await world.scanner.refresh()).toMatchObject({ device: 'offline', faults: ['no-answer'] });
    world.simulator.silent = false;
    expect(await world.scanner.refresh()).toMatchObject({ device: 'online', faults: [], action: 'none' });
  });

  it('says which setting the scanner refuses', async () => {
    const world = setUp(family);
    world.simulator.refuse(mode);
    expect(await world.scanner.open()).toMatchObject({ ok: true });
    expect(world.scanner.status()).toMatchObject({
      device: 'online',
      faults: ['trigger-mode'],
      action: 'configuration',
    });
    expect(world.scanner.status().evidence).toContain(`${mode}${family === 'gm65' ? '01' : '0'} -> refused`);
  });

  it('sets up again after the scanner lost power', async () => {
    const world = await opened(family);
    world.simulator.powerCycle();
    expect(world.simulator.setting(mode)).not.toBe(wanted);
    expect(await world.scanner.refresh()).toMatchObject({ device: 'online', faults: [] });
    expect(world.simulator.setting(mode)).toBe(wanted);
    expect(world.scanner.repairedSettings).toBeGreaterThan(0);
  });

  it('asks once more when a reply is lost on the way', async () => {
    const world = await opened(family);
    world.simulator.loseNext = 1;
    expect(await world.scanner.refresh()).toMatchObject({ device: 'online', faults: [] });
    expect(world.statuses.map((status) => status.device)).not.toContain('offline');
  });

  it('lets a read wait for a check that is under way', async () => {
    const world = await opened(family);
    world.simulator.loseNext = 1;
    const refreshing = world.scanner.refresh();
    const reading = world.scanner.read({ timeoutMs: 3_000 });
    world.simulator.showCode('PATIENT');
    expect(await refreshing).toMatchObject({ device: 'online' });
    expect(await reading).toMatchObject({ value: { text: 'PATIENT' } });
  });

  it('takes a reply that came too late off the front of a code', async () => {
    const world = await opened(family);
    const late = {
      honeywell: 'TRGMOD0\x06!',
      newland: '\x02\x010000#SCNMOD0\x06;\x03',
      gm65: '\x02\x00\x00\x01\x00\x33\x31',
    }[family];
    const read = await whileReading(world, () =>
      world.simulator.sendRaw(Buffer.from(`${late}${late}CODE\r`, 'latin1')),
    );
    expect(read).toMatchObject({ value: { text: 'CODE' } });
  });

  it('puts out the light a dead predecessor left on', async () => {
    const world = await opened(family);
    await whileReading(world, () => world.wire.hangUp());
    expect(world.simulator.reading).toBe(true);
    world.wire.plugIn();
    await world.scanner.open();
    expect(world.simulator.reading).toBe(false);
  });

  it('is not confused by a code that is shown while it is asked', async () => {
    const world = await opened(family);
    const refreshing = world.scanner.refresh();
    world.simulator.sendRaw(Buffer.from('IN BETWEEN\r'));
    expect(await refreshing).toMatchObject({ device: 'online' });
    expect(world.scanner.droppedCodes).toBe(1);
    const reading = world.scanner.read({ timeoutMs: 2_000 });
    world.simulator.sendRaw(Buffer.from('AT ONCE\r'));
    expect(await reading).toMatchObject({ value: { text: 'AT ONCE' } });
  });
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

it.each(FAMILY_NAMES)('%s: an over-long code ends its read as soon as it ended itself', async (family) => {
  const world = await opened(family);
  const read = whileReading(world, () => world.simulator.showCode('x'.repeat(5_000)), 600_000);
  expect(await read).toMatchObject({ error: { code: 'unsupportedData', errorCode: 'tooLong', effect: 'none' } });
  expect(await whileReading(world, () => world.simulator.showCode('ABC'))).toMatchObject({ value: { text: 'ABC' } });
});

describe('which program it runs', () => {
  const TOLD = {
    honeywell: 'CW000082BBA 16345',
    gm65: 'software 110 hardware 100',
    newland: 'V2.04.000',
    plain: null,
  } as const;

  it.each(FAMILY_NAMES)('%s: asked once, at the first look while idle, and never at the opening', async (family) => {
    const world = await opened(family);
    expect(world.scanner.status().firmware).toBeNull();
    expect((await world.scanner.refresh()).firmware).toBe(TOLD[family]);
    const begun = world.clock.now();
    world.simulator.refuse('REVINF');
    world.simulator.refuse('QRYFWV');
    expect((await world.scanner.refresh()).firmware).toBe(TOLD[family]);
    expect(await whileReading(world, () => world.simulator.showCode('ABC'))).toMatchObject({ value: { text: 'ABC' } });
    expect(world.clock.now() - begun).toBeLessThan(1_000);
    expect(world.scanner.droppedCodes).toBe(0);
  });

  it.each([
    ['honeywell', 'REVINF'],
    ['newland', 'QRYFWV'],
  ] as const)('%s: one that does not know the command is as good as any', async (family, command) => {
    const world = await opened(family);
    world.simulator.refuse(command);
    expect(await world.scanner.refresh()).toMatchObject({ device: 'online', faults: [], firmware: null });
    expect(await whileReading(world, () => world.simulator.showCode('ABC'))).toMatchObject({ value: { text: 'ABC' } });
  });

  it.each(['honeywell', 'newland', 'gm65'] as const)(
    '%s: one that falls silent at the question delays once',
    async (family) => {
      const world = await opened(family);
      // The settings are answered and told; what comes after them is lost.
      const stop = world.scanner.onStatus(() => {
        world.simulator.loseNext = 1;
        stop();
      });
      const begun = world.clock.now();
      expect(await world.scanner.refresh()).toMatchObject({ device: 'online', faults: [], firmware: null });
      expect(world.clock.now() - begun).toBeLessThanOrEqual(1_300);
      expect(await world.scanner.refresh()).toMatchObject({ device: 'online', firmware: null });
      expect(await whileReading(world, () => world.simulator.showCode('ABC'))).toMatchObject({
        value: { text: 'ABC' },
      });
    },
  );
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
