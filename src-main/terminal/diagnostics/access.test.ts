import { mkdtempSync, rmSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { exportJWK, generateKeyPair, SignJWT } from 'jose';
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import type { Ledger } from '../ledger/ledger.ts';
import { must, openTestLedger } from '../ledger/test-ledger.ts';
import { Access } from './access.ts';
import { BADGE_PREFIX } from './badge.ts';
import { answerTo, codeAt } from './one-time-code.ts';
import type { StaffMember } from './staff.ts';

const TERMINAL = 'GZ-0001';
const technician: StaffMember = {
  staff: '100001',
  role: 'technician',
  secret: 'JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP',
  notAfter: '2027-12-31',
};
const gone: StaffMember = { ...technician, staff: '100002', notAfter: '2026-01-31' };
const NOON = Date.UTC(2026, 10, 21, 12);
const MINUTE = 60_000;

let folder: string;
let ledger: Ledger;
let now = NOON;
let mono = 0;
let alarms = 0;
beforeEach(() => {
  folder = mkdtempSync(path.join(os.tmpdir(), 'access-'));
  // Its clock is the door's: against today's, a badge of the fixture would be out of date one evening.
  ledger = openTestLedger(path.join(folder, 'ledger.db'), { clock: { wallMs: () => now } });
  now = NOON;
  mono = 0;
  alarms = 0;
});
afterEach(() => {
  for (const door of doors.splice(0)) door.stop();
  vi.useRealTimers();
  ledger.close();
  rmSync(folder, { recursive: true, force: true });
});

const pair = await generateKeyPair('ES256');
const badgeKey = await exportJWK(pair.publicKey);
const doors: Access[] = [];
/** Time on both clocks. */
const passes = (ms: number) => {
  now += ms;
  mono += ms;
};
const open = (door: Access) => {
  doors.push(door);
  return door;
};
const access = (staff: readonly StaffMember[] = [technician, gone]) =>
  open(
    new Access({
      staff,
      terminal: TERMINAL,
      badgeKey,
      ledger,
      wallMs: () => now,
      now: () => mono,
      newChallenge: () => '482913',
      onAlarm: () => {
        alarms += 1;
      },
    }),
  );
const enter = (door: Access, code: string, staff = technician.staff) => door.enter({ act: 'enter', staff, code });

const badge = (
  change: { audience?: string; staff?: string; hours?: number; key?: typeof pair.privateKey; id?: string } = {},
) =>
  new SignJWT({})
    .setProtectedHeader({ alg: 'ES256', typ: 'budayang-badge+jwt' })
    .setSubject(change.staff ?? technician.staff)
    .setAudience(change.audience ?? TERMINAL)
    .setJti(change.id ?? 'badge-0001')
    .setIssuedAt(now / 1000)
    .setExpirationTime(now / 1000 + (change.hours ?? 8) * 3600)
    .sign(change.key ?? pair.privateKey)
    .then((token) => BADGE_PREFIX + token);

describe('a one-time code', () => {
  test('opens the door to the last minute of the last day in China, and no longer', () => {
    const lastDay: StaffMember = { ...technician, notAfter: '2026-11-21' };
    now = Date.UTC(2026, 10, 21, 15, 59);
    expect(enter(access([lastDay]), codeAt(lastDay.secret, now))).not.toBeNull();
    now = Date.UTC(2026, 10, 21, 16, 1);
    expect(enter(access([lastDay]), codeAt(lastDay.secret, now))).toBeNull();
  });

  test('opens the door once', () => {
    const door = access();
    const code = codeAt(technician.secret, now);
    expect(enter(door, code)).toEqual({ staff: '100001', role: 'technician' });
    expect(enter(door, code)).toBeNull();
    now += 30_000;
    expect(enter(door, codeAt(technician.secret, now))).not.toBeNull();
  });

  test('seen over a shoulder opens nothing, also after a restart and also the one before it', () => {
    const earlier = codeAt(technician.secret, now - 30_000);
    const code = codeAt(technician.secret, now);
    expect(enter(access(), code)).not.toBeNull();
    expect(enter(access(), code)).toBeNull();
    expect(enter(access(), earlier)).toBeNull();
  });

  test('of a clock a minute off opens, of one two minutes off does not', () => {
    expect(enter(access(), codeAt(technician.secret, now - MINUTE))).not.toBeNull();
    expect(enter(access(), codeAt(technician.secret, now + 2 * MINUTE))).toBeNull();
  });

  test('of somebody whose permission ended, or whom nobody knows, opens nothing', () => {
    expect(enter(access(), codeAt(gone.secret, now), gone.staff)).toBeNull();
    expect(enter(access(), codeAt(technician.secret, now), '999999')).toBeNull();
  });
});

describe('wrong tries', () => {
  const wrong = (door: Access) => enter(door, '000000');

  test('lock the door at the fifth, alarm once, and not even the right code opens it', () => {
    const door = access();
    for (let n = 0; n < 4; n++) wrong(door);
    expect(door.view()).toMatchObject({ phase: 'code', triesLeft: 1, wrong: true });
    wrong(door);
    expect(door.view()).toMatchObject({ phase: 'locked', lockedSecondsLeft: 900 });
    expect(alarms).toBe(1);
    expect(enter(door, codeAt(technician.secret, now))).toBeNull();
    expect(must(ledger.service.acts(9)).map(({ staff, act, detail }) => [staff, act, detail])).toEqual([
      ['-', 'door', 'locked'],
      ['-', 'door', 'wrong-try.last'],
      ['-', 'door', 'wrong-try.4'],
      ['-', 'door', 'wrong-try.3'],
      ['-', 'door', 'wrong-try.2'],
      ['-', 'door', 'wrong-try.1'],
    ]);
  });

  test('stay counted and locked over a restart, and the second lock of a day is longer', () => {
    for (let n = 0; n < 5; n++) wrong(access());
    expect(access().view().phase).toBe('locked');
    passes(15 * MINUTE);
    expect(access().view().phase).toBe('locked');
    // A restart goes on with the rest that was written down, and counts it by its own running time.
    const again = access();
    passes(15 * MINUTE);
    expect(again.view().phase).toBe('code');
    for (let n = 0; n < 5; n++) wrong(again);
    expect(access().view().lockedSecondsLeft).toBe(3600);
  });

  test('over many staff numbers count together', () => {
    const door = access();
    for (const staff of ['1000', '1001', '1002', '1003', '1004']) enter(door, '123456', staff);
    expect(door.view().phase).toBe('locked');
  });

  test('before a right one are forgotten', () => {
    const door = access();
    for (let n = 0; n < 4; n++) wrong(door);
    expect(enter(door, codeAt(technician.secret, now))).not.toBeNull();
    expect(door.view().triesLeft).toBe(5);
  });

  test('keep the door locked whatever the wall clock is set to, forward or back, with or without a restart', () => {
    const door = access();
    for (let n = 0; n < 5; n++) wrong(door);
    for (const minutes of [16, 25 * 60, 365 * 24 * 60, -16, -365 * 24 * 60]) {
      now = NOON + minutes * MINUTE;
      for (const one of [door, access()]) {
        expect(one.view()).toMatchObject({ phase: 'locked', lockedSecondsLeft: 900 });
        expect(enter(one, codeAt(technician.secret, now))).toBeNull();
      }
    }
    mono += 15 * MINUTE;
    expect(door.view().phase).toBe('code');
    // Nor does a clock that was set forward a day forget that it locked before.
    for (let n = 0; n < 5; n++) wrong(door);
    expect(door.view().lockedSecondsLeft).toBe(3600);
  });

  test('are locked over a restart for the rest that was left, to the minute', () => {
    vi.useFakeTimers({ toFake: ['setInterval', 'clearInterval'] });
    const door = access();
    for (let n = 0; n < 5; n++) wrong(door);
    mono += 10 * MINUTE;
    vi.advanceTimersByTime(MINUTE);
    expect(access().view().lockedSecondsLeft).toBe(300);
    mono += 5 * MINUTE;
    vi.advanceTimersByTime(MINUTE);
    expect(access().view().phase).toBe('code');
    // The memory of the lock goes after a day of running, and then nothing is written any more.
    mono += 24 * 60 * MINUTE;
    vi.advanceTimersByTime(MINUTE);
    expect(must(ledger.service.door())).toEqual({ wrongTries: 0, triesForMs: 0, locks: [], lockedForMs: null });
    door.stop();
    for (const one of doors.splice(0)) one.stop();
    expect(vi.getTimerCount()).toBe(0);
  });

  test('are forgotten a day of running after the last one, also over a restart, and not before', () => {
    vi.useFakeTimers({ toFake: ['setInterval', 'clearInterval'] });
    const door = access();
    const day = 24 * 60 * MINUTE;
    wrong(door);
    mono += day - MINUTE;
    wrong(door);
    mono += day - MINUTE;
    expect(door.view().triesLeft).toBe(3);
    vi.advanceTimersByTime(MINUTE);
    const again = access();
    expect(again.view().triesLeft).toBe(3);
    mono += MINUTE;
    expect([door.view().triesLeft, again.view().triesLeft]).toEqual([5, 5]);
    // One fiddler a month locks nothing.
    for (let month = 0; month < 12; month++) {
      wrong(door);
      mono += 30 * day;
    }
    expect([door.view().phase, alarms]).toEqual(['code', 0]);
  });

  test('use up nothing of what lets staff in by being kept: only the try itself is written as staff’s', () => {
    vi.useFakeTimers({ toFake: ['setInterval', 'clearInterval'] });
    const written: string[] = [];
    const { service } = ledger;
    const door = open(
      new Access({
        ...{ staff: [technician], terminal: TERMINAL, badgeKey, wallMs: () => now, now: () => mono },
        ledger: {
          service: {
            ...service,
            writeDoor: (memory) => {
              written.push('staff');
              return service.writeDoor(memory);
            },
            keepDoor: (memory) => {
              written.push('anybody');
              return service.keepDoor(memory);
            },
          },
        },
        newChallenge: () => '482913',
        onAlarm: () => undefined,
      }),
    );
    wrong(door);
    for (let minute = 0; minute < 3; minute++) {
      passes(MINUTE);
      vi.advanceTimersByTime(MINUTE);
    }
    expect(written).toEqual(['staff', 'anybody', 'anybody', 'anybody']);
    expect(must(service.door())).toMatchObject({ wrongTries: 1, triesForMs: 24 * 60 * MINUTE - 3 * MINUTE });
  });

  test('of a slow guesser alarm at the twentieth within 30 days, once, without a lock', () => {
    const door = access();
    const day = 24 * 60 * MINUTE;
    const guess = (tries: number) => {
      for (let n = 0; n < tries; n++) {
        if (n % 4 === 0) passes(day);
        wrong(door);
      }
    };
    // Older than 30 days they are forgotten.
    guess(19);
    passes(31 * day);
    expect([alarms, must(ledger.service.alarmed())]).toEqual([0, false]);
    guess(19);
    expect(alarms).toBe(0);
    guess(1);
    expect([alarms, door.view().phase, must(ledger.service.alarmed())]).toEqual([1, 'code', true]);
    expect(must(ledger.service.acts(1))).toMatchObject([{ act: 'door', detail: 'many-wrong-tries' }]);
    guess(19);
    expect(alarms).toBe(1);
    guess(1);
    expect(alarms).toBe(2);
  });

  test('count also while the ledger takes nothing', () => {
    const full = {
      service: { ...ledger.service, writeDoor: () => ({ ok: false, error: { code: 'full', message: '' } }) },
    };
    const door = open(
      new Access({
        staff: [technician],
        terminal: TERMINAL,
        badgeKey,
        ledger: full as unknown as Ledger,
        wallMs: () => now,
        now: () => mono,
        newChallenge: () => '482913',
        onAlarm: () => undefined,
      }),
    );
    for (let n = 0; n < 5; n++) wrong(door);
    expect(door.view().phase).toBe('locked');
  });
});

describe('a ledger that takes nothing', () => {
  const failing = { ok: false, error: { code: 'full', message: '' } } as const;
  const door = (refused: Partial<Record<keyof Ledger['service'], unknown>>) =>
    open(
      new Access({
        staff: [technician],
        terminal: TERMINAL,
        badgeKey,
        ledger: { service: { ...ledger.service, ...refused } } as unknown as Ledger,
        wallMs: () => now,
        now: () => mono,
        newChallenge: () => '482913',
        onAlarm: () => {
          alarms += 1;
        },
      }),
    );

  test.each([
    ['who came in', { letIn: () => failing }],
    ['what was used, nor can it be read', { letIn: () => failing, usedStep: () => failing }],
    ['anything', { letIn: () => failing, writeDoor: () => failing, act: () => failing }],
  ] as const)(
    'lets in nobody where it keeps not %s, says why, and counts no try and alarms nobody',
    (_name, refused) => {
      const closed = door(refused);
      for (let n = 0; n < 5; n++) {
        passes(30_000);
        closed.begin();
        expect(enter(closed, codeAt(technician.secret, now))).toBeNull();
        expect(closed.view()).toMatchObject({
          phase: 'diskRefuses',
          wrong: false,
          triesLeft: 5,
          lockedSecondsLeft: null,
        });
      }
      expect([alarms, must(ledger.service.acts(9))]).toEqual([0, []]);
      // Who comes next finds the door as it was; a wrong code is a wrong try.
      closed.begin();
      expect(closed.view().phase).toBe('code');
      enter(closed, '000000');
      expect(closed.view()).toMatchObject({ phase: 'code', wrong: true, triesLeft: 4 });
    },
  );

  test('says the same to an answer by phone and to a badge', async () => {
    const closed = door({ letIn: () => failing });
    closed.ask();
    expect(enter(closed, answerTo(technician.secret, TERMINAL, '482913'))).toBeNull();
    expect(closed.view()).toMatchObject({ phase: 'diskRefuses', triesLeft: 5, challenge: null });
    closed.begin();
    expect(await closed.badge(await badge())).toBeNull();
    expect(closed.view()).toMatchObject({ phase: 'diskRefuses', triesLeft: 5, wrong: false });
  });

  test('burns nothing: the same code, answer and badge open once it takes something again', async () => {
    let full = true;
    const letIn: Ledger['service']['letIn'] = (...entrance) => (full ? failing : ledger.service.letIn(...entrance));
    const closed = door({ letIn });
    const code = codeAt(technician.secret, now);
    const answer = answerTo(technician.secret, TERMINAL, '482913');
    const card = await badge();
    closed.ask();
    for (full of [true, false]) {
      closed.begin();
      const entered = [enter(closed, answer), enter(closed, code), await closed.badge(card)];
      expect(entered.map((one) => one !== null)).toEqual([!full, !full, !full]);
    }
    expect(must(ledger.service.acts(9))).toEqual([]);
  });

  test('that cannot be read is no lock of the door', () => {
    const closed = door({ door: () => failing });
    expect(closed.view()).toMatchObject({ phase: 'diskRefuses', lockedSecondsLeft: null });
    expect(enter(closed, codeAt(technician.secret, now))).toBeNull();
    expect(closed.locked()).toBe(false);
  });
});

describe('an answer by phone', () => {
  test('opens once, for this terminal and this challenge only', () => {
    const door = access();
    door.ask();
    expect(door.view()).toMatchObject({ phase: 'answer', challenge: '482913' });
    expect(enter(door, answerTo(technician.secret, 'GZ-0002', '482913'))).toBeNull();
    const answer = answerTo(technician.secret, TERMINAL, '482913');
    expect(enter(door, answer)).not.toBeNull();
    expect(enter(door, answer)).toBeNull();
  });

  test('is worth nothing without a challenge or after ten minutes', () => {
    const door = access();
    const answer = answerTo(technician.secret, TERMINAL, '482913');
    expect(enter(door, answer)).toBeNull();
    door.ask();
    passes(11 * MINUTE);
    expect(enter(door, answer)).toBeNull();
  });
});

describe('a badge', () => {
  test('opens once', async () => {
    const text = await badge();
    expect(await access().badge(text)).toEqual({ staff: '100001', role: 'technician' });
    expect(await access().badge(text)).toBeNull();
  });

  test('for another terminal, of another signer, too long, expired or of nobody opens nothing', async () => {
    const stranger = await generateKeyPair('ES256');
    expect(await access().badge(await badge({ audience: 'GZ-0002' }))).toBeNull();
    expect(await access().badge(await badge({ key: stranger.privateKey }))).toBeNull();
    expect(await access().badge(await badge({ hours: 13 }))).toBeNull();
    expect(await access().badge(await badge({ staff: gone.staff }))).toBeNull();
    const expired = await badge({ id: 'badge-0002' });
    ledger.service.writeDoor({ wrongTries: 0, triesForMs: 0, locks: [], lockedForMs: null });
    now += 9 * 60 * MINUTE;
    expect(await access().badge(expired)).toBeNull();
    expect(await access().badge('https://example.org/')).toBeNull();
  });
});

test('a terminal nobody is allowed into says so', () => {
  expect(access([]).view().phase).toBe('notSetUp');
});

test('who types slowly is there: a finger on the glass gives the time to type anew, never less than was left', () => {
  const door = access();
  door.begin();
  for (let second = 0; second < 50; second++) door.tick();
  door.touched();
  expect(door.view().idleSecondsLeft).toBe(60);
  door.ask();
  door.touched();
  expect(door.view().idleSecondsLeft).toBe(180);
});

test('nobody stands at the door for ever', () => {
  const door = access();
  door.begin();
  let seconds = 0;
  while (door.tick()) seconds += 1;
  expect(seconds).toBe(59);
});
