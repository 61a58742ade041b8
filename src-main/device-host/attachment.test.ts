import os from 'node:os';
import { afterEach, describe, expect, test } from 'vitest';
import {
  type Completion,
  completed,
  type DeviceEvent,
  type DeviceStatus,
  health,
  STALE_AFTER_MS,
} from '../../drivers/contract/index.ts';
import { SimulatedClock } from '../../drivers/transports/index.ts';
import { Attachment } from './attachment.ts';
import type { Barred } from './host-words.ts';
import { PhysicalDevice, PhysicalDevices } from './physical-device.ts';
import { Place, ScriptedDevice } from './scripted-device.test-kit.ts';

const stops: (() => Promise<void>)[] = [];
afterEach(async () => {
  for (const stop of stops.splice(0)) await stop();
});

function attach(options: { identity?: string | null; physical?: PhysicalDevice; place?: Place; barred?: Barred } = {}) {
  const clock = new SimulatedClock();
  const place = options.place ?? new Place();
  const statuses: DeviceStatus[] = [];
  const events: DeviceEvent[] = [];
  const attachment = new Attachment({
    deviceClass: 'idCardReader',
    create: () => new ScriptedDevice(place, () => clock.now()),
    physical: options.physical ?? new PhysicalDevice('scripted'),
    identity: options.identity ?? null,
    barred: options.barred ?? null,
    clock,
    onStatus: (status) => statuses.push(status),
    onEvent: (event) => events.push(event),
    ...(options.physical ? {} : { flapLimits: { times: 3, withinMs: 60_000, restMs: 120_000, longestMs: 120_000 } }),
  });
  stops.push(() => attachment.stop());
  const until = async (true_: () => boolean) => {
    for (let turn = 0; turn < 5000 && !true_(); turn++) await new Promise((resolve) => setImmediate(resolve));
    expect(true_()).toBe(true);
  };
  const names = () => events.map(({ name }) => name);
  return { attachment, clock, place, statuses, events, names, until };
}

const online = (attachment: Attachment<ScriptedDevice>) => () => attachment.status().device === 'online';

test.each(['no-conformance-report', 'misconfigured'] as const)(
  'a device that is barred for %s is never opened, says why, and does not grow stale',
  async (fault) => {
    const { attachment, place, statuses, until } = attach({ barred: { fault, why: 'a reason' } });
    attachment.start();
    await until(() => statuses.length > 3);
    expect(place.opened).toBe(0);
    expect(attachment.status()).toMatchObject({
      device: 'offline',
      action: 'configuration',
      faults: [fault],
      evidence: 'a reason',
    });
    attachment.restart();
    expect(await attachment.run(async () => completed('x'))).toMatchObject({
      ok: false,
      error: { code: 'deviceNotReady', errorCode: fault, effect: 'none' },
    });
  },
);

describe('the axes that only this layer can tell', () => {
  const word = ({ lifecycle, attachment, activity, source }: DeviceStatus) =>
    `${lifecycle} ${attachment} ${activity} ${source ?? '-'}`;
  const words = (statuses: readonly DeviceStatus[]) =>
    statuses.map(word).filter((one, index, all) => one !== all[index - 1]);

  test('opened, used, pulled out and come back, in the order in which it happens', async () => {
    const { attachment, place, statuses, until } = attach();
    expect(word(attachment.status())).toBe('closed unknown null -');
    attachment.start();
    await until(online(attachment));
    await attachment.run(async () => completed('x'));
    place.unplug();
    await until(() => attachment.status().attachment === 'detached');
    place.plugged = true;
    await until(online(attachment));
    const told = words(statuses).filter((one) => one !== 'enabled attached idle reported');
    expect(told.slice(0, 4)).toEqual([
      'opened unknown null -',
      'enabled attached idle probed',
      'enabled attached busy probed',
      'enabled attached idle probed',
    ]);
    expect(told).toContain('closed detached null inferred');
    expect(told.at(-1)).toBe('enabled attached idle probed');
  });

  test('one that goes while a command runs on it is claimed until that ended', async () => {
    const { attachment, place, until } = attach();
    attachment.start();
    await until(online(attachment));
    let end: () => void = () => undefined;
    const command = attachment.run(async () => {
      await new Promise<void>((resolve) => {
        end = resolve;
      });
      return completed('x');
    });
    place.unplug();
    await until(() => attachment.status().lifecycle === 'claimed');
    expect(attachment.status()).toMatchObject({ attachment: 'attached', activity: 'busy', source: 'inferred' });
    end();
    await command;
    await until(() => attachment.status().attachment === 'detached');
    expect(attachment.status()).toMatchObject({ lifecycle: 'closed', activity: null });
  });

  test('one that goes and is back before its command ended works as before', async () => {
    const { attachment, place, until, names } = attach();
    attachment.start();
    await until(online(attachment));
    let end: () => void = () => undefined;
    const command = attachment.run(async () => {
      await new Promise<void>((resolve) => {
        end = resolve;
      });
      return completed('x');
    });
    for (const device of place.live) device.vanish();
    await until(() => attachment.status().lifecycle === 'claimed');
    for (const device of place.live) device.call('online');
    await until(() => attachment.status().lifecycle === 'enabled');
    expect(attachment.status()).toMatchObject({ device: 'online', activity: 'busy' });
    end();
    await command;
    expect(attachment.status()).toMatchObject({ lifecycle: 'enabled', attachment: 'attached', activity: 'idle' });
    expect([names(), place.opened]).toEqual([['Device.Attached'], 1]);
  });

  test('one that flaps is quarantined, and no longer once it is tried again', async () => {
    const { attachment, place, until, names } = attach();
    attachment.start();
    for (let time = 0; time < 3; time++) {
      await until(online(attachment));
      place.unplug();
      await until(() => attachment.status().device !== 'online');
      place.plugged = true;
    }
    await until(() => attachment.status().attachment === 'quarantined');
    expect(attachment.status()).toMatchObject({ lifecycle: 'closed', activity: null, source: 'inferred' });
    expect(names()).toContain('Common.ErrorEvent');
    attachment.restart();
    await until(() => attachment.status().attachment === 'attached');
  });
});

describe('a device that comes and goes', () => {
  test('is attached, said to be gone, and attached again by itself', async () => {
    const { attachment, place, names, until } = attach();
    attachment.start();
    await until(online(attachment));
    place.unplug();
    await until(() => names().includes('Device.Detached'));
    expect(attachment.status().device).toBe('noDevice');
    expect((await attachment.run(async () => completed('x'))).ok).toBe(false);
    place.plugged = true;
    await until(online(attachment));
    expect(names()).toEqual(['Device.Attached', 'Device.Detached', 'Device.Attached']);
    expect(place.live.size).toBe(1);
  });

  test('is left alone when it flaps, says so, and is tried again after the rest', async () => {
    const { attachment, clock, place, names, until } = attach();
    attachment.start();
    for (let time = 0; time < 3; time++) {
      await until(online(attachment));
      place.unplug();
      await until(() => attachment.status().device !== 'online');
      place.plugged = true;
    }
    await until(() => attachment.status().faults.includes('flapping'));
    expect(names()).toContain('Device.FlapDetected');
    expect(attachment.status()).toMatchObject({ device: 'offline', action: 'maintenance' });
    const opened = place.opened;
    const restingSince = clock.now();
    await until(online(attachment));
    expect(place.opened).toBe(opened + 1);
    expect(clock.now() - restingSince).toBeGreaterThan(60_000);
  });

  test('one that falls silent over and over is opened anew each time, and is no loose plug', async () => {
    const { attachment, place, names, until } = attach();
    attachment.start();
    for (let time = 0; time < 6; time++) {
      await until(online(attachment));
      const { opened } = place;
      for (const device of place.live) device.fallSilent();
      await until(() => place.opened > opened);
    }
    expect(names().filter((name) => name === 'Device.Detached')).toHaveLength(6);
    expect(names()).not.toContain('Device.FlapDetected');
  });

  test.each(['powerOff', 'noDevice'] as const)(
    'one that its service calls %s keeps its connection, and is back when told',
    async (word) => {
      const { attachment, clock, place, names, until } = attach();
      attachment.start();
      await until(online(attachment));
      for (let time = 0; time < 4; time++) {
        for (const device of place.live) device.call(word);
        expect(attachment.status()).toMatchObject({
          device: word,
          faults: [],
          lifecycle: 'enabled',
          activity: 'error',
        });
        await clock.delay(20_000);
        expect(attachment.status().device).toBe(word);
        for (const device of place.live) device.call('online');
        expect(attachment.status()).toMatchObject({ device: 'online', activity: 'idle' });
      }
      expect([names(), place.opened]).toEqual([['Device.Attached'], 1]);
      await attachment.stop();
    },
  );

  test('one on the network whose link breaks over and over stands still on the screen as flapping', async () => {
    const physical = new PhysicalDevice('tcp://192.0.2.1:9100');
    const { attachment, clock, place, statuses, names, until } = attach({ physical });
    attachment.start();
    const minutes = 10;
    while (clock.now() < minutes * 60_000) {
      const { opened } = place;
      const away = () => place.opened > opened || clock.now() >= minutes * 60_000;
      if (attachment.status().device === 'online') {
        place.unplug();
        place.plugged = true;
        await until(() => attachment.status().device !== 'online');
      }
      await until(away);
    }
    const comings = statuses.filter(({ device }, at) => device === 'online' && statuses[at - 1]?.device !== 'online');
    // Six in its first seconds, then one after each rest: 30 s, 1, 2, 4 minutes.
    expect(comings.length).toBeLessThanOrEqual(10);
    expect(attachment.status()).toMatchObject({ device: 'offline', action: 'maintenance', faults: ['flapping'] });
    expect(attachment.status().attachment).toBe('quarantined');
    expect(names()).toContain('Device.FlapDetected');
  });

  test('a technician ends the rest at once', async () => {
    const { attachment, clock, place, until } = attach();
    attachment.start();
    for (let time = 0; time < 3; time++) {
      await until(online(attachment));
      place.unplug();
      await until(() => attachment.status().device !== 'online');
      place.plugged = true;
    }
    await until(() => attachment.status().faults.includes('flapping'));
    const before = clock.now();
    attachment.restart();
    await until(online(attachment));
    expect(clock.now() - before).toBeLessThan(60_000);
  });

  test('a restart is no departure: restarting for ever is no flapping', async () => {
    const { attachment, place, names, until } = attach();
    attachment.start();
    for (let time = 0; time < 6; time++) {
      await until(online(attachment));
      const opened = place.opened;
      attachment.restart();
      await until(() => place.opened === opened + 1);
    }
    expect(names()).not.toContain('Device.FlapDetected');
  });

  test('two hundred departures leave no listener, no open device and no timer', async () => {
    const { attachment, place, until } = attach();
    attachment.start();
    for (let time = 0; time < 200; time++) {
      await until(online(attachment));
      const [device] = place.live;
      attachment.restart();
      await until(() => device !== undefined && !place.live.has(device));
      expect(device?.listeners()).toBe(0);
    }
    await attachment.stop();
    expect(place.closed).toBeGreaterThanOrEqual(place.opened);
    expect(place.live.size).toBe(0);
  });
});

describe('an opening that takes long', () => {
  test('is given up when everything stops', async () => {
    const { attachment, place, until } = attach();
    place.opensNever = true;
    attachment.start();
    await until(() => place.opened === 1);
    await attachment.stop();
    expect(place.live.size).toBe(0);
  });

  test('is given up by a restart, which is no failure and opens at once', async () => {
    const { attachment, clock, place, statuses, until } = attach();
    place.opensNever = true;
    attachment.start();
    await until(() => place.opened === 1);
    place.opensNever = false;
    const before = clock.now();
    attachment.restart();
    await until(online(attachment));
    expect([place.opened, clock.now()]).toEqual([2, before]);
    expect(new Set(statuses.map(({ device }) => device))).toEqual(new Set(['starting', 'online']));
  });
});

describe('which unit it is', () => {
  test('another unit at the same place works, is said, and stands until it is accepted', async () => {
    const { attachment, place, names, until } = attach({ identity: 'UNIT-1' });
    attachment.start();
    await until(online(attachment));
    expect(attachment.status().faults).toEqual([]);
    place.unplug();
    place.identity = 'UNIT-2';
    place.plugged = true;
    await until(() => attachment.status().faults.includes('identity-changed'));
    expect(attachment.status()).toMatchObject({ device: 'online', action: 'configuration', identity: 'UNIT-2' });
    expect(names().filter((name) => name === 'Device.IdentityChanged')).toHaveLength(1);
  });

  test.each(['UNIT-1', null])(
    'a unit that tells nothing of itself is not taken for the one bound as %s',
    async (identity) => {
      const { attachment, place, names, until } = attach({ identity });
      attachment.start();
      await until(online(attachment));
      place.unplug();
      place.identity = null;
      place.plugged = true;
      await until(() => attachment.status().faults.includes('identity-untold'));
      expect(attachment.status()).toMatchObject({ device: 'online', action: 'configuration', identity: null });
      expect(names().filter((name) => name === 'Device.IdentityChanged')).toHaveLength(1);
      place.unplug();
      await until(() => attachment.status().device === 'noDevice');
      // Of one that is away nobody expects a name.
      expect(attachment.status().faults).not.toContain('identity-untold');
      place.identity = 'UNIT-1';
      place.plugged = true;
      await until(online(attachment));
      expect(attachment.status().faults).toEqual([]);
    },
  );

  test('a unit that never told its identity is fine where none is configured', async () => {
    const place = new Place();
    place.identity = null;
    const { attachment, until } = attach({ place });
    attachment.start();
    await until(online(attachment));
    expect(attachment.status().faults).toEqual([]);
  });

  test('where none is configured the first one seen is the measure until a restart accepts the new one', async () => {
    const { attachment, place, until } = attach();
    attachment.start();
    await until(online(attachment));
    place.unplug();
    place.identity = 'UNIT-2';
    place.plugged = true;
    await until(() => attachment.status().faults.includes('identity-changed'));
    attachment.restart();
    await until(() => attachment.status().faults.length === 0 && attachment.status().identity === 'UNIT-2');
  });
});

test('two logical devices of one box never speak at the same time', async () => {
  const physical = new PhysicalDevice('tcp://192.0.2.1:1');
  const one = attach({ physical });
  const other = attach({ physical });
  one.attachment.start();
  other.attachment.start();
  await one.until(() => online(one.attachment)() && online(other.attachment)());
  let finish: () => void = () => undefined;
  const first = one.attachment.run(
    () =>
      new Promise<Completion<string>>((resolve) => {
        finish = () => resolve(completed('first'));
      }),
  );
  const refused = await other.attachment.run(async () => completed('second'));
  expect(refused).toMatchObject({ ok: false, error: { code: 'sequenceError', errorCode: 'busy', effect: 'none' } });
  finish();
  expect(await first).toMatchObject({ ok: true, value: 'first' });
  expect(await other.attachment.run(async () => completed('second'))).toMatchObject({ ok: true });
});

test('a device whose place another one has under another name is not opened, says so, and is once that one let go', async () => {
  const boxes = new PhysicalDevices();
  const one = attach({ physical: boxes.at('tcp://127.0.0.1:4001') });
  const place = new Place();
  const other = attach({ physical: boxes.at(`tcp://${os.hostname()}:4001`), place });
  one.attachment.start();
  await one.until(online(one.attachment));
  other.attachment.start();
  await other.until(() => other.attachment.status().faults.includes('port-busy'));
  expect(other.attachment.status()).toMatchObject({
    device: 'offline',
    action: 'configuration',
    attachment: 'unknown',
  });
  expect(other.attachment.status().evidence).toContain('is the same place as tcp://127.0.0.1:4001');
  expect(place.opened).toBe(0);
  await one.attachment.stop();
  await other.until(online(other.attachment));
});

test('a command waits for a mere question on the same wire and is not refused', async () => {
  const physical = new PhysicalDevice('tcp://192.0.2.1:1');
  const { attachment, until } = attach({ physical });
  attachment.start();
  await until(online(attachment));
  const asked = physical.take({ who: 'somebody', why: 'status' });
  const command = attachment.run(async () => completed('done'));
  await new Promise((resolve) => setImmediate(resolve));
  asked?.();
  expect(await command).toMatchObject({ ok: true, value: 'done' });
});

describe('while a command runs', () => {
  test('the status is as old as what the driver saw last, and young again when it sees something', async () => {
    const { attachment, clock, place, until } = attach();
    attachment.start();
    await until(online(attachment));
    const verdict = () => health(attachment.status(), clock.now());
    const begun = clock.now();
    let end: () => void = () => undefined;
    const command = attachment.run(async () => {
      await new Promise<void>((resolve) => {
        end = resolve;
      });
      return completed('x');
    });
    await until(() => clock.now() - begun > 2 * STALE_AFTER_MS);
    expect(verdict()).toBe('unknown');
    for (const device of place.live) await device.refresh();
    expect(verdict()).toBe('ok');
    expect(attachment.status()).toMatchObject({ activity: 'busy', source: 'probed' });
    end();
    await command;
  });
});

test('a driver that never answers a question holds up no command for ever: it is given up and made anew', async () => {
  const { attachment, place, clock, names, until } = attach();
  attachment.start();
  await until(online(attachment));
  place.hangs = true;
  // The next question is under way.
  const asked = clock.now() + 4000;
  await until(() => clock.now() >= asked);
  const waiting = attachment.run(async () => completed('x'));
  await until(() => health(attachment.status(), clock.now()) !== 'ok');
  const answer = await waiting;
  expect(answer).toMatchObject({ ok: false, error: { effect: 'none' } });
  place.hangs = false;
  await until(() => place.opened > 1 && attachment.status().device === 'online');
  expect(names()).toEqual(['Device.Attached', 'Common.ErrorEvent', 'Device.Detached', 'Device.Attached']);
  expect(await attachment.run(async () => completed('x'))).toMatchObject({ ok: true });
});
