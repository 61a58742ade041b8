import { randomUUID } from 'node:crypto';
import {
  type BarcodeReader,
  type Completion,
  completed,
  type Device,
  type DeviceStatus,
  type DocumentPrinter,
  type IdCardReader,
  type PrintProof,
  type ReceiptPrinter,
  receiptSchema,
} from '../../contract/index.ts';
import { fromBase64, toBase64 } from '../base64.ts';
import { barcodeReader, cardReader, printer } from '../messages.ts';
import { encodeIdCard, PDF_FORMAT, RECEIPT_FORMAT } from '../native-formats.ts';
import type { MediaControl } from '../payloads/printer.ts';
import { done, type Outcome, outcomeOf, type Running, refused, type ServedService, served } from './served.ts';

/** One device with its lock, as the device host keeps it. */
export interface DevicePort<D extends Device> {
  run<T>(command: (device: D) => Promise<Completion<T>>): Promise<Completion<T>>;
  status(): DeviceStatus;
}

/** `timeout` 0 means "never" in the standard; a device is never held longer than this. */
const LONGEST_WAIT_MS = 300_000;
const waitOf = (timeoutMs: number): number =>
  timeoutMs === 0 ? LONGEST_WAIT_MS : Math.min(timeoutMs, LONGEST_WAIT_MS);

const RESET = { version: '2.0', completionVersion: '2.0' };

async function refreshed<D extends Device>(port: DevicePort<D>): Promise<Outcome> {
  const seen = await port.run(async (device) => completed(await device.refresh(), 'none'));
  if (!seen.ok) return outcomeOf(seen, () => null);
  return seen.value.device === 'online' ? done() : refused('deviceNotReady', `device=${seen.value.device}`);
}

/**
 * The resident identity card reader. XFS4IoT has no such class: `ReadRawData` with `chip` gives the card as UTF-8 JSON
 * (`budayang.id-card/1`). The person's data goes to the one who asked and nowhere else.
 */
export function idCardService(port: DevicePort<IdCardReader>): ServedService {
  const read = served(
    cardReader.readRawData,
    { version: '2.0', completionVersion: '3.0' },
    async (wanted, { timeoutMs, signal, event }) => {
      if (wanted.chip !== true || wanted.track1 || wanted.track2 || wanted.track3) {
        return refused('unsupportedData', 'only chip can be read');
      }
      const completion = await port.run((device) =>
        device.read({
          timeoutMs: waitOf(timeoutMs),
          signal,
          onProgress: (progress) => {
            if (progress === 'waiting') event('CardReader.InsertCardEvent');
            if (progress === 'seen') event('CardReader.MediaInsertedEvent');
          },
        }),
      );
      return outcomeOf(completion, (card) => ({ chip: [{ data: toBase64(encodeIdCard(card)) }] }));
    },
  );
  return {
    name: 'IdCardReader',
    interfaceName: 'CardReader',
    deviceClass: 'idCardReader',
    commands: [read, served(cardReader.reset, RESET, () => refreshed(port))],
    events: [
      ['CardReader.InsertCardEvent', '2.0'],
      ['CardReader.MediaInsertedEvent', '2.0'],
    ],
    capabilities: { cardReader: { type: 'contactless', chipProtocols: { chipTypeB: false } } },
    description: 'resident identity card: ReadRawData chip = budayang.id-card/1',
    status: () => port.status(),
  };
}

export function barcodeService(port: DevicePort<BarcodeReader>): ServedService {
  const read = served(
    barcodeReader.read,
    { version: '2.0', completionVersion: '3.0' },
    async (_, { timeoutMs, signal }) => {
      const completion = await port.run((device) => device.read({ timeoutMs: waitOf(timeoutMs), signal }));
      return outcomeOf(completion, ({ text }) => ({
        readOutput: [{ symbology: 'symbologyUnknown', barcodeData: toBase64(Buffer.from(text, 'utf8')) }],
      }));
    },
  );
  return {
    name: 'BarcodeReader',
    interfaceName: 'BarcodeReader',
    deviceClass: 'barcodeReader',
    commands: [read, served(barcodeReader.reset, RESET, () => refreshed(port))],
    events: [],
    capabilities: { barcodeReader: { canFilterSymbologies: false } },
    description: 'code scanner',
    status: () => port.status(),
  };
}

/** Every receipt is cut and held out, every document is ejected: other movements cannot be had. */
const ordinary = (control: MediaControl | null | undefined): boolean =>
  control?.move === undefined || control.move === null || control.move === 'eject';

/** Paper was seen or proven to leave only by these fences; a file or a spooler's word presents nothing. */
function tellPaper({ fence }: PrintProof, { event, broadcast }: Running): void {
  if (fence === 'file-written' || fence === 'spooler-accepted') return;
  event('Printer.MediaPresentedEvent', { wadIndex: 1, totalWads: 1 });
  if (fence === 'paper-taken') broadcast('Printer.MediaTakenEvent');
}

const PRINTER_EVENTS = [
  ['Printer.MediaPresentedEvent', '2.0'],
  ['Printer.MediaTakenEvent', '2.0'],
] as const;
const NATIVE = { version: '3.0', completionVersion: '2.0' };

function receiptIn(data: Uint8Array) {
  try {
    return receiptSchema.safeParse(JSON.parse(new TextDecoder('utf-8', { fatal: true }).decode(data)));
  } catch {
    return null;
  }
}

/**
 * The receipt printer. `PrintNative` takes a receipt as UTF-8 JSON (`budayang.receipt/1`). `PrintRaw` is not offered:
 * foreign escape sequences could reprogram the printer, and nothing could be proven of their paper.
 */
export function receiptService(port: DevicePort<ReceiptPrinter>): ServedService {
  const print = served(printer.printNative, NATIVE, async ({ data, mediaControl }, running) => {
    if (!ordinary(mediaControl)) return refused('unsupportedData', 'receipts are cut and ejected');
    const receipt = receiptIn(fromBase64(data));
    if (!receipt?.success) return refused('invalidData', `the data is no ${RECEIPT_FORMAT}`);
    const completion = await port.run((device) => device.print({ jobId: randomUUID(), receipt: receipt.data }));
    if (completion.ok) tellPaper(completion.value, running);
    return outcomeOf(completion, () => null);
  });
  return {
    name: 'ReceiptPrinter',
    interfaceName: 'Printer',
    deviceClass: 'receiptPrinter',
    commands: [print, served(printer.reset, { version: '3.0', completionVersion: '2.0' }, () => refreshed(port))],
    events: PRINTER_EVENTS,
    capabilities: {
      printer: { type: { receipt: true }, control: { cut: true, eject: true }, osPrinter: RECEIPT_FORMAT },
    },
    description: `receipt printer: PrintNative data = ${RECEIPT_FORMAT}`,
    status: () => port.status(),
  };
}

/** The page printer. `PrintNative` takes one PDF; it completes with success also when only a file was written. */
export function documentService(port: DevicePort<DocumentPrinter>): ServedService {
  const print = served(printer.printNative, NATIVE, async ({ data, mediaControl }, running) => {
    if (!ordinary(mediaControl)) return refused('unsupportedData', 'documents are ejected');
    const pdf = fromBase64(data);
    const completion = await port.run((device) => device.print({ jobId: randomUUID(), title: '', pdf, copies: 1 }));
    if (completion.ok) tellPaper(completion.value, running);
    return outcomeOf(completion, () => null);
  });
  return {
    name: 'DocumentPrinter',
    interfaceName: 'Printer',
    deviceClass: 'documentPrinter',
    commands: [print, served(printer.reset, { version: '3.0', completionVersion: '2.0' }, () => refreshed(port))],
    events: PRINTER_EVENTS,
    capabilities: { printer: { type: { document: true }, control: { eject: true }, osPrinter: PDF_FORMAT } },
    description: `page printer: PrintNative data = ${PDF_FORMAT}`,
    status: () => port.status(),
  };
}
