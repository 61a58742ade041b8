import { readFileSync } from 'node:fs';
import net from 'node:net';
import path from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { XfsBarcodeReader, XfsReceiptPrinter } from '../../drivers/xfs4iot/index.ts';
import { Whole } from './whole.ts';

/** The bank's program on the same machine: our own XFS4IoT client over a real socket, devices on real ptys. */
let whole: Whole;
let scanner: XfsBarcodeReader;
let printer: XfsReceiptPrinter;

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
    northbound: { enabled: true, port, services: ['barcodeReader', 'receiptPrinter'] },
  });
  const bearer = readFileSync(path.join(whole.config.terminal.dataDirectory, 'northbound.secret'), 'utf8').trim();
  const at = (name: string) => ({ address: `ws://127.0.0.1:${port}/xfs4iot/v1.0/${name}`, bearer });
  scanner = new XfsBarcodeReader(at('BarcodeReader'));
  printer = new XfsReceiptPrinter({ ...at('ReceiptPrinter'), method: 'native' });
  expect(await scanner.open()).toMatchObject({ ok: true });
  expect(await printer.open()).toMatchObject({ ok: true });
}, 60_000);
afterAll(async () => {
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
