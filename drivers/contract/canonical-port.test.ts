import fc from 'fast-check';
import { expect, it } from 'vitest';
import { canonicalPort } from './canonical-port.ts';

it.each([
  ['hid://0c2e:0b61', 'HID://0C2E:0B61'],
  ['usb://0400:c35a/A1', 'usb://0400:C35A/A1'],
  ['usblp://04b8:0e15', ' usblp://04B8:0E15 '],
  ['/dev/ttyUSB0', '/dev/../dev/ttyUSB0'],
  ['/dev/serial/by-id/x', '/dev//serial/./by-id/x/'],
  ['COM3', 'com3'],
  ['tcp://printer.example:9100', 'TCP://Printer.Example.:09100/'],
  ['tcp://127.0.0.1:9100', 'tcp://[::1]:9100'],
  ['tcp://localhost:9100', 'tcp://[::ffff:127.0.0.1]:9100'],
  ['tcp://192.0.2.7:9100', 'tcp://0xc0000207:9100'],
  ['ws://host.example/xfs4iot/v1.0/A', 'WS://HOST.example:80/xfs4iot/v1.0/A'],
])('%s and %s are one place', (one, other) => {
  expect(canonicalPort(other)).toBe(canonicalPort(one));
});

it.each([
  ['usb://0400:c35a/A1', 'usb://0400:c35a/a1'],
  ['usb://0400:c35a', 'usblp://0400:c35a'],
  ['/dev/ttyUSB0', '/dev/ttyusb0'],
  ['/dev/ttyUSB0', '/dev/ttyUSB1'],
  ['tcp://192.0.2.7:9100', 'tcp://192.0.2.7:9101'],
  ['ws://host.example/xfs4iot/v1.0/A', 'ws://host.example/xfs4iot/v1.0/a'],
  ['ws://host.example/A', 'wss://host.example/A'],
])('%s and %s are two', (one, other) => {
  expect(canonicalPort(other)).not.toBe(canonicalPort(one));
});

it('takes any text, and its own spelling as it is', () => {
  fc.assert(
    fc.property(
      fc.oneof(
        fc.string(),
        fc.webUrl(),
        fc.string().map((text) => `/dev/${text}`),
      ),
      (text) => {
        const once = canonicalPort(text);
        expect(canonicalPort(once)).toBe(once);
      },
    ),
  );
});
