import { afterEach, expect, it } from 'vitest';
import { XfsAuxiliaries } from './auxiliaries.ts';
import { Peer } from './testing/peer.ts';
import { auxiliariesService } from './testing/peer-services.ts';

const ends: (() => Promise<unknown>)[] = [];
afterEach(async () => {
  for (const end of ends.splice(0).toReversed()) await end();
});

it('asks to be told, hears sensors, sets lights and knows nothing once it is gone', async () => {
  const peer = await Peer.start({ services: { Sensors: auxiliariesService } });
  ends.push(() => peer.stop());
  const sensors = new XfsAuxiliaries({ address: peer.uri('Sensors'), patience: { acknowledgeMs: 300 } });
  ends.push(() => sensors.close());
  expect(await sensors.open()).toMatchObject({ ok: true });
  expect(peer.received.at(-1)).toMatchObject({ name: 'Auxiliaries.Register', payload: { cabinetDoor: 'register' } });
  expect(sensors.readings()).toMatchObject({ cabinetDoor: 'closed', proximitySensor: 'notPresent', onBattery: null });
  const changed = new Promise<void>((resolve) => {
    const stop = sensors.onStatus(() => {
      stop();
      resolve();
    });
  });
  peer.unsolicited('Sensors', 'Common.StatusChangedEvent', '3.0', {
    auxiliaries: { cabinetDoor: 'open', UPS: { powering: true, low: false } },
  });
  await changed;
  expect(sensors.readings()).toMatchObject({
    cabinetDoor: 'open',
    tamperSensor: 'off',
    onBattery: true,
    batteryLow: false,
  });
  expect(await sensors.setLight('statusGood', { flashRate: 'continuous', color: 'green' })).toMatchObject({
    ok: true,
    effect: 'done',
  });
  expect(peer.received.at(-1)?.payload).toEqual({
    statusGood: { default: { flashRate: 'continuous', color: 'green' } },
  });
  peer.on('Lights.SetLight', (call) => call.complete('unsupportedData'));
  expect(await sensors.setLight('nonsense', {})).toMatchObject({ error: { code: 'unsupportedData', effect: 'none' } });
  peer.on('Lights.SetLight', () => peer.dropAll());
  expect(await sensors.setLight('statusGood', {})).toMatchObject({
    error: { errorCode: 'hung-up', effect: 'unknown' },
  });
  expect(sensors.status()).toMatchObject({ device: 'offline', faults: ['hung-up'] });
  expect(sensors.readings()).toMatchObject({ cabinetDoor: null, onBattery: null });
  expect(peer.violations).toEqual([]);
});
