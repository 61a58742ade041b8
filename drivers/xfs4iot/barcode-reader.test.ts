import { describe, expect, it } from 'vitest';
import { XfsBarcodeReader } from './barcode-reader.ts';
import { host, opened, QUICK } from './drivers.test-kit.ts';
import { generationOne, scannerService } from './testing/peer-services.ts';

const base64 = (text: string): string => Buffer.from(text).toString('base64');
const code = (text: string) => ({ readOutput: [{ symbology: 'qrCode', barcodeData: base64(text) }] });

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
    expect(scanner.status().firmware).toBe('App 1.1.2');
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
