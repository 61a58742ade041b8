import { expect, test } from 'vitest';
import { departureOf, isLoosePlug } from './departure.ts';

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

test.each([
  ['/dev/ttyUSB0', 'hung-up', true],
  ['hid://0c2e:0901', 'port-error', true],
  ['pcsc:', 'reader-absent', true],
  ['/dev/ttyUSB0', 'no-answer', false],
  ['/dev/ttyUSB0', 'paper-end', false],
  // A network has no plug that a spell of rest would spare.
  ['ipp://192.0.2.1/ipp/print', 'port-not-found', false],
  ['ipps://192.0.2.1/ipp/print', 'hung-up', false],
  ['tcp://192.0.2.1:9100', 'hung-up', false],
  ['xfs://192.0.2.1/SN-1', 'hung-up', false],
  ['wss://192.0.2.1:5846/xfs4iot/v1.0/R', 'hung-up', false],
])('%s that goes by %s is a loose plug: %s', (port, fault, loose) => {
  expect(isLoosePlug(port, { faults: [fault] })).toBe(loose);
});
