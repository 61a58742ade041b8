import { describe, expect, test } from 'vitest';
import type { DeviceStatus } from '../../drivers/contract/index.ts';
import { ErrorEvents } from './error-events.ts';
import { activityOf, failedOpening, type Keeping, type Kept, keptAfter, sourceOf } from './keeping.ts';

const fine: DeviceStatus = {
  deviceClass: 'receiptPrinter',
  device: 'online',
  media: null,
  paper: 'full',
  action: 'none',
  faults: [],
  observedAt: 5,
  evidence: '',
  identity: null,
  model: 'm',
};

describe('lifecycle and attachment after each thing that happens, from every attachment before it', () => {
  const before = ['unknown', 'attached', 'detached', 'quarantined'] as const;
  const table: Record<Keeping, readonly [Kept['lifecycle'], ...Kept['attachment'][]]> = {
    barred: ['closed', 'unknown', 'unknown', 'unknown', 'unknown'],
    opening: ['opened', 'unknown', 'attached', 'detached', 'unknown'],
    there: ['enabled', 'attached', 'attached', 'attached', 'attached'],
    ending: ['claimed', 'unknown', 'attached', 'detached', 'unknown'],
    gone: ['closed', 'detached', 'detached', 'detached', 'detached'],
    absent: ['closed', 'detached', 'detached', 'detached', 'detached'],
    unopened: ['closed', 'unknown', 'unknown', 'unknown', 'unknown'],
    resting: ['closed', 'quarantined', 'quarantined', 'quarantined', 'quarantined'],
    released: ['closed', 'unknown', 'attached', 'detached', 'unknown'],
  };
  test.each(Object.entries(table))('%s', (what, [lifecycle, ...after]) => {
    for (const [index, attachment] of before.entries())
      expect(keptAfter({ lifecycle: 'closed', attachment }, what as Keeping)).toEqual({
        lifecycle,
        attachment: after[index],
      });
  });
});

test.each([
  ['closed', false, fine, null],
  ['opened', true, fine, null],
  ['enabled', false, fine, 'idle'],
  ['enabled', true, fine, 'busy'],
  ['enabled', true, { ...fine, paper: 'out' }, 'busy'],
  ['enabled', false, { ...fine, paper: 'out' }, 'error'],
  ['enabled', false, { ...fine, paper: 'low' }, 'idle'],
  ['enabled', false, { ...fine, device: 'hardwareError' }, 'error'],
  ['claimed', true, fine, 'busy'],
  ['claimed', false, fine, 'error'],
] as const)('activity while %s, busy %s: row %#', (lifecycle, busy, status, activity) => {
  expect(activityOf(lifecycle, busy, status as DeviceStatus)).toBe(activity);
});

test.each([
  [[], true, 'probed'],
  [[], false, 'reported'],
  [['cover-open'], false, 'reported'],
  [['hung-up'], false, 'inferred'],
  [['port-denied'], true, 'inferred'],
  [['unverified'], true, 'inferred'],
  [['cover-open', 'no-answer'], true, 'inferred'],
] as const)('a status with faults %j, asked %s, is %s', (faults, asked, source) => {
  expect(sourceOf({ faults: [...faults] }, asked)).toBe(source);
});

test.each([
  ['noDevice', 'absent'],
  ['powerOff', 'absent'],
  ['offline', 'unopened'],
  ['starting', 'unopened'],
] as const)('an opening that failed as %s is %s', (device, word) => {
  expect(failedOpening({ device })).toBe(word);
});

describe('Common.ErrorEvent', () => {
  const details = (errors: ErrorEvents, ...changes: Partial<DeviceStatus>[]) =>
    changes.flatMap((change) => errors.of({ ...fine, ...change }, 9).map(({ name, detail }) => `${name}: ${detail}`));

  test('is told once for each thing that begins to need doing, and again after it was done', () => {
    expect(
      details(
        new ErrorEvents(),
        {},
        { action: 'clear' },
        { action: 'clear', paper: 'out' },
        { action: 'maintenance' },
        {},
        { action: 'configuration' },
        { action: 'maintenance', device: 'fraudAttempt' },
      ),
    ).toEqual([
      'Common.ErrorEvent: user clear',
      'Common.ErrorEvent: hardware maintenance',
      'Common.ErrorEvent: software configuration',
      'Common.ErrorEvent: fraudAttempt maintenance',
    ]);
  });

  test('is left to a device that tells it itself, until it is opened anew', () => {
    const errors = new ErrorEvents();
    errors.heard({ name: 'Common.ErrorEvent' });
    expect(details(errors, { action: 'clear' })).toEqual([]);
    errors.opened();
    expect(details(errors, {}, { action: 'clear' })).toHaveLength(1);
  });
});
