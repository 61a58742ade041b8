import { generate } from 'selfsigned';
import { afterEach, describe, expect, it } from 'vitest';
import { XfsConnection } from './connection.ts';
import type { ConnectionOptions } from './connection-options.ts';
import type { EnvelopeOf, Refusal } from './envelope.ts';
import { MAX_MESSAGE_BYTES } from './limits.ts';
import { barcodeReader, common, printer } from './messages.ts';
import { Peer, type PeerOptions } from './testing/peer.ts';
import { generationOne, printerService, scannerService } from './testing/peer-services.ts';

const peers: Peer[] = [];
const connections: XfsConnection[] = [];
afterEach(async () => {
  await Promise.all(connections.splice(0).map((connection) => connection.close()));
  await Promise.all(peers.splice(0).map((peer) => peer.stop()));
});

const QUICK = { acknowledgeMs: 300, graceMs: 100, cancelMs: 300 };

async function joined(options: Partial<PeerOptions> = {}, link: Partial<ConnectionOptions> = {}) {
  const peer = await Peer.start({ services: { Scanner: scannerService, Printer: printerService }, ...options });
  peers.push(peer);
  const refusals: Refusal[] = [];
  const unsolicited: EnvelopeOf<'unsolicited'>[] = [];
  const closed: string[] = [];
  const open = async (service: string) => {
    const connection = await XfsConnection.open({
      uri: peer.uri(service),
      patience: QUICK,
      onRefused: (refusal) => refusals.push(refusal),
      onUnsolicited: (event) => unsolicited.push(event),
      onClosed: (reason) => closed.push(reason),
      ...link,
    });
    if (!connection.ok) throw new Error(connection.error.message);
    connections.push(connection.value);
    return connection.value;
  };
  return { peer, open, refusals, unsolicited, closed };
}

const READ = { version: '2.0', timeoutMs: 5_000 };
const PRINT = { version: '3.0', timeoutMs: 5_000 };
const bytes = { inputData: 'no', data: 'G0A=' } as const;

describe('one command', () => {
  it('is acknowledged, tells its events and completes in another version', async () => {
    const { peer, open } = await joined();
    peer.on('Printer.PrintRaw', (call) => {
      call.event('Printer.MediaPresentedEvent', { wadIndex: 1, totalWads: 0 });
      call.complete('success', {}, '3.0');
    });
    const connection = await open('Printer');
    const events: string[] = [];
    const answer = await connection.run(printer.printRaw, bytes, {
      ...PRINT,
      onEvent: ({ name }) => events.push(name),
    });
    expect(answer).toEqual({ kind: 'success', value: {} });
    expect(events).toEqual(['Printer.MediaPresentedEvent']);
    expect(peer.violations).toEqual([]);
    expect(connection.quirks).toEqual({ missingAcknowledges: 0, lateMessages: 0, refusedMessages: 0 });
  });

  it('tells its events in the order they came, and none after its end', async () => {
    const { peer, open } = await joined();
    peer.on('Printer.PrintRaw', (call) => {
      for (const wadIndex of [1, 2, 3]) call.event('Printer.MediaPresentedEvent', { wadIndex, totalWads: 3 });
      call.complete('success', {}, '3.0');
      call.event('Printer.MediaPresentedEvent', { wadIndex: 4, totalWads: 3 });
    });
    const connection = await open('Printer');
    const wads: unknown[] = [];
    const onEvent = ({ payload }: EnvelopeOf<'event'>) => wads.push(payload?.wadIndex);
    expect(await connection.run(printer.printRaw, bytes, { ...PRINT, onEvent })).toMatchObject({ kind: 'success' });
    await connection.run(common.status, {}, READ);
    expect(wads).toEqual([1, 2, 3]);
    expect(connection.quirks.lateMessages).toBe(1);
  });

  it.each([
    ['no acknowledge', { noAcknowledge: true }, { missingAcknowledges: 1, lateMessages: 0 }],
    ['the acknowledge after the completion', { acknowledgeLate: true }, { missingAcknowledges: 1, lateMessages: 1 }],
  ])('survives %s', async (_, quirks, counted) => {
    const { peer, open } = await joined();
    peer.quirks = quirks;
    const connection = await open('Scanner');
    expect(await connection.run(barcodeReader.reset, {}, READ)).toMatchObject({ kind: 'success' });
    // The late acknowledge stands behind the completion in the same stream: one more round trip and it was seen.
    peer.quirks = {};
    await connection.run(barcodeReader.reset, {}, READ);
    expect(connection.quirks).toMatchObject(counted);
  });

  it.each(['invalidMessage', 'invalidRequestID', 'tooManyRequests'])(
    'ends at once when acknowledged with %s',
    async (status) => {
      const { peer, open } = await joined();
      peer.quirks = { noAcknowledge: true };
      peer.on('Printer.PrintRaw', ({ socket, name, requestId, version }) =>
        socket.send(JSON.stringify({ header: { type: 'acknowledge', name, requestId, version, status } })),
      );
      const connection = await open('Printer');
      expect(await connection.run(printer.printRaw, bytes, PRINT)).toEqual({ kind: 'refused', status });
    },
  );

  it('is not believed to be refused once it was accepted: it may be running', async () => {
    const { peer, open } = await joined();
    peer.on('Printer.PrintRaw', ({ socket, name, requestId, version }) =>
      socket.send(
        JSON.stringify({ header: { type: 'acknowledge', name, requestId, version, status: 'tooManyRequests' } }),
      ),
    );
    const connection = await open('Printer');
    expect(await connection.run(printer.printRaw, bytes, PRINT)).toEqual({ kind: 'lost', why: 'badCompletion' });
  });

  it.each([1, 2] as const)('reads an error code of generation %i in either spelling', async (generation) => {
    const services = { Scanner: generation === 1 ? generationOne(scannerService) : scannerService };
    const { peer, open } = await joined({ services, generation });
    peer.quirks = { americanSpelling: true };
    const connection = await open('Scanner');
    connection.generation = generation;
    const version = generation === 1 ? '1.0' : '2.0';
    peer.on('BarcodeReader.Read', (call) => call.complete('authorisationRequired'));
    expect(await connection.run(barcodeReader.read, {}, { ...READ, version })).toMatchObject({
      kind: 'failure',
      completionCode: 'authorisationRequired',
    });
    peer.on('BarcodeReader.Read', (call) => call.complete('commandErrorCode', { errorCode: 'barcodeInvalid' }));
    expect(await connection.run(barcodeReader.read, {}, { ...READ, version })).toMatchObject({
      completionCode: 'commandErrorCode',
      errorCode: 'barcodeInvalid',
    });
    expect(peer.violations).toEqual([]);
  });

  it('tells two running commands apart', async () => {
    const { peer, open } = await joined();
    const held: (() => void)[] = [];
    peer.on('BarcodeReader.Read', (call) =>
      held.push(() => call.complete('success', { readOutput: [{ symbology: 'qrCode', barcodeData: 'Zmlyc3Q=' }] })),
    );
    const connection = await open('Scanner');
    const reading = connection.run(barcodeReader.read, {}, READ);
    expect(await connection.run(common.status, {}, READ)).toMatchObject({ value: { common: { device: 'online' } } });
    held[0]?.();
    expect(await reading).toMatchObject({ value: { readOutput: [{ barcodeData: 'Zmlyc3Q=' }] } });
  });
});

describe('what may go wrong', () => {
  it('an answer that never comes is lost, and canceled so that it does not go on for nobody', async () => {
    const { peer, open } = await joined();
    peer.quirks = { noAcknowledge: true };
    peer.on('Printer.PrintRaw', () => undefined);
    const connection = await open('Printer');
    expect(await connection.run(printer.printRaw, bytes, PRINT)).toEqual({ kind: 'lost', why: 'noAcknowledge' });
    await connection.run(common.status, {}, READ);
    expect(peer.received.map(({ name }) => name)).toContain('Common.Cancel');
  });

  it('a command over its time is canceled; one that ignores that is lost', async () => {
    const { peer, open } = await joined();
    peer.on('BarcodeReader.Read', (call) => call.canceled.addEventListener('abort', () => call.complete('canceled')));
    const connection = await open('Scanner');
    expect(await connection.run(barcodeReader.read, {}, { ...READ, timeoutMs: 1 })).toMatchObject({
      kind: 'failure',
      completionCode: 'canceled',
      expired: true,
    });
    peer.on('BarcodeReader.Read', () => undefined);
    expect(await connection.run(barcodeReader.read, {}, { ...READ, timeoutMs: 1 })).toEqual({
      kind: 'lost',
      why: 'noCompletion',
    });
  });

  it('a cancel that loses the race still ends with success', async () => {
    const { peer, open } = await joined();
    peer.on('Printer.PrintRaw', (call) => call.canceled.addEventListener('abort', () => call.complete()));
    const connection = await open('Printer');
    const abort = new AbortController();
    const printing = connection.run(printer.printRaw, bytes, { ...PRINT, signal: abort.signal });
    await connection.run(common.status, {}, READ);
    abort.abort();
    expect(await printing).toEqual({ kind: 'success', value: {} });
    expect(await connection.run(printer.printRaw, bytes, { ...PRINT, signal: abort.signal })).toEqual({
      kind: 'notSent',
      why: 'aborted',
    });
  });

  it('a dropped socket ends everything that runs, and nothing more is sent', async () => {
    const { peer, open, closed } = await joined();
    peer.on('Printer.PrintRaw', () => peer.dropAll());
    peer.on('BarcodeReader.Read', () => undefined);
    const [print, scan] = [await open('Printer'), await open('Scanner')];
    const reading = scan.run(barcodeReader.read, {}, READ);
    expect(await print.run(printer.printRaw, bytes, PRINT)).toEqual({ kind: 'lost', why: 'socketClosed' });
    expect(await reading).toEqual({ kind: 'lost', why: 'socketClosed' });
    expect(closed).toHaveLength(2);
    expect(await print.run(printer.printRaw, bytes, PRINT)).toEqual({ kind: 'notSent', why: 'closed' });
  });

  it.each([
    [
      'garbage for a completion',
      (name: string, id: number) =>
        `{"header":{"type":"completion","name":"${name}","requestId":${id},"version":"3.0","completionCode":"maybe"}}`,
    ],
    [
      'a completion of a major nobody knows',
      (name: string, id: number) =>
        `{"header":{"type":"completion","name":"${name}","requestId":${id},"version":"7.0","completionCode":"success"}}`,
    ],
    [
      'the completion of another command',
      (_: string, id: number) =>
        `{"header":{"type":"completion","name":"Printer.Reset","requestId":${id},"version":"2.0","completionCode":"success"}}`,
    ],
  ])('%s leaves the outcome unknown', async (_, text) => {
    const { peer, open } = await joined();
    peer.on('Printer.PrintRaw', ({ name, requestId, socket }) => socket.send(text(name, requestId)));
    const connection = await open('Printer');
    expect(await connection.run(printer.printRaw, bytes, PRINT)).toEqual({ kind: 'lost', why: 'badCompletion' });
  });

  it('garbage, binary frames and unknown events are counted and change nothing', async () => {
    const { peer, open, refusals, unsolicited } = await joined();
    const connection = await open('Scanner');
    for (const text of ['', '{', 'null', '{"header":{}}', Buffer.from([0xff, 0xfe]), '\u0000'])
      peer.sendText('Scanner', text);
    peer.unsolicited('Scanner', 'Vendor.SomethingEvent', '2.0', {});
    peer.unsolicited('Scanner', 'Common.ErrorEvent', '8.0', {});
    peer.sendText(
      'Scanner',
      '{"header":{"type":"command","name":"Common.Status","requestId":1,"version":"2.0","timeout":0}}',
    );
    peer.quirks = { unsolicitedAsEvent: true };
    peer.unsolicited('Scanner', 'Common.StatusChangedEvent', '3.0', { common: { device: 'offline' } });
    expect(await connection.run(barcodeReader.reset, {}, READ)).toMatchObject({ kind: 'success' });
    expect(refusals.map(({ why }) => why)).toEqual([
      'notJson',
      'notJson',
      'envelope',
      'envelope',
      'binary',
      'notJson',
      'unknownMessage',
      'unknownMessage',
      'unknownMessage',
    ]);
    expect(unsolicited.map(({ name }) => name)).toEqual(['Common.StatusChangedEvent']);
  });

  it('a message over two mebibytes is never sent, and one that comes ends the connection', async () => {
    const { peer, open, closed } = await joined();
    const connection = await open('Printer');
    const data = Buffer.alloc(MAX_MESSAGE_BYTES).toString('base64');
    expect(await connection.run(printer.printRaw, { data }, PRINT)).toEqual({ kind: 'notSent', why: 'tooLarge' });
    peer.on('Printer.PrintRaw', ({ socket }) => socket.send('x'.repeat(MAX_MESSAGE_BYTES + 1)));
    expect(await connection.run(printer.printRaw, bytes, PRINT)).toEqual({ kind: 'lost', why: 'socketClosed' });
    expect(closed).toHaveLength(1);
  });

  it('a silent far end is noticed by the heartbeat', async () => {
    const { peer } = await joined();
    let say: (reason: string) => void = () => undefined;
    const gone = new Promise<string>((resolve) => {
      say = resolve;
    });
    const link = { uri: peer.uri('Scanner'), patience: { heartbeatMs: 30 }, onClosed: say };
    const connection = await XfsConnection.open(link);
    if (connection.ok) connections.push(connection.value);
    // From here on the peer takes no byte off this socket and answers no ping.
    peer.freeze('Scanner');
    expect(await gone).toContain('heartbeat');
  });
});

describe('making the connection', () => {
  it('says in its own words why there is none', async () => {
    const { peer } = await joined();
    const port = peer.port;
    const open = (uri: string) => XfsConnection.open({ uri, patience: { connectMs: 500 } });
    await peer.stop();
    peers.length = 0;
    expect(await open(`ws://127.0.0.1:${port}/`)).toMatchObject({ error: { kind: 'notFound' } });
    expect(await open('http://127.0.0.1/')).toMatchObject({ error: { kind: 'notFound' } });
    expect(await open('not an address')).toMatchObject({ error: { kind: 'notFound' } });
  });

  it('trusts the pinned authority and no other', async () => {
    const options = {
      algorithm: 'sha256',
      extensions: [{ name: 'subjectAltName', altNames: [{ type: 7, ip: '127.0.0.1' }] }],
    };
    const attributes = [{ name: 'commonName', value: '127.0.0.1' }];
    const own = await generate(attributes, options as never);
    const other = await generate(attributes, options as never);
    const { peer } = await joined({ tls: { key: own.private, cert: own.cert } });
    const open = (certificateAuthority?: string) =>
      XfsConnection.open({ uri: peer.uri('Scanner'), ...(certificateAuthority ? { certificateAuthority } : {}) });
    const pinned = await open(own.cert);
    expect(pinned.ok).toBe(true);
    if (pinned.ok) connections.push(pinned.value);
    expect(await open(other.cert)).toMatchObject({ error: { kind: 'denied' } });
    expect(await open()).toMatchObject({ error: { kind: 'denied' } });
  });
});
