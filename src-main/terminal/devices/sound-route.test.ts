import { beforeEach, expect, it } from 'vitest';
import type { AuxiliariesSnapshot, Headset, Volume } from '../../../drivers/contract/index.ts';
import { Cabinet } from './cabinet.ts';

const settled = (): Promise<void> => new Promise((resolve) => setImmediate(resolve));

/** A board that takes what it is told, as far as it can. */
class Board {
  readonly orders: string[] = [];
  refuses = false;
  #inputs: AuxiliariesSnapshot = {
    presence: null,
    doors: {},
    tamper: null,
    ups: null,
    operatorSwitch: null,
    headset: 'unplugged',
    keypad: false,
    lights: {},
    routes: ['speaker', 'headset'],
    volume: null,
  };
  readonly cabinet = new Cabinet({
    now: () => 0,
    write: () => undefined,
    log: () => undefined,
    presenceLight: null,
    setLight: () => undefined,
    setVolume: (volume) => this.set(volume),
    onChange: () => undefined,
  });

  get speaks(): boolean {
    return this.cabinet.view().headset;
  }

  async set(volume: Volume): Promise<void> {
    this.orders.push(`${volume.route} ${volume.percent}`);
    await settled();
    if (!this.refuses) this.says({ volume });
  }

  says(over: Partial<AuxiliariesSnapshot>): void {
    this.#inputs = { ...this.#inputs, ...over };
    this.cabinet.take(this.#inputs);
  }

  async socket(headset: Headset): Promise<void> {
    this.says({ headset });
    await settled();
    await settled();
  }

  /** Its power or its cable: what it was told is forgotten. */
  goes(): void {
    this.cabinet.take(null);
  }
}

let board: Board;
beforeEach(() => {
  board = new Board();
});

it('turns the sound to a headset and back, once each, and to nothing at the start', async () => {
  for (const headset of ['unplugged', 'plugged', 'plugged', 'unknown', 'unplugged'] as const)
    await board.socket(headset);
  expect(board.orders).toEqual(['headset 40', 'speaker 50']);
});

it('lets the page speak only once the board took the route', async () => {
  board.says({ headset: 'plugged' });
  expect(board.speaks).toBe(false);
  await settled();
  expect(board.speaks).toBe(true);
  board.says({ headset: 'unplugged' });
  expect(board.speaks).toBe(false);
});

it('a board that refuses the headset keeps the page silent, and is asked again with its next word', async () => {
  board.refuses = true;
  await board.socket('plugged');
  expect([board.speaks, board.orders]).toEqual([false, ['headset 40']]);
  board.refuses = false;
  await board.socket('plugged');
  expect([board.speaks, board.orders.length]).toEqual([true, 2]);
});

it.each([null, { route: 'speaker', percent: 50 }] as const)(
  'a board that comes back at its loudspeaker is told again where the headset is (%j)',
  async (volume) => {
    await board.socket('plugged');
    board.goes();
    expect(board.speaks).toBe(false);
    board.says({ volume });
    expect(board.speaks).toBe(false);
    await settled();
    expect([board.speaks, board.orders]).toEqual([true, ['headset 40', 'headset 40']]);
  },
);

it('gives the order anew to a board that came back before it answered', async () => {
  board.refuses = true;
  board.says({ headset: 'plugged' });
  board.goes();
  board.refuses = false;
  await board.socket('plugged');
  expect([board.speaks, board.orders]).toEqual([true, ['headset 40', 'headset 40']]);
});

it('follows a plug that moves while an order is on its way, one order at a time', async () => {
  board.says({ headset: 'plugged' });
  board.says({ headset: 'unplugged' });
  expect(board.orders).toEqual(['headset 40']);
  await settled();
  await settled();
  expect([board.orders, board.speaks]).toEqual([['headset 40', 'speaker 50'], false]);
});

it.each([
  ['nothing', [], null],
  ['how loud it is', ['speaker'], null],
  ['how loud it is, and was told', ['speaker'], { route: 'speaker', percent: 50 }],
] as const)(
  'the page speaks where the socket has its own switch: the board can set %s',
  async (_what, routes, volume) => {
    board.says({ routes: [...routes], volume });
    expect(board.speaks).toBe(false);
    await board.socket('plugged');
    expect([board.speaks, board.orders]).toEqual([true, []]);
  },
);

it('leaves the sound to a test, and gives it back to a headset that is in', async () => {
  const giveBack = board.cabinet.holdSound();
  await board.set({ route: 'speaker', percent: 60 });
  await board.socket('plugged');
  expect([board.speaks, board.orders]).toEqual([false, ['speaker 60']]);
  giveBack();
  await settled();
  expect([board.speaks, board.orders]).toEqual([true, ['speaker 60', 'headset 40']]);
});

it('gives the sound back to the loudspeaker, as loud as it is used, where no headset is in', async () => {
  const giveBack = board.cabinet.holdSound();
  await board.set({ route: 'headset', percent: 40 });
  board.says({ presence: 'present' });
  giveBack();
  await settled();
  expect(board.orders).toEqual(['headset 40', 'speaker 50']);
  // A second one begun meanwhile keeps it.
  const first = board.cabinet.holdSound();
  const second = board.cabinet.holdSound();
  await board.set({ route: 'headset', percent: 40 });
  first();
  await settled();
  expect(board.orders).toHaveLength(3);
  second();
  await settled();
  expect(board.orders.at(-1)).toBe('speaker 50');
});

it('a board that moves the sound by itself is told how loud, each time, before the page speaks into a headset', async () => {
  board.says({ volume: { route: 'speaker', percent: 50 } });
  for (const _ of [1, 2]) {
    board.says({ headset: 'plugged', volume: { route: 'headset', percent: 100 } });
    expect(board.speaks).toBe(false);
    await settled();
    await settled();
    expect(board.speaks).toBe(true);
    board.says({ headset: 'unplugged', volume: { route: 'speaker', percent: 40 } });
    await settled();
    await settled();
  }
  expect(board.orders).toEqual(['headset 40', 'speaker 50', 'headset 40', 'speaker 50']);
});

it('a board that rounds is not told for ever', async () => {
  board.says({ headset: 'plugged', volume: { route: 'headset', percent: 100 } });
  await settled();
  for (const percent of [43, 44, 43]) {
    board.says({ volume: { route: 'headset', percent } });
    expect(board.speaks).toBe(true);
    await settled();
  }
  expect(board.orders).toEqual(['headset 40']);
});

it('a board that would not be told how loud is told again with its next word', async () => {
  board.refuses = true;
  board.says({ headset: 'plugged', volume: { route: 'headset', percent: 100 } });
  await settled();
  await settled();
  expect(board.speaks).toBe(false);
  board.refuses = false;
  board.says({ presence: 'present' });
  await settled();
  await settled();
  expect([board.orders, board.speaks]).toEqual([['headset 40', 'headset 40'], true]);
});
