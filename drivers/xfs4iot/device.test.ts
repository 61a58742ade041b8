import { describe, expect, it } from 'vitest';
import { type Clock, type DeviceEvent, health, type Receipt, systemClock } from '../contract/index.ts';
import { XfsBarcodeReader } from './barcode-reader.ts';
import { host, opened, QUICK } from './drivers.test-kit.ts';
import { XfsReceiptPrinter } from './receipt-printer.ts';
import { printerService, scannerService } from './testing/peer-services.ts';

const receipt: Receipt = { blocks: [{ kind: 'title', text: '回执' }] };

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

  it('of a service that restarts are starting, then online again, and nothing is printed in between', async () => {
    const peer = await host({ Printer: printerService });
    const printer = await opened(
      new XfsReceiptPrinter({ address: peer.uri('Printer'), method: 'raw', widthDots: 384, patience: QUICK }),
    );
    let device = 'starting';
    peer.on('Common.Status', (call) =>
      call.complete('success', {
        common: { device, devicePosition: 'inPosition' },
        printer: { paper: { upper: 'full' } },
      }),
    );
    peer.dropAll();
    await expect.poll(() => printer.status().faults).toEqual(['hung-up']);
    expect(await printer.open()).toMatchObject({ ok: true });
    expect(printer.status().device).toBe('starting');
    expect(await printer.print({ jobId: 'j', receipt })).toMatchObject({
      error: { code: 'deviceNotReady', errorCode: 'starting', effect: 'none' },
    });
    expect(peer.received.some(({ name }) => name === 'Printer.PrintRaw')).toBe(false);
    device = 'online';
    peer.unsolicited('Printer', 'Common.StatusChangedEvent', '3.0', { common: { device } });
    await expect.poll(() => printer.status().device).toBe('online');
    expect(await printer.print({ jobId: 'j', receipt })).toMatchObject({ ok: true });
  });

  it('say that a service is not the wanted one, or is not there', async () => {
    const peer = await host({ Scanner: scannerService });
    const printer = new XfsReceiptPrinter({ address: peer.uri('Scanner'), method: 'raw', patience: QUICK });
    expect(await printer.open()).toMatchObject({ error: { code: 'deviceNotReady', errorCode: 'wrong-service' } });
    expect(printer.status()).toMatchObject({ device: 'offline', paper: 'unknown', action: 'configuration' });
    const nowhere = new XfsReceiptPrinter({ address: 'ws://127.0.0.1:1/x', method: 'raw' });
    expect(await nowhere.open()).toMatchObject({ error: { errorCode: 'port-not-found' } });
    expect(await nowhere.print({ jobId: 'j', receipt })).toMatchObject({
      error: { errorCode: 'not-open', effect: 'none' },
    });
  });

  it('turn offline when the service stops answering although its socket lives', async () => {
    const peer = await host({ Scanner: scannerService });
    const scanner = await opened(new XfsBarcodeReader({ address: peer.uri('Scanner'), patience: QUICK }));
    const before = scanner.status();
    peer.quirks = { noAcknowledge: true };
    peer.on('Common.Status', () => undefined);
    // One answer may be lost, and two; meanwhile it only grows old.
    for (const _ of [1, 2]) expect(await scanner.refresh()).toEqual(before);
    expect(await scanner.refresh()).toMatchObject({ device: 'offline', faults: ['no-answer'] });
  });

  it('are asked for within a long command, and grow old where nothing answers then', async () => {
    const peer = await host({ Scanner: scannerService });
    // Only the pace of the questions is quicker than it is.
    const clock: Clock = { ...systemClock, delay: (ms, signal) => systemClock.delay(ms === 8_000 ? 20 : ms, signal) };
    const scanner = await opened(new XfsBarcodeReader({ address: peer.uri('Scanner'), patience: QUICK, clock }));
    peer.on('BarcodeReader.Read', () => undefined);
    const stop = new AbortController();
    const reading = scanner.read({ timeoutMs: 30_000, signal: stop.signal });
    const begun = scanner.status().observedAt;
    await expect.poll(() => scanner.status().observedAt).toBeGreaterThan(begun + 40);
    let asked = 0;
    peer.on('Common.Status', () => {
      asked += 1;
    });
    await expect.poll(() => asked).toBe(1);
    const last = scanner.status();
    await systemClock.delay(60);
    expect(scanner.status()).toEqual(last);
    stop.abort();
    expect(await reading).toMatchObject({ error: { code: 'canceled' } });
  });
});
