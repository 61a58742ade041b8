import { randomUUID } from 'node:crypto';
import {
  type DeviceEvent,
  type DeviceStatus,
  type DocumentPrinter,
  fail,
  ok,
  type PrintProof,
  RETRACT_BIN_PAPERS,
  type Receipt,
  type ReceiptPrinter,
  type Result,
  receiptSchema,
} from '../../contract/index.ts';
import { isPdf } from '../../document-printer/pdf.ts';
import { fromBase64 } from '../base64.ts';
import { printer } from '../messages.ts';
import { PDF_FORMAT, RECEIPT_FORMAT } from '../native-formats.ts';
import type { MediaControl } from '../payloads/printer.ts';
import { binOf, binUnits, STORAGE_EVENTS, storageCommand, UNIT } from './bin-storage.ts';
import {
  type Outcome,
  outcomeOf,
  type Running,
  refused,
  type ServedService,
  served,
  servedAs,
  type Told,
} from './served.ts';
import { type DevicePort, refreshed } from './services.ts';
import { statusPayload } from './status-out.ts';

const NATIVE = { version: '3.0', completionVersion: '2.0' };
const RESET = NATIVE;
const EVENTS = [
  ['Printer.MediaPresentedEvent', '2.0'],
  ['Printer.MediaTakenEvent', '2.0'],
  ['Printer.PaperThresholdEvent', '2.0'],
  ['Printer.TonerThresholdEvent', '2.0'],
] as const;

/** Every receipt is cut and held out, every document is ejected: other movements cannot be had. */
const ordinary = (control: MediaControl | null | undefined): boolean =>
  control?.move === undefined || control.move === null || control.move === 'eject';

/** One paper held out: told once, when it is or, where nobody sees that, when it was proven to have left. */
function presentation({ event }: Running) {
  let told = false;
  const present = () => {
    if (!told) event('Printer.MediaPresentedEvent', { wadIndex: 1, totalWads: 1 });
    told = true;
  };
  return {
    present,
    /** Nothing is presented by a file or a spooler's word. */
    proven: ({ fence }: PrintProof) => {
      if (fence !== 'file-written' && fence !== 'spooler-accepted') present();
    },
  };
}

type Native = { readonly data: string; readonly mediaControl?: MediaControl | null | undefined };

function receiptIn({ data, mediaControl }: Native): Result<Receipt, Outcome> {
  if (!ordinary(mediaControl)) return fail(refused('unsupportedData', 'receipts are cut and ejected'));
  const noReceipt = fail(refused('invalidData', `the data is no ${RECEIPT_FORMAT}`));
  try {
    const text = new TextDecoder('utf-8', { fatal: true }).decode(fromBase64(data));
    const receipt = receiptSchema.safeParse(JSON.parse(text));
    return receipt.success ? ok(receipt.data) : noReceipt;
  } catch {
    return noReceipt;
  }
}

function pdfIn({ data, mediaControl }: Native): Result<Uint8Array, Outcome> {
  if (!ordinary(mediaControl)) return fail(refused('unsupportedData', 'documents are ejected'));
  const pdf = fromBase64(data);
  return isPdf(pdf) ? ok(pdf) : fail(refused('invalidData', `the data is no ${PDF_FORMAT}`));
}

/** What the mouth and the bin tell. That paper is held out stands in the status, and its own job is told of it. */
function toldOf({ name, detail }: DeviceEvent): readonly Told[] {
  switch (name) {
    case 'Printer.MediaTakenEvent':
      return [[name, {}]];
    case 'Printer.MediaAutoRetractedEvent':
      return [[name, { result: detail === 'jammed' ? 'jammed' : UNIT }]];
    case 'Printer.RetractBinThresholdEvent':
      return detail === 'full' || detail === 'high' ? [[name, { binNumber: 1, state: detail }]] : [];
    default:
      return [];
  }
}

export interface ReceiptServiceOptions {
  /** What the retract bin holds, and how long paper is held out before it is drawn back. */
  readonly binPapers?: number | undefined;
  readonly heldOutSeconds?: number | undefined;
}

function capabilitiesOf(status: DeviceStatus, { heldOutSeconds = 30 }: ReceiptServiceOptions) {
  const sees = status.media !== null;
  const retract = binOf(status) !== null;
  return {
    printer: {
      type: { receipt: true },
      control: { cut: true, eject: true, retract },
      mediaTaken: sees,
      mediaPresented: sees,
      autoRetractPeriod: retract ? heldOutSeconds : 0,
      retractToTransport: false,
      osPrinter: RECEIPT_FORMAT,
    },
  };
}

/**
 * The receipt printer. `PrintNative` takes a receipt as UTF-8 JSON (`budayang.receipt/1`). `PrintRaw` is not offered:
 * foreign escape sequences could reprogram the printer, and nothing could be proven of their paper.
 */
export function receiptService(port: DevicePort<ReceiptPrinter>, options: ReceiptServiceOptions = {}): ServedService {
  let drawingBack = false;
  const print = servedAs(printer.printNative, NATIVE, receiptIn, async (receipt, running) => {
    const { present, proven } = presentation(running);
    const completion = await port.run((device) => device.print({ jobId: randomUUID(), receipt, onPresented: present }));
    if (completion.ok) proven(completion.value);
    return outcomeOf(completion, () => null);
  });
  const retract = served(
    printer.retractMedia,
    { version: '3.0', completionVersion: '3.0' },
    async ({ mediaControl }) => {
      const into = mediaControl ?? UNIT;
      if (into !== UNIT) return refused('unsupportedData', `papers are drawn back into ${UNIT} only`);
      drawingBack = true;
      const completion = await port.run(
        async (device) => (await device.retract?.()) ?? { ok: false as const, error: NO_MOTOR },
      );
      drawingBack = false;
      // A hand was faster, or nothing hung there.
      if (completion.ok ? completion.value === 'nothing' : completion.error.errorCode === 'retract-uncertain')
        return {
          ...refused('commandErrorCode', 'nothing was drawn back'),
          payload: { errorCode: 'noMediaPresent', result: 'nomedia' },
        };
      return outcomeOf(completion, () => ({ result: UNIT }));
    },
  );
  return {
    name: 'ReceiptPrinter',
    deviceClass: 'receiptPrinter',
    interfaces: [
      {
        name: 'Printer',
        commands: [print, retract, served(printer.reset, RESET, () => refreshed(port))],
        events: [...EVENTS, ['Printer.MediaAutoRetractedEvent', '3.0'], ['Printer.RetractBinThresholdEvent', '2.0']],
      },
      {
        name: 'Storage',
        commands: [storageCommand(() => binUnits(port.status(), options.binPapers ?? RETRACT_BIN_PAPERS))],
        events: STORAGE_EVENTS,
      },
    ],
    capabilities: () => capabilitiesOf(port.status(), options),
    description: `receipt printer: PrintNative data = ${RECEIPT_FORMAT}`,
    about: () => port.status(),
    status: (now) => statusPayload('Printer', port.status(), now),
    storage: () => binUnits(port.status(), options.binPapers ?? RETRACT_BIN_PAPERS),
    // What a guest had drawn back is the end of its own command.
    told: (event) => (drawingBack && event.name === 'Printer.MediaAutoRetractedEvent' ? [] : toldOf(event)),
  };
}

const NO_MOTOR = {
  code: 'unsupportedCommand',
  errorCode: 'retract-unsupported',
  message: 'this printer draws nothing back',
  effect: 'none',
} as const;

/** The page printer. `PrintNative` takes one PDF; it completes with success also when only a file was written. */
export function documentService(port: DevicePort<DocumentPrinter>): ServedService {
  const print = servedAs(printer.printNative, NATIVE, pdfIn, async (pdf, running) => {
    const completion = await port.run((device) => device.print({ jobId: randomUUID(), title: '', pdf, copies: 1 }));
    if (completion.ok) presentation(running).proven(completion.value);
    return outcomeOf(completion, () => null);
  });
  return {
    name: 'DocumentPrinter',
    deviceClass: 'documentPrinter',
    interfaces: [
      {
        name: 'Printer',
        commands: [print, served(printer.reset, RESET, () => refreshed(port))],
        events: EVENTS,
      },
    ],
    capabilities: () => ({ printer: { type: { document: true }, control: { eject: true }, osPrinter: PDF_FORMAT } }),
    description: `page printer: PrintNative data = ${PDF_FORMAT}`,
    about: () => port.status(),
    status: (now) => statusPayload('Printer', port.status(), now),
    told: (event) => (event.name === 'Printer.MediaTakenEvent' ? toldOf(event) : []),
  };
}
