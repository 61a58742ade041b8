import { describe, expect, onTestFinished, test } from 'vitest';
import { type Clock, type DeviceEvent, type DeviceStatus, systemClock } from '../../drivers/contract/index.ts';
import { IppDocumentPrinter } from '../../drivers/document-printer/index.ts';
import { IppPrinterSimulator } from '../../drivers/document-printer/ipp/simulator.ts';
import { Attachment } from './attachment.ts';
import { PhysicalDevice } from './physical-device.ts';
import { patienceFor } from './reopening.ts';

test.each([
  ['/dev/ttyUSB0', [250, 500, 1000, 2000, 5000, 5000]],
  ['hid://0c2e:0901', [250, 500, 1000, 2000, 5000, 5000]],
  ['pcsc:', [250, 500, 1000, 2000, 5000, 5000]],
  ['xfs://192.0.2.1/SN-1', [250, 500, 1000, 2000, 5000, 5000]],
  ['ipp://192.0.2.1/ipp/print', [250, 500, 1000, 1000, 1000, 1000]],
  ['tcp://192.0.2.1:9100', [250, 500, 1000, 1000, 1000, 1000]],
  ['wss://192.0.2.1:5846/xfs4iot/v1.0/R', [250, 500, 1000, 1000, 1000, 1000]],
])('%s is tried again after %j ms', (port, waits) => {
  expect(waits.map((_, attempts) => patienceFor(port, ['port-not-found'], attempts))).toEqual(waits);
});

test.each([['port-denied'], ['identity-untold'], ['no-answer'], []])(
  'a host that refuses by how it is set up is not knocked at every second: %s',
  (...faults) => {
    const waits = [0, 1, 2, 3, 4, 5].map((attempts) => patienceFor('wss://192.0.2.1:5846/x', faults, attempts));
    expect(waits).toEqual([250, 500, 1000, 2000, 5000, 5000]);
  },
);

describe('a printer on the network that starts again', () => {
  /** A hundredth of every wait. */
  const clock: Clock = {
    now: () => systemClock.now() * 100,
    delay: (milliseconds, signal) => systemClock.delay(milliseconds / 100, signal),
  };

  async function attached(flapTimes: number) {
    const simulator = new IppPrinterSimulator({ clock });
    const uri = await simulator.listen();
    const statuses: DeviceStatus[] = [];
    const events: DeviceEvent[] = [];
    const attachment = new Attachment({
      deviceClass: 'documentPrinter',
      create: () => new IppDocumentPrinter({ uri }),
      physical: new PhysicalDevice(uri),
      identity: null,
      clock,
      onStatus: (status) => statuses.push(status),
      onEvent: (event) => events.push(event),
      flapLimits: { times: flapTimes, withinMs: 3_600_000, restMs: 10_000, longestMs: 10_000 },
    });
    attachment.start();
    onTestFinished(async () => {
      await attachment.stop();
      await simulator.close();
    });
    const is = (attachmentState: string) =>
      expect.poll(() => attachment.status().attachment, { interval: 5 }).toBe(attachmentState);
    await is('attached');
    const names = () => events.map(({ name }) => name).filter((name) => name.startsWith('Device.'));
    return { simulator, attachment, statuses, names, is };
  }

  test('is gone with its first refusal and there again with its first answer, which is one departure', async () => {
    const { simulator, attachment, statuses, names, is } = await attached(2);
    const before = statuses.length;
    await simulator.hangUp();
    await is('detached');
    expect(attachment.status()).toMatchObject({
      device: 'noDevice',
      faults: ['port-not-found'],
      paper: 'unknown',
      activity: null,
      source: 'inferred',
    });
    // Not three silences first: nothing but the departure was told since.
    expect(statuses.slice(before).every(({ faults }) => faults[0] !== 'no-answer')).toBe(true);
    // However long it refuses: who was not there does not depart.
    await systemClock.delay(100);
    await simulator.listen();
    await is('attached');
    expect(attachment.status()).toMatchObject({ device: 'online', faults: [] });
    expect(names()).toEqual(['Device.Attached', 'Device.Detached', 'Device.Attached']);
  });

  test('now and then is there again with its first answer each time', async () => {
    const { simulator, names, is } = await attached(4);
    for (const _ of [1, 2, 3]) {
      await simulator.hangUp();
      await is('detached');
      await simulator.listen();
      await is('attached');
    }
    expect(names().filter((name) => name === 'Device.Detached')).toHaveLength(3);
    expect(names()).not.toContain('Device.FlapDetected');
  });

  test('over and over is left alone, says that it comes and goes, and is tried again by itself', async () => {
    const { simulator, attachment, names, is } = await attached(2);
    await simulator.hangUp();
    await is('detached');
    await simulator.listen();
    await is('attached');
    await simulator.hangUp();
    await is('quarantined');
    expect(attachment.status()).toMatchObject({ device: 'offline', action: 'maintenance', faults: ['flapping'] });
    expect(names()).toContain('Device.FlapDetected');
    await simulator.listen();
    await is('attached');
  });
});
