import { chmodSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { expect, it } from 'vitest';
import { configSchema } from '../contract/config.ts';
import { productionProblems } from './production.ts';

const problems = (more: object) =>
  productionProblems(
    configSchema.parse({
      terminal: { id: 'GZ-0001', dataDirectory: '/var/lib/sample' },
      site: { name: { 'zh-CN': '样例大厅', en: 'Sample hall' }, profile: 'hall', helpPhone: '12345' },
      platform: { url: 'https://platform.example', terminalKey: 'k7Qp2ZxW9mVb4LtRs8Ny3KcD', keysFile: '/keys.json' },
      devices: {},
      ...more,
    }),
    0o600,
  );
const portProblems = (port: string) =>
  problems({ devices: { receiptPrinter: { port, family: 'epson' } } }).filter((problem) =>
    problem.startsWith('devices.receiptPrinter.port'),
  );

const addresses = Object.values(os.networkInterfaces())
  .flatMap((all) => all ?? [])
  .map(({ address, family }) => (family === 'IPv6' ? `[${address}]` : address));

it.each([
  ...['127.0.0.1', 'localhost', '[::1]', '[::ffff:127.0.0.1]', 'LOCALHOST', '0.0.0.0', '0x7f000001', '2130706433'],
  ...['localhost.', os.hostname(), ...addresses],
])('a socket of this machine is no real printer, written as %s', (host) => {
  expect(portProblems(`tcp://${host}:9100`)).toEqual([
    "devices.receiptPrinter.port is this machine's own loopback or another of its addresses; production needs the real device's port.",
  ]);
});

it.each([
  'tcp://192.0.2.177:9100',
  'tcp://printer.example:9100',
  '/dev/ttyUSB0',
  '/dev/../dev/ttyUSB0',
  'COM3',
  'usblp://04b8:0202',
])('%s may be one', (port) => {
  expect(portProblems(port)).toEqual([]);
});

it('a pseudo-terminal is none, under whatever name', () => {
  const folder = mkdtempSync(path.join(os.tmpdir(), 'ports-'));
  const link = path.join(folder, 'printer');
  // `ptmx` is always there; a pts of somebody's may end under this test.
  symlinkSync('/dev/pts/ptmx', link);
  for (const port of ['/dev/pts/4', '/dev/../dev/pts/4', '/dev//pts/4'])
    expect(portProblems(port).join()).toContain('pseudo');
  expect(portProblems(link)).toHaveLength(1);
  rmSync(folder, { recursive: true });
});

it('the file with the secrets of all staff must be there, and nobody else’s to read', () => {
  const folder = mkdtempSync(path.join(os.tmpdir(), 'staff-'));
  const staffFile = path.join(folder, 'staff.json');
  const staffProblems = () => problems({ service: { staffFile } }).filter((problem) => problem.startsWith('service.'));
  expect(staffProblems()).toEqual(['service.staffFile cannot be read.']);
  writeFileSync(staffFile, '{"staff":[]}');
  for (const mode of [0o666, 0o640, 0o604]) {
    chmodSync(staffFile, mode);
    expect(staffProblems()).toEqual(
      process.platform === 'win32'
        ? []
        : ['service.staffFile holds the secrets of all staff and can be read by other users; set its mode to 600.'],
    );
  }
  chmodSync(staffFile, 0o600);
  expect(staffProblems()).toEqual([]);
  rmSync(folder, { recursive: true });
});
