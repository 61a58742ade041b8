import { describe, expect, it } from 'vitest';
import { settle, whileReading } from './reading.test-kit.ts';
import { ASKABLE, opened, setUp } from './serial.test-kit.ts';

/** The setting that says when it reads. */
const MODE = { honeywell: 'TRGMOD', newland: 'SCNMOD', gm65: '0000' } as const;

describe.each(ASKABLE)('%s is set up, watched and put right', (family) => {
  const mode = MODE[family];
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

describe('a GM65 that answers slowly: no reply says what it answers', () => {
  it.each([50, 390, 410, 450, 790, 850, 1_100])('its registers keep what is not ours: after %i ms', async (ms) => {
    const { simulator, scanner, clock } = await opened('gm65', { delayMs: ms });
    for (let look = 0; look < 3; look += 1) await scanner.refresh();
    expect([simulator.setting('0000'), simulator.setting('0003')]).toEqual(['d5', '03']);
    expect(scanner.repairedSettings).toBe(0);
    const read = await whileReading({ scanner, clock }, () => simulator.showCode('6901234567892'), 20_000);
    expect(read).toMatchObject({ value: { text: '6901234567892' } });
    expect([simulator.setting('0000'), simulator.setting('0003')]).toEqual(['d5', '03']);
  });

  it('nor does a lost one make it wait for ever', async () => {
    const { simulator, scanner, clock } = await opened('gm65', { delayMs: 20 });
    simulator.loseNext = 2;
    const begun = clock.now();
    expect(await scanner.refresh()).toMatchObject({ device: 'online', faults: [] });
    expect(clock.now() - begun).toBeLessThan(4_000);
    expect([simulator.setting('0000'), simulator.setting('0003')]).toEqual(['d5', '03']);
  });
});
