import { afterAll, beforeAll, expect, it } from 'vitest';
import { Whole } from './whole.ts';

const ITEM = 'social-insurance-proof';

let whole: Whole;
beforeAll(async () => {
  whole = await Whole.start();
}, 60_000);
afterAll(() => whole.stop());

/** The reader is a USB one without a supply of its own: what it knew of the card goes with the plug. */
async function hubOffAndOn(): Promise<void> {
  whole.machine.unplug('reader');
  whole.machine.reader.powerCycle();
  await whole.machine.plug('reader');
}

it('a card that was laid and never read is asked back when its owner walks away', async () => {
  whole.touch({ type: 'start' }, { type: 'openItem', code: ITEM });
  await whole.sees('notice');
  whole.machine.layCard('li-di');
  whole.touch({ type: 'exit' });
  await whole.sees('takeCard');
  // Four looks of the watch.
  await new Promise((resolve) => setTimeout(resolve, 3_000));
  expect(whole.snapshot?.screen.name).toBe('takeCard');
  whole.machine.liftCard();
  await whole.sees('farewell');
  whole.touch({ type: 'start' });
  await whole.sees('attract');
});

it('a card on a reader that lost its power is asked back, too', async () => {
  await whole.toForm(ITEM, 'li-di');
  await hubOffAndOn();
  whole.touch({ type: 'exit' });
  await whole.sees('takeCard', ({ cards }) => cards.includes('idCard'));
  await new Promise((resolve) => setTimeout(resolve, 3_000));
  expect(whole.snapshot?.screen.name).toBe('takeCard');
  whole.machine.liftCard();
  await whole.sees('farewell');
  whole.touch({ type: 'start' });
  await whole.sees('attract');
});

it('a card that stayed on a reader without power is not read as the next person’s', async () => {
  await whole.toForm(ITEM, 'li-di');
  whole.touch({ type: 'exit' });
  await whole.sees('takeCard', ({ cards }) => cards.includes('idCard'));
  whole.machine.unplug('reader');
  await whole.sees('farewell');
  whole.touch({ type: 'start' });
  await whole.sees('attract');
  whole.touch({ type: 'start' }, { type: 'openItem', code: ITEM });
  await whole.sees('notice', ({ unavailable }) => unavailable !== null);
  whole.machine.reader.powerCycle();
  await whole.machine.plug('reader');
  await whole.sees('notice', ({ unavailable }) => unavailable === null);
  whole.touch({ type: 'begin' });
  await whole.sees('identify', ({ phase, way }) => phase === 'pullFirst' && way === 'idCard');
  whole.machine.liftCard();
  await whole.sees('identify', ({ phase }) => phase === 'waiting');
  whole.machine.layCard('wang-yan');
  await whole.sees('form');
  await whole.exit();
});

it('a card that lies there when the machine starts is said, and is nobody’s', async () => {
  await whole.stopTerminal();
  whole.machine.layCard('li-di');
  await whole.startTerminal();
  await whole.killDevices();
  await whole.says(({ notices }) => notices.some(({ id }) => id === 'forgottenCard'));
  whole.machine.liftCard();
  await whole.says(({ notices }) => notices.every(({ id }) => id !== 'forgottenCard'));
});
