import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { afterEach, describe, expect, test } from 'vitest';
import { systemClock } from '../../drivers/contract/index.ts';
import { Attachment } from './attachment.ts';
import { PhysicalDevice } from './physical-device.ts';
import { portMayHaveCome } from './port-appearance.ts';
import { Place, ScriptedDevice } from './scripted-device.test-kit.ts';

const stops: (() => Promise<void>)[] = [];
afterEach(async () => {
  for (const stop of stops.splice(0)) await stop();
});

describe('a port that appears', () => {
  const folder = mkdtempSync(path.join(os.tmpdir(), 'ports-'));
  afterEach(() => rmSync(path.join(folder, 'ttyTest'), { force: true }));

  test('is heard of at once, others are not', async () => {
    const came = portMayHaveCome(path.join(folder, 'ttyTest'), AbortSignal.timeout(10_000)).then(() => 'came');
    writeFileSync(path.join(folder, 'ttyOther'), '');
    expect(await Promise.race([came, delay(200, 'nothing')])).toBe('nothing');
    writeFileSync(path.join(folder, 'ttyTest'), '');
    expect(await came).toBe('came');
  });

  const fresh = () => mkdtempSync(path.join(os.tmpdir(), 'dev-'));
  const heard = (port: string, dev: string) => {
    let come = false;
    const wait = portMayHaveCome(port, AbortSignal.timeout(10_000), dev).then(() => {
      come = true;
    });
    return { wait, come: () => come };
  };

  test('below a folder that comes with the first of its links, as /dev/serial/by-id does, is heard of', async () => {
    const dev = fresh();
    const port = path.join(dev, 'serial', 'by-id', 'usb-A-if00');
    const { wait, come } = heard(port, dev);
    mkdirSync(path.join(dev, 'other'));
    await delay(100);
    expect(come()).toBe(false);
    mkdirSync(path.dirname(port), { recursive: true });
    await delay(100);
    expect(come()).toBe(false);
    writeFileSync(port, '');
    await wait;
    rmSync(dev, { recursive: true });
  });

  test('is heard of after its folder went with the last of its links', async () => {
    const dev = fresh();
    const port = path.join(dev, 'serial', 'by-id', 'usb-A-if00');
    mkdirSync(path.dirname(port), { recursive: true });
    const { wait, come } = heard(port, dev);
    rmSync(path.join(dev, 'serial'), { recursive: true });
    await delay(100);
    expect(come()).toBe(false);
    // All at once: the link is there before anybody watches its folder.
    mkdirSync(path.dirname(port), { recursive: true });
    writeFileSync(port, '');
    await wait;
    rmSync(dev, { recursive: true });
  });

  test.runIf(process.platform === 'linux')(
    'of usb:// is heard of in any bus, also in one that comes with it',
    async () => {
      for (const buses of [['001', '003'], []]) {
        const dev = fresh();
        const all = path.join(dev, 'bus', 'usb');
        for (const bus of buses) mkdirSync(path.join(all, bus), { recursive: true });
        for (const bus of buses) writeFileSync(path.join(all, bus, '001'), '');
        const { wait, come } = heard('usb://0400:c35a', dev);
        writeFileSync(path.join(dev, 'ttyS9'), '');
        await delay(100);
        expect(come()).toBe(false);
        mkdirSync(path.join(all, '003'), { recursive: true });
        writeFileSync(path.join(all, '003', '017'), '');
        await wait;
        rmSync(dev, { recursive: true });
      }
    },
  );

  test('is opened without waiting for the next attempt', async () => {
    const place = new Place();
    place.plugged = false;
    const port = path.join(folder, 'late', 'ttyTest');
    mkdirSync(path.dirname(port), { recursive: true });
    const attachment = new Attachment({
      deviceClass: 'idCardReader',
      create: () => new ScriptedDevice(place, () => systemClock.now()),
      physical: new PhysicalDevice(port),
      identity: null,
      clock: {
        now: () => systemClock.now(),
        // Attempts by patience alone never come: only the appearing port can end this wait.
        delay: (_ms, signal) => systemClock.delay(3_600_000, signal),
      },
      onStatus: () => undefined,
      onEvent: () => undefined,
    });
    attachment.start();
    stops.push(() => attachment.stop());
    await expect.poll(() => place.opened).toBe(1);
    place.plugged = true;
    await delay(20);
    writeFileSync(port, '');
    await expect.poll(() => attachment.status().device).toBe('online');
    rmSync(folder, { recursive: true, force: true });
  });
});
