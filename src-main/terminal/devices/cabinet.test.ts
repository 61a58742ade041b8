import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import type { AuxiliariesSnapshot } from '../../../drivers/contract/index.ts';
import { codeSchema } from '../ledger/record-bodies.ts';
import { Cabinet } from './cabinet.ts';

const quiet: AuxiliariesSnapshot = {
  presence: 'notPresent',
  doors: { cabinet: 'closed' },
  tamper: 'off',
  ups: { state: 'good', percent: 98 },
  operatorSwitch: 'run',
  headset: null,
  keypad: false,
  routes: [],
  lights: { cardReader: { flashRate: 'slow', color: null } },
  volume: null,
};

function cabinet() {
  const written: string[] = [];
  const lights: string[] = [];
  const clock = { now: 0 };
  const alarms: string[] = [];
  const news: string[] = [];
  const staff = { inside: false };
  const made = new Cabinet({
    alarm: (detail) => alarms.push(codeSchema.parse(detail)),
    staffInside: () => staff.inside,
    onNews: (one) => news.push(one),
    leftMs: 1_000,
    now: () => clock.now,
    write: (detail) => written.push(codeSchema.parse(detail)),
    log: () => undefined,
    presenceLight: 'cardReader',
    alarmLight: 'alarm',
    setLight: (position, { flashRate }) => lights.push(`${position} ${flashRate}`),
    onChange: () => undefined,
  });
  return { made, written, lights, clock, alarms, news, staff };
}

beforeEach(() => {
  vi.useFakeTimers();
});
afterEach(() => {
  vi.useRealTimers();
});

it('says nothing of a cabinet that is closed and has power', () => {
  const { made, written, lights } = cabinet();
  made.take(quiet);
  made.take({ ...quiet, doors: { cabinet: 'unknown' }, tamper: 'unknown' });
  made.take(quiet);
  made.take(null);
  expect(written).toEqual([]);
  expect(lights).toEqual([]);
});

it('writes each door, tamper and power change once, also one that was found at the start', () => {
  const { made, written } = cabinet();
  made.take({ ...quiet, doors: { cabinet: 'open' } });
  made.take({ ...quiet, doors: { cabinet: 'open' }, tamper: 'on' });
  made.take({ ...quiet, tamper: 'on', ups: { state: 'engaged', percent: 80 } });
  expect(written).toEqual(['door.cabinet.open', 'tamper.on', 'door.cabinet.closed', 'ups.engaged']);
});

it('calls power low only on a battery that is nearly empty, and not when nobody tells', () => {
  const { made } = cabinet();
  const withUps = (state: NonNullable<AuxiliariesSnapshot['ups']>['state']) => ({
    ...quiet,
    ups: { state, percent: null },
  });
  const low = (['good', 'engaged', 'low', 'powering', 'recovered', 'unknown'] as const).filter((state) => {
    made.take(withUps(state));
    return made.powerLow;
  });
  expect(low).toEqual(['low']);
  made.take(withUps('low'));
  made.take(null);
  expect(made.powerLow).toBe(false);
});

it('moves the light when somebody comes, and tells it again to a board that forgot', () => {
  const { made, lights } = cabinet();
  made.take({ ...quiet, presence: 'present' });
  made.take({ ...quiet, presence: 'present', lights: { cardReader: { flashRate: 'continuous', color: null } } });
  made.take({ ...quiet, presence: 'unknown', lights: { cardReader: null } });
  made.take({ ...quiet, lights: { cardReader: null } });
  expect(lights).toEqual(['cardReader continuous', 'cardReader slow']);
});

it('a bouncing switch does not fill the ledger', () => {
  const { made, written, clock } = cabinet();
  for (let second = 0; second < 600; second++) {
    clock.now = second * 1000;
    made.take({ ...quiet, doors: { cabinet: second % 2 === 0 ? 'open' : 'closed' } });
  }
  expect(written).toHaveLength(20);
  clock.now = 4_000_000;
  made.take({ ...quiet, doors: { cabinet: 'open' } });
  expect(written).toHaveLength(21);
});

it('calls it an alarm when the machine is opened while nobody of staff is inside', () => {
  const { made, alarms, staff, written } = cabinet();
  made.take({ ...quiet, doors: { cabinet: 'open' } });
  made.take(quiet);
  staff.inside = true;
  made.take({ ...quiet, doors: { cabinet: 'open' }, tamper: 'on' });
  expect(alarms).toEqual(['door.cabinet.open']);
  expect(written).toEqual(['door.cabinet.open', 'door.cabinet.closed', 'door.cabinet.open', 'tamper.on']);
});

it('alarms at the first opening with no staff inside, however often staff or a bouncing switch moved the door before', () => {
  const { made, alarms, staff, lights, written, clock } = cabinet();
  const board = (door: 'open' | 'closed'): AuxiliariesSnapshot => ({
    ...quiet,
    presence: null,
    doors: { cabinet: door },
    lights: { alarm: null },
  });
  const openAndClose = (times: number) => {
    for (let time = 0; time < times; time++) {
      clock.now += 1_000;
      made.take(board('open'));
      made.take(board('closed'));
    }
  };
  made.staffCame();
  staff.inside = true;
  made.take(board('closed'));
  openAndClose(15);
  expect([written.length, alarms.length, lights.length]).toEqual([20, 0, 0]);
  staff.inside = false;
  openAndClose(1);
  expect([alarms, lights.at(-1)]).toEqual([['door.cabinet.open'], 'alarm continuous']);
  // The same one again is one alarm more at most twenty times an hour; another input is another alarm.
  openAndClose(60);
  expect(alarms).toHaveLength(20);
  made.take({ ...board('closed'), tamper: 'on' });
  expect(alarms.at(-1)).toBe('tamper.on');
  // Staff saw it: what comes after they left is news again, within the same hour.
  made.staffCame();
  openAndClose(1);
  expect([alarms.length, alarms.at(-1)]).toEqual([22, 'door.cabinet.open']);
  expect(written.filter((detail) => detail.startsWith('door'))).toHaveLength(20);
});

it('puts the lamp or contact of an alarm on until somebody of staff came in, also on a board that forgot', () => {
  const { made, lights, staff } = cabinet();
  const board = (alarm: AuxiliariesSnapshot['lights'][string], more = {}) => ({
    ...quiet,
    lights: { ...quiet.lights, alarm },
    ...more,
  });
  const on = { flashRate: 'continuous', color: null } as const;
  made.take(board(null));
  expect(lights).toEqual([]);
  made.take(board(null, { tamper: 'on' }));
  made.take(board(on));
  made.take(board(null));
  expect(lights).toEqual(['alarm continuous', 'alarm continuous']);
  staff.inside = true;
  made.staffCame();
  made.take(board(on));
  expect(lights.slice(2)).toEqual(['alarm off']);
  made.take(board(null, { doors: { cabinet: 'open' } }));
  expect(lights).toHaveLength(3);
  // Wrong codes at the service door are an alarm, too; a board without such a light is left alone.
  made.alarm();
  expect(lights.at(-1)).toBe('alarm continuous');
  made.take(quiet);
  expect(lights).toHaveLength(4);
});

it('tells that somebody left once the sensor has seen them, again and again, until they are back', () => {
  const { made, news } = cabinet();
  made.take(quiet);
  vi.advanceTimersByTime(10_000);
  expect(news).toEqual([]);
  made.take({ ...quiet, presence: 'present' });
  made.take(quiet);
  vi.advanceTimersByTime(900);
  expect(news).toEqual(['presence.back']);
  vi.advanceTimersByTime(1_200);
  expect(news).toEqual(['presence.back', 'presence.left', 'presence.left']);
  made.take({ ...quiet, presence: 'present' });
  vi.advanceTimersByTime(10_000);
  expect(news.slice(3)).toEqual(['presence.back']);
});

it('does not believe a sensor that misses who touches the screen, until it sees somebody again', () => {
  const { made, news } = cabinet();
  made.take({ ...quiet, presence: 'present' });
  made.take(quiet);
  made.touched();
  made.take(quiet);
  vi.advanceTimersByTime(10_000);
  expect(news).toEqual(['presence.back']);
  made.take({ ...quiet, presence: 'present' });
  made.take(quiet);
  made.take({ ...quiet, presence: 'unknown' });
  vi.advanceTimersByTime(10_000);
  made.take(quiet);
  made.take(null);
  vi.advanceTimersByTime(10_000);
  expect(news).toEqual(['presence.back', 'presence.back']);
  made.stop();
  expect(vi.getTimerCount()).toBe(0);
});

it('tells each turning of the operator’s switch once', () => {
  const { made, news } = cabinet();
  for (const operatorSwitch of ['run', 'maintenance', 'supervisor', 'unknown', 'run', null] as const)
    made.take({ ...quiet, operatorSwitch });
  expect(news).toEqual(['operator.called', 'operator.gone']);
});

it('lights the slot the hand goes to, puts the others out, and gives the presence light back', () => {
  const { made, lights } = cabinet();
  const fitted = (
    cardReader: 'slow' | 'medium' | 'off',
    receiptPrinter: 'off' | 'medium' | null,
  ): AuxiliariesSnapshot => ({
    ...quiet,
    lights: {
      cardReader: { flashRate: cardReader, color: null },
      receiptPrinter: receiptPrinter === null ? null : { flashRate: receiptPrinter, color: null },
    },
  });
  made.take(fitted('slow', null));
  made.guide({ position: 'cardReader', flashRate: 'medium' });
  made.take(fitted('medium', null));
  made.guide({ position: 'receiptPrinter', flashRate: 'medium' });
  made.take(fitted('slow', 'medium'));
  made.guide(null);
  made.guide(null);
  made.take(fitted('slow', 'off'));
  // A slot without a light shows nothing, and disturbs nobody.
  made.guide({ position: 'documentPrinter', flashRate: 'medium' });
  expect(lights).toEqual(['cardReader medium', 'cardReader slow', 'receiptPrinter medium', 'receiptPrinter off']);
});

it('whoever tests the board hears its words and its keys, and nobody else hears a key meanwhile', () => {
  const { made } = cabinet();
  const heard: string[] = [];
  expect(made.pressed()).toBe(false);
  const stop = made.watch({
    inputs: ({ doors }) => heard.push(doors.cabinet ?? ''),
    key: () => {
      heard.push('key');
      stop();
    },
  });
  made.take({ ...quiet, doors: { cabinet: 'open' } });
  // The key that ends the test is the test's too.
  expect(made.pressed()).toBe(true);
  made.take(quiet);
  expect([heard, made.pressed()]).toEqual([['open', 'key'], false]);
});
