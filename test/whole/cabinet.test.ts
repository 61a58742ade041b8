import { rmSync } from 'node:fs';
import { mkdtemp } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { profiles, SimulatedBoard } from '../../drivers/auxiliaries/index.ts';
import { openPty, type SimulatorWire } from '../../drivers/transports/index.ts';
import { operationsAlertsSchema } from '../../src-main/contract/operations-api.ts';
import { ServiceHands } from './service-kit.ts';
import { Whole } from './whole.ts';

/** The cabinet's board on a real pty: what its inputs do to screen, ledger and light, what its keys do, who walks away. */
let whole: Whole;
let hands: ServiceHands;
let folder: string;
let wire: SimulatorWire;
const board = new SimulatedBoard();
const acts = () =>
  whole
    .ledgerRows<{ detail: string }>("SELECT detail FROM service_acts WHERE act = 'cabinet' ORDER BY id")
    .map(({ detail }) => detail);

beforeAll(async () => {
  folder = await mkdtemp(path.join(os.tmpdir(), 'cabinet-'));
  const port = path.join(folder, 'board');
  const pty = openPty({ link: port });
  const profile = profiles['line-board'];
  if (!pty.ok || profile?.link.kind !== 'lines') throw new Error('no board');
  wire = pty.value;
  for (const { signal } of profile.inputs) board.inputs.set(signal, 0);
  board.inputs.set('B', 100);
  board.attachLines(wire, profile.link);
  whole = await Whole.start({
    auxiliaries: { port, profile: 'line-board', presenceLight: 'cardReader' },
    waits: { leftMs: 1_500 },
  });
  hands = new ServiceHands(whole);
}, 60_000);
afterAll(async () => {
  await whole?.stop();
  wire?.hangUp();
  rmSync(folder, { recursive: true, force: true });
});

it('the light flashes slowly while nobody is there and stands when somebody comes', async () => {
  await expect.poll(() => board.outputs.get('L1'), { timeout: 10_000 }).toBe(1);
  board.set('P', 1);
  await expect.poll(() => board.outputs.get('L1'), { timeout: 10_000 }).toBe(4);
  board.set('P', 0);
  await expect.poll(() => board.outputs.get('L1'), { timeout: 10_000 }).toBe(1);
});

it('a door that is opened and closed stands in the audit', async () => {
  board.set('D1', 1);
  await expect.poll(acts, { timeout: 10_000 }).toEqual(['door.cabinet.open']);
  board.set('D1', 0);
  await expect.poll(acts, { timeout: 10_000 }).toEqual(['door.cabinet.open', 'door.cabinet.closed']);
});

it('a battery that is nearly empty stops new cases and says so; mains open them again', async () => {
  whole.touch({ type: 'start' }, { type: 'openItem', code: 'social-insurance-proof' });
  await whole.sees('notice', (screen) => screen.unavailable === null);
  board.set('U', 2);
  await whole.sees('notice', (screen) => screen.unavailable?.en.includes('battery') === true);
  await whole.says(({ notices }) => notices.some(({ id }) => id === 'power'));
  whole.touch({ type: 'begin' }, { type: 'home' });
  await whole.sees('home', ({ themes }) => themes.every(({ available }) => available === 0));
  board.set('U', 0);
  await whole.sees('home', ({ themes }) => themes.every(({ available, total }) => available === total));
  expect(acts().slice(-2)).toEqual(['ups.low', 'ups.good']);
  await whole.exit();
});

const raised = async () =>
  (await whole.operations('alerts', operationsAlertsSchema)).alerts.map(({ kind }) => kind).sort();
const alarms = () =>
  whole
    .ledgerRows<{ detail: string }>("SELECT detail FROM service_acts WHERE act = 'alarm' ORDER BY id")
    .map((row) => row.detail);

it('what was opened while nobody of staff was inside is an alarm, and goes to the platform', async () => {
  expect(alarms()).toEqual(['door.cabinet.open']);
  board.set('T', 1);
  await expect.poll(alarms, { timeout: 10_000 }).toEqual(['door.cabinet.open', 'tamper.on']);
  board.set('T', 0);
  await expect.poll(acts, { timeout: 10_000 }).toContain('tamper.off');
  await expect.poll(raised, { timeout: 10_000 }).toEqual(['cabinet-opened', 'cabinet-tampered']);
  expect(board.outputs.get('L5')).toBe(4);
});

it('a restart is not the end of an alarm', async () => {
  await whole.stopTerminal();
  board.outputs.set('L5', 0);
  await whole.startTerminal();
  await whole.killDevices();
  await whole.sees('attract');
  await expect.poll(() => board.outputs.get('L5'), { timeout: 10_000 }).toBe(4);
  expect(alarms()).toHaveLength(2);
});

it('staff who came in put the alarm out; what they open is none, what is opened before the mere door is', async () => {
  await hands.enter('2001');
  await expect.poll(() => board.outputs.get('L5'), { timeout: 10_000 }).toBe(0);
  board.set('D1', 1);
  await expect.poll(() => acts().at(-1), { timeout: 10_000 }).toBe('door.cabinet.open');
  board.set('D1', 0);
  await expect.poll(() => acts().at(-1), { timeout: 10_000 }).toBe('door.cabinet.closed');
  await hands.leave();
  expect(alarms()).toHaveLength(2);
  whole.touch({ type: 'openService' });
  await whole.sees('serviceAccess');
  board.set('D1', 1);
  await expect.poll(alarms, { timeout: 10_000 }).toHaveLength(3);
  board.set('D1', 0);
  hands.act({ act: 'leave' });
  await whole.sees('attract');
});

it('the light of the slot flashes that the hand goes to next', async () => {
  whole.touch({ type: 'start' }, { type: 'openItem', code: 'social-insurance-proof' }, { type: 'begin' });
  await whole.sees('identify');
  await expect.poll(() => board.outputs.get('L1'), { timeout: 10_000 }).toBe(2);
  await whole.exit();
  // Nobody is near: the presence light is slow again.
  await expect.poll(() => board.outputs.get('L1'), { timeout: 10_000 }).toBe(1);
});

it('keys of the keypad go to the page, count as a touch, and are written nowhere', async () => {
  whole.touch({ type: 'start' });
  await whole.sees('home');
  const before = whole.keys.length;
  for (const code of [16, 16, 11, 14, 13, 4]) {
    board.set('K', code);
    board.set('K', 0);
  }
  await expect
    .poll(() => whole.keys.slice(before), { timeout: 10_000 })
    .toEqual(['down', 'down', 'enter', 'help', 'cancel', '4']);
  await whole.exit();
});

it('whoever walked away after the sensor had seen them is asked sooner, and let go on when they come back', async () => {
  board.set('P', 1);
  await whole.says(({ cabinet }) => cabinet?.someoneNear === true);
  whole.touch({ type: 'start' });
  await whole.sees('home');
  board.set('P', 0);
  await whole.says(({ session }) => session?.warning === 'left', 20_000);
  board.set('P', 1);
  await whole.says(({ session }) => session?.idleSecondsLeft === null);
  board.set('P', 0);
  await whole.says(({ cabinet }) => cabinet?.someoneNear === false);
  // A sensor that does not see who touches is not believed.
  whole.touch({ type: 'touched' });
  await new Promise((resolve) => setTimeout(resolve, 200));
  expect(whole.snapshot?.session?.idleSecondsLeft).toBe(null);
  await whole.exit();
}, 60_000);

it('a headset turns the sound to it, quietly, and the screen says so', async () => {
  board.set('H', 1);
  await whole.says(({ cabinet }) => cabinet?.headset === true);
  await expect.poll(() => [board.outputs.get('R'), board.outputs.get('V')], { timeout: 10_000 }).toEqual([1, 40]);
  board.set('H', 0);
  await whole.says(({ cabinet }) => cabinet?.headset === false);
  await expect.poll(() => board.outputs.get('R'), { timeout: 10_000 }).toBe(0);
});

it('the operator’s switch asks the citizen to come to an end, then opens the door of staff, and shuts it', async () => {
  whole.touch({ type: 'start' });
  await whole.sees('home');
  board.set('S', 1);
  await whole.says(({ session }) => session?.warning === 'operator');
  whole.touch({ type: 'extend' });
  await whole.says(({ session }) => session?.idleSecondsLeft === null);
  whole.touch({ type: 'exit' });
  await whole.sees('serviceAccess', undefined, 15_000);
  board.set('S', 0);
  await whole.sees('attract');
}, 60_000);

it('five wrong codes lock the door, at the platform and on the board’s lamp as well', async () => {
  await hands.enter('2001');
  await hands.leave();
  await expect.poll(() => board.outputs.get('L5'), { timeout: 10_000 }).toBe(0);
  whole.touch({ type: 'openService' });
  await whole.sees('serviceAccess');
  for (let n = 0; n < 5; n++) whole.touch({ type: 'service', act: { act: 'enter', staff: '2001', code: '000000' } });
  await whole.sees('serviceAccess', ({ access }) => access.phase === 'locked');
  await expect.poll(raised, { timeout: 10_000 }).toContain('door-locked');
  await expect.poll(() => board.outputs.get('L5'), { timeout: 10_000 }).toBe(4);
}, 60_000);
