import { describe, expect, it } from 'vitest';
import type { Receipt, ReceiptJob } from '../contract/index.ts';
import { EscPosTokenizer } from '../receipt-printer/escpos-tokenizer.ts';
import { host, opened, QUICK } from './drivers.test-kit.ts';
import { XfsReceiptPrinter, type XfsReceiptPrinterOptions } from './receipt-printer.ts';
import type { Peer, PeerCall } from './testing/peer.ts';
import { generationOne, type PeerService, printerService } from './testing/peer-services.ts';

const receipt: Receipt = {
  blocks: [
    { kind: 'title', text: '回执' },
    { kind: 'space', dots: 190 },
  ],
};

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
    expect(await print()).toMatchObject({ error: { errorCode: 'media-retracted', effect: 'partial' } });
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

  it.each<[string, Partial<ReceiptJob>]>([
    ['the strip of a broken one is cut off before the next', {}],
    ['so is one of a process that died', { clearFirst: true }],
  ])('%s', async (_, more) => {
    const { peer, printer, print, bytes } = await set();
    let left = more.clearFirst === true ? Number.POSITIVE_INFINITY : 1;
    const steps: string[] = [];
    peer.on('Printer.PrintRaw', (call) => {
      bytes.push(Buffer.from(String(call.payload.data), 'base64'));
      steps.push('raw');
      left -= 1;
      call.complete(left === 0 ? 'hardwareError' : 'success');
    });
    peer.on('Printer.ControlMedia', (call) => {
      steps.push('cut');
      call.complete();
    });
    if (more.clearFirst !== true) expect(await print()).toMatchObject({ error: { effect: 'partial' } });
    expect(await printer.print({ jobId: 'next', receipt, ...more })).toMatchObject({ ok: true });
    const cleared = steps.indexOf('cut');
    expect(steps.slice(cleared - 2)).toEqual(['raw', 'raw', 'cut', 'raw', 'cut']);
    // White rows for a picture that may wait for its rest, and nothing else but a beginning.
    expect(bytes.at(-3)?.every((byte) => byte === 0)).toBe(true);
    expect(new EscPosTokenizer().push(bytes.at(-2) ?? Buffer.alloc(0)).map(({ kind }) => kind)).toEqual(['initialise']);
    // Once is enough.
    expect(await print()).toMatchObject({ ok: true });
    expect(steps.slice(-2)).toEqual(['raw', 'cut']);
    expect(steps.filter((step) => step === 'cut')).toHaveLength(3);
  });

  it('are not preceded by another white strip for a doubt from before one that was proved', async () => {
    const { peer, printer, print } = await set();
    let cuts = 0;
    peer.on('Printer.ControlMedia', (call) => {
      cuts += 1;
      call.complete();
    });
    expect(await print()).toMatchObject({ ok: true });
    expect(await printer.print({ jobId: 'next', receipt, clearFirst: true })).toMatchObject({ ok: true });
    expect(cuts).toBe(2);
  });

  it('leave no strip for the next person to wait for: it goes as soon as the printer can', async () => {
    const { peer, printer, print } = await set();
    const steps: string[] = [];
    peer.on('Printer.PrintRaw', (call) => {
      peer.on('Common.Status', (status) => status.complete('success', { printer: { paper: { upper: 'out' } } }));
      call.complete('commandErrorCode', { errorCode: 'paperOut' });
    });
    peer.on('Printer.ControlMedia', (call) => {
      steps.push('cut');
      call.complete();
    });
    expect(await print()).toMatchObject({ error: { errorCode: 'paperOut', effect: 'partial' } });
    expect((await printer.refresh()).paper).toBe('out');
    expect(steps).toEqual([]);
    peer.scripts.delete('Common.Status');
    peer.scripts.delete('Printer.PrintRaw');
    expect((await printer.refresh()).paper).toBe('full');
    expect(steps).toEqual(['cut']);
    await printer.refresh();
    expect(await print()).toMatchObject({ ok: true });
    expect(steps).toEqual(['cut', 'cut']);
  });

  it('are not begun while the strip of a broken one cannot be cut off', async () => {
    const { peer, printer } = await set();
    peer.on('Printer.ControlMedia', (call) => call.complete('hardwareError'));
    const refused = { error: { code: 'hardwareError', effect: 'none' } };
    expect(await printer.print({ jobId: 'next', receipt, clearFirst: true })).toMatchObject(refused);
    expect(await printer.print({ jobId: 'next', receipt })).toMatchObject(refused);
  });

  it('cancel what runs before a reset', async () => {
    const { peer, printer } = await set();
    await printer.reset();
    expect(peer.received.map(({ name }) => name).slice(-2)).toEqual(['Common.Cancel', 'Printer.Reset']);
  });
});
