import { mkdtempSync, rmSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { Auxiliaries, DeviceStatus } from '../contract/index.ts';
import { createMemoryHidPair, openPty, type PtyWire, SimulatedClock } from '../transports/index.ts';
import { createAuxiliaries, profiles } from './boards.ts';
import { ProfiledAuxiliaries } from './driver.ts';
import { HidLink } from './hid-link.ts';
import { parseProfile } from './profile.ts';
import { SimulatedBoard } from './simulator.ts';

const ON = { flashRate: 'continuous', color: null } as const;
const OFF = { flashRate: 'off', color: null } as const;
const ALARM = { 'modbus-io': 'coil:7', 'line-board': 'L5' } as const;
const CARD = { 'modbus-io': 'coil:0', 'line-board': 'L1' } as const;
const POLL_MS = 50;
type Name = keyof typeof ALARM;

let folder: string;
let wire: PtyWire;
let board: SimulatedBoard;
let driver: Auxiliaries | null = null;
const plugIn = () => {
  const pty = openPty({ link: path.join(folder, 'board') });
  if (!pty.ok) throw new Error(pty.error.message);
  wire = pty.value;
};
beforeEach(() => {
  folder = mkdtempSync(path.join(os.tmpdir(), 'budayang-board-'));
  board = new SimulatedBoard();
  if (process.platform !== 'win32') plugIn();
});
afterEach(async () => {
  await driver?.close();
  driver = null;
  wire?.close();
  rmSync(folder, { recursive: true, force: true });
});

const asData = (name: Name, change: object = {}, linkToo: object = {}) => {
  const usual = profiles[name];
  const fast = { answerMs: 80, pollMs: POLL_MS, ...(name === 'line-board' ? { heartbeatMs: 1_000 } : {}) };
  return parseProfile({ ...usual, ...change, link: { ...usual?.link, ...fast, ...linkToo } });
};

/** One of our profiles, asked faster, opened over the pty. */
async function dark(name: Name, change: object = {}, linkToo: object = {}) {
  const made = asData(name, change, linkToo);
  if (!made.ok) throw new Error(made.error);
  const profile = made.value;
  for (const { signal } of profile.inputs) board.inputs.set(signal, 0);
  if (profile.link.kind === 'modbus') board.attachModbus(wire, profile.link);
  if (profile.link.kind === 'lines') board.attachLines(wire, profile.link);
  const auxiliaries = createAuxiliaries({ port: wire.path, profile });
  if (!auxiliaries.ok) throw new Error(auxiliaries.error);
  const opened = auxiliaries.value;
  driver = opened;
  const statuses: DeviceStatus[] = [];
  opened.onStatus((status) => statuses.push(status));
  expect(await opened.open()).toMatchObject({ ok: true });
  statuses.length = 0;
  return { driver: opened, statuses };
}

/** The same with its lamp and a guide light on. */
async function lit(name: Name, change: object = {}, linkToo: object = {}) {
  const opened = await dark(name, change, linkToo);
  for (const position of ['cardReader', 'alarm'])
    expect(await opened.driver.setLight(position, ON)).toMatchObject({ ok: true });
  opened.statuses.length = 0;
  return opened;
}

async function until(is: () => boolean, what: string): Promise<void> {
  const end = Date.now() + 4_000;
  while (!is()) {
    if (Date.now() > end) throw new Error(`never: ${what}`);
    await new Promise((resolve) => setTimeout(resolve, 2));
  }
}
const shines = (signal: string) => (board.outputs.get(signal) ?? 0) > 0;
const bothShine = (name: Name) => until(() => shines(CARD[name]) && shines(ALARM[name]), 'lit again');
/** So many more questions were answered. */
async function polls(count: number): Promise<void> {
  const enough = board.asked + count;
  await until(() => board.asked >= enough, 'polls');
}

/** However busy this machine is, no word is lost. */
const patient = (name: Name) => ({ answerMs: 5_000, ...(name === 'line-board' ? { heartbeatMs: 20_000 } : {}) });

/** Profiles that name no sign, by which only lost words tell. */
const SIGNLESS = {
  'modbus-io': [{ restart: [] }, { polls: [{ function: 2, start: 0, count: 10 }] }],
  'line-board': [{ restart: [] }, { banner: undefined }],
} as const;

describe.skipIf(process.platform === 'win32')('a board that begins anew, over a real pty', () => {
  describe.each(['modbus-io', 'line-board'] as const)('%s without a sign', (name) => {
    it.each([1, 2])('after %i lost polls is told its lights again, and never was away', async (lost) => {
      const { statuses } = await lit(name, ...SIGNLESS[name]);
      board.lose = lost;
      await until(() => board.lose === 0, 'lost polls');
      board.restart();
      await bothShine(name);
      await until(() => statuses.some(({ evidence }) => evidence.includes('told again after a lost')), 'told so');
      expect(statuses.filter(({ device, faults }) => device !== 'online' || faults.length > 0)).toEqual([]);
    });

    it('in the middle of an order is told the other lights again', async () => {
      const { driver } = await lit(name, ...SIGNLESS[name]);
      // Whatever is lost, a poll or the order: the order is answered at last, by a board that forgot the lamp.
      board.lose = 1;
      const ordered = driver.setLight('cardReader', ON);
      await until(() => board.lose === 0, 'a lost word');
      board.restart();
      expect(await ordered).toMatchObject({ ok: true });
      await bothShine(name);
    });

    it('does not undo what is ordered meanwhile', async () => {
      const { driver } = await lit(name, ...SIGNLESS[name]);
      for (const [round, waitMs] of [0, 40, 90].entries()) {
        board.lose = 1;
        await until(() => board.lose === 0, 'a lost poll');
        board.restart();
        await new Promise((resolve) => setTimeout(resolve, waitMs));
        const light = round % 2 === 0 ? OFF : ON;
        expect(await driver.setLight('alarm', light)).toMatchObject({ ok: true });
        await polls(4);
        expect(shines(ALARM[name])).toBe(light === ON);
        expect(shines(CARD[name])).toBe(true);
      }
    });

    it('is no fresher for having been told nothing while it is silent', async () => {
      const { driver, statuses } = await dark(name, ...SIGNLESS[name]);
      board.fault = 'silent';
      for (const _ of [1, 2]) await driver.refresh();
      expect(statuses.filter(({ evidence }) => evidence.includes('told again'))).toEqual([]);
    });

    it('is not told again what nobody doubts', async () => {
      const [change, linkToo] = SIGNLESS[name];
      await lit(name, change, { ...linkToo, ...patient(name) });
      board.outputs.set(CARD[name], 0);
      await polls(8);
      expect(shines(CARD[name])).toBe(false);
    });
  });

  const signs = [
    ['modbus-io', 'the outputs it tells back', {}, {}, undefined],
    ['line-board', 'its boot counter', {}, { banner: undefined }, 'N'],
    ['line-board', 'its banner', { restart: [] }, {}, undefined],
    ['line-board', 'its uptime', { restart: [{ shows: 'uptime', signal: 'UP' }] }, { banner: undefined }, undefined],
  ] as const;
  it.each(signs)('%s is known by %s without one lost word', async (name, _what, change, linkToo, counter) => {
    if (counter !== undefined) board.inputs.set(counter, 65_535);
    board.inputs.set('UP', 700);
    const { driver, statuses } = await lit(name, change, { ...linkToo, ...patient(name) });
    if (name === 'line-board') await driver.setVolume({ route: 'headset', percent: 40 });
    await polls(6);
    // Nothing of that is a restart.
    board.set('UP', 701);
    board.outputs.set('R', 7);
    await polls(6);
    expect([board.outputs.get('R'), driver.snapshot().volume !== null]).toEqual([7, name === 'line-board']);
    board.set('UP', 3);
    board.restart(counter);
    await bothShine(name);
    await until(() => statuses.some(({ evidence }) => evidence.startsWith('outputs told again after')), 'told so');
    // Where it sounds now is decided by whoever knows what is said there.
    expect([driver.snapshot().volume, board.outputs.get('R')]).toEqual([null, undefined]);
    expect(statuses.filter(({ device }) => device !== 'online')).toEqual([]);
    // Once, not for ever.
    board.outputs.set(name === 'modbus-io' ? 'coil:90' : CARD[name], 0);
    await polls(6);
    if (name === 'line-board') expect(shines(CARD[name])).toBe(false);
  });

  it('with an output that never does as told is not told for ever', async () => {
    const { driver } = await lit('modbus-io', {}, patient('modbus-io'));
    await polls(4);
    const writes: string[] = [];
    const stuck = board.outputs;
    const set = stuck.set.bind(stuck);
    stuck.set = (signal, value) => {
      writes.push(signal);
      return signal === ALARM['modbus-io'] ? stuck : set(signal, value);
    };
    set(ALARM['modbus-io'], 0);
    await until(() => writes.includes(ALARM['modbus-io']), 'told again');
    await polls(4);
    writes.length = 0;
    await polls(8);
    expect(writes).toEqual([]);
    expect(driver.status()).toMatchObject({ device: 'online', faults: [] });
  });

  it('that was only deaf for a moment is told its sound again, and nobody hears of it', async () => {
    const { driver } = await lit('line-board', ...SIGNLESS['line-board']);
    await driver.setVolume({ route: 'headset', percent: 40 });
    const volumes: unknown[] = [];
    driver.onSnapshot(({ volume }) => volumes.push(volume));
    board.lose = 1;
    await until(() => board.lose === 0, 'a lost poll');
    board.restart();
    await until(() => board.outputs.get('R') === 1 && board.outputs.get('V') === 40, 'sounding again');
    expect(volumes.every((volume) => volume !== null)).toBe(true);
  });

  it('whose port was opened anew is not believed to know any light', async () => {
    const { driver } = await lit('modbus-io');
    wire.hangUp();
    await until(() => driver.status().device === 'offline', 'hung up');
    expect(driver.snapshot().lights).toMatchObject({ alarm: null, cardReader: null });
    board.restart();
    plugIn();
    const { link } = profiles['modbus-io'] ?? {};
    if (link?.kind === 'modbus') board.attachModbus(wire, link);
    expect(await driver.open()).toMatchObject({ ok: true });
    expect(driver.snapshot().lights).toMatchObject({ alarm: null, cardReader: null });
  });
});

it('a board that only pushes is told its lights again after one missed heartbeat, and not after none', async () => {
  const profile = profiles['hid-panel'];
  if (profile?.link.kind !== 'hid') throw new Error('no profile');
  const clock = new SimulatedClock();
  const { transport, wire: cable } = createMemoryHidPair();
  for (const { signal } of profile.inputs) board.inputs.set(signal, 0);
  board.attachHid(cable, profile.link);
  const panel = new ProfiledAuxiliaries(new HidLink(transport, profile.link), profile, clock);
  driver = panel;
  const devices = new Set<string>();
  await panel.open();
  board.tell();
  await panel.setLight('cardReader', ON);
  panel.onStatus(({ device }) => devices.add(device));
  const beats = async (...gaps: number[]) => {
    for (const gap of gaps) {
      await clock.delay(gap);
      board.tell();
    }
    await clock.delay(10);
  };
  // Late by less than half a heartbeat is no news.
  await beats(1_000, 1_000, 1_400);
  board.outputs.clear();
  await beats(1_000, 1_000);
  expect(board.outputs.size).toBe(0);
  await beats(2_000);
  expect(board.outputs.get('cardLight')).toBe(4);
  expect([...devices]).toEqual(['online']);
});

describe('a profile', () => {
  it.each([
    ['a counter that the link does not tell', 'modbus-io', { restart: [{ shows: 'counter', signal: 'N' }] }, {}],
    ['outputs that are not read back', 'modbus-io', {}, { polls: [{ function: 2, start: 0, count: 10 }] }],
    ['a banner that is a status', 'line-board', {}, { banner: 'ST' }],
    ['a sign nobody knows', 'line-board', { restart: [{ shows: 'smoke' }] }, {}],
  ] as const)('with %s is refused', (_what, name, change, linkToo) => {
    expect(asData(name).ok).toBe(true);
    expect(asData(name, change, linkToo)).toMatchObject({ ok: false, error: expect.stringMatching(/^(link|restart)/) });
  });
});
