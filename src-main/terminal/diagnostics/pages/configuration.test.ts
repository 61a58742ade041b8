import { mkdirSync, readdirSync, writeFileSync } from 'node:fs';
import http from 'node:http';
import net from 'node:net';
import path from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { completed, failed } from '../../../../drivers/contract/index.ts';
import { Bench, seenAs, soon } from '../bench.test-kit.ts';
import { configurationPage, fingerprint } from './configuration.ts';

const KEY = 'a-terminal-key-nobody-may-see';
const closing: (() => void)[] = [];
let bench: Bench;
beforeEach(() => {
  bench = new Bench({
    platform: { url: 'http://127.0.0.1:1', terminalKey: KEY, keysFile: '/keys.json' },
  });
});
afterEach(() => {
  for (const close of closing.splice(0)) close();
  bench.close();
});

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
  const url = await platformAt(304);
  const { port } = new URL(url);
  const reader = path.join(bench.folder, 'reader');
  writeFileSync(reader, '');
  write({
    platform: { url, terminalKey: KEY, keysFile: '/keys.json' },
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
  const view = seenAs(page, 'configuration');
  expect(view.dryRun.map(({ id, outcome, evidence }) => `${id} ${outcome} ${evidence}`)).toEqual([
    'file passed understood',
    'ledger passed of GZ-0001',
    'idCardReader passed there, may be read and written',
    'receiptPrinter failed ENOENT',
    expect.stringMatching(new RegExp(`^documentPrinter passed port ${port} answers in \\d+ ms$`)),
    'keys failed missing or not two public keys',
    'platform passed tells the time',
    'key passed accepted',
    'staff skipped nobody may open the service side',
  ]);
  expect(bench.acts()).toEqual(['dry-run configuration', 'test dryRun.failed']);
  expect(bench.tests()).toMatchObject([{ what: 'dryRun', outcome: 'failed' }]);
});

const serve = async (answer: http.RequestListener): Promise<string> => {
  const server = http.createServer(answer);
  closing.push(() => server.close());
  await new Promise<void>((done) => server.listen(0, '127.0.0.1', done));
  const address = server.address();
  return `http://127.0.0.1:${typeof address === 'object' && address !== null ? address.port : 0}`;
};
/** Says what time it is; anything else is answered with this status. */
const platformAt = (status: number) =>
  serve((request, response) => {
    if (request.url === '/v1/time') response.end(JSON.stringify({ now: new Date().toISOString() }));
    else response.writeHead(status).end();
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
  expect((await lines()).slice(0, 9)).toEqual([
    'file passed understood',
    'ledger passed of GZ-0001',
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
  const [file, , reader] = await lines();
  expect([file, reader]).toEqual(['file failed platform.url must be https.', 'idCardReader failed may not run']);
});

test('a dry run passes no device of which the device host says nothing', async () => {
  write();
  bench.answers['configuration.check'] = async () =>
    failed('deviceNotReady', 'hostAway', 'the device host is not there');
  expect((await lines()).slice(0, 3)).toEqual([
    'file passed understood',
    'ledger passed of GZ-0001',
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

const line = async (id: string) => (await lines()).find((one) => one.startsWith(`${id} `));

test('a dry run refuses what the next start would: another terminal, another file, a newer ledger', async () => {
  verdict({});
  write({ terminal: { ...bench.config.terminal, id: 'GZ-0002' } });
  expect(await line('ledger')).toBe('ledger failed of GZ-0001, and the file says GZ-0002');
  expect(bench.tests().at(-1)).toMatchObject({ what: 'dryRun', outcome: 'failed' });
  const empty = path.join(bench.folder, 'empty');
  mkdirSync(empty);
  write({ terminal: { ...bench.config.terminal, dataDirectory: empty } });
  expect(await line('ledger')).toBe('ledger passed none yet, a new one would begin');
  expect(readdirSync(empty)).toEqual([]);
  writeFileSync(
    path.join(empty, 'ledger.db'),
    'somebody’s letter, long enough to be looked at twice by whoever reads it',
  );
  expect(await line('ledger')).toBe('ledger failed The file is not a SQLite database.');
});

test('a dry run takes no other web server for the platform, and no key that it does not know', async () => {
  verdict({});
  const at = (url: string) => write({ devices: {}, platform: { url, terminalKey: KEY, keysFile: '/keys.json' } });
  at(await serve((_request, response) => response.end('<html>sign in to the wifi</html>')));
  const portal = await lines();
  expect(portal).toContain('platform failed garbage: something else answers at this address');
  expect(portal).toContain('key skipped an earlier step failed');
  at(await platformAt(401));
  expect(await line('key')).toBe('key failed the platform refuses the key of this terminal (HTTP 401)');
});

test('a dry run counts the staff who may come in today, and looks for the programs of the site', async () => {
  verdict({});
  const staffFile = path.join(bench.folder, 'staff.json');
  const until = (...days: string[]) =>
    writeFileSync(
      staffFile,
      JSON.stringify({
        staff: days.map((notAfter, index) => ({
          staff: `100${index}`,
          role: 'technician',
          secret: 'JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP',
          notAfter,
        })),
      }),
    );
  write({
    service: { staffFile, restartMachine: ['/no/such/program'] },
    face: { portraitDecoder: { kind: 'program', command: ['sh', '-c', 'true'] } },
  });
  until('2020-01-01', '2026-11-20');
  const before = await lines();
  expect(before).toContain('staff failed 2 numbers, 0 valid today: nobody could open the service side');
  expect(before).toContain('restartMachine failed not there, or may not be started');
  expect(before).toContain('portraitDecoder passed there, may be started');
  until('2020-01-01', '2026-11-21');
  expect(await line('staff')).toBe('staff passed 2 numbers, 1 valid today');
});

test('a dry run opens no port that may serve one at a time', async () => {
  let seen = 0;
  const url = await serve(() => undefined);
  const port = net.createServer(() => {
    seen += 1;
  });
  closing.push(() => port.close());
  await new Promise<void>((done) => port.listen(0, '127.0.0.1', done));
  const address = port.address();
  const place = `tcp://127.0.0.1:${typeof address === 'object' && address !== null ? address.port : 0}`;
  write({
    devices: {
      receiptPrinter: { port: place, family: 'epson' },
      documentPrinter: { kind: 'ipp', uri: `ipp${url.slice(4)}/ipp/print` },
    },
  });
  verdict({ receiptPrinter: null, documentPrinter: null });
  const found = await lines();
  expect(found).toContain(
    'receiptPrinter skipped the address is known; the port is not opened, the device host may hold it',
  );
  expect(found.find((one) => one.startsWith('documentPrinter'))).toContain('passed');
  expect(seen).toBe(0);
});
