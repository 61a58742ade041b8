import { readFileSync } from 'node:fs';
import net from 'node:net';
import path from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { XfsConnection } from '../../drivers/xfs4iot/connection.ts';
import { XfsBarcodeReader, XfsReceiptPrinter } from '../../drivers/xfs4iot/index.ts';
import { vendorMode } from '../../drivers/xfs4iot/messages.ts';
import { ServiceHands } from './service-kit.ts';
import { Whole } from './whole.ts';

/** The bank's program on the same machine: our own XFS4IoT client over a real socket, devices on real ptys. */
let whole: Whole;
let scanner: XfsBarcodeReader;
let printer: XfsReceiptPrinter;
let hands: ServiceHands;
/** The bank's technicians' tool. */
let tool: XfsConnection;
const heard: string[] = [];

const freePort = () =>
  new Promise<number>((resolve) => {
    const server = net.createServer().listen(0, '127.0.0.1', () => {
      const address = server.address();
      server.close(() => resolve(typeof address === 'object' && address !== null ? address.port : 0));
    });
  });
const audit = () =>
  whole.ledgerRows<{ detail: string }>("SELECT detail FROM service_acts WHERE act = 'guest' ORDER BY id");
const acts = () => audit().map(({ detail }) => detail);

beforeAll(async () => {
  const port = await freePort();
  whole = await Whole.start({
    northbound: { enabled: true, port, services: ['barcodeReader', 'receiptPrinter', 'vendorMode'] },
  });
  const bearer = readFileSync(path.join(whole.config.terminal.dataDirectory, 'northbound.secret'), 'utf8').trim();
  const at = (name: string) => ({ address: `ws://127.0.0.1:${port}/xfs4iot/v1.0/${name}`, bearer });
  scanner = new XfsBarcodeReader(at('BarcodeReader'));
  printer = new XfsReceiptPrinter({ ...at('ReceiptPrinter'), method: 'native' });
  hands = new ServiceHands(whole);
  const connected = await XfsConnection.open({
    uri: at('VendorMode').address,
    bearer,
    onUnsolicited: ({ name }) => {
      if (name.startsWith('VendorMode.')) heard.push(name.slice('VendorMode.'.length));
    },
  });
  if (!connected.ok) throw new Error(connected.error.message);
  tool = connected.value;
  expect(await scanner.open()).toMatchObject({ ok: true });
  expect(await printer.open()).toMatchObject({ ok: true });
}, 60_000);
afterAll(async () => {
  await tool?.close();
  await scanner?.close();
  await printer?.close();
  await whole?.stop();
});

it('a guest reads a code and prints while nobody is there, and each act stands in the audit with its effect', async () => {
  const reading = scanner.read({ timeoutMs: 20_000 });
  await expect.poll(() => whole.machine.scannerReads, { timeout: 10_000 }).toBe(true);
  whole.machine.showCode('BANK-4711');
  expect(await reading).toMatchObject({ ok: true, value: { text: 'BANK-4711' } });
  expect(await printer.selfTest()).toMatchObject({ ok: true, effect: 'done' });
  expect(whole.machine.papers()).toHaveLength(1);
  expect(acts()).toEqual([
    'barcodeReader.read.begun',
    'barcodeReader.read.success.none',
    'receiptPrinter.printNative.begun',
    'receiptPrinter.printNative.success.done',
  ]);
  expect(JSON.stringify(audit())).not.toContain('4711');
});

it('a guest sees an open cover as it opens', async () => {
  const turnsTo = (wanted: (device: string) => boolean) =>
    new Promise<void>((resolve) => printer.onStatus(({ device }) => wanted(device) && resolve()));
  // It is told, so that it asks rarely.
  expect(printer.askAgainInMs()).toBe(4000);
  const times: number[] = [];
  for (let turn = 0; turn < 5; turn += 1) {
    const opened = turnsTo((device) => device !== 'online');
    const from = performance.now();
    whole.machine.printer.set('cover-open');
    await opened;
    times.push(performance.now() - from);
    const closed = turnsTo((device) => device === 'online');
    whole.machine.printer.clear('cover-open');
    await closed;
  }
  // By way of the wire, the device host, the facade and the socket: no question of anybody's is waited for.
  expect(times.toSorted((x, y) => x - y)[2]).toBeLessThan(200);
}, 60_000);

it('a citizen goes first: a waiting read is called back, and nothing is lent or printed until they went', async () => {
  const before = acts().length;
  const reading = scanner.read({ timeoutMs: 20_000 });
  await expect.poll(() => whole.machine.scannerReads, { timeout: 10_000 }).toBe(true);
  whole.touch({ type: 'start' });
  await whole.sees('home');
  expect(await reading).toMatchObject({ ok: false, error: { code: 'deviceNotReady', effect: 'none' } });
  expect(await printer.selfTest()).toMatchObject({ ok: false, error: { code: 'deviceNotReady' } });
  expect(whole.machine.papers()).toHaveLength(1);
  expect(acts().slice(before)).toEqual(['barcodeReader.read.begun', 'barcodeReader.read.deviceNotReady.none']);
  await whole.exit();
  expect(await printer.selfTest()).toMatchObject({ ok: true });
  expect(whole.machine.papers()).toHaveLength(2);
});

const says = (spec: typeof vendorMode.enterModeRequest) => tool.run(spec, {}, { version: '2.0', timeoutMs: 5000 });
const hears = (event: string) => expect.poll(() => heard.at(-1), { timeout: 15_000 }).toBe(event);

it('a registered guest is asked before a technician comes in, and told when they left', async () => {
  await tool.run(vendorMode.register, { appName: 'bank' }, { version: '2.0', timeoutMs: 5000 });
  const entering = hands.enter('2001');
  await hears('EnterModeRequestEvent');
  // The guest has not answered: the door stays on the screen, whatever is typed.
  await whole.sees('serviceAccess', ({ access }) => access.phase === 'waiting');
  expect(await says(vendorMode.enterModeAcknowledge)).toMatchObject({ kind: 'success' });
  await entering;
  await hears('ModeEnteredEvent');
  await hands.leave();
  await hears('ExitModeRequestEvent');
  expect(await says(vendorMode.exitModeAcknowledge)).toMatchObject({ kind: 'success' });
  await hears('ModeExitedEvent');
});

it('a guest may ask for the door, which opens when the citizen is gone, and lets nobody in by itself', async () => {
  whole.touch({ type: 'start' });
  await whole.sees('home');
  expect(await says(vendorMode.enterModeRequest)).toMatchObject({ kind: 'success' });
  expect(await says(vendorMode.enterModeAcknowledge)).toMatchObject({ kind: 'success' });
  await whole.sees('home');
  whole.touch({ type: 'exit' });
  await whole.sees('farewell');
  whole.touch({ type: 'start' });
  await whole.sees('serviceAccess');
  expect(await says(vendorMode.exitModeRequest)).toMatchObject({ completionCode: 'sequenceError' });
  hands.act({ act: 'leave' });
  await whole.sees('attract');
  await hears('ModeExitedEvent');
  const asked = whole.ledgerRows<{ detail: string }>("SELECT detail FROM service_acts WHERE act = 'vendorMode'");
  expect(asked).toEqual([{ detail: 'enter' }]);
});

interface Printed {
  readonly origin: string;
  readonly session: string | null;
  readonly case_number: string | null;
  readonly title_key: string;
  readonly state: string;
}
const journal = () =>
  whole.ledgerRows<Printed>(
    `SELECT origin, session_id AS session, case_number, title_key, state FROM print_journal WHERE kind = 'receipt'
     ORDER BY rowid`,
  );
const centimetres = () =>
  whole.ledgerRows<{ used: number }>("SELECT used FROM consumables WHERE id = 'receiptPaper'")[0]?.used ?? 0;
const guests = (state: string): Printed => ({
  ...{ origin: 'guest', session: null, case_number: null, title_key: 'guest', state },
});
/** Right before the printer executes the first band of the next receipt. */
const atFirstBand = (act: () => void) => {
  whole.machine.printer.onExecute = ({ kind }) => {
    if (kind !== 'raster') return;
    whole.machine.printer.onExecute = () => undefined;
    act();
  };
};
const printerIsBack = () =>
  expect.poll(async () => (await printer.selfTest()).ok, { timeout: 20_000, interval: 250 }).toBe(true);

it('a guest’s paper is in the journal and in the counts, as nobody’s, and no paper of theirs is told to the platform', async () => {
  const before = { rows: journal().length, used: centimetres() };
  expect(await printer.selfTest()).toMatchObject({ ok: true });
  expect(journal().slice(before.rows)).toEqual([guests('printed')]);
  const used = centimetres() - before.used;
  expect(used).toBeGreaterThan(5);
  expect(used).toBeLessThan(60);
  const told = await whole.platform.db
    .selectFrom('records')
    .select('body_json')
    .where('kind', '=', 'paper.state')
    .execute();
  expect(told).toEqual([]);
});

it('a guest’s receipt that dies with the device host is unknown, counted, and nobody’s at the next start', async () => {
  const before = { rows: journal().length, used: centimetres() };
  let killed: Promise<void> = Promise.resolve();
  atFirstBand(() => {
    killed = whole.killDevices();
  });
  expect(await printer.selfTest()).toMatchObject({ ok: false });
  await killed;
  expect(journal().slice(before.rows)).toEqual([guests('unknown')]);
  expect(acts().at(-1)).toBe('receiptPrinter.printNative.lost.unknown');
  expect(centimetres()).toBeGreaterThan(before.used);
  await whole.stopTerminal();
  await whole.startTerminal();
  // No session was cut off, so nobody is told of a paper.
  await whole.killDevices();
  await whole.sees('attract');
  await printer.close();
  await expect.poll(async () => (await printer.open()).ok, { timeout: 20_000, interval: 250 }).toBe(true);
  await printerIsBack();
  expect(journal().at(-1)).toEqual(guests('printed'));
}, 60_000);

it('a terminal that dies while a guest prints and a citizen has just come tells that citizen of no paper', async () => {
  const before = journal().length;
  let stopped: Promise<void> = Promise.resolve();
  atFirstBand(() => {
    whole.touch({ type: 'start' });
    stopped = whole.sees('home').then(() => whole.stopTerminal());
  });
  await printer.selfTest();
  await stopped;
  await whole.startTerminal();
  const screen = await whole.sees('recovered');
  expect(screen).toMatchObject({ submitted: false, paperUnknown: false, paperProved: null });
  expect(
    journal()
      .slice(before)
      .map(({ origin }) => origin),
  ).toEqual(['guest']);
  whole.touch({ type: 'next' });
}, 60_000);
