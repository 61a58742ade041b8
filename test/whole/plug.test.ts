import { afterAll, beforeAll, expect, it } from 'vitest';
import { Whole } from './whole.ts';

let whole: Whole;
beforeAll(async () => {
  whole = await Whole.start();
}, 60_000);
afterAll(() => whole.stop());

it('an unplugged reader is said while a card is awaited, and reads again when plugged in', async () => {
  whole.touch({ type: 'start' }, { type: 'openItem', code: 'social-insurance-proof' }, { type: 'begin' });
  await whole.sees('identify', (screen) => screen.phase === 'waiting');
  whole.machine.unplug('reader');
  await whole.sees('identify', (screen) => screen.phase === 'readerUnavailable');
  await whole.machine.plug('reader');
  await whole.sees('identify', (screen) => screen.phase === 'waiting');
  whole.machine.layCard('li-di');
  await whole.sees('form');
  expect(whole.snapshot?.notices).toEqual([]);
});

it('a hub that loses its power takes everything with it in the middle of a visit, and gives it back', async () => {
  const { machine } = whole;
  await whole.exit();
  await whole.toForm('social-insurance-proof', 'wang-yan');
  for (const name of ['reader', 'scanner', 'printer'] as const) machine.unplug(name);
  machine.reader.powerCycle();
  await whole.says(({ notices }) => notices.some(({ id, severity }) => id === 'reader' && severity === 'stopped'));
  expect(whole.snapshot?.screen.name).toBe('form');
  for (const name of ['scanner', 'printer', 'reader'] as const) await machine.plug(name);
  await whole.says(({ notices }) => notices.length === 0);
  const before = machine.papers().length;
  const { papers } = await whole.toResult();
  expect(papers.map(({ state }) => state)).toEqual(['saved', 'printed']);
  expect(machine.papers()).toHaveLength(before + 1);
  await whole.leave();
});
