import { exportJWK, generateKeyPair, SignJWT } from 'jose';
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import { completed, failed } from '../../../drivers/contract/completion.ts';
import { Access } from './access.ts';
import { BADGE_PREFIX } from './badge.ts';
import { Bench, later, settled, soon } from './bench.test-kit.ts';
import { Diagnostics, type Guests } from './diagnostics.ts';
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

function open(guests?: Guests): Diagnostics {
  const access = new Access({
    staff: [technician],
    terminal: 'GZ-0001',
    badgeKey: key,
    ledger: bench.ledger,
    wallMs: () => bench.wall,
    newChallenge: () => '482913',
    onAlarm: () => undefined,
  });
  const called = guests === undefined ? {} : { guests };
  return new Diagnostics({
    access,
    services: bench.services(),
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
    expect(bench.acts()).toEqual(['entered technician', 'test barcodeReader.interactive.canceled', 'left idle']);
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
