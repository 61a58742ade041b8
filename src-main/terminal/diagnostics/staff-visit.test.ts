import { describe, expect, test } from 'vitest';
import { type Visit, type VisitEvent, visited } from './staff-visit.ts';

const first = { staff: '2001', role: 'technician' } as const;
const other = { staff: '2002', role: 'engineer' } as const;
const inside = (attended: 'yes' | 'no' | 'proving', idle: number): Visit => ({
  at: 'inside',
  who: first,
  attended,
  idle,
});
const rest = { busy: false, underWay: false };

const phases = {
  away: { at: 'away' },
  door: { at: 'door' },
  sill: { at: 'sill', who: first, seconds: 3 },
  sillLast: { at: 'sill', who: first, seconds: 7 },
  inside: inside('yes', 100),
  insideLast: inside('yes', 1),
  unattended: inside('no', 0),
  proving: inside('proving', 0),
} as const satisfies Record<string, Visit>;

const events = {
  called: { event: 'called' },
  'right code': { event: 'proved', who: first, guestsAway: true },
  'right code, guests there': { event: 'proved', who: first, guestsAway: false },
  'right code of another': { event: 'proved', who: other, guestsAway: true },
  'guests away': { event: 'guestsAway' },
  touched: { event: 'touched', ...rest },
  'touched in a test': { event: 'touched', busy: false, underWay: true },
  'a finger': { event: 'finger', ...rest },
  'a finger in a test': { event: 'finger', busy: false, underWay: true },
  'walks away': { event: 'proofGivenUp' },
  'a second': { event: 'second', typing: true, ...rest },
  'a second, nobody types': { event: 'second', typing: false, ...rest },
  'a second of a soak': { event: 'second', typing: false, busy: true, underWay: false },
  ended: { event: 'ended' },
} as const satisfies Record<string, VisitEvent>;

type Phase = keyof typeof phases;
/** Where it stands after, with the effects; `=` where nothing changes. */
const table: Readonly<Record<keyof typeof events, Readonly<Record<Phase, string>>>> = {
  called: row('door', '=', '=', '=', '=', '=', '=', '='),
  'right code': row('=', 'yes 180 comeIn', '=', '=', '=', '=', '=', 'yes 180 welcomeBack'),
  'right code, guests there': row('=', 'sill 0', '=', '=', '=', '=', '=', 'yes 180 welcomeBack'),
  'right code of another': row('=', 'yes 180 comeIn', '=', '=', '=', '=', '=', 'yes 180 relieve comeIn'),
  'guests away': row('=', '=', 'yes 180 comeIn', 'yes 180 comeIn', '=', '=', '=', '='),
  touched: row('=', '=', '=', '=', 'yes 180', 'yes 180', 'proving 0 askAgain', '='),
  'touched in a test': row('=', '=', '=', '=', 'yes 1800', 'yes 1800', 'proving 0 askAgain', '='),
  'a finger': row('=', '=', '=', '=', 'yes 180', 'yes 180', '=', '='),
  'a finger in a test': row('=', '=', '=', '=', 'yes 1800', 'yes 1800', '=', '='),
  'walks away': row('=', '=', '=', '=', '=', '=', '=', 'no 0'),
  'a second': row('=', '=', 'sill 4', 'yes 180 comeIn', 'yes 99', '= end', '= end', '= end'),
  'a second, nobody types': row('=', '= end', 'sill 4', 'yes 180 comeIn', 'yes 99', '= end', '= end', '= end'),
  'a second of a soak': row('=', '= end', 'sill 4', 'yes 180 comeIn', 'yes 99', 'no 0', '=', 'no 0'),
  ended: row('=', 'away', 'away', 'away', 'away', 'away', 'away', 'away'),
};

function row(...cells: readonly string[]): Record<Phase, string> {
  const names = Object.keys(phases) as Phase[];
  return Object.fromEntries(names.map((name, index) => [name, cells[index] ?? ''])) as Record<Phase, string>;
}

function told(visit: Visit): string {
  switch (visit.at) {
    case 'away':
    case 'door':
      return visit.at;
    case 'sill':
      return `sill ${visit.seconds}`;
    case 'inside':
      return `${visit.attended} ${visit.idle}`;
  }
}

describe.each(Object.entries(events))('%s', (name, event) => {
  test.each(Object.entries(phases))('while %s', (phase, before) => {
    const { visit, effects } = visited(before, event);
    const where = told(visit) === told(before) ? '=' : told(visit);
    const expected = table[name as keyof typeof events][phase as Phase];
    expect([where, ...effects.map(({ effect }) => effect)].join(' ')).toBe(expected);
  });
});

test('only who proved it is inside, and whoever relieves them is audited by name', () => {
  const { visit, effects } = visited(phases.proving, events['right code of another']);
  expect(visit).toMatchObject({ at: 'inside', who: other });
  expect(effects).toEqual([
    { effect: 'relieve', who: first },
    { effect: 'comeIn', who: other },
  ]);
});

test('a test that is over leaves no more than the usual time', () => {
  const { visit } = visited(inside('yes', 1700), events['a second']);
  expect(visit).toMatchObject({ idle: 179 });
});
