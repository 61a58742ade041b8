import { holderOf } from '../../drivers/card-reader/index.ts';
import {
  type Completion,
  completed,
  type DocumentJobRequest,
  type DocumentPrinter,
  type DocumentStep,
  failed,
  type PrintProof,
  unreachable,
} from '../../drivers/contract/index.ts';
import type { DeviceRequest, RequestProgress } from '../contract/device-messages.ts';
import { type AttachedDevices, runOn } from './attached-devices.ts';
import type { ConfigurationCheck } from './configuration-check.ts';
import { type PortraitDecoder, readWithPortrait } from './portrait-decoder.ts';
import { selfTest } from './self-test.ts';

export interface ExecuteOptions {
  readonly signal: AbortSignal;
  readonly now: () => number;
  readonly portraits: PortraitDecoder;
  readonly checkConfiguration: ConfigurationCheck;
  readonly onProgress: (progress: RequestProgress) => void;
  /** Resolves when the terminal has the step on its disk; false when it has not. */
  readonly onStep: (step: DocumentStep) => Promise<boolean>;
}

const cannotBeAsked = failed(
  'unsupportedCommand',
  'resume-unsupported',
  'this printer cannot be asked what became of a document',
  'unknown',
);

const nobodyKnown = failed('unsupportedData', 'holderUnknown', 'the number on the card is of no identity document');

const drawsNothingBack = failed('unsupportedCommand', 'retract-unsupported', 'this printer draws nothing back');

/** A person called it off. A signal that ends otherwise (the terminal went away) stops what waits, and never paper. */
export const CALLED_OFF = 'called-off';

async function printUnlessCalledOff(
  device: DocumentPrinter,
  job: DocumentJobRequest,
  signal: AbortSignal,
): Promise<Completion<PrintProof>> {
  const calledOff = () => signal.aborted && signal.reason === CALLED_OFF;
  if (calledOff()) return failed('canceled', 'canceled', 'the document was called off before it began');
  const callOff = () => void (calledOff() && device.cancel?.());
  signal.addEventListener('abort', callOff, { once: true });
  try {
    return await device.print(job);
  } finally {
    signal.removeEventListener('abort', callOff);
  }
}

/** One request on the device it names. */
export function execute(
  devices: AttachedDevices,
  request: DeviceRequest,
  options: ExecuteOptions,
): Promise<Completion<unknown>> {
  const { signal, onProgress, onStep } = options;
  const onBlocked = (blocked: boolean) => onProgress(blocked ? 'blocked' : 'unblocked');
  switch (request.command) {
    case 'idCard.read':
      return runOn(devices.idCardReader, (device) => device.read({ timeoutMs: request.timeoutMs, signal, onProgress }));
    case 'idCard.readWithPortrait':
      return runOn(devices.idCardReader, (device) =>
        readWithPortrait(device, options.portraits, { timeoutMs: request.timeoutMs, signal, onProgress }),
      );
    case 'idCard.present':
      return runOn(devices.idCardReader, (device) => device.cardPresent());
    case 'barcode.read':
      return runOn(devices.barcodeReader, (device) => device.read({ timeoutMs: request.timeoutMs, signal }));
    case 'smartCard.read':
      return runOn(devices.cardReader, async (device) => {
        const read = await device.read({ timeoutMs: request.timeoutMs, signal, onProgress });
        if (!read.ok) return read;
        const holder = holderOf(read.value);
        return holder === null ? nobodyKnown : completed(holder, 'none');
      });
    case 'smartCard.present':
      return runOn(devices.cardReader, (device) => device.cardPresent());
    case 'receipt.print':
      return runOn(devices.receiptPrinter, (device) =>
        device.print({
          jobId: request.jobId,
          receipt: request.receipt,
          clearFirst: request.clearFirst ?? false,
          onBlocked,
          onSent: () => onProgress('sent'),
          onPresented: () => onProgress('presented'),
        }),
      );
    case 'receipt.retract':
      return runOn(devices.receiptPrinter, async (device) => (await device.retract?.()) ?? drawsNothingBack);
    case 'receipt.retractBinHolds':
      return runOn(devices.receiptPrinter, async (device) => {
        device.retractBinHolds?.(request.papers, request.emptiedAt);
        return completed(null, 'none');
      });
    case 'document.print': {
      const { jobId, title, copies, paper, sides, session } = request;
      const pdf = Buffer.from(request.pdfBase64, 'base64');
      const told = { onStep, onBlocked, onSent: () => onProgress('sent') };
      const job = { jobId, title, copies, paper, sides, pdf, ...(session === undefined ? {} : { session }), ...told };
      return runOn(devices.documentPrinter, (device) => printUnlessCalledOff(device, job, signal));
    }
    case 'document.retract':
      return runOn(devices.documentPrinter, async (device) => (await device.retract?.()) ?? drawsNothingBack);
    case 'document.resume': {
      const { jobId, named, handed } = request;
      return runOn(
        devices.documentPrinter,
        async (device) => (await device.resume?.({ jobId, named, handed })) ?? cannotBeAsked,
      );
    }
    case 'document.validate':
      return runOn(devices.documentPrinter, async (device) => {
        // A printer that cannot be asked refuses nothing beforehand.
        const { copies, paper, sides } = request;
        const taken = await device.validate?.({ copies, paper, sides });
        return taken === undefined || taken.ok ? completed(null, 'none') : taken;
      });
    case 'document.loadSpecialPaper':
      return runOn(devices.documentPrinter, async (device) => {
        device.loadSpecialPaper?.(request.sheets);
        return completed(null, 'none');
      });
    case 'document.wipe':
      return runOn(devices.documentPrinter, async (device) => (await device.wipe?.()) ?? completed(undefined, 'none'));
    case 'auxiliaries.setLight': {
      const { position, light } = request;
      return runOn(devices.auxiliaries, async (device) => {
        const set = await device.setLight(position, light);
        return set.ok ? completed(null, set.effect) : set;
      });
    }
    case 'auxiliaries.setVolume': {
      const { volume } = request;
      return runOn(devices.auxiliaries, async (device) => {
        const set = await device.setVolume(volume);
        return set.ok ? completed(null, set.effect) : set;
      });
    }
    case 'device.restart':
      devices.all.find(({ deviceClass }) => deviceClass === request.deviceClass)?.restart();
      return Promise.resolve(completed(null, 'none'));
    case 'configuration.check':
      return options.checkConfiguration();
    case 'device.checkHealth':
      return selfTest(devices, request, options);
    default:
      return unreachable(request);
  }
}
