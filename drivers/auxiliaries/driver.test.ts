import { describe, expect, it } from 'vitest';
import {
  type AuxiliariesSnapshot,
  auxiliariesSnapshotSchema,
  type DeviceStatus,
  deviceStatusSchema,
  health,
} from '../contract/index.ts';
import { createMemoryHidPair, createMemoryPair, SimulatedClock } from '../transports/index.ts';
import { profiles } from './boards.ts';
import { ProfiledAuxiliaries } from './driver.ts';
import { HidLink } from './hid-link.ts';
import { LineLink } from './line-link.ts';
import type { SignalLink } from './link.ts';
import { decodeRequest, encodeResponse } from './modbus.ts';
import { ModbusLink } from './modbus-link.ts';
import { type Profile, profileSchema } from './profile.ts';
import { SimulatedBoard } from './simulator.ts';

const NAMES = ['modbus-io', 'line-board', 'hid-panel'] as const;
type Name = (typeof NAMES)[number];
/** What each board tells for the same scene, and how it says that somebody stands there or the door is open. */
const SCENES = {
  'modbus-io': {
    rest: ['discrete:1', 'discrete:2', 'discrete:3'],
    presence: 'discrete:0',
    door: ['discrete:1', 0, 1],
    tamper: ['discrete:3', 0],
    light: 'coil:0',
    lit: 1,
  },
  'line-board': { rest: [], presence: 'P', door: ['D1', 1, 0], tamper: ['T', 1], light: 'L1', lit: 3 },
  'hid-panel': {
    rest: [],
    presence: 'presence',
    door: ['cabinet', 1, 0],
    tamper: ['tamper', 1],
    light: 'cardLight',
    lit: 3,
  },
} as const;

function profileOf(name: Name): Profile {
  const profile = profiles[name];
  if (!profile) throw new Error(name);
  return profile;
}

const rig = (name: Name) => rigOf(name);

function rigOf(
  name: Name,
  linkToo: { pollMs?: null; heartbeatMs?: null } = {},
  inputs: Profile['inputs'] = profileOf(name).inputs,
) {
  const usual = profileOf(name);
  const profile = profileSchema.parse({ ...usual, inputs, link: { ...usual.link, ...linkToo } });
  const clock = new SimulatedClock();
  const board = new SimulatedBoard();
  for (const { signal } of profile.inputs) board.inputs.set(signal, 0);
  for (const signal of SCENES[name].rest) board.inputs.set(signal, 1);
  const { link: settings } = profile;
  let link: SignalLink;
  let plug: { hangUp(): void; plugIn(): void };
  let write: (bytes: Uint8Array) => void;
  if (settings.kind === 'hid') {
    const { transport, wire } = createMemoryHidPair();
    board.attachHid(wire, settings);
    link = new HidLink(transport, settings);
    plug = wire;
    write = (bytes) => wire.input(bytes);
  } else {
    const { transport, wire } = createMemoryPair();
    if (settings.kind === 'modbus') board.attachModbus(wire, settings);
    else board.attachLines(wire, settings);
    link =
      settings.kind === 'modbus'
        ? new ModbusLink(transport, settings, clock)
        : new LineLink(transport, settings, clock);
    plug = wire;
    write = (bytes) => wire.write(bytes);
  }
  const driver = new ProfiledAuxiliaries(link, profile, clock);
  const statuses: DeviceStatus[] = [];
  const events: string[] = [];
  const keys: string[] = [];
  driver.onStatus((status) => statuses.push(deviceStatusSchema.parse(status)));
  driver.onSnapshot((snapshot) => auxiliariesSnapshotSchema.parse(snapshot));
  driver.onEvent(({ detail }) => events.push(detail));
  driver.onKey(({ key, action }) => keys.push(`${key} ${action}`));
  return { profile, clock, board, driver, plug, write, statuses, events, keys };
}

it('a HID board is told apart from others of its kind by what its plug says', async () => {
  const profile = profileOf('hid-panel');
  if (profile.link.kind !== 'hid') throw new Error('wrong profile');
  const whose = { vendorId: 0x0483, productId: 0x5750, manufacturer: null, product: null };
  const { link: settings } = profile;
  const identity = async (serialNumber: string | null) => {
    const { transport } = createMemoryHidPair({ identity: { ...whose, serialNumber } });
    const driver = new ProfiledAuxiliaries(new HidLink(transport, settings), profile, new SimulatedClock());
    expect(await driver.open()).toMatchObject({ ok: true });
    const told = driver.status().identity;
    await driver.close();
    return told;
  };
  expect(await identity('PANEL-7')).toBe('0483:5750/PANEL-7');
  expect(await identity(null)).toBeNull();
});

/** Opened, with the first inputs heard, and a heartbeat where the board pushes. */
async function opened(name: Name) {
  const all = rig(name);
  const { driver, board, clock } = all;
  expect(await driver.open()).toMatchObject({ ok: true });
  const stop = new AbortController();
  if (name === 'hid-panel') {
    board.tell();
    void (async () => {
      while (!stop.signal.aborted) {
        await clock.delay(500, stop.signal);
        board.tell();
      }
    })();
  }
  await clock.delay(10);
  return {
    ...all,
    close: async () => {
      stop.abort();
      await driver.close();
    },
  };
}

const allUnknown = ({ presence, doors, tamper }: AuxiliariesSnapshot) =>
  [presence, tamper, ...Object.values(doors)].every((word) => word === 'unknown');

describe.each(NAMES)('%s', (name) => {
  const scene = SCENES[name];

  it('is opened and tells its inputs', async () => {
    const { driver, close, clock } = await opened(name);
    expect(driver.status()).toMatchObject({ deviceClass: 'auxiliaries', device: 'online', faults: [] });
    expect(health(driver.status(), clock.now())).toBe('ok');
    const snapshot = driver.snapshot();
    expect(snapshot).toMatchObject({
      presence: 'notPresent',
      tamper: 'off',
      operatorSwitch: 'run',
      headset: 'unplugged',
    });
    expect(snapshot.doors.cabinet).toBe('closed');
    expect(snapshot.ups?.state).toBe('good');
    expect(Object.values(snapshot.lights).every((light) => light === null)).toBe(true);
    await close();
    expect(driver.status()).toMatchObject({ device: 'offline', evidence: 'closed' });
    expect(allUnknown(driver.snapshot())).toBe(true);
  });

  it('believes a change only once it stood long enough', async () => {
    const { driver, board, clock, events, close } = await opened(name);
    events.length = 0;
    const [door, open, closed] = scene.door;
    board.set(door, open);
    board.set(scene.presence, 1);
    await clock.delay(1_000);
    expect(driver.snapshot()).toMatchObject({ presence: 'present', doors: { cabinet: 'open' } });
    expect(events.toSorted()).toEqual(['door.cabinet open', 'presence present']);
    // A sensor that flickers faster than its debouncing never changes anything.
    for (let times = 0; times < 20; times++) {
      board.set(scene.presence, times % 2);
      await clock.delay(name === 'modbus-io' ? 210 : 40);
    }
    board.set(scene.presence, 1);
    await clock.delay(1_000);
    expect(events).toHaveLength(2);
    board.set(door, closed);
    await clock.delay(1_000);
    expect(events.at(-1)).toBe('door.cabinet closed');
    await close();
  });

  it('tells tampering at once', async () => {
    const { driver, board, clock, close } = await opened(name);
    const [tamper, on] = scene.tamper;
    board.set(tamper, on);
    await clock.delay(profileOf(name).link.kind === 'modbus' ? 250 : 1);
    expect(driver.snapshot().tamper).toBe('on');
    await close();
  });

  it('sets lights, puts the other color out, and refuses what it cannot', async () => {
    const { driver, board, clock, close } = await opened(name);
    expect(await driver.setLight('cardReader', { flashRate: 'quick', color: null })).toMatchObject({ ok: true });
    await clock.delay(1);
    expect(board.outputs.get(scene.light)).toBe(scene.lit);
    expect(driver.snapshot().lights.cardReader).toEqual({ flashRate: 'quick', color: null });
    for (const color of ['green', 'red', 'green'] as const) {
      expect(await driver.setLight('status', { flashRate: 'continuous', color })).toMatchObject({ ok: true });
      await clock.delay(1);
      const colors = profileOf(name).lights.status?.colors ?? [];
      const lit = colors.filter(({ signal }) => (board.outputs.get(signal) ?? 0) > 0);
      expect(lit.map((one) => one.color)).toEqual([color]);
    }
    expect(await driver.setLight('status', { flashRate: 'off', color: null })).toMatchObject({ ok: true });
    await clock.delay(1);
    expect([...board.outputs].filter(([signal, value]) => signal !== scene.light && value > 0)).toEqual([]);
    expect(await driver.setLight('nowhere', { flashRate: 'off', color: null })).toMatchObject({
      error: { errorCode: 'lightUnknown' },
    });
    expect(await driver.setLight('cardReader', { flashRate: 'off', color: 'cyan' })).toMatchObject({
      error: { errorCode: 'lightColorUnsupported', effect: 'none' },
    });
    await close();
    expect(await driver.setLight('status', { flashRate: 'off', color: null })).toMatchObject({
      error: { errorCode: 'closed' },
    });
  });

  it('is unknown when it falls silent, and comes back with its lights', async () => {
    const { driver, board, clock, close } = await opened(name);
    await driver.setLight('cardReader', { flashRate: 'continuous', color: null });
    board.fault = 'silent';
    await clock.delay(20_000);
    expect(['offline', 'unknown']).toContain(driver.status().device);
    expect(driver.status().faults).toEqual([
      name === 'hid-panel' ? 'silent' : expect.stringMatching(/no-answer|silent/),
    ]);
    expect(allUnknown(driver.snapshot())).toBe(true);
    expect(health(driver.status(), clock.now())).not.toBe('ok');
    board.outputs.clear();
    board.fault = null;
    await clock.delay(5_000);
    expect(driver.status()).toMatchObject({ device: 'online', faults: [] });
    expect(driver.snapshot().presence).toBe('notPresent');
    expect(board.outputs.get(scene.light)).toBeGreaterThan(0);
    await close();
  });

  it('says when its plug is pulled, and can be opened again', async () => {
    const { driver, board, clock, plug, close } = await opened(name);
    plug.hangUp();
    await clock.delay(1);
    expect(driver.status()).toMatchObject({ device: 'offline', faults: ['hung-up'] });
    expect(allUnknown(driver.snapshot())).toBe(true);
    expect(await driver.open()).toMatchObject({ error: { code: 'deviceNotReady', errorCode: 'portNotFound' } });
    expect(driver.status().device).toBe('noDevice');
    plug.plugIn();
    expect(await driver.open()).toMatchObject({ ok: true });
    board.tell();
    await clock.delay(300);
    expect(driver.snapshot().presence).toBe('notPresent');
    await close();
  });

  it('tells nothing false from noise', async () => {
    const { driver, clock, write, events, close } = await opened(name);
    events.length = 0;
    let seed = 7;
    for (let round = 0; round < 200; round++) {
      const noise = new Uint8Array(round % 40);
      for (let at = 0; at < noise.length; at++) {
        seed = (seed * 1_103_515_245 + 12_345) % 2 ** 31;
        noise[at] = seed >> 16;
      }
      // A HID report has no check of its own: only a report of another id is noise.
      if (name === 'hid-panel') noise[0] = 200;
      write(noise);
      await clock.delay(7);
    }
    await clock.delay(5_000);
    expect(events).toEqual([]);
    expect(driver.status().device).toBe('online');
    await close();
  });
});

describe.each(['modbus-io', 'line-board'] as const)('%s on a bad line', (name) => {
  it('does not open without an answer', async () => {
    for (const [fault, word] of [
      ['silent', 'noAnswer'],
      ['badCheck', 'badFrames'],
    ] as const) {
      const { driver, board } = rig(name);
      board.fault = fault;
      expect(await driver.open(), fault).toMatchObject({ ok: false, error: { errorCode: word, effect: 'none' } });
      expect(driver.status().faults).toEqual([word === 'noAnswer' ? 'no-answer' : 'bad-frames']);
    }
  });

  it('finds the answers behind noise, and does not believe wrong checks', async () => {
    const { driver, board, clock, close } = await opened(name);
    board.fault = 'badCheck';
    await clock.delay(20_000);
    expect(['bad-frames', 'silent']).toContain(driver.status().faults[0]);
    expect(allUnknown(driver.snapshot())).toBe(true);
    board.fault = 'garbage';
    await clock.delay(5_000);
    expect(driver.status()).toMatchObject({ device: 'online', faults: [] });
    await close();
  });

  it('says that an order was refused or lost', async () => {
    const { driver, board, close } = await opened(name);
    board.fault = 'refuse';
    expect(await driver.setLight('cardReader', { flashRate: 'continuous', color: null })).toMatchObject({
      error: { code: 'hardwareError', errorCode: 'refused', effect: 'none' },
    });
    board.fault = 'silent';
    expect(await driver.setLight('cardReader', { flashRate: 'continuous', color: null })).toMatchObject({
      error: { errorCode: 'noAnswer', effect: 'unknown' },
    });
    expect(driver.snapshot().lights.cardReader).toBe(null);
    await close();
  });
});

it('takes no late answer for the answer to another question', async () => {
  const { profile, clock } = rig('modbus-io');
  if (profile.link.kind !== 'modbus') throw new Error('wrong profile');
  // Two questions whose answers look alike; all inputs of the first are on, all of the second off.
  const polls = [0, 100].map((start) => ({ function: 2 as const, start, count: 8 }));
  const settings = { ...profile.link, polls };
  const { transport, wire } = createMemoryPair();
  let freeAt = clock.now() + settings.answerMs + 10;
  wire.onData((bytes) => {
    const asked = decodeRequest(bytes);
    if (!asked.ok || asked.value.request.kind !== 'read') return;
    const { unit, request } = asked.value;
    const answer = encodeResponse(unit, request, {
      kind: 'bits',
      bits: new Array<boolean>(8).fill(request.start === 0),
    });
    // A busy board answers everything, in order, the first one too late.
    freeAt = Math.max(freeAt, clock.now()) + 1;
    void clock.delay(freeAt - clock.now()).then(() => wire.write(answer));
  });
  const link = new ModbusLink(transport, settings, clock);
  const told: [string, number][] = [];
  await link.open({ signals: (values) => told.push(...values), hungUp: () => undefined });
  expect(await link.poll()).toBe('noAnswer');
  for (let times = 0; times < 5; times++) expect(await link.poll()).toBe(null);
  expect(told.length).toBeGreaterThan(50);
  expect(told.filter(([name, value]) => Number(name.split(':')[1]) < 100 !== (value === 1))).toEqual([]);
  await link.close();
});

it('keeps the other lights of a report as they were', async () => {
  const { driver, board, clock, close } = await opened('hid-panel');
  await driver.setLight('cardReader', { flashRate: 'slow', color: null });
  await driver.setLight('receiptPrinter', { flashRate: 'quick', color: null });
  await clock.delay(1);
  expect([board.outputs.get('cardLight'), board.outputs.get('printerLight')]).toEqual([1, 3]);
  await close();
});

describe('a keypad', () => {
  it.each([
    ['line-board', 'K', 5, 11],
    ['hid-panel', 'key', 0x5d, 0x58],
  ] as const)('of %s tells down and up, in pairs, and nowhere else', async (name, signal, five, enter) => {
    const { driver, board, clock, keys, events, statuses, close } = await opened(name);
    events.length = 0;
    for (const value of [five, 0, enter, five, 0]) {
      board.set(signal, value);
      await clock.delay(100);
    }
    expect(keys).toEqual(['5 down', '5 up', 'enter down', 'enter up', '5 down', '5 up']);
    expect(events).toEqual([]);
    expect(JSON.stringify([statuses, driver.snapshot()])).not.toMatch(/enter|"5"/);
    await close();
  });

  it('with a key held down for long is a fault, until it is up', async () => {
    const { driver, board, clock, close } = await opened('line-board');
    board.set('K', 5);
    await clock.delay(10_000);
    expect(driver.status().faults).toEqual([]);
    await clock.delay(15_000);
    expect(driver.status()).toMatchObject({ device: 'online', faults: ['stuck-key'], action: 'clear' });
    board.set('K', 0);
    await clock.delay(3_000);
    expect(driver.status().faults).toEqual([]);
    await close();
  });

  it('whose board goes lets its key go', async () => {
    const { board, clock, keys, plug, close } = await opened('line-board');
    board.set('K', 5);
    await clock.delay(10);
    plug.hangUp();
    await clock.delay(10);
    expect(keys).toEqual(['5 down', '5 up']);
    await close();
  });
});

describe('a board that promises no heartbeat', () => {
  it('and takes no question is unverified until it spoke, and again long after', async () => {
    const { driver, board, clock } = rigOf('hid-panel', { heartbeatMs: null });
    expect(await driver.open()).toMatchObject({ ok: true });
    const told = () => driver.status();
    await clock.delay(24 * 3_600_000);
    await driver.refresh();
    expect(told()).toMatchObject({ device: 'online', faults: ['unverified'], action: 'none' });
    expect(told().evidence).toContain('nothing has come since it was opened');
    expect(health(told(), clock.now())).toBe('attention');
    board.tell();
    await clock.delay(10);
    expect(told()).toMatchObject({ device: 'online', faults: [] });
    expect(driver.snapshot().tamper).not.toBe('unknown');
    await clock.delay(11 * 3_600_000);
    expect((await driver.refresh()).faults).toEqual([]);
    await clock.delay(1.1 * 3_600_000);
    expect(told().faults).toEqual(['unverified']);
    expect((await driver.refresh()).evidence).toContain('the last word came 726 min ago');
    await driver.close();
    expect(await driver.open()).toMatchObject({ ok: true });
    expect(told().faults).toEqual(['unverified']);
    await driver.close();
  });

  it('and has no input is not doubted: there is no alarm that nobody would hear', async () => {
    const { driver, clock } = rigOf('hid-panel', { heartbeatMs: null }, []);
    expect(await driver.open()).toMatchObject({ ok: true });
    expect(await driver.setLight('cardReader', { flashRate: 'slow', color: null })).toMatchObject({ ok: true });
    await clock.delay(24 * 3_600_000);
    expect(await driver.refresh()).toMatchObject({ device: 'online', faults: [] });
    await driver.close();
  });

  it('and can be asked is asked when somebody wants to know', async () => {
    const { driver, board, clock } = rigOf('line-board', { pollMs: null, heartbeatMs: null });
    expect(await driver.open()).toMatchObject({ ok: true });
    await clock.delay(60_000);
    expect(await driver.refresh()).toMatchObject({ device: 'online', faults: [] });
    board.fault = 'silent';
    for (let time = 0; time < 3; time += 1) await driver.refresh();
    expect(driver.status()).toMatchObject({ device: 'offline', faults: ['no-answer'] });
    expect(driver.snapshot().tamper).toBe('unknown');
    await driver.close();
  });
});

it('sounds as loud and where it is told', async () => {
  const { driver, board, clock, close } = await opened('hid-panel');
  expect(await driver.setVolume({ route: 'headset', percent: 50 })).toMatchObject({ ok: true });
  await clock.delay(1);
  expect([board.outputs.get('volume'), board.outputs.get('route')]).toEqual([128, 1]);
  expect(driver.snapshot().volume).toEqual({ route: 'headset', percent: 50 });
  expect(await driver.setVolume({ route: 'headset', percent: 101 })).toMatchObject({
    error: { errorCode: 'volumeInvalid' },
  });
  // Whoever gave the order gives it again: a board that was away may sound anywhere.
  board.fault = 'silent';
  await clock.delay(20_000);
  expect(driver.snapshot().volume).toBeNull();
  board.fault = null;
  await clock.delay(5_000);
  expect([driver.status().device, driver.snapshot().volume]).toEqual(['online', null]);
  await close();
  const relays = await opened('modbus-io');
  expect(await relays.driver.setVolume({ route: 'speaker', percent: 1 })).toMatchObject({
    error: { code: 'unsupportedCommand' },
  });
  await relays.close();
});

it('knows the battery in percent, or not at all', async () => {
  const { driver, board, clock, close } = await opened('line-board');
  board.set('U', 2);
  board.set('B', 17);
  await clock.delay(10);
  expect(driver.snapshot().ups).toEqual({ state: 'low', percent: 17 });
  board.set('B', 255);
  board.set('U', 9);
  await clock.delay(10);
  expect(driver.snapshot().ups).toEqual({ state: 'unknown', percent: null });
  await close();
});
