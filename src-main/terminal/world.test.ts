import { expect, it, vi } from 'vitest';
import type { DeviceStatus } from '../../drivers/contract/status.ts';
import { health } from '../../drivers/contract/status.ts';
import { DeviceHistory } from './diagnostics/device-history.ts';
import type { World } from './session/world.ts';
import { SAME_HEALTH_AN_HOUR } from './told-changes.ts';
import { createWorldWatch } from './world.ts';

type Parts = Parameters<typeof createWorldWatch>[0];

/** A watch over one printer that says what the test tells it; everything else stands still. */
function watchOne(deviceClass: 'receiptPrinter' | 'documentPrinter' = 'receiptPrinter') {
  let now = 0;
  let said: Partial<DeviceStatus> = {};
  const recorded: (string | undefined)[] = [];
  const logged: string[] = [];
  const worlds: World[] = [];
  let guestPaper = { receipt: false, page: false };
  const history = new DeviceHistory();
  vi.spyOn(performance, 'now').mockImplementation(() => now);
  const status = (): DeviceStatus => ({
    deviceClass,
    device: 'online',
    media: null,
    paper: 'full',
    action: 'none',
    faults: [],
    observedAt: now,
    evidence: `asked at ${now}`,
    identity: null,
    model: 'printer',
    ...said,
  });
  const parts = {
    ledger: {
      canAccept: () => ({ ok: true }),
      recordDeviceStatus: ({ faults }: DeviceStatus) => {
        recorded.push(faults[0]);
        return { ok: true, value: 1 };
      },
    },
    platform: { catalogue: () => null, state: () => 'online', recorded: () => undefined },
    devices: {
      client: { view: () => ({ [deviceClass]: { health: health(status(), now), status: status() } }) },
      cameras: { healths: () => ({}) },
      cabinet: { powerLow: false, look: () => undefined },
      fraud: { see: () => undefined },
      documentRefused: () => null,
      specialPaperRefused: () => null,
      lookForLeftPaper: () => undefined,
      guestPaper: () => guestPaper,
      history,
    },
    session: {
      state: () => ({ status: 'active' }),
      lookForProofs: () => undefined,
      send: ({ world }: { world: World }) => worlds.push(world),
    },
    log: (_event: string, { fault }: { fault: string }) => logged.push(fault),
  };
  // Only what the watch uses of its sides.
  const watch = createWorldWatch(parts as unknown as Parts);
  return {
    recorded,
    logged,
    worlds,
    since: () => history.since(deviceClass),
    guestPrints(page: boolean): void {
      guestPaper = { receipt: false, page };
      watch.look();
    },
    says(change: Partial<DeviceStatus>, afterMs = 1000): void {
      now += afterMs;
      said = change;
      watch.look();
    },
  };
}

it('another fault at the same health is told, recorded, and moves since when', () => {
  const one = watchOne();
  one.says({ paper: 'unknown', device: 'offline', faults: ['cover-open'] });
  const since = one.since();
  one.says({ device: 'offline', paper: 'out', faults: ['paper-end'] });
  expect([one.recorded, one.logged]).toEqual([
    ['cover-open', 'paper-end'],
    ['cover-open', 'paper-end'],
  ]);
  expect(one.since()).toBe((since ?? 0) + 1000);
  expect(one.worlds).toHaveLength(2);
});

it('evidence and the age of an observation are no change', () => {
  const one = watchOne();
  for (let n = 0; n < 20; n++) one.says({ evidence: `DLE EOT -> ${n}` });
  expect([one.recorded.length, one.worlds.length, one.since()]).toEqual([1, 1, 1000]);
});

it('a second fault behind the first one is a change too, in whatever order they are told', () => {
  const one = watchOne();
  one.says({ faults: ['cover-open'] });
  one.says({ faults: ['cover-open', 'cutter-error'] });
  one.says({ faults: ['cutter-error', 'cover-open'] });
  expect(one.recorded).toHaveLength(2);
});

it('a fault that flickers fills no queue, and how it stands in the end is written when there is room', () => {
  const one = watchOne();
  one.says({ faults: ['paper-near-end'] });
  for (let n = 0; n < 500; n++) one.says({ faults: [n % 2 === 0 ? 'cutter-error' : 'paper-near-end'] }, 100);
  expect(one.recorded).toHaveLength(1 + SAME_HEALTH_AN_HOUR);
  one.says({ faults: ['head-hot'] });
  expect(one.recorded.at(-1)).not.toBe('head-hot');
  // What is worse is never held back.
  one.says({ device: 'offline', faults: ['cover-open'] });
  expect(one.recorded.at(-1)).toBe('cover-open');
  one.says({ device: 'offline', faults: ['head-hot'] });
  one.says({ device: 'offline', faults: ['head-hot'] }, 3_600_000);
  expect(one.recorded.at(-1)).toBe('head-hot');
  expect(one.recorded).toHaveLength(SAME_HEALTH_AN_HOUR + 3);
});

it.each(['receiptPrinter', 'documentPrinter'] as const)(
  'paper that hangs in the slot of the %s, and its going, are told',
  (of) => {
    const one = watchOne(of);
    for (const media of ['notPresent', 'present', 'present', 'notPresent'] as const) one.says({ media });
    expect(one.worlds.map(({ devices }) => devices[of]?.status?.media)).toEqual([
      'notPresent',
      'present',
      'notPresent',
    ]);
  },
);

it('that it is a guest’s is told, and that it is no longer', () => {
  const one = watchOne('documentPrinter');
  one.says({ media: 'present' });
  one.guestPrints(true);
  one.guestPrints(false);
  expect(one.worlds.map(({ guestPaper }) => guestPaper?.page)).toEqual([false, true, false]);
});
