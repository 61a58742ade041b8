import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, expect } from 'vitest';
import { WebSocket } from 'ws';
import {
  type BarcodeReader,
  type Completion,
  completed,
  type Device,
  type DeviceClass,
  type DeviceStatus,
  fail,
  failed,
  type IdCard,
  type IdCardReader,
  ok,
  type PrintProof,
  type Receipt,
  type ReceiptPrinter,
  systemClock,
} from '../../contract/index.ts';
import { FilePrinter } from '../../document-printer/index.ts';
import { blankCard } from '../../id-card-reader/index.ts';
import { XfsConnection } from '../connection.ts';
import type { FacadeAct } from './audit.ts';
import { type Facade, startFacade } from './facade.ts';
import { documentService, receiptService } from './printer-services.ts';
import { barcodeService, type DevicePort, idCardService } from './services.ts';
import { VendorModeDesk, type VendorModeWish } from './vendor-mode.ts';

export const SECRET = 'ab'.repeat(32);
export const CARD: IdCard = { ...blankCard, name: '样例·䶮', number: '11010519491231002X', birth: '1949-12-31' };
export const RECEIPT: Receipt = { blocks: [{ kind: 'title', text: '回执' }] };
export const PDF = Buffer.from('%PDF-1.7 sample\n%%EOF\n');

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

interface World {
  facade: Facade;
  acts: FacadeAct[];
  /** What the lease answers; a controller can call devices back. */
  held: AbortController | 'busy';
  reads: { signal: AbortSignal | undefined; end(card: IdCard | null): void }[];
  scans: number;
  receipts: Receipt[];
  /** How a drawing back ends. */
  retract: Completion<'nothing' | 'retracted'>;
  /** It has a presenter; `onPresented` is called when the receipt is held out. */
  presents: boolean;
  onPresented: () => void;
  /** Not null: prints wait until it is called. */
  finishPrint: (() => void) | null;
  ports: ReturnType<typeof makePorts>;
  desk: VendorModeDesk;
  /** What guests asked of the terminal, and how often the desk said that all let go. */
  wishes: VendorModeWish[];
  quiet: number;
  terminalThere: boolean;
}

/** One facade with its devices, made anew for every test. */
export let world: World;
let room: string;
const ends: (() => Promise<unknown>)[] = [];

function makePorts() {
  return {
    id: port<IdCardReader>('idCardReader', {
      read: ({ signal, onProgress }) =>
        new Promise((resolve) => {
          onProgress?.('waiting');
          signal?.addEventListener('abort', () => resolve(failed('canceled', 'canceled', 'canceled')));
          const end = (card: IdCard | null) => {
            onProgress?.('seen');
            resolve(card ? completed(card, 'none') : failed('userError', 'readFailed', 'x'));
          };
          world.reads.push({ signal, end });
        }),
      cardPresent: async () => completed('notPresent', 'none'),
      readSamId: async () => completed('sam', 'none'),
    }),
    scanner: port<BarcodeReader>('barcodeReader', {
      read: async () => {
        world.scans += 1;
        return completed({ text: 'BDY1 样例', aim: null }, 'none');
      },
    }),
    receipts: port<ReceiptPrinter>('receiptPrinter', {
      print: async ({ jobId, receipt, onPresented }): Promise<Completion<PrintProof>> => {
        if (world.finishPrint !== null) await new Promise<void>((resolve) => (world.finishPrint = resolve));
        world.receipts.push(receipt);
        if (world.presents) {
          world.ports.receipts.change({ media: 'present' });
          onPresented?.();
          world.onPresented();
        }
        return completed({ jobId, fence: 'printer-executed-cut', bytes: 1 });
      },
      selfTest: async () => failed('unsupportedCommand', 'x', 'x'),
      retract: async () => world.retract,
    }),
  };
}

beforeEach(async () => {
  room = await mkdtemp(path.join(tmpdir(), 'xfs-facade-'));
  const documents = new FilePrinter({ directory: path.join(room, 'spool') });
  await documents.open();
  const ports = makePorts();
  const acts: FacadeAct[] = [];
  const desk = new VendorModeDesk({
    clock: systemClock,
    acknowledgeMs: 100,
    onWish: (wish) => {
      if (world.terminalThere) world.wishes.push(wish);
      return world.terminalThere;
    },
    onQuiet: () => {
      world.quiet += 1;
    },
  });
  const started = await startFacade({
    port: 0,
    secret: SECRET,
    services: [
      idCardService(ports.id.given),
      barcodeService(ports.scanner.given),
      receiptService(ports.receipts.given, { binPapers: 10 }),
      documentService({ run: (command) => command(documents), status: () => documents.status() }),
      desk.service(),
    ],
    lease: {
      acquire: () =>
        world.held === 'busy' ? fail('busy') : ok({ release: () => undefined, revoked: world.held.signal }),
    },
    audit: (act) => acts.push(act),
    statusEveryMs: 10,
  });
  if (!started.ok) throw new Error(started.error);
  const held = new AbortController();
  desk.onChange = () => started.value.look();
  world = {
    facade: started.value,
    acts,
    held,
    reads: [],
    receipts: [],
    scans: 0,
    finishPrint: null,
    ports,
    retract: completed('retracted'),
    presents: false,
    onPresented: () => undefined,
    desk,
    wishes: [],
    quiet: 0,
    terminalThere: true,
  };
});
afterEach(async () => {
  for (const end of ends.splice(0).toReversed()) await end();
  world.desk.stop();
  await world.facade.close();
  await rm(room, { recursive: true, force: true });
});

export const uri = (service = '') =>
  `ws://127.0.0.1:${world.facade.port}/xfs4iot/v1.0${service === '' ? '' : `/${service}`}`;
export const link = (service: string) => ({ address: uri(service), bearer: SECRET });
export async function opened<D extends { open(): Promise<{ ok: boolean }>; close(): Promise<void> }>(
  device: D,
): Promise<D> {
  ends.push(() => device.close());
  expect(await device.open()).toMatchObject({ ok: true });
  return device;
}
export async function connected(
  service: string,
  onEvent: (name: string, payload: unknown) => void = () => undefined,
): Promise<XfsConnection> {
  const connection = await XfsConnection.open({
    uri: uri(service),
    bearer: SECRET,
    onUnsolicited: ({ name, payload }) => onEvent(name, payload),
  });
  if (!connection.ok) throw new Error(connection.error.message);
  ends.push(() => connection.value.close());
  return connection.value;
}
export const until = async (condition: () => boolean) => {
  while (!condition()) await new Promise((resolve) => setImmediate(resolve));
};

export async function listening(service: string) {
  const socket = new WebSocket(uri(service), { headers: { authorization: `Bearer ${SECRET}` } });
  const heard: string[] = [];
  socket.on('message', (data) => heard.push(String(data)));
  socket.on('error', () => undefined);
  await new Promise((resolve) => socket.once('open', resolve));
  return { socket, heard };
}
