import os from 'node:os';
import fc from 'fast-check';
import { expect, it } from 'vitest';
import { hostOf, isThisMachine, leadsToThisMachine } from './own-machine.ts';

const own = Object.values(os.networkInterfaces()).flatMap((all) => all?.map(({ address }) => address) ?? []);

it.each([
  ...[
    '127.0.0.1',
    '127.8.9.10',
    'localhost',
    'LOCALHOST',
    'localhost.',
    'x.localhost',
    '0.0.0.0',
    '[::]',
    '::1',
    '[::1]',
  ],
  ...[
    '[0:0:0:0:0:0:0:1]',
    '[::ffff:127.0.0.1]',
    '::FFFF:7f00:1',
    '[::127.0.0.1]',
    '0x7f000001',
    '2130706433',
    '0177.0.0.1',
  ],
  ...['127.1', os.hostname(), os.hostname().toUpperCase(), `${os.hostname()}.`, ...own],
])('%s is this machine', async (host) => {
  expect(isThisMachine(host)).toBe(true);
  expect(await leadsToThisMachine(host)).toBe(true);
});

it.each([
  '192.0.2.177',
  '[2001:db8::7]',
  '::ffff:192.0.2.177',
  '128.0.0.1',
  '10.127.0.1',
  'printer.example',
  '127.example',
])('%s is another', (host) => {
  expect(isThisMachine(host)).toBe(false);
});

it('every way to write an address of 127/8 is this machine, and every other address of 192.0.2/24 that is not ours is not', () => {
  const byte = fc.integer({ min: 0, max: 255 });
  const ways = (parts: readonly number[]): string[] => {
    const whole = parts.reduce((sum, part) => sum * 256 + part, 0);
    const hex = parts.map((part) => part.toString(16).padStart(2, '0')).join('');
    return [
      parts.join('.'),
      String(whole),
      `0x${hex}`,
      `[::ffff:${hex.slice(0, 4)}:${hex.slice(4)}]`,
      `[::FFFF:${parts.join('.')}]`,
    ];
  };
  fc.assert(
    fc.property(byte, byte, byte, (a, b, c) => {
      expect(ways([127, a, b, c]).filter((way) => !isThisMachine(way))).toEqual([]);
      const other = [192, 0, 2, c];
      if (!own.includes(other.join('.'))) expect(ways(other).filter(isThisMachine)).toEqual([]);
    }),
  );
});

it('any text is a host or none, and never an exception', () => {
  fc.assert(fc.property(fc.string(), (text) => void isThisMachine(text)));
});

it.each([
  ['tcp://[::1]:9100', '[::1]'],
  ['TCP://host:9100', 'host'],
  ['ipps://printer.example/ipp/print', 'printer.example'],
  ['wss://bank.example:443/x', 'bank.example'],
  ['/dev/ttyUSB0', null],
  ['hid://0c2e:0901', null],
])('the host of %s is %s', (port, host) => {
  expect(hostOf(port)).toBe(host);
});
