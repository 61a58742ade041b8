import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { configurationVerdictSchema } from '../contract/device-messages.ts';
import { configurationCheck } from './configuration-check.ts';

let folder = '';
beforeEach(() => {
  folder = mkdtempSync(path.join(os.tmpdir(), 'configuration-check-'));
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

const KEY = 'k7Qp2ZxW9mVb4LtRs8Ny3KcD';
async function check(devices: unknown, production = false) {
  const file = path.join(folder, 'terminal.json');
  const config = {
    terminal: { id: 'GZ-0001', dataDirectory: 'data' },
    site: { name: { 'zh-CN': '样例大厅', en: 'Sample hall' }, profile: 'hall', helpPhone: '12345' },
    platform: { url: 'https://platform.example:8443', terminalKey: KEY, keysFile: 'keys.json' },
    devices,
  };
  writeFileSync(file, JSON.stringify(config), { mode: 0o600 });
  const verdict = await configurationCheck(file, production)();
  if (!verdict.ok) throw new Error(verdict.error.message);
  expect(JSON.stringify(verdict.value)).not.toContain(KEY);
  return configurationVerdictSchema.parse(verdict.value);
}

test('says of each device whether a driver can serve it as it is configured', async () => {
  const verdict = await check({
    idCardReader: { port: 'hid://0400:c35a' },
    receiptPrinter: { port: '/dev/ttyUSB1', family: 'epson' },
    auxiliaries: { port: '/dev/ttyS1', profile: 'hid-panel' },
  });
  expect(verdict).toEqual({
    production: false,
    problems: [],
    devices: [
      { deviceClass: 'idCardReader', problem: expect.stringMatching(/^devices\.idCardReader\.wrapper: is missing/) },
      { deviceClass: 'receiptPrinter', problem: null },
      { deviceClass: 'auxiliaries', problem: expect.stringMatching(/^devices\.auxiliaries\.port: .*needs a HID port/) },
    ],
  });
});

test('in production also what production refuses of the file, and drivers that lack a report', async () => {
  const verdict = await check({ receiptPrinter: { port: 'tcp://127.0.0.1:9100', family: 'epson' } }, true);
  expect(verdict.production).toBe(true);
  expect(verdict.problems.join()).toContain('devices.receiptPrinter.port is this machine');
  expect(verdict.devices).toEqual([
    { deviceClass: 'receiptPrinter', problem: expect.stringContaining('may not run in production') },
  ]);
});

test('of a file that cannot be understood only why', async () => {
  expect(await check({ toaster: {} })).toMatchObject({
    problems: [expect.stringContaining('devices.toaster')],
    devices: [],
  });
});
