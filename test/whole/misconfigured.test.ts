import { type ChildProcess, spawn } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import net from 'node:net';
import os from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { SimulatedMachine } from '../../scripts/dock/machine.ts';
import { jsonLinesChannel } from '../../src-main/channel/json-lines.ts';
import { loadConfig } from '../../src-main/configuration/load-config.ts';
import { DeviceClient } from '../../src-main/terminal/devices/device-client.ts';
import { causeOf } from '../../src-main/terminal/diagnostics/causes.ts';
import { dryRun, dryRunSteps } from '../../src-main/terminal/diagnostics/dry-run.ts';
import { StepList } from '../../src-main/terminal/diagnostics/steps.ts';

/** A real device host, run as a program from a file in which two devices of three are wrong. */
const folder = mkdtempSync(path.join(os.tmpdir(), 'budayang-misconfigured-'));
const file = path.join(folder, 'terminal.json');
const socket = path.join(folder, 'devices.socket');
const main = path.join(import.meta.dirname, '../../src-main/device-host/main.ts');
let machine: SimulatedMachine;
let host: ChildProcess;
let client: DeviceClient;
let link: net.Socket;

const write = (idCardReader: object, more: object = {}) =>
  writeFileSync(
    file,
    JSON.stringify({
      terminal: { id: 'TEST-0003', dataDirectory: path.join(folder, 'terminal') },
      site: { name: { 'zh-CN': '示例大厅', en: 'Example hall' }, profile: 'hall', helpPhone: '12345' },
      platform: { url: 'http://127.0.0.1:1', terminalKey: 'a-terminal-key-for-tests-0003', keysFile: 'keys.json' },
      devices: { idCardReader, receiptPrinter: { port: machine.port('printer'), family: 'epson' }, ...more },
    }),
  );
const wrong = { port: 'hid://0400:c35a' };
const noBoard = { auxiliaries: { port: 'hid://1234:5678', profile: 'no-such-board' } };

async function reach(): Promise<net.Socket> {
  for (let left = 200; ; left -= 1) {
    const tried = net.connect(socket);
    const up = await new Promise((done) => tried.once('connect', () => done(true)).once('error', () => done(false)));
    if (up) return tried;
    if (left === 0 || host.exitCode !== null) throw new Error(`the device host is not there (${host.exitCode})`);
    await new Promise((done) => setTimeout(done, 100));
  }
}

beforeAll(async () => {
  machine = await SimulatedMachine.open({ directory: folder, realistic: false });
  write(wrong, noBoard);
  host = spawn(process.execPath, [main, '--config', file, '--listen', socket], { stdio: ['ignore', 'ignore', 'pipe'] });
  link = await reach();
  client = new DeviceClient({
    fitted: ['idCardReader', 'receiptPrinter', 'auxiliaries'],
    now: () => performance.now(),
    onChange: () => undefined,
    onEvent: () => undefined,
    log: () => undefined,
  });
  client.connect(jsonLinesChannel(link, link));
}, 60_000);
afterAll(async () => {
  link?.destroy();
  host?.kill('SIGKILL');
  await machine?.close();
  rmSync(folder, { recursive: true, force: true });
});

const view = (device: 'idCardReader' | 'receiptPrinter' | 'auxiliaries') => {
  const found = client.view()[device];
  return { cause: causeOf(found?.status ?? null, found?.health ?? 'unknown'), status: found?.status };
};
async function tried(): Promise<readonly string[]> {
  const loaded = loadConfig(file);
  if (!loaded.ok) throw new Error(loaded.error.message);
  const steps = new StepList(dryRunSteps(loaded.value), () => undefined);
  await dryRun(steps, { file, devices: client, wallMs: Date.now, signal: new AbortController().signal });
  return steps.view().map(({ id, outcome, evidence }) => `${id} ${outcome} ${evidence}`);
}

test('only the wrong devices are away, named with the field, who mends it and how; the others work', async () => {
  await expect.poll(() => view('receiptPrinter').cause.cause.en, { timeout: 15_000 }).toBe('Fine');
  for (const [device, field] of [
    ['idCardReader', 'devices.idCardReader.wrapper: is missing'],
    ['auxiliaries', 'devices.auxiliaries.profile: "no-such-board" is no profile: expected modbus-io'],
  ] as const) {
    await expect.poll(() => view(device).cause.cause.en, { timeout: 5000 }).toBe('Its configuration is wrong');
    expect(view(device).cause).toMatchObject({ fixer: 'engineer', next: { en: expect.stringContaining('Correct') } });
    expect(view(device).status).toMatchObject({ device: 'offline', evidence: expect.stringContaining(field) });
  }
  expect(await client.request('idCard.read', { timeoutMs: 1000 })).toMatchObject({
    error: { errorCode: 'misconfigured', effect: 'none' },
  });
  expect(host.exitCode).toBeNull();
});

test('a dry run says of the file what a start would make of it, before anybody starts with it', async () => {
  expect(await tried()).toEqual([
    'file passed understood',
    'ledger passed none yet, a new one would begin',
    'idCardReader failed devices.idCardReader.wrapper: is missing; a HID card reader needs the name or the file of its wrapper',
    'receiptPrinter passed there, may be read and written',
    expect.stringMatching(/^auxiliaries failed devices\.auxiliaries\.profile: "no-such-board" is no profile/),
    expect.stringMatching(/^keys failed/),
    expect.stringMatching(/^platform failed/),
    'key skipped an earlier step failed',
    expect.stringMatching(/^staff skipped/),
  ]);
  write({ port: machine.port('reader') });
  expect((await tried()).slice(0, 4)).toEqual([
    'file passed understood',
    'ledger passed none yet, a new one would begin',
    'idCardReader passed there, may be read and written',
    'receiptPrinter passed there, may be read and written',
  ]);
});
