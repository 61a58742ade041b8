import { describe, expect, it } from 'vitest';
import { type DeviceStatus, systemClock } from '../../contract/index.ts';
import { XfsBarcodeReader } from '../barcode-reader.ts';
import { discover } from '../discovery.ts';
import { XfsDocumentPrinter } from '../document-printer.ts';
import { XfsIdCardReader } from '../id-card-reader.ts';
import { PDF_FORMAT } from '../native-formats.ts';
import { XfsReceiptPrinter } from '../receipt-printer.ts';
import { CARD, link, opened, PDF, RECEIPT, SECRET, until, uri, world } from './facade.test-kit.ts';

describe('our own drivers over our own facade', () => {
  it('find the services, read a card, scan, print a receipt and a document', async () => {
    const found = await discover({ ports: [world.facade.port], bearer: SECRET });
    expect(found.services.map(({ uri: at }) => at.split('/').at(-1))).toEqual([
      'IdCardReader',
      'BarcodeReader',
      'ReceiptPrinter',
      'DocumentPrinter',
      'VendorMode',
    ]);
    expect(found.skipped).toEqual([]);
    const scannerOf = found.services.find(({ identity }) => identity.serialNumber === 'serial-barcodeReader');
    expect(scannerOf?.uri).toBe(uri('BarcodeReader'));

    const reader = await opened(new XfsIdCardReader(link('IdCardReader')));
    const progress: string[] = [];
    const reading = reader.read({ timeoutMs: 5000, onProgress: (step) => progress.push(step) });
    await until(() => world.reads.length > 0);
    world.reads[0]?.end(CARD);
    expect(await reading).toEqual({ ok: true, value: CARD, effect: 'none' });
    expect(progress).toEqual(['waiting', 'seen', 'reading']);
    expect(await reader.cardPresent()).toMatchObject({ value: 'notPresent' });
    expect(await reader.readSamId()).toMatchObject({ value: 'serial-idCardReader' });

    const scanner = await opened(new XfsBarcodeReader(link('BarcodeReader')));
    expect(await scanner.read({ timeoutMs: 5000 })).toMatchObject({ value: { text: 'BDY1 样例' } });
    const slips = await opened(new XfsReceiptPrinter({ ...link('ReceiptPrinter'), method: 'native' }));
    expect(await slips.print({ jobId: 'j', receipt: RECEIPT })).toMatchObject({
      value: { fence: 'printer-executed-cut' },
    });
    expect(world.receipts).toEqual([{ blocks: [{ kind: 'title', text: '回执' }] }]);
    const pages = await opened(new XfsDocumentPrinter({ ...link('DocumentPrinter'), osPrinter: PDF_FORMAT }));
    // The far printer writes files: no more than a spooler's word may arrive here.
    expect(await pages.print({ jobId: 'd', title: '', pdf: PDF, copies: 1 })).toMatchObject({
      value: { fence: 'spooler-accepted' },
    });
    expect(JSON.stringify(world.acts)).not.toMatch(/样例|11010519|1949/);
    expect(world.acts).toContainEqual({
      act: 'commandBegun',
      service: 'IdCardReader',
      command: 'CardReader.ReadRawData',
      client: expect.any(String),
      requestId: 4,
    });
  });

  it('see a status change as it happens, and a stale status as offline', async () => {
    const slips = await opened(new XfsReceiptPrinter({ ...link('ReceiptPrinter'), method: 'native' }));
    const next = (wanted: (status: DeviceStatus) => boolean) =>
      new Promise<DeviceStatus>((resolve) => slips.onStatus((status) => wanted(status) && resolve(status)));
    const low = next(({ paper }) => paper === 'low');
    world.ports.receipts.change({ paper: 'low' });
    expect(await low).toMatchObject({ paper: 'low', device: 'online' });
    const stale = next(({ device }) => device === 'offline');
    world.ports.receipts.change({ observedAt: systemClock.now() - 60_000 });
    expect(await stale).toMatchObject({ paper: 'unknown', device: 'offline' });
  });

  it('see that the terminal itself uses a device, and which program it runs', async () => {
    world.ports.receipts.change({ firmware: 'V2.13' });
    const slips = await opened(new XfsReceiptPrinter({ ...link('ReceiptPrinter'), method: 'native' }));
    expect(slips.status().firmware).toBe('sample receiptPrinter V2.13');
    const next = (wanted: DeviceStatus['device']) =>
      new Promise<void>((resolve) => slips.onStatus(({ device }) => device === wanted && resolve()));
    const used = next('deviceBusy');
    world.ports.receipts.change({ activity: 'busy' });
    await used;
    const free = next('online');
    world.ports.receipts.change({ activity: 'error' });
    await free;
  });
});
