import { describe, expect, it } from 'vitest';
import { barcodeReader, cardReader, common, printer } from '../messages.ts';
import { connected, RECEIPT, until, world } from './facade.test-kit.ts';

describe('commands', () => {
  const READ = { version: '2.0', timeoutMs: 5000 };

  it('wait in one queue, are counted from receipt, and can be canceled', async () => {
    const [one, other] = [await connected('IdCardReader'), await connected('IdCardReader')];
    const first = one.run(cardReader.readRawData, { chip: true }, READ);
    await until(() => world.reads.length === 1);
    const late = other.run(cardReader.readRawData, { chip: true }, { ...READ, timeoutMs: 20 });
    expect(await late).toMatchObject({ completionCode: 'timeOut' });
    const waiting = other.run(cardReader.readRawData, { chip: true }, READ);
    expect(await other.run(common.status, {}, READ)).toMatchObject({ kind: 'success' });
    // Another connection's requests cannot be named.
    expect(await one.cancel([2])).toMatchObject({ errorCode: 'noMatchingRequestIDs' });
    expect(await other.cancel(null)).toMatchObject({ kind: 'success' });
    expect(await waiting).toMatchObject({ completionCode: 'canceled' });
    expect(await one.cancel(null)).toMatchObject({ kind: 'success' });
    expect(await first).toMatchObject({ completionCode: 'canceled' });
    expect(world.reads).toHaveLength(1);
    expect(await one.cancel(null)).toMatchObject({ errorCode: 'noMatchingRequestIDs' });
  });

  it('are refused over eight waiting ones', async () => {
    const connection = await connected('IdCardReader');
    const all = Array.from({ length: 10 }, () => connection.run(cardReader.readRawData, { chip: true }, READ));
    expect(await all[9]).toEqual({ kind: 'refused', status: 'tooManyRequests' });
    await connection.cancel(null);
    expect((await Promise.all(all.slice(0, 9))).every((answer) => answer.kind === 'failure')).toBe(true);
  });

  it('do not touch a device a citizen has, and give a waiting one back', async () => {
    const connection = await connected('IdCardReader');
    const reading = connection.run(cardReader.readRawData, { chip: true }, READ);
    await until(() => world.reads.length === 1);
    if (world.held !== 'busy') world.held.abort();
    expect(await reading).toMatchObject({ completionCode: 'deviceNotReady' });
    world.held = 'busy';
    const scanner = await connected('BarcodeReader');
    expect(await scanner.run(barcodeReader.read, {}, READ)).toMatchObject({ completionCode: 'deviceNotReady' });
    expect([world.reads.length, world.scans]).toEqual([1, 0]);
  });

  it('finish a paper that is moving whatever the caller does', async () => {
    world.finishPrint = () => undefined;
    const connection = await connected('ReceiptPrinter');
    const data = Buffer.from(JSON.stringify(RECEIPT)).toString('base64');
    const print = () => connection.run(printer.printNative, { data }, { version: '3.0', timeoutMs: 5000 });
    const printing = print();
    const begun = world.finishPrint;
    await until(() => world.finishPrint !== begun);
    expect(await connection.cancel(null)).toMatchObject({ kind: 'success' });
    world.finishPrint?.();
    expect(await printing).toMatchObject({ kind: 'success' });
    world.finishPrint = () => undefined;
    const marker = world.finishPrint;
    void print();
    await until(() => world.finishPrint !== marker);
    await connection.close();
    world.finishPrint?.();
    await until(() => world.receipts.length === 2);
  });

  it('stop reading when nobody listens any more', async () => {
    const connection = await connected('IdCardReader');
    void connection.run(cardReader.readRawData, { chip: true }, READ);
    await until(() => world.reads.length === 1);
    await connection.close();
    await until(() => world.reads[0]?.signal?.aborted === true);
  });

  it.each([
    ['a track', 'IdCardReader', cardReader.readRawData, { track2: true }, '2.0', 'unsupportedData'],
    ['raw printing', 'ReceiptPrinter', printer.printRaw, { data: 'G0A=' }, '3.0', 'unsupportedCommand'],
    ['another version', 'BarcodeReader', barcodeReader.read, {}, '1.0', 'unsupportedCommand'],
    ['what is no receipt', 'ReceiptPrinter', printer.printNative, { data: 'e30=' }, '3.0', 'invalidData'],
    ['what is no PDF', 'DocumentPrinter', printer.printNative, { data: 'e30=' }, '3.0', 'invalidData'],
    ['an empty document', 'DocumentPrinter', printer.printNative, { data: '' }, '3.0', 'invalidData'],
    [
      'to retract',
      'ReceiptPrinter',
      printer.printNative,
      { data: 'e30=', mediaControl: { move: 'retract' } },
      '3.0',
      'unsupportedData',
    ],
    ['a wrong payload', 'ReceiptPrinter', printer.printNative, { data: '!' }, '3.0', 'invalidData'],
    [
      'versions nobody offers',
      'BarcodeReader',
      common.setVersions,
      { commands: { 'BarcodeReader.Read': 9 } },
      '2.0',
      'invalidData',
    ],
  ] as const)('refuse %s', async (_, service, spec, payload, version, completionCode) => {
    const connection = await connected(service);
    const run = connection.run as (spec: unknown, payload: unknown, options: object) => Promise<unknown>;
    expect(await run.call(connection, spec, payload, { version, timeoutMs: 1000 })).toMatchObject({ completionCode });
    expect(world.receipts).toEqual([]);
  });

  it.each(['ReceiptPrinter', 'DocumentPrinter'])(
    'refuse what cannot be printed before the lease and before a beginning is written down: %s',
    async (service) => {
      world.held = 'busy';
      const connection = await connected(service);
      for (const data of ['', 'bm90IGEgcGRm']) {
        const run = connection.run(printer.printNative, { data }, { version: '3.0', timeoutMs: 1000 });
        expect(await run).toMatchObject({ completionCode: 'invalidData' });
      }
      expect(world.acts.filter(({ act }) => act === 'commandBegun')).toEqual([]);
    },
  );
});
