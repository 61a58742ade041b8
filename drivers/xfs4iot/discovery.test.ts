import { afterEach, describe, expect, it } from 'vitest';
import { discover } from './discovery.ts';
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

  it('finds a publisher of the first generation also where it leaves the newer question unanswered', async () => {
    const services = { Cards: generationOne(cardReaderService) };
    const old = await host({ services, generation: 1, ignoresNewer: true });
    expect(names(await look(old.port))).toEqual(['Sample card reader']);
  });

  it('knows a service by what it calls itself, not by its address', async () => {
    const one = await host({ services: { Scanner: scannerService } });
    const same = await host({ services: { Scanner2: scannerService } });
    const other = await host({ services: { Scanner: { ...scannerService, serial: 'BC-2' } } });
    const found = await look(one.port, same.port, other.port);
    expect(found.services.map(({ identity }) => identity.serialNumber)).toEqual(['BC-1', 'BC-2']);
    expect(found.skipped).toEqual([{ uri: same.uri('Scanner2'), why: 'the same service under another address' }]);
  });

  it('takes two names in one publisher’s list for two services, however alike they call themselves', async () => {
    const both = { Receipts: printerService, Documents: printerService };
    const peer = await host({ services: both });
    const again = await host({ services: both });
    const found = await look(peer.port, again.port);
    expect(found.services.map(({ uri }) => uri)).toEqual([peer.uri('Receipts'), peer.uri('Documents')]);
    const why = 'the same service under another address';
    expect(found.skipped).toEqual([again.uri('Receipts'), again.uri('Documents')].map((uri) => ({ uri, why })));
  });

  it('knows one address by any name of this machine', async () => {
    const peer = await host({ services: { Scanner: scannerService } });
    const uri = peer.uri('Scanner');
    const uris = [uri, uri.replace(/\/$/, ''), uri.replace('127.0.0.1', 'localhost')];
    peer.on('ServicePublisher.GetServices', (call) =>
      call.complete('success', { services: uris.map((serviceURI) => ({ serviceURI })) }),
    );
    expect((await look(peer.port)).services.map((service) => service.uri)).toEqual([uri]);
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
