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
