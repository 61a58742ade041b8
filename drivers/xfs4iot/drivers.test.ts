import { afterEach, describe, expect, it } from 'vitest';
import { type DeviceEvent, health, type Receipt } from '../contract/index.ts';
import { EscPosTokenizer } from '../receipt-printer/escpos-tokenizer.ts';
import { XfsBarcodeReader } from './barcode-reader.ts';
import { XfsCardReader } from './card-reader.ts';
import { XfsDocumentPrinter } from './document-printer.ts';
import { XfsReceiptPrinter, type XfsReceiptPrinterOptions } from './receipt-printer.ts';
import { Peer, type PeerCall, type PeerOptions } from './testing/peer.ts';
import {
  cardReaderService,
  generationOne,
  type PeerService,
  printerService,
  scannerService,
} from './testing/peer-services.ts';

const QUICK = { acknowledgeMs: 300, graceMs: 100, cancelMs: 300 };
const ends: (() => Promise<unknown>)[] = [];
afterEach(async () => {
  for (const end of ends.splice(0).toReversed()) await end();
});

async function host(services: Record<string, PeerService>, options: Partial<PeerOptions> = {}): Promise<Peer> {
  const peer = await Peer.start({ services, ...options });
  ends.push(() => peer.stop());
  return peer;
}
async function opened<D extends { open(): Promise<{ ok: boolean }>; close(): Promise<void> }>(device: D): Promise<D> {
  ends.push(() => device.close());
  expect(await device.open()).toMatchObject({ ok: true });
  return device;
}
const base64 = (text: string): string => Buffer.from(text).toString('base64');
const code = (text: string) => ({ readOutput: [{ symbology: 'qrCode', barcodeData: base64(text) }] });
const receipt: Receipt = {
  blocks: [
    { kind: 'title', text: '回执' },
    { kind: 'space', dots: 190 },
  ],
};

describe.each([1, 2] as const)('a scanner of generation %i', (generation) => {
  const services = { Scanner: generation === 1 ? generationOne(scannerService) : scannerService };
  const set = async () => {
    const peer = await host(services, { generation });
    const scanner = await opened(new XfsBarcodeReader({ address: peer.uri('Scanner'), patience: QUICK }));
    return { peer, scanner };
  };

  it('reads, times out, is canceled and takes one command at a time', async () => {
    const { peer, scanner } = await set();
    expect(scanner.status()).toMatchObject({ device: 'online', model: 'Sample scanner', identity: 'BC-1', faults: [] });
    peer.on('BarcodeReader.Read', (call) => call.complete('success', code('样例')));
    expect(await scanner.read({ timeoutMs: 1000 })).toEqual({
      ok: true,
      value: { text: '样例', aim: null },
      effect: 'none',
    });
    peer.on('BarcodeReader.Read', (call) => call.complete('timeOut'));
    expect(await scanner.read({ timeoutMs: 1000 })).toMatchObject({
      error: { code: 'timeOut', errorCode: 'noCode', effect: 'none' },
    });
    peer.on('BarcodeReader.Read', (call) =>
      call.canceled.addEventListener('abort', () => call.complete('success', code('LATE'))),
    );
    const abort = new AbortController();
    const reading = scanner.read({ timeoutMs: 5000, signal: abort.signal });
    expect(await scanner.read({ timeoutMs: 10 })).toMatchObject({
      error: { code: 'sequenceError', errorCode: 'busy' },
    });
    abort.abort();
    expect(await reading).toMatchObject({ error: { code: 'canceled', effect: 'none' } });
    peer.on('BarcodeReader.Read', (call) => call.complete('success', code('AGAIN')));
    expect(await scanner.read({ timeoutMs: 1000 })).toMatchObject({ value: { text: 'AGAIN' } });
    expect(await scanner.reset()).toMatchObject({ ok: true });
    // Every version sent was one the service listed, but for the very first question to an old one.
    expect(peer.violations).toEqual([]);
  });

  it('refuses what is no text and never tells it', async () => {
    const { peer, scanner } = await set();
    const seen: unknown[] = [];
    scanner.onStatus((status) => seen.push(status));
    scanner.onEvent((event) => seen.push(event));
    peer.on('BarcodeReader.Read', (call) => call.complete('success', code('CANARY\u0007')));
    const read = await scanner.read({ timeoutMs: 1000 });
    expect(read).toMatchObject({ error: { code: 'unsupportedData', errorCode: 'notText' } });
    await scanner.refresh();
    expect(JSON.stringify([seen, read])).not.toContain('CANARY');
  });

  it('says a dropped connection while reading and while idle, and opens again', async () => {
    const { peer, scanner } = await set();
    peer.on('BarcodeReader.Read', () => peer.dropAll());
    expect(await scanner.read({ timeoutMs: 5000 })).toMatchObject({
      error: { code: 'hardwareError', errorCode: 'hung-up', effect: 'none' },
    });
    expect(scanner.status()).toMatchObject({ device: 'offline', faults: ['hung-up'], action: 'maintenance' });
    expect(await scanner.read({ timeoutMs: 10 })).toMatchObject({
      error: { code: 'deviceNotReady', errorCode: 'hung-up' },
    });
    expect(await scanner.open()).toMatchObject({ ok: true });
    expect(scanner.status()).toMatchObject({ device: 'online', faults: [] });
  });
});

describe('statuses', () => {
  it('merge deltas, keep what a delta leaves out, and are replaced by a new snapshot', async () => {
    const peer = await host({ Printer: printerService });
    const printer = await opened(
      new XfsReceiptPrinter({ address: peer.uri('Printer'), method: 'raw', patience: QUICK }),
    );
    const events: DeviceEvent[] = [];
    printer.onEvent((event) => events.push(event));
    const told = async (name: string, version: string, payload: Record<string, unknown>) => {
      const changed = new Promise<void>((resolve) => {
        const stop = printer.onStatus(() => {
          stop();
          resolve();
        });
      });
      peer.unsolicited('Printer', name, version, payload);
      await changed;
      return printer.status();
    };
    const delta = (payload: Record<string, unknown>) => told('Common.StatusChangedEvent', '3.0', payload);
    expect(printer.status()).toMatchObject({ paper: 'full', media: 'notPresent', action: 'none' });
    expect(await delta({ printer: { paper: { upper: 'low' }, media: null } })).toMatchObject({
      paper: 'low',
      media: 'notPresent',
      action: 'clear',
    });
    expect(await delta({ printer: { paper: { upper: 'out' } } })).toMatchObject({
      paper: 'out',
      faults: ['paper-end'],
    });
    expect(await delta({ common: { device: 'hardwareError' } })).toMatchObject({
      device: 'hardwareError',
      paper: 'out',
    });
    const error = await told('Common.ErrorEvent', '2.0', {
      eventId: 'hardware',
      action: 'reset',
      vendorDescription: 'CANARY',
    });
    expect(error.action).toBe('reset');
    expect(health(error, error.observedAt)).toBe('unavailable');
    expect(await delta({ printer: { paper: { upper: 'damp' } } })).toMatchObject({ paper: 'unknown' });
    expect(await printer.refresh()).toMatchObject({ device: 'online', paper: 'full', action: 'none', faults: [] });
    expect(events.map(({ name }) => name)).toContain('Common.ErrorEvent');
    expect(JSON.stringify([events, printer.status()])).not.toContain('CANARY');
  });

  it('say that a service is not the wanted one, or is not there', async () => {
    const peer = await host({ Scanner: scannerService });
    const printer = new XfsReceiptPrinter({ address: peer.uri('Scanner'), method: 'raw', patience: QUICK });
    expect(await printer.open()).toMatchObject({ error: { code: 'deviceNotReady', errorCode: 'wrong-service' } });
    expect(printer.status()).toMatchObject({ device: 'offline', paper: 'unknown', action: 'configuration' });
    const nowhere = new XfsReceiptPrinter({ address: async () => null, method: 'raw' });
    expect(await nowhere.open()).toMatchObject({ error: { errorCode: 'port-not-found' } });
    expect(await nowhere.print({ jobId: 'j', receipt })).toMatchObject({
      error: { errorCode: 'not-open', effect: 'none' },
    });
  });

  it('turn offline when the service stops answering although its socket lives', async () => {
    const peer = await host({ Scanner: scannerService });
    const scanner = await opened(new XfsBarcodeReader({ address: peer.uri('Scanner'), patience: QUICK }));
    peer.quirks = { noAcknowledge: true };
    peer.on('Common.Status', () => undefined);
    expect(await scanner.refresh()).toMatchObject({ device: 'offline', faults: ['no-answer'] });
  });
});

describe('receipts', () => {
  const set = async (
    options: Partial<XfsReceiptPrinterOptions> = {},
    service: PeerService = printerService,
    generation: 1 | 2 = 2,
  ) => {
    const peer = await host({ Printer: service }, { generation });
    const bytes: Buffer[] = [];
    peer.on('Printer.PrintRaw', (call) => {
      bytes.push(Buffer.from(String(call.payload.data), 'base64'));
      call.complete();
    });
    const printer = await opened(
      new XfsReceiptPrinter({
        address: peer.uri('Printer'),
        method: 'raw',
        widthDots: 384,
        patience: QUICK,
        ...options,
      }),
    );
    const print = (onSent?: () => void) => printer.print({ jobId: 'job', receipt, ...(onSent ? { onSent } : {}) });
    return { peer, printer, print, bytes };
  };

  it.each([1, 2] as const)('are whole pictures, cut by the service, in generation %i', async (generation) => {
    const { peer, print, bytes } = await set(
      {},
      generation === 1 ? generationOne(printerService) : printerService,
      generation,
    );
    const steps: string[] = [];
    peer.on('Printer.ControlMedia', (call) => {
      steps.push(JSON.stringify(call.payload));
      call.complete();
    });
    expect(await print(() => steps.push('sent'))).toMatchObject({
      ok: true,
      effect: 'done',
      value: { jobId: 'job', fence: 'printer-executed-cut' },
    });
    const control = generation === 1 ? { cut: true, eject: true } : { cut: true, move: 'eject' };
    expect(steps.map((step) => (step === 'sent' ? step : JSON.parse(step).mediaControl))).toEqual(['sent', control]);
    const kinds = new EscPosTokenizer().push(Buffer.concat(bytes)).map(({ kind }) => kind);
    expect(kinds).toEqual(['initialise', 'raster', 'raster', 'raster']);
    expect(peer.violations).toEqual([]);
  });

  it('are cut by their own bytes where the service cannot cut', async () => {
    const service = { ...printerService, capabilities: { printer: { control: {} } } };
    const { print, bytes } = await set({}, service);
    expect(await print()).toMatchObject({ ok: true });
    expect(new EscPosTokenizer().push(Buffer.concat(bytes)).at(-1)?.kind).toBe('feedAndCut');
  });

  it('wait until they are taken where the service sees it', async () => {
    const { peer, print } = await set({ takenMs: 5000 });
    peer.on('Printer.ControlMedia', (call) => {
      call.event('Printer.MediaPresentedEvent', { wadIndex: 1, totalWads: 1 });
      // The event overtakes the completion: it must not be missed.
      peer.unsolicited('Printer', 'Printer.MediaTakenEvent', '2.0', {});
      call.complete();
    });
    expect(await print()).toMatchObject({ value: { fence: 'paper-taken' } });
    peer.on('Printer.ControlMedia', (call) => {
      call.complete();
      peer.unsolicited('Printer', 'Printer.MediaAutoRetractedEvent', '3.0', { result: 'transport' });
    });
    expect(await print()).toMatchObject({ error: { errorCode: 'media-retracted', effect: 'unknown' } });
  });

  type Script = (call: PeerCall, peer: Peer) => void;
  const silent: Script = () => undefined;
  const drop: Script = (_, peer) => peer.dropAll();
  const says =
    (completionCode: string, errorCode?: string): Script =>
    (call) =>
      call.complete(completionCode, errorCode ? { errorCode } : {});
  it.each<[string, 'Printer.PrintRaw' | 'Printer.ControlMedia', Script, object]>([
    [
      'paper out while printing',
      'Printer.PrintRaw',
      says('commandErrorCode', 'paperOut'),
      { code: 'hardwareError', errorCode: 'paperOut', effect: 'partial' },
    ],
    [
      'an error word of the vendor',
      'Printer.PrintRaw',
      says('commandErrorCode', 'ribbonSad'),
      { code: 'commandErrorCode', errorCode: 'ribbonSad', effect: 'partial' },
    ],
    [
      'a command the service does not know after all',
      'Printer.PrintRaw',
      says('unsupportedCommand'),
      { code: 'unsupportedCommand', effect: 'none' },
    ],
    [
      'missing authorisation',
      'Printer.PrintRaw',
      says('authorisationRequired'),
      { errorCode: 'authorisationRequired', effect: 'none' },
    ],
    [
      'a dropped socket in the picture',
      'Printer.PrintRaw',
      drop,
      { code: 'hardwareError', errorCode: 'hung-up', effect: 'partial' },
    ],
    [
      'a dropped socket in the cut',
      'Printer.ControlMedia',
      drop,
      { code: 'hardwareError', errorCode: 'hung-up', effect: 'unknown' },
    ],
    [
      'a cut that jams',
      'Printer.ControlMedia',
      says('commandErrorCode', 'paperJammed'),
      { errorCode: 'paperJammed', effect: 'unknown' },
    ],
    ['a cut that is refused', 'Printer.ControlMedia', says('invalidData'), { code: 'invalidData', effect: 'partial' }],
    [
      'a device not ready in the cut',
      'Printer.ControlMedia',
      says('deviceNotReady'),
      { code: 'deviceNotReady', effect: 'unknown' },
    ],
    [
      'a cut that is never completed',
      'Printer.ControlMedia',
      silent,
      { code: 'timeOut', errorCode: 'no-answer', effect: 'unknown' },
    ],
  ])('%s', async (_, name, script, error) => {
    const { peer, print } = await set({ patience: { ...QUICK, graceMs: 50 }, commandMs: 50 });
    peer.on(name, (call) => script(call, peer));
    expect(await print()).toMatchObject({ ok: false, error });
  });

  it('are not begun when the printer says it cannot', async () => {
    const { peer, print, bytes } = await set();
    peer.on('Common.Status', (call) =>
      call.complete('success', { common: { device: 'online' }, printer: { paper: { upper: 'out' } } }),
    );
    expect(await print()).toMatchObject({ error: { code: 'deviceNotReady', errorCode: 'paper-end', effect: 'none' } });
    peer.on('Common.Status', (call) => call.complete('success', { common: { device: 'offline' } }));
    expect(await print()).toMatchObject({ error: { code: 'deviceNotReady', errorCode: 'offline', effect: 'none' } });
    expect(bytes).toEqual([]);
  });

  it('are not claimed when the printer is broken right after the cut', async () => {
    const { peer, print } = await set();
    peer.on('Printer.ControlMedia', (call) => {
      peer.on('Common.Status', (status) =>
        status.complete('success', { common: { device: 'online' }, printer: { media: 'jammed' } }),
      );
      call.complete();
    });
    expect(await print()).toMatchObject({ error: { errorCode: 'media-jam', effect: 'unknown' } });
  });

  it('cancel what runs before a reset', async () => {
    const { peer, printer } = await set();
    await printer.reset();
    expect(peer.received.map(({ name }) => name).slice(-2)).toEqual(['Common.Cancel', 'Printer.Reset']);
  });
});

describe('documents', () => {
  const pdf = Buffer.from('%PDF-1.7 sample %%EOF');
  it('are called printed only when paper was seen', async () => {
    const peer = await host({ Printer: printerService });
    const printer = await opened(
      new XfsDocumentPrinter({ address: peer.uri('Printer'), osPrinter: 'sample', patience: QUICK }),
    );
    const print = (copies = 1) => printer.print({ jobId: 'd', title: '', pdf, copies });
    expect(await print()).toMatchObject({ value: { fence: 'spooler-accepted' } });
    peer.on('Printer.PrintNative', (call) => {
      call.event('Printer.MediaPresentedEvent', { wadIndex: 1, totalWads: 1 });
      call.complete();
    });
    expect(await print(2)).toMatchObject({ value: { fence: 'printer-completed' } });
    peer.on('Printer.PrintNative', (call) => call.complete('commandErrorCode', { errorCode: 'tonerOut' }));
    expect(await print()).toMatchObject({ error: { code: 'hardwareError', errorCode: 'tonerOut', effect: 'unknown' } });
    const large = { jobId: 'd', title: '', copies: 1, pdf: Buffer.concat([pdf, Buffer.alloc(2 * 1024 * 1024)]) };
    expect(await printer.print(large)).toMatchObject({ error: { errorCode: 'document-too-large', effect: 'none' } });
    expect(peer.violations).toEqual([]);
  });
});

describe('chip cards', () => {
  it('are waited for, spoken to and given back', async () => {
    const peer = await host({ Cards: cardReaderService });
    const reader = await opened(new XfsCardReader({ address: peer.uri('Cards'), protocol: 'chipT1', patience: QUICK }));
    const events: string[] = [];
    reader.onEvent(({ name }) => events.push(name));
    peer.on('CardReader.ReadRawData', (call) => {
      call.event('CardReader.MediaInsertedEvent');
      call.complete('success', { chip: [{ data: Buffer.from('3B00', 'hex').toString('base64') }] });
    });
    peer.on('CardReader.ChipIO', (call) =>
      call.complete('success', { chipData: Buffer.from('9000', 'hex').toString('base64') }),
    );
    expect(await reader.acceptCard({ timeoutMs: 1000 })).toMatchObject({ value: { atr: Uint8Array.of(0x3b, 0) } });
    expect(events).toEqual(['CardReader.MediaInsertedEvent']);
    expect(await reader.transmit(Uint8Array.of(0, 0xa4, 0, 0))).toMatchObject({
      value: Uint8Array.of(0x90, 0),
      effect: 'done',
    });
    expect(await reader.transmit(Uint8Array.of(0))).toMatchObject({
      error: { errorCode: 'apdu-length', effect: 'none' },
    });
    expect(await reader.releaseCard()).toMatchObject({ ok: true });
    peer.on('CardReader.ChipIO', () => peer.dropAll());
    expect(await reader.transmit(Uint8Array.of(0, 0xa4, 0, 0))).toMatchObject({
      error: { errorCode: 'hung-up', effect: 'unknown' },
    });
    expect(peer.violations).toEqual([]);
  });

  it.each([
    [{ chip: [{ status: 'dataMissing' }] }, 'success', { code: 'userError', errorCode: 'cardMute' }],
    [{ errorCode: 'invalidMedia' }, 'commandErrorCode', { code: 'userError', errorCode: 'invalidMedia' }],
    [{ errorCode: 'mediaJam' }, 'commandErrorCode', { code: 'hardwareError', errorCode: 'mediaJam' }],
    [{}, 'timeOut', { code: 'timeOut', errorCode: 'noCard' }],
  ])('that answer %j with %s', async (payload, completionCode, error) => {
    const peer = await host({ Cards: cardReaderService });
    const reader = await opened(new XfsCardReader({ address: peer.uri('Cards'), patience: QUICK }));
    peer.on('CardReader.ReadRawData', (call) => call.complete(completionCode, payload));
    expect(await reader.acceptCard({ timeoutMs: 1000 })).toMatchObject({ error: { ...error, effect: 'none' } });
  });
});
