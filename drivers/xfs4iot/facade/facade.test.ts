import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import fc from 'fast-check';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { WebSocket } from 'ws';
import {
  completed,
  type Device,
  type DeviceClass,
  type DeviceStatus,
  fail,
  failed,
  type IdCard,
  ok,
  type Receipt,
  systemClock,
} from '../../contract/index.ts';
import { FilePrinter } from '../../document-printer/index.ts';
import { blankCard } from '../../id-card-reader/index.ts';
import { XfsBarcodeReader } from '../barcode-reader.ts';
import { XfsConnection } from '../connection.ts';
import { discover, locate } from '../discovery.ts';
import { XfsDocumentPrinter } from '../document-printer.ts';
import { XfsIdCardReader } from '../id-card-reader.ts';
import { barcodeReader, cardReader, common, printer } from '../messages.ts';
import { PDF_FORMAT } from '../native-formats.ts';
import { XfsReceiptPrinter } from '../receipt-printer.ts';
import { violationIn } from '../testing/service-schemas.ts';
import type { FacadeAct } from './audit.ts';
import { type Facade, startFacade } from './facade.ts';
import { barcodeService, type DevicePort, documentService, idCardService, receiptService } from './services.ts';

const SECRET = 'ab'.repeat(32);
const CARD: IdCard = { ...blankCard, name: '样例·䶮', number: '11010519491231002X', birth: '1949-12-31' };
const RECEIPT: Receipt = { blocks: [{ kind: 'title', text: '回执' }] };
const PDF = Buffer.from('%PDF-1.7 sample\n%%EOF\n');

/** A device in a test's hands: one command at a time, as the device host keeps it. */
function port<D extends Device>(deviceClass: DeviceClass, commands: Omit<D, keyof Device>) {
  let status: DeviceStatus = {
    deviceClass,
    device: 'online',
    media: deviceClass === 'idCardReader' ? 'notPresent' : null,
    paper: deviceClass === 'receiptPrinter' ? 'full' : null,
    action: 'none',
    faults: [],
    observedAt: systemClock.now(),
    evidence: '',
    identity: `serial-${deviceClass}`,
    model: `sample ${deviceClass}`,
  };
  const device = { ...commands, refresh: async () => status } as unknown as D;
  const change = (to: Partial<DeviceStatus>) => {
    status = { ...status, ...to };
  };
  const given: DevicePort<D> = { run: (command) => command(device), status: () => status };
  return { given, change };
}

let room: string;
let facade: Facade;
let acts: FacadeAct[];
let held: AbortController | 'busy';
let reads: { signal: AbortSignal | undefined; end(card: IdCard | null): void }[];
let scans: number;
let receipts: Receipt[];
let finishPrint: (() => void) | null;
let ports: ReturnType<typeof makePorts>;
const ends: (() => Promise<unknown>)[] = [];

function makePorts(documents: FilePrinter) {
  return {
    id: port<import('../../contract/index.ts').IdCardReader>('idCardReader', {
      read: ({ signal, onProgress }) =>
        new Promise((resolve) => {
          onProgress?.('waiting');
          signal?.addEventListener('abort', () => resolve(failed('canceled', 'canceled', 'canceled')));
          const end = (card: IdCard | null) => {
            onProgress?.('seen');
            resolve(card ? completed(card, 'none') : failed('userError', 'readFailed', 'x'));
          };
          reads.push({ signal, end });
        }),
      cardPresent: async () => completed('notPresent', 'none'),
      readSamId: async () => completed('sam', 'none'),
    }),
    scanner: port<import('../../contract/index.ts').BarcodeReader>('barcodeReader', {
      read: async () => {
        scans += 1;
        return completed({ text: 'BDY1 样例', aim: null }, 'none');
      },
    }),
    receipts: port<import('../../contract/index.ts').ReceiptPrinter>('receiptPrinter', {
      print: async ({ jobId, receipt }) => {
        if (finishPrint !== null) await new Promise<void>((resolve) => (finishPrint = resolve));
        receipts.push(receipt);
        return completed({ jobId, fence: 'printer-executed-cut', bytes: 1 });
      },
      selfTest: async () => failed('unsupportedCommand', 'x', 'x'),
    }),
    documents: {
      run: (command: (device: FilePrinter) => never) => command(documents),
      status: () => documents.status(),
    },
  };
}

beforeEach(async () => {
  room = await mkdtemp(path.join(tmpdir(), 'xfs-facade-'));
  acts = [];
  reads = [];
  receipts = [];
  scans = 0;
  finishPrint = null;
  held = new AbortController();
  const documents = new FilePrinter({ directory: path.join(room, 'spool') });
  await documents.open();
  ports = makePorts(documents);
  const started = await startFacade({
    port: 0,
    secret: SECRET,
    services: [
      idCardService(ports.id.given),
      barcodeService(ports.scanner.given),
      receiptService(ports.receipts.given),
      documentService({ run: (command) => command(documents), status: () => documents.status() }),
    ],
    lease: {
      acquire: () => (held === 'busy' ? fail('busy') : ok({ release: () => undefined, revoked: held.signal })),
    },
    audit: (act) => acts.push(act),
    statusEveryMs: 10,
  });
  if (!started.ok) throw new Error(started.error);
  facade = started.value;
});
afterEach(async () => {
  for (const end of ends.splice(0).toReversed()) await end();
  await facade.close();
  await rm(room, { recursive: true, force: true });
});

const uri = (service = '') => `ws://127.0.0.1:${facade.port}/xfs4iot/v1.0${service === '' ? '' : `/${service}`}`;
const link = (service: string) => ({ address: uri(service), bearer: SECRET });
async function opened<D extends { open(): Promise<{ ok: boolean }>; close(): Promise<void> }>(device: D): Promise<D> {
  ends.push(() => device.close());
  expect(await device.open()).toMatchObject({ ok: true });
  return device;
}
async function connected(service: string, onEvent: (name: string) => void = () => undefined): Promise<XfsConnection> {
  const connection = await XfsConnection.open({
    uri: uri(service),
    bearer: SECRET,
    onUnsolicited: ({ name }) => onEvent(name),
  });
  if (!connection.ok) throw new Error(connection.error.message);
  ends.push(() => connection.value.close());
  return connection.value;
}
const until = async (condition: () => boolean) => {
  while (!condition()) await new Promise((resolve) => setImmediate(resolve));
};

describe('our own drivers over our own facade', () => {
  it('find the services, read a card, scan, print a receipt and a document', async () => {
    const found = await discover({ ports: [facade.port], bearer: SECRET });
    expect(found.services.map(({ uri: at }) => at.split('/').at(-1))).toEqual([
      'IdCardReader',
      'BarcodeReader',
      'ReceiptPrinter',
      'DocumentPrinter',
    ]);
    expect(found.skipped).toEqual([]);
    expect(await locate('serial-barcodeReader', { ports: [facade.port], bearer: SECRET })()).toBe(uri('BarcodeReader'));

    const reader = await opened(new XfsIdCardReader(link('IdCardReader')));
    const progress: string[] = [];
    const reading = reader.read({ timeoutMs: 5000, onProgress: (step) => progress.push(step) });
    await until(() => reads.length > 0);
    reads[0]?.end(CARD);
    expect(await reading).toEqual({ ok: true, value: CARD, effect: 'none' });
    expect(progress).toEqual(['waiting', 'seen']);
    expect(await reader.cardPresent()).toMatchObject({ value: 'notPresent' });
    expect(await reader.readSamId()).toMatchObject({ value: 'serial-idCardReader' });

    const scanner = await opened(new XfsBarcodeReader(link('BarcodeReader')));
    expect(await scanner.read({ timeoutMs: 5000 })).toMatchObject({ value: { text: 'BDY1 样例' } });
    const slips = await opened(new XfsReceiptPrinter({ ...link('ReceiptPrinter'), method: 'native' }));
    expect(await slips.print({ jobId: 'j', receipt: RECEIPT })).toMatchObject({
      value: { fence: 'printer-executed-cut' },
    });
    expect(receipts).toEqual([{ blocks: [{ kind: 'title', text: '回执' }] }]);
    const pages = await opened(new XfsDocumentPrinter({ ...link('DocumentPrinter'), osPrinter: PDF_FORMAT }));
    // The far printer writes files: no more than a spooler's word may arrive here.
    expect(await pages.print({ jobId: 'd', title: '', pdf: PDF, copies: 1 })).toMatchObject({
      value: { fence: 'spooler-accepted' },
    });
    expect(JSON.stringify(acts)).not.toMatch(/样例|11010519|1949/);
    expect(acts).toContainEqual({
      act: 'commandBegun',
      service: 'IdCardReader',
      command: 'CardReader.ReadRawData',
      requestId: 4,
    });
  });

  it('see a status change as it happens, and a stale status as offline', async () => {
    const slips = await opened(new XfsReceiptPrinter({ ...link('ReceiptPrinter'), method: 'native' }));
    const next = (wanted: (status: DeviceStatus) => boolean) =>
      new Promise<DeviceStatus>((resolve) => slips.onStatus((status) => wanted(status) && resolve(status)));
    const low = next(({ paper }) => paper === 'low');
    ports.receipts.change({ paper: 'low' });
    expect(await low).toMatchObject({ paper: 'low', device: 'online' });
    const stale = next(({ device }) => device === 'offline');
    ports.receipts.change({ observedAt: systemClock.now() - 60_000 });
    expect(await stale).toMatchObject({ paper: 'low', device: 'offline' });
  });
});

describe('who may come in', () => {
  const knock = (to: string, headers: Record<string, string> = {}) =>
    new Promise<number | 'open' | 'cut'>((resolve) => {
      const socket = new WebSocket(to, { headers });
      socket.on('open', () => {
        socket.terminate();
        resolve('open');
      });
      socket.on('unexpected-response', (request, response) => {
        request.destroy();
        resolve(response.statusCode ?? 0);
      });
      socket.on('error', () => resolve('cut'));
    });
  const right = { authorization: `Bearer ${SECRET}` };

  it('is decided by secret, origin, host and path', async () => {
    expect(await knock(uri(), right)).toBe('open');
    expect(await knock(`${uri()}/`, right)).toBe('open');
    expect(await knock(`${uri('BarcodeReader')}/?token=${SECRET}`)).toBe('open');
    expect(await knock(uri())).toBe(401);
    expect(await knock(uri(), { authorization: `Bearer ${SECRET}0` })).toBe(401);
    expect(await knock(`${uri()}?token=`)).toBe(401);
    expect(await knock(uri(), { ...right, origin: 'http://127.0.0.1' })).toBe(403);
    expect(await knock(uri(), { ...right, host: 'evil.example' })).toBe(403);
    expect(await knock(uri('Camera'), right)).toBe(404);
    expect(await knock(`ws://127.0.0.1:${facade.port}/`, right)).toBe(404);
    expect((await fetch(`http://127.0.0.1:${facade.port}/`)).status).toBe(400);
    expect(JSON.stringify(acts)).not.toContain(SECRET.slice(0, 16));
  });

  it('holds wrong tries back after five, and never the right one', async () => {
    for (let tries = 0; tries < 5; tries += 1) expect(await knock(uri())).toBe(401);
    let answered = false;
    const sixth = knock(uri()).then((status) => {
      answered = true;
      return status;
    });
    expect(await knock(uri(), right)).toBe('open');
    expect(answered).toBe(false);
    expect(await sixth).toBe(401);
  });
});

describe('commands', () => {
  const READ = { version: '2.0', timeoutMs: 5000 };

  it('wait in one queue, are counted from receipt, and can be canceled', async () => {
    const [one, other] = [await connected('IdCardReader'), await connected('IdCardReader')];
    const first = one.run(cardReader.readRawData, { chip: true }, READ);
    await until(() => reads.length === 1);
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
    expect(reads).toHaveLength(1);
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
    await until(() => reads.length === 1);
    if (held !== 'busy') held.abort();
    expect(await reading).toMatchObject({ completionCode: 'deviceNotReady' });
    held = 'busy';
    const scanner = await connected('BarcodeReader');
    expect(await scanner.run(barcodeReader.read, {}, READ)).toMatchObject({ completionCode: 'deviceNotReady' });
    expect([reads.length, scans]).toEqual([1, 0]);
  });

  it('finish a paper that is moving whatever the caller does', async () => {
    finishPrint = () => undefined;
    const connection = await connected('ReceiptPrinter');
    const data = Buffer.from(JSON.stringify(RECEIPT)).toString('base64');
    const print = () => connection.run(printer.printNative, { data }, { version: '3.0', timeoutMs: 5000 });
    const printing = print();
    const begun = finishPrint;
    await until(() => finishPrint !== begun);
    expect(await connection.cancel(null)).toMatchObject({ kind: 'success' });
    finishPrint?.();
    expect(await printing).toMatchObject({ kind: 'success' });
    finishPrint = () => undefined;
    const marker = finishPrint;
    void print();
    await until(() => finishPrint !== marker);
    await connection.close();
    finishPrint?.();
    await until(() => receipts.length === 2);
  });

  it('stop reading when nobody listens any more', async () => {
    const connection = await connected('IdCardReader');
    void connection.run(cardReader.readRawData, { chip: true }, READ);
    await until(() => reads.length === 1);
    await connection.close();
    await until(() => reads[0]?.signal?.aborted === true);
  });

  it.each([
    ['a track', 'IdCardReader', cardReader.readRawData, { track2: true }, '2.0', 'unsupportedData'],
    ['raw printing', 'ReceiptPrinter', printer.printRaw, { data: 'G0A=' }, '3.0', 'unsupportedCommand'],
    ['another version', 'BarcodeReader', barcodeReader.read, {}, '1.0', 'unsupportedCommand'],
    ['what is no receipt', 'ReceiptPrinter', printer.printNative, { data: 'e30=' }, '3.0', 'invalidData'],
    ['what is no PDF', 'DocumentPrinter', printer.printNative, { data: 'e30=' }, '3.0', 'invalidData'],
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
    expect(receipts).toEqual([]);
  });
});

describe('every frame', () => {
  it.each([
    ['', ['ServicePublisher.GetServices', 'Common.Status'], {}],
    [
      'IdCardReader',
      ['Common.Capabilities', 'Common.Status', 'CardReader.ReadRawData', 'CardReader.Move'],
      { chip: true },
    ],
    ['BarcodeReader', ['Common.Capabilities', 'Common.Status', 'BarcodeReader.Read', 'BarcodeReader.Reset'], {}],
    ['ReceiptPrinter', ['Common.Capabilities', 'Common.Status'], {}],
    ['ReceiptPrinter', ['Printer.PrintNative'], { data: Buffer.from(JSON.stringify(RECEIPT)).toString('base64') }],
    ['ReceiptPrinter', ['Printer.PrintNative', 'Printer.Reset'], {}],
    ['DocumentPrinter', ['Common.Capabilities', 'Common.Status', 'Common.Cancel'], {}],
  ])('of %s keeps to the published schema: %j', async (service, names, payload) => {
    const { socket, heard } = await listening(service);
    const versionOf: Record<string, string> = { 'Printer.PrintNative': '3.0', 'Printer.Reset': '3.0' };
    for (const [index, name] of names.entries()) {
      const version = versionOf[name] ?? '2.0';
      const header = { type: 'command', name, requestId: index + 1, version, timeout: 5000 };
      socket.send(JSON.stringify({ header, ...(name.startsWith('Common.') ? {} : { payload }) }));
    }
    const ended = () => heard.filter((text) => text.includes('"completion"')).length;
    await until(() => reads.length > 0 || ended() === names.length);
    reads[0]?.end(CARD);
    await until(() => ended() === names.length);
    expect(heard.map(violationIn).filter((violation) => violation !== null)).toEqual([]);
    socket.terminate();
  });

  it('that comes in may be anything: the facade goes on serving', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.array(fc.oneof(fc.string(), fc.json(), fc.uint8Array({ maxLength: 40 })), { maxLength: 5 }),
        async (frames) => {
          const { socket } = await listening('BarcodeReader');
          for (const frame of frames) if (socket.readyState === WebSocket.OPEN) socket.send(frame);
          const connection = await connected('BarcodeReader');
          expect(await connection.run(barcodeReader.read, {}, { version: '2.0', timeoutMs: 5000 })).toMatchObject({
            kind: 'success',
          });
          socket.terminate();
          await connection.close();
        },
      ),
      { numRuns: 30 },
    );
  });
});

async function listening(service: string) {
  const socket = new WebSocket(uri(service), { headers: { authorization: `Bearer ${SECRET}` } });
  const heard: string[] = [];
  socket.on('message', (data) => heard.push(String(data)));
  socket.on('error', () => undefined);
  await new Promise((resolve) => socket.once('open', resolve));
  return { socket, heard };
}

describe('bytes that are no command', () => {
  const raw = async (frames: readonly (string | Buffer)[]) => {
    const socket = new WebSocket(uri('BarcodeReader'), { headers: { authorization: `Bearer ${SECRET}` } });
    const heard: { header: Record<string, unknown> }[] = [];
    socket.on('message', (data) => heard.push(JSON.parse(String(data))));
    const closed = new Promise<number>((resolve) => socket.on('close', resolve));
    await new Promise((resolve) => socket.once('open', resolve));
    for (const frame of frames) socket.send(frame);
    return { socket, heard, closed };
  };
  const command = (header: object) =>
    JSON.stringify({
      header: { type: 'command', name: 'BarcodeReader.Read', requestId: 1, version: '2.0', timeout: 1000, ...header },
    });

  it('close the connection when nothing of them can be read', async () => {
    for (const frame of ['{', 'null', '', Buffer.from([1, 2, 3])]) expect(await (await raw([frame])).closed).toBe(1007);
    expect(await (await raw(['x'.repeat(2 * 1024 * 1024 + 1)])).closed).toBe(1009);
  });

  it('are told apart by the acknowledge', async () => {
    const idCard = await raw([
      command({ requestId: 0 }),
      command({ requestId: 'one' }),
      command({ timeout: -1 }),
      command({ name: 'Camera.TakePicture', requestId: 2 }),
      command({ type: 'completion', completionCode: 'success' }),
      command({ requestId: 3 }),
    ]);
    await until(() => idCard.heard.some(({ header }) => header.type === 'completion' && header.requestId === 3));
    expect(
      idCard.heard
        .slice(0, 4)
        .map(({ header }) => [header.type, header.requestId, header.status ?? header.completionCode]),
    ).toEqual([
      ['acknowledge', 0, 'invalidRequestID'],
      ['acknowledge', 0, 'invalidRequestID'],
      ['acknowledge', 1, 'invalidMessage'],
      ['acknowledge', 2, undefined],
    ]);
    expect(idCard.heard[4]?.header).toMatchObject({ completionCode: 'unsupportedCommand', requestId: 2 });
    idCard.socket.terminate();
  });

  it('answer an old client in its own words', async () => {
    const old = {
      header: { type: 'command', name: 'BarcodeReader.Read', requestId: 1, version: '1.0' },
      payload: { timeout: 5 },
    };
    const { heard, socket } = await raw([JSON.stringify(old)]);
    await until(() => heard.length === 2);
    expect(heard).toMatchObject([
      { header: { type: 'acknowledge' }, payload: { status: 'ok' } },
      { header: { type: 'completion' }, payload: { completionCode: 'unsupportedCommand' } },
    ]);
    socket.terminate();
  });
});
