import { randomUUID } from 'node:crypto';
import { createServer } from 'node:net';
import { afterEach, describe, expect, it } from 'vitest';
import { XfsBarcodeReader } from './barcode-reader.ts';
import { addressOf, discover, locate } from './discovery.ts';
import { PUBLISHER_PORTS } from './limits.ts';
import { isServicePlace, locatedPlace } from './place.ts';
import { Peer, type PeerOptions } from './testing/peer.ts';
import { cardReaderService, generationOne, printerService, scannerService } from './testing/peer-services.ts';

const peers: Peer[] = [];
afterEach(async () => {
  await Promise.all(peers.splice(0).map((peer) => peer.stop()));
});
async function host(options: PeerOptions): Promise<Peer> {
  const peer = await Peer.start(options);
  peers.push(peer);
  return peer;
}
const look = (...ports: number[]) => discover({ ports, budgetMs: 500 });
const names = ({ services }: Awaited<ReturnType<typeof look>>) => services.map(({ identity }) => identity.model);

/** A port that was free a moment ago. */
async function silentPort(): Promise<number> {
  const peer = await Peer.start({ services: {} });
  const { port } = peer;
  await peer.stop();
  return port;
}

describe('looking for services', () => {
  it('finds nothing where nothing is', async () => {
    expect(await look(await silentPort())).toEqual({ services: [], skipped: [] });
  });

  it('looks at three publishers of two generations at once and learns what each service is', async () => {
    const first = await host({ services: { Scanner: scannerService, Printer: printerService } });
    const old = await host({ services: { Cards: generationOne(cardReaderService) }, generation: 1 });
    const none = await host({ services: {} });
    const found = await look(first.port, await silentPort(), old.port, none.port);
    expect(names(found)).toEqual(['Sample scanner', 'Sample printer', 'Sample card reader']);
    expect(found.services[0]).toMatchObject({
      vendorName: 'Sample',
      device: 'online',
      uri: first.uri('Scanner'),
      identity: { interfaces: ['BarcodeReader', 'Common'], serialNumber: 'BC-1' },
    });
  });

  it('knows a service by what it calls itself, not by its address', async () => {
    const one = await host({ services: { Scanner: scannerService } });
    const same = await host({ services: { Scanner2: scannerService } });
    const other = await host({ services: { Scanner: { ...scannerService, serial: 'BC-2' } } });
    const found = await look(one.port, same.port, other.port);
    expect(found.services.map(({ identity }) => identity.serialNumber)).toEqual(['BC-1', 'BC-2']);
    expect(found.skipped).toEqual([{ uri: same.uri('Scanner2'), why: 'the same service under another address' }]);
    const finder = locate('BC-2', { ports: [one.port, other.port], budgetMs: 500 });
    expect(await finder()).toBe(other.uri('Scanner'));
    await other.stop();
    expect(await finder()).toBeNull();
  });

  it('follows no address to another machine, to other protocols, or with a user in it', async () => {
    const peer = await host({ services: { Scanner: scannerService } });
    const uris = [
      'ws://192.0.2.1:5846/xfs4iot/v1.0/X',
      'http://127.0.0.1/X',
      'nonsense',
      'ws://user:pass@127.0.0.1:1/X',
      `ws://localhost:${peer.port}/xfs4iot/v1.0/Scanner/`,
    ];
    peer.on('ServicePublisher.GetServices', (call) => {
      call.event('ServicePublisher.ServiceDetailEvent', {
        services: uris.slice(0, 2).map((serviceURI) => ({ serviceURI })),
      });
      call.complete('success', { services: uris.slice(2).map((serviceURI) => ({ serviceURI })) });
    });
    const found = await look(peer.port);
    expect(names(found)).toEqual(['Sample scanner']);
    expect(found.skipped.map(({ why }) => why)).toEqual([
      'on another host',
      'not a ws:// or wss:// address',
      'not an address',
      'an address with a user in it',
    ]);
  });

  it('says which service does not answer, and shows the secret to one named port only', async () => {
    const peer = await host({ services: { Scanner: scannerService } });
    peer.on('Common.Capabilities', (call) => call.complete('hardwareError'));
    const found = await discover({ ports: [peer.port, await silentPort()], budgetMs: 300, bearer: 'secret' });
    expect(found).toMatchObject({ services: [], skipped: [{ why: 'the service does not tell its capabilities' }] });
    expect(peer.secrets).toEqual([]);
    await discover({ ports: [peer.port], budgetMs: 300, bearer: 'secret' });
    expect(new Set(peer.secrets)).toEqual(new Set(['Bearer secret']));
  });
});

const isFree = (port: number) =>
  new Promise<boolean>((resolve) => {
    const server = createServer();
    server.once('error', () => resolve(false));
    server.listen(port, '127.0.0.1', () => server.close(() => resolve(true)));
  });

/** A host as KAL's: at the first of the publishers' ports that is free; other tests and programs may have some. */
async function onPublisherPort(options: PeerOptions): Promise<Peer> {
  for (const port of PUBLISHER_PORTS) if (await isFree(port)) return host({ ...options, port });
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

  it('shows no secret to whoever listens at one of the ports', async () => {
    const peer = await onPublisherPort({ services: { Scanner: scanner } });
    expect((await addressOf(place, 'BarcodeReader', { bearer: 'secret' })).ok).toBe(true);
    expect(peer.secrets).toEqual([]);
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
