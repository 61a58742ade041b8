import { afterEach, describe, expect, it } from 'vitest';
import { type AuxiliariesSnapshot, auxiliariesSnapshotSchema } from '../contract/index.ts';
import { inputsOf, XfsAuxiliaries } from './auxiliaries.ts';
import { Peer } from './testing/peer.ts';
import { auxiliariesService } from './testing/peer-services.ts';

const ends: (() => Promise<unknown>)[] = [];
afterEach(async () => {
  for (const end of ends.splice(0).toReversed()) await end();
});

async function set() {
  const peer = await Peer.start({ services: { Sensors: auxiliariesService } });
  ends.push(() => peer.stop());
  const sensors = new XfsAuxiliaries({
    address: peer.uri('Sensors'),
    lights: ['statusGood'],
    patience: { acknowledgeMs: 300 },
  });
  ends.push(() => sensors.close());
  expect(await sensors.open()).toMatchObject({ ok: true });
  return { peer, sensors };
}

describe('a cabinet behind an Auxiliaries service', () => {
  it('asks to be told, hears its sensors, and knows nothing once it is gone', async () => {
    const { peer, sensors } = await set();
    expect(peer.received.at(-1)).toMatchObject({ name: 'Auxiliaries.Register', payload: { cabinetDoor: 'register' } });
    expect(sensors.snapshot()).toEqual({
      presence: 'notPresent',
      doors: { cabinetDoor: 'closed' },
      tamper: 'off',
      ups: null,
      operatorSwitch: null,
      headset: null,
      keypad: false,
      lights: { statusGood: null },
      routes: [],
      volume: null,
    });
    const next = () =>
      new Promise<AuxiliariesSnapshot>((resolve) => {
        const stop = sensors.onSnapshot((snapshot) => {
          stop();
          resolve(snapshot);
        });
      });
    const changed = next();
    peer.unsolicited('Sensors', 'Common.StatusChangedEvent', '3.0', {
      auxiliaries: { cabinetDoor: 'bolted', UPS: { powering: true, low: false } },
    });
    expect(await changed).toMatchObject({ doors: { cabinetDoor: 'locked' }, tamper: 'off', ups: { state: 'engaged' } });
    const gone = next();
    peer.dropAll();
    const lost = await gone;
    expect(lost).toMatchObject({
      presence: 'unknown',
      doors: { cabinetDoor: 'unknown' },
      ups: { state: 'unknown' },
      headset: null,
    });
    expect(auxiliariesSnapshotSchema.parse(lost)).toEqual(lost);
    expect(peer.violations).toEqual([]);
  });

  it('tells no change before there was one: what a service says first is how it is', async () => {
    const peer = await Peer.start({ services: { Sensors: auxiliariesService } });
    ends.push(() => peer.stop());
    const sensors = new XfsAuxiliaries({ address: peer.uri('Sensors'), patience: { acknowledgeMs: 300 } });
    ends.push(() => sensors.close());
    const told: string[] = [];
    sensors.onEvent(({ name, detail }) => told.push(`${name} ${detail}`));
    expect(await sensors.open()).toMatchObject({ ok: true });
    expect(sensors.snapshot()).toMatchObject({ doors: { cabinetDoor: 'closed' }, tamper: 'off' });
    expect(told).toEqual([]);
    peer.unsolicited('Sensors', 'Common.StatusChangedEvent', '3.0', { auxiliaries: { cabinetDoor: 'open' } });
    await expect.poll(() => told).toContain('Auxiliaries.StatusChangedEvent door.cabinetDoor open');
    expect(told.filter((line) => line.startsWith('Auxiliaries.'))).toHaveLength(1);
  });

  it('sets lights and loudness, and keeps only what was taken', async () => {
    const { peer, sensors } = await set();
    const green = { flashRate: 'continuous', color: 'green' } as const;
    expect(await sensors.setLight('statusGood', green)).toMatchObject({ ok: true, effect: 'done' });
    expect(peer.received.at(-1)?.payload).toEqual({ statusGood: { default: green } });
    expect(await sensors.setLight('nonsense', green)).toMatchObject({
      error: { errorCode: 'lightUnknown', effect: 'none' },
    });
    expect(await sensors.setVolume({ route: 'speaker', percent: 0 })).toMatchObject({ ok: true });
    expect(peer.received.at(-1)?.payload).toEqual({ volume: 1 });
    expect(await sensors.setVolume({ route: 'headset', percent: 5 })).toMatchObject({
      error: { errorCode: 'routeUnsupported' },
    });
    peer.on('Lights.SetLight', () => peer.dropAll());
    const off = { flashRate: 'off', color: null } as const;
    expect(await sensors.setLight('statusGood', off)).toMatchObject({
      error: { errorCode: 'hung-up', effect: 'unknown' },
    });
    // What a service that went was told, nobody knows any more.
    expect(sensors.snapshot()).toMatchObject({ lights: { statusGood: null }, volume: null });
  });

  it.each(['powerOff', 'starting', 'noDevice', 'offline'])(
    'of which its service says %s is not believed to shine or to see, and the change back is told',
    async (device) => {
      const { peer, sensors } = await set();
      const green = { flashRate: 'continuous', color: 'green' } as const;
      await sensors.setLight('statusGood', green);
      await sensors.setVolume({ route: 'speaker', percent: 30 });
      const told: AuxiliariesSnapshot[] = [];
      sensors.onSnapshot((snapshot) => told.push(snapshot));
      const says = (word: string) =>
        peer.unsolicited('Sensors', 'Common.StatusChangedEvent', '3.0', { common: { device: word } });
      says(device);
      await expect.poll(() => told.at(-1)?.lights).toEqual({ statusGood: null });
      expect(told.at(-1)).toMatchObject({ tamper: 'unknown', doors: { cabinetDoor: 'unknown' }, volume: null });
      says('online');
      await expect.poll(() => told.at(-1)?.tamper).toBe('off');
      expect(told.at(-1)).toMatchObject({
        lights: { statusGood: null },
        doors: { cabinetDoor: 'closed' },
        volume: null,
      });
    },
  );

  it('sounds where its Enhanced Audio Controller says, which a plug may move, and sets it', async () => {
    const { peer, sensors } = await set();
    const says = (auxiliaries: object) =>
      peer.unsolicited('Sensors', 'Common.StatusChangedEvent', '3.0', { auxiliaries });
    says({ enhancedAudioControl: 'publicAudioAuto', enhancedAudioSensor: 'notPresent', volume: 700 });
    await expect.poll(() => sensors.snapshot().routes).toEqual(['speaker', 'headset']);
    expect(sensors.snapshot()).toMatchObject({ headset: 'unplugged', volume: { route: 'speaker', percent: 70 } });
    says({ enhancedAudioControl: 'privateAudioAuto', enhancedAudioSensor: 'present' });
    await expect.poll(() => sensors.snapshot().volume?.route).toBe('headset');
    says({ enhancedAudioControl: 'publicAudioManual' });
    await expect.poll(() => sensors.snapshot().volume?.route).toBe('speaker');
    expect(await sensors.setVolume({ route: 'headset', percent: 40 })).toMatchObject({ ok: true });
    expect(peer.received.at(-1)?.payload).toEqual({ volume: 400, enhancedAudioControl: 'privateAudioManual' });
    expect(sensors.snapshot().volume).toEqual({ route: 'headset', percent: 40 });
    expect(await sensors.setVolume({ route: 'speaker', percent: 50 })).toMatchObject({ ok: true });
    expect(peer.received.at(-1)?.payload).toEqual({ volume: 500, enhancedAudioControl: 'publicAudioManual' });
    peer.dropAll();
    await expect.poll(() => sensors.snapshot().headset).toBe('unknown');
  });

  it('can set the route of a controller that does not know where it sounds, and says none for it', () => {
    const status = { enhancedAudioSensor: 'present', enhancedAudioControl: 'unknown' } as const;
    expect(inputsOf(status).routes).toEqual(['speaker', 'headset']);
    expect(inputsOf({ ...status, volume: 500 }).routes).toEqual(['speaker', 'headset']);
    expect(inputsOf({ enhancedAudioSensor: 'present', volume: 500 }).routes).toEqual(['speaker']);
  });

  it.each([
    [{ powering: true, low: true }, 'low'],
    [{ powering: true }, 'engaged'],
    [{ powering: false, low: true }, 'powering'],
    [{ powering: false, low: false, recovered: true }, 'recovered'],
    [{ powering: false, low: false, engaged: true }, 'good'],
    [{}, 'unknown'],
  ])('reads the battery %j as %s', (UPS, state) => expect(inputsOf({ UPS }).ups?.state).toBe(state));
});
