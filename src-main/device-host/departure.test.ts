import { expect, test } from 'vitest';
import { departureOf } from './departure.ts';

test.each([
  ['online', [], null],
  ['online', ['paper-end'], null],
  // With its cover open, or told by its own panel.
  ['offline', [], null],
  ['offline', ['cover-open'], null],
  ['hardwareError', ['bad-frames'], null],
  ['offline', ['hung-up'], 'went'],
  ['offline', ['port-error'], 'went'],
  ['noDevice', ['port-not-found'], 'went'],
  ['noDevice', ['reader-absent'], 'went'],
  ['noDevice', ['hung-up'], 'went'],
  // Told by a service that goes on answering.
  ['noDevice', [], null],
  ['powerOff', [], null],
  ['powerOff', ['paper-end'], null],
  ['offline', ['no-answer'], 'fellSilent'],
  ['hardwareError', ['sam-fault', 'no-answer'], 'fellSilent'],
] as const)('a device that is %s with faults %j: %s', (_, faults, departure) => {
  expect(departureOf({ faults: [...faults] })).toBe(departure);
});
