import { writeFileSync } from 'node:fs';
import http from 'node:http';
import path from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { completed, failed } from '../../../../drivers/contract/index.ts';
import { Bench, seenAs, soon } from '../bench.test-kit.ts';
import { configurationPage, fingerprint } from './configuration.ts';

const KEY = 'a-terminal-key-nobody-may-see';
let bench: Bench;
beforeEach(() => {
  bench = new Bench({
    platform: { url: 'http://127.0.0.1:1', terminalKey: KEY, keysFile: '/keys.json' },
  });
});
afterEach(() => bench.close());

const file = () => path.join(bench.folder, 'terminal.json');
const write = (change: object = {}) => writeFileSync(file(), JSON.stringify({ ...bench.config, ...change }));
const open = (configAtStart = '') =>
  configurationPage(bench.context('engineer', { configFile: file(), configAtStart }));

test('shows every field in use, secrets as dots, and what production would refuse', () => {
  write();
  const view = seenAs(open(fingerprint(file())), 'configuration');
  expect(view.rows).toContainEqual({ field: 'devices.receiptPrinter.baudRate', value: '115200', secret: false });
  expect(view.rows.find(({ field }) => field === 'platform.terminalKey')).toMatchObject({ secret: true });
  expect(view.rows.find(({ field }) => field === 'platform.keysFile')).toMatchObject({ value: '/keys.json' });
  expect(view.problems.length).toBeGreaterThan(0);
  expect(view).toMatchObject({ file: 'terminal.json', changedSinceStart: false });
  expect(JSON.stringify(view)).not.toContain(KEY);
});

test('shows where things are without a secret in it, whatever let it in', () => {
  write();
  const { config } = bench;
  Object.assign(config.platform, { url: `https://me:${KEY}@platform.example/?token=${KEY}` });
  const view = seenAs(open(fingerprint(file())), 'configuration');
  expect(view.rows).toContainEqual({ field: 'platform.url', value: 'https://platform.example/', secret: false });
  expect(JSON.stringify(view)).not.toContain(KEY);
});

test('says that the file was changed since the start', () => {
  write();
  const before = fingerprint(file());
  write({ languages: ['zh-CN'] });
  expect(seenAs(open(before), 'configuration').changedSinceStart).toBe(true);
});

/** What a device host would say of these. */
const verdict = (devices: Readonly<Record<string, string | null>>, problems: string[] = []) => {
  const rows = Object.entries(devices).map(([deviceClass, problem]) => ({ deviceClass, problem }));
  bench.answers['configuration.check'] = async () =>
    completed({ production: problems.length > 0, problems, devices: rows }, 'none');
};

test('a dry run looks for each port and the platform of the file as it is now, and keeps nothing', async () => {
  const server = http.createServer((_request, response) => response.end('{}'));
  await new Promise<void>((done) => server.listen(0, '127.0.0.1', done));
  const address = server.address();
  const port = typeof address === 'object' && address !== null ? address.port : 0;
  const reader = path.join(bench.folder, 'reader');
  writeFileSync(reader, '');
  write({
    platform: { url: `http://127.0.0.1:${port}`, terminalKey: KEY, keysFile: '/keys.json' },
    devices: {
      idCardReader: { port: reader },
      receiptPrinter: { port: '/dev/nothing-here', family: 'epson' },
      documentPrinter: { kind: 'ipp', uri: `ipp://127.0.0.1:${port}/ipp/print` },
    },
  });
  verdict({ idCardReader: null, receiptPrinter: null, documentPrinter: null });
  const page = open();
  expect(page.act?.({ act: 'run', what: 'dryRun' })).toBe(true);
  await soon(() => expect(seenAs(page, 'configuration').running).toBe(false));
  server.close();
  const view = seenAs(page, 'configuration');
  expect(view.dryRun.map(({ id, outcome, evidence }) => `${id} ${outcome} ${evidence}`)).toEqual([
    'file passed understood',
    'idCardReader passed there, may be read and written',
    'receiptPrinter failed ENOENT',
    expect.stringMatching(new RegExp(`^documentPrinter passed port ${port} answers in \\d+ ms$`)),
    'keys failed missing or not two public keys',
    'platform passed answers with 200',
    'staff skipped nobody may open the service side',
  ]);
  expect(bench.acts()).toEqual(['dry-run configuration', 'test dryRun.failed']);
  expect(bench.tests()).toMatchObject([{ what: 'dryRun', outcome: 'failed' }]);
});

const lines = async () => {
  const page = open();
  page.act?.({ act: 'run', what: 'dryRun' });
  await soon(() => expect(seenAs(page, 'configuration').running).toBe(false));
  return seenAs(page, 'configuration').dryRun.map(({ id, outcome, evidence }) => `${id} ${outcome} ${evidence}`);
};

test('a dry run says what the device host would not serve, also of a class that is new in the file', async () => {
  write({
    devices: {
      idCardReader: { port: 'hid://0400:c35a' },
      barcodeReader: { port: 'keyboard-wedge' },
      auxiliaries: { port: 'hid://1234:5678', profile: 'modbus-io' },
      camera: { face: {} },
    },
  });
  verdict({ idCardReader: 'devices.idCardReader.wrapper: is missing', auxiliaries: null });
  expect((await lines()).slice(0, 8)).toEqual([
    'file passed understood',
    'idCardReader failed devices.idCardReader.wrapper: is missing',
    'receiptPrinter skipped not in this file',
    'documentPrinter skipped not in this file',
    'barcodeReader skipped only its driver can find it',
    'camera skipped only its driver can find it',
    'auxiliaries skipped only its driver can find it',
    'keys failed missing or not two public keys',
  ]);
});

test('a dry run in production says what production refuses, and still looks at every device', async () => {
  write();
  verdict({ idCardReader: 'may not run', receiptPrinter: null, documentPrinter: null }, [
    'platform.url must be https.',
  ]);
  const [file, reader] = await lines();
  expect([file, reader]).toEqual(['file failed platform.url must be https.', 'idCardReader failed may not run']);
});

test('a dry run passes no device of which the device host says nothing', async () => {
  write();
  bench.answers['configuration.check'] = async () =>
    failed('deviceNotReady', 'hostAway', 'the device host is not there');
  expect((await lines()).slice(0, 2)).toEqual([
    'file passed understood',
    'idCardReader failed the device host did not say whether it can serve this',
  ]);
});

test('a dry run of a broken file names the field and never a value', async () => {
  write({ platform: { url: 'ftp://x', terminalKey: KEY, keysFile: '/keys.json' } });
  const page = open();
  page.act?.({ act: 'run', what: 'dryRun' });
  await soon(() => expect(seenAs(page, 'configuration').running).toBe(false));
  const view = seenAs(page, 'configuration');
  expect(view.dryRun[0]).toMatchObject({ outcome: 'failed', evidence: expect.stringContaining('platform.url') });
  expect(view.dryRun.slice(1).every(({ outcome }) => outcome === 'skipped')).toBe(true);
  expect(JSON.stringify(view)).not.toContain(KEY);
});
