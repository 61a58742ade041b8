import { exportJWK, generateKeyPair, SignJWT } from 'jose';
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import { completed, failed } from '../../../drivers/contract/completion.ts';
import { Access } from './access.ts';
import { BADGE_PREFIX } from './badge.ts';
import { Bench, later, settled, soon } from './bench.test-kit.ts';
import { Diagnostics } from './diagnostics.ts';
import type { Guests } from './guests.ts';
import { codeAt } from './one-time-code.ts';
import type { StaffMember } from './staff.ts';

const technician: StaffMember = {
  staff: '2001',
  role: 'technician',
  secret: 'JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP',
  notAfter: '2027-12-31',
};
const pair = await generateKeyPair('ES256');
const key = await exportJWK(pair.publicKey);

let bench: Bench;
let left = 0;
beforeEach(() => {
  bench = new Bench({
    devices: { barcodeReader: { port: '/dev/scanner' }, receiptPrinter: { port: '/dev/p', family: 'epson' } },
  });
  bench.says('barcodeReader', {});
  left = 0;
});
afterEach(() => {
  vi.useRealTimers();
  bench.close();
});

function open(guests?: Guests, services = bench.services()): Diagnostics {
  const access = new Access({
    staff: [technician],
    terminal: 'GZ-0001',
    badgeKey: key,
    ledger: bench.ledger,
    wallMs: () => bench.wall,
    now: () => bench.now,
    newChallenge: () => '482913',
    onAlarm: () => undefined,
  });
  const called = guests === undefined ? {} : { guests };
  return new Diagnostics({
    access,
    services,
    onLeave: () => left++,
    changed: () => undefined,
    ...called,
  });
}
const badge = () =>
  new SignJWT({})
    .setProtectedHeader({ alg: 'ES256', typ: 'budayang-badge+jwt' })
    .setSubject('2001')
    .setAudience('GZ-0001')
    .setJti('badge-0001')
    .setIssuedAt(bench.wall / 1000)
    .setExpirationTime(bench.wall / 1000 + 3600)
    .sign(pair.privateKey);
const enter = (door: Diagnostics) =>
  door.act({ act: 'enter', staff: '2001', code: codeAt(technician.secret, bench.wall) });
const pageOf = (door: Diagnostics) => {
  const screen = door.screen();
  return screen.name === 'diagnostics' ? screen.view.page.page : screen.name;
};

describe('a badge', () => {
  test('shown to the scanner opens the door, and the scanner rests', async () => {
    const text = BADGE_PREFIX + (await badge());
    bench.answers['barcode.read'] = async () => completed({ text, aim: null }, 'none');
    const door = open();
    door.enter();
    await soon(() => expect(pageOf(door)).toBe('overview'));
    expect(bench.acts()).toEqual(['entered technician']);
    const reads = bench.requests.length;
    await settled();
    expect(bench.requests).toHaveLength(reads);
    door.stop();
  });

  test('that is judged after somebody came in by code, or the door closed, opens nothing more', async () => {
    const text = BADGE_PREFIX + (await badge());
    const door = open();
    door.enter();
    const judged = door.badge(text);
    expect(enter(door)).toBe(true);
    await judged;
    expect(bench.acts()).toEqual(['entered technician']);
    door.leave('left');
    await door.badge(text);
    expect(pageOf(door)).toBe('serviceAccess');
  });

  test('that is wrong and held there counts as one try', async () => {
    vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout', 'setInterval', 'clearInterval'] });
    bench.answers['barcode.read'] = async () => completed({ text: 'https://example.org', aim: null }, 'none');
    const door = open();
    door.enter();
    await vi.advanceTimersByTimeAsync(30_000);
    expect(bench.requests.length).toBeGreaterThan(10);
    const screen = door.screen();
    expect(screen.name === 'serviceAccess' ? screen.access.triesLeft : 0).toBe(4);
    door.stop();
  });

  test('is looked for only while the door is open, and again after a scanner that was busy', async () => {
    const wait = later();
    bench.answers['barcode.read'] = wait.answer;
    const door = open();
    door.enter();
    await settled();
    door.leave('left');
    expect(wait.aborted()).toBe(true);
    expect(left).toBe(1);
    vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout', 'setInterval', 'clearInterval'] });
    bench.answers['barcode.read'] = async () => failed('sequenceError', 'busy', 'at work');
    const before = bench.requests.length;
    const again = open();
    again.enter();
    await vi.advanceTimersByTimeAsync(4500);
    expect(bench.requests.length - before).toBe(10);
    again.stop();
  });
});

describe('inside', () => {
  test('a page without its subject is refused, and the overview stays', () => {
    const door = open();
    door.enter();
    enter(door);
    expect(door.act({ act: 'openDevice', device: 'cardReader' })).toBe(false);
    expect(door.act({ act: 'check', device: 'receiptPrinter', level: 'interactive' })).toBe(false);
    expect(pageOf(door)).toBe('overview');
    expect(door.act({ act: 'openDevice', device: 'receiptPrinter' })).toBe(true);
    expect(pageOf(door)).toBe('device');
    door.stop();
  });

  test('leaving in mid-test calls it off, and the screen is the citizens’ again', async () => {
    const wait = later();
    bench.answers['device.checkHealth'] = wait.answer;
    const door = open();
    door.enter();
    enter(door);
    door.act({ act: 'check', device: 'barcodeReader', level: 'interactive' });
    await settled();
    door.leave('idle');
    expect(wait.aborted()).toBe(true);
    expect(left).toBe(1);
    expect(bench.acts()).toEqual([
      'entered technician',
      'opened test.barcodeReader.interactive',
      'test barcodeReader.interactive.canceled',
      'left idle',
    ]);
  });
});

describe('whoever walks away from a soak', () => {
  const passed = completed({ passed: true, code: 'ok', evidence: 'fine' }, 'none');
  /** A round takes a second and a half; the third person's hand is always somebody's. */
  function soaking(rounds: number): Diagnostics {
    vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout', 'setInterval', 'clearInterval'] });
    bench.answers['device.checkHealth'] = () => new Promise((resolve) => setTimeout(() => resolve(passed), 500));
    const door = open();
    door.enter();
    enter(door);
    door.act({ act: 'open', page: 'soak' });
    door.act({ act: 'soak', rounds });
    return door;
  }
  const viewOf = (door: Diagnostics) => {
    const screen = door.screen();
    if (screen.name !== 'diagnostics') throw new Error('nobody is inside');
    return screen.view;
  };

  test('finds it at work after hours, and the screen goes back to citizens when it is over', async () => {
    const door = soaking(3_000);
    await vi.advanceTimersByTimeAsync(3_600_000);
    expect(left).toBe(0);
    expect(viewOf(door)).toMatchObject({ unattended: true, idleSecondsLeft: 0, page: { page: 'soak', running: true } });
    await vi.advanceTimersByTimeAsync(7_200_000);
    expect(left).toBe(1);
    expect(bench.tests()).toMatchObject([{ what: 'soak', outcome: 'passed' }]);
    expect(bench.acts().at(-1)).toBe('left idle');
  });

  test('leaves nothing to a passer-by: a touch shows the door, and it goes on behind', async () => {
    const door = soaking(10_000);
    await vi.advanceTimersByTimeAsync(200_000);
    for (const act of [{ act: 'cancel' }, { act: 'open', page: 'logs' }, { act: 'restart', what: 'app' }] as const)
      door.act(act);
    expect(pageOf(door)).toBe('serviceAccess');
    door.act({ act: 'enter', staff: '2001', code: '000000' });
    expect(pageOf(door)).toBe('serviceAccess');
    // Nobody types: the soak is on the screen again.
    await vi.advanceTimersByTimeAsync(61_000);
    expect(viewOf(door)).toMatchObject({ unattended: true, page: { running: true } });
    expect(bench.restarts).toEqual([]);
    door.leave('left');
    await vi.advanceTimersByTimeAsync(2_000);
  });

  test('goes on with the right code, and then is unattended no more', async () => {
    const door = soaking(10_000);
    await vi.advanceTimersByTimeAsync(200_000);
    bench.passes(200_000);
    door.act({ act: 'cancel' });
    enter(door);
    expect(viewOf(door)).toMatchObject({ unattended: false, page: { page: 'soak', running: true } });
    expect(bench.acts()).toContain('returned technician');
    expect(door.act({ act: 'cancel' })).toBe(true);
    await vi.advanceTimersByTimeAsync(2_000);
    expect(bench.tests()).toMatchObject([{ what: 'soak', outcome: 'canceled' }]);
    // Nothing runs any more: the usual time ends the visit.
    await vi.advanceTimersByTimeAsync(181_000);
    expect(left).toBe(1);
  });
});

describe('somebody behind the machine', () => {
  test('has half an hour while the test runs, and the usual time once it is over', async () => {
    vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout', 'setInterval', 'clearInterval'] });
    const check = later();
    bench.answers['device.checkHealth'] = check.answer;
    const door = open();
    door.enter();
    enter(door);
    door.act({ act: 'check', device: 'idCardReader', level: 'interactive' });
    await vi.advanceTimersByTimeAsync(600_000);
    expect(left).toBe(0);
    check.settle(completed({ passed: true, code: 'ok', evidence: 'fine' }, 'none'));
    await vi.advanceTimersByTimeAsync(170_000);
    expect([pageOf(door), left]).toEqual(['test', 0]);
    await vi.advanceTimersByTimeAsync(15_000);
    expect(left).toBe(1);
  });
});

describe('the audit', () => {
  test('has every page that was opened, the live traffic of a device too', () => {
    const door = open();
    door.enter();
    enter(door);
    door.act({ act: 'openDevice', device: 'receiptPrinter' });
    door.act({ act: 'open', page: 'logs' });
    door.act({ act: 'openRefill', consumable: 'receiptPaper' });
    expect(bench.acts()).toEqual([
      'entered technician',
      'opened device.receiptPrinter',
      'opened page.logs',
      'opened refill.receiptPaper',
    ]);
    door.stop();
  });

  test('that the ledger refuses is logged and said on the screen, and keeps nobody from mending', () => {
    const logged: string[] = [];
    const services = bench.services({ log: (event) => logged.push(event) });
    const { act } = bench.ledger.service;
    const door = open(undefined, services);
    door.enter();
    enter(door);
    vi.spyOn(bench.ledger.service, 'act').mockReturnValue({
      ok: false,
      error: { code: 'full', message: 'no room' },
    });
    expect(door.act({ act: 'open', page: 'storage' })).toBe(true);
    const screen = door.screen();
    expect(screen.name === 'diagnostics' ? screen.view.unrecorded : -1).toBe(1);
    expect(logged.filter((event) => event === 'ledger.failed')).toHaveLength(1);
    vi.mocked(bench.ledger.service.act).mockImplementation(act);
    door.stop();
  });

  test('that is a test’s own record is counted too, though the page has gone on', () => {
    const door = open();
    door.enter();
    enter(door);
    door.act({ act: 'open', page: 'display' });
    const refuses = vi
      .spyOn(bench.ledger.service, 'test')
      .mockReturnValue({ ok: false, error: { code: 'full', message: 'no room' } });
    door.act({ act: 'screenTest', what: 'display', passed: true });
    const screen = door.screen();
    expect(screen.name === 'diagnostics' ? [screen.view.page.page, screen.view.unrecorded] : []).toEqual([
      'overview',
      1,
    ]);
    refuses.mockRestore();
    door.stop();
  });

  test('is not needed to stay: fields of a touch test that are touched one by one are no idle time', () => {
    vi.useFakeTimers();
    const door = open();
    door.enter();
    enter(door);
    door.act({ act: 'open', page: 'touch' });
    for (let field = 0; field < 60; field++) {
      vi.advanceTimersByTime(3200);
      door.touched();
    }
    expect([left, pageOf(door), bench.tests()]).toEqual([0, 'touch', []]);
    vi.advanceTimersByTime(180_000);
    expect([left, bench.tests()]).toEqual([1, [{ what: 'touch', outcome: 'canceled', code: 'canceled' }]]);
    door.stop();
  });

  test('has a record of a screen test that nobody judged', () => {
    const door = open();
    door.enter();
    enter(door);
    door.act({ act: 'open', page: 'touch' });
    door.leave('idle');
    expect(bench.tests()).toEqual([{ what: 'touch', outcome: 'canceled', code: 'canceled' }]);
  });
});

describe('guests of the machine', () => {
  const guests = () => {
    const told: string[] = [];
    const world = {
      told,
      away: false,
      door: () => void told.push('door'),
      inside: () => void told.push('inside'),
      outside: () => void told.push('outside'),
    };
    return world;
  };

  test('are asked at the door, and whoever has the right code waits until they let go', () => {
    const world = guests();
    const door = open(world);
    door.enter();
    expect(world.told).toEqual(['door']);
    expect(enter(door)).toBe(true);
    expect(door.screen()).toMatchObject({ name: 'serviceAccess', access: { phase: 'waiting' } });
    // Nobody comes in twice meanwhile.
    enter(door);
    world.away = true;
    door.guestsAway();
    expect(pageOf(door)).toBe('overview');
    expect(world.told).toEqual(['door', 'inside']);
    door.act({ act: 'leave' });
    expect(world.told).toEqual(['door', 'inside', 'outside']);
    door.stop();
  });

  test('that nobody answers for keep nobody out', async () => {
    vi.useFakeTimers();
    const world = guests();
    const door = open(world);
    door.enter();
    enter(door);
    await vi.advanceTimersByTimeAsync(7_000);
    expect(pageOf(door)).toBe('serviceAccess');
    await vi.advanceTimersByTimeAsync(2_000);
    expect(pageOf(door)).toBe('overview');
    door.stop();
  });

  test('are told when the person at the door left while they were asked', () => {
    const world = guests();
    const door = open(world);
    door.enter();
    enter(door);
    door.act({ act: 'leave' });
    world.away = true;
    door.guestsAway();
    expect(world.told).toEqual(['door', 'outside']);
    expect([pageOf(door), left]).toEqual(['serviceAccess', 1]);
  });
});
