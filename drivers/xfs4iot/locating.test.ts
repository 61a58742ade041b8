import { randomUUID } from 'node:crypto';
import { createServer, type Socket } from 'node:net';
import { describe, expect, it, onTestFinished } from 'vitest';
import { XfsBarcodeReader } from './barcode-reader.ts';
import { host } from './drivers.test-kit.ts';
import { PUBLISHER_PORTS } from './limits.ts';
import { addressOf, LastAddress } from './locating.ts';
import { isServicePlace, locatedPlace } from './place.ts';
import type { Peer, PeerOptions } from './testing/peer.ts';
import { printerService, scannerService } from './testing/peer-services.ts';

const isFree = (port: number) =>
  new Promise<boolean>((resolve) => {
    const server = createServer();
    server.once('error', () => resolve(false));
    server.listen(port, '127.0.0.1', () => server.close(() => resolve(true)));
  });

/** A host as KAL's: at the first of the publishers' ports that is free; other tests and programs may have some. */
async function onPublisherPort(options: PeerOptions): Promise<Peer> {
  for (const port of PUBLISHER_PORTS) if (await isFree(port)) return host(options.services, { ...options, port });
  throw new Error('all publishers’ ports are taken');
}

describe('a place by serial number', () => {
  const serial = `BC ${randomUUID()}`;
  const place = `xfs://127.0.0.1/${encodeURIComponent(serial)}`;
  const scanner = { ...scannerService, serial };

  it('is followed to wherever the service listens when the device is opened', async () => {
    const before = await onPublisherPort({ services: { Scanner: scanner } });
    const device = new XfsBarcodeReader({ address: place });
    expect(await device.open()).toMatchObject({ ok: true });
    expect(device.status()).toMatchObject({ device: 'online', identity: serial });
    await device.close();
    const after = await onPublisherPort({ services: { Moved: scanner } });
    expect(after.port).not.toBe(before.port);
    await before.stop();
    expect(await device.open()).toMatchObject({ ok: true });
    await device.close();
    await after.stop();
    expect(await device.open()).toMatchObject({ ok: false, error: { errorCode: 'port-not-found' } });
    expect(device.status()).toMatchObject({ device: 'noDevice', faults: ['port-not-found'] });
    expect(device.status().evidence).not.toContain(serial);
  });

  it('takes the service of the class that is wanted, and refuses to choose between two', async () => {
    const printer = { ...printerService, serial };
    await onPublisherPort({ services: { Printer: printer, Scanner: scanner } });
    const found = await addressOf(place, 'Printer', {});
    expect(found.ok && found.value).toMatch(/\/Printer\/?$/);
    await onPublisherPort({ services: { Other: { ...printer, model: 'Another make' } } });
    expect(await addressOf(place, 'Printer', {})).toEqual({
      ok: false,
      error: 'several services have this serial number',
    });
    expect((await addressOf(place, 'BarcodeReader', {})).ok).toBe(true);
  });

  it('chooses no printer of a box that has two, under one name and serial number', async () => {
    const printer = { ...printerService, serial };
    await onPublisherPort({ services: { Receipts: printer, Documents: printer } });
    expect(await addressOf(place, 'Printer', {})).toEqual({
      ok: false,
      error: 'several services have this serial number',
    });
  });

  it('shows no secret to whoever listens at one of the ports', async () => {
    const peer = await onPublisherPort({ services: { Scanner: scanner } });
    expect((await addressOf(place, 'BarcodeReader', { bearer: 'secret' })).ok).toBe(true);
    expect(peer.secrets).toEqual([]);
  });

  describe('that was found before', () => {
    it('is asked where it was then, and no publisher is', async () => {
      const peer = await onPublisherPort({ services: { Scanner: scanner } });
      const lastAddress = new LastAddress();
      const opens = async () => {
        const device = new XfsBarcodeReader({ address: place, lastAddress });
        const opened = await device.open();
        await device.close();
        return opened.ok;
      };
      expect(await opens()).toBe(true);
      expect(lastAddress.uri).toBe(peer.uri('Scanner'));
      // Whoever asks a publisher now hears of no service.
      peer.on('ServicePublisher.GetServices', (call) => call.complete('success', { services: [] }));
      expect(await opens()).toBe(true);
      lastAddress.uri = null;
      expect(await opens()).toBe(false);
    });

    it('is not believed there when another unit, or another class, has its address', async () => {
      const lastAddress = new LastAddress();
      const before = await onPublisherPort({ services: { Scanner: { ...scanner, serial: 'another' } } });
      lastAddress.uri = before.uri('Scanner');
      const after = await onPublisherPort({ services: { Scanner: scanner } });
      expect(await addressOf(place, 'BarcodeReader', { lastAddress })).toEqual({
        ok: true,
        value: after.uri('Scanner'),
      });
      expect(lastAddress.uri).toBe(after.uri('Scanner'));
      expect((await addressOf(place, 'Printer', { lastAddress })).ok).toBe(false);
      expect(lastAddress.uri).toBeNull();
    });

    it('is shown no secret before it told who it is', async () => {
      const peer = await onPublisherPort({ services: { Scanner: scanner } });
      const link = { bearer: 'secret', lastAddress: new LastAddress() };
      for (const _ of [1, 2]) expect((await addressOf(place, 'BarcodeReader', link)).ok).toBe(true);
      expect(peer.secrets).toEqual([]);
    });
  });

  describe('is given up', () => {
    /** Takes connections and says nothing. */
    async function mute(port: number): Promise<{ port: number; taken: Promise<Socket> }> {
      let took: (socket: Socket) => void = () => undefined;
      const taken = new Promise<Socket>((resolve) => {
        took = resolve;
      });
      const server = createServer((socket) => took(socket.on('error', () => undefined)));
      await new Promise<void>((resolve) => server.listen(port, '127.0.0.1', resolve));
      onTestFinished(() => void server.close());
      const address = server.address();
      return { port: typeof address === 'object' && address ? address.port : 0, taken };
    }
    const ended = (socket: Socket) => new Promise<void>((resolve) => socket.resume().once('close', () => resolve()));
    const FOR_EVER = 3_600_000;

    it('in the middle of the search', async () => {
      const free = await Promise.all(PUBLISHER_PORTS.map(async (port) => ((await isFree(port)) ? port : null)));
      const { taken } = await mute(free.find((port) => port !== null) ?? 0);
      const stop = new AbortController();
      const searching = addressOf(place, 'BarcodeReader', { signal: stop.signal, budgetMs: FOR_EVER });
      const socket = await taken;
      stop.abort();
      expect(await searching).toEqual({ ok: false, error: 'the search for the service was given up' });
      await ended(socket);
    });

    it.each(['at the handshake', 'at its first answer'])(
      'by whoever closes the device while it opens, %s',
      async (at) => {
        const { port, taken } = await mute(0);
        const peer = await host({ Scanner: scanner });
        peer.quirks = { noAcknowledge: true };
        const heard = new Promise<void>((resolve) => peer.on('Common.Capabilities', () => resolve()));
        const early = at === 'at the handshake';
        const device = new XfsBarcodeReader({
          address: early ? `ws://127.0.0.1:${port}/x` : peer.uri('Scanner'),
          patience: { connectMs: FOR_EVER, acknowledgeMs: FOR_EVER },
        });
        const told: string[] = [];
        device.onStatus(({ device: state, faults }) => told.push([state, ...faults].join(' ')));
        const opening = device.open();
        await (early ? taken : heard);
        await device.close();
        expect(await opening).toMatchObject({ ok: false, error: { code: 'canceled', errorCode: 'closed' } });
        expect(new Set(told)).toEqual(new Set(['starting', 'offline']));
      },
    );
  });

  it('is told from an address, and from neither', () => {
    expect(locatedPlace('xfss://[::1]/SN%2042')).toEqual({ scheme: 'wss', host: '[::1]', serialNumber: 'SN 42' });
    for (const wrong of [
      'ws://127.0.0.1:5846/x',
      'xfs://127.0.0.1/',
      'xfs://a:1/x',
      'xfs://me@a/x',
      'xfs://a/%E0%A4%A',
    ]) {
      expect(locatedPlace(wrong)).toBeNull();
    }
    expect(['ws://127.0.0.1:5846/x', 'xfs://a/x', '/dev/ttyUSB0', 'tcp://a:1'].map(isServicePlace)).toEqual([
      ...[true, true, false, false],
    ]);
  });
});
