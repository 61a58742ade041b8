import { rmSync } from 'node:fs';
import { mkdtemp } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { profiles, SimulatedBoard } from '../../drivers/auxiliaries/index.ts';
import { openPty, type SimulatorWire } from '../../drivers/transports/index.ts';
import { Whole } from './whole.ts';

/** The cabinet's board on a real pty: what its inputs do to screen, ledger and light. */
let whole: Whole;
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
  whole = await Whole.start({ auxiliaries: { port, profile: 'line-board', presenceLight: 'cardReader' } });
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
