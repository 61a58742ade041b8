import {
  type BarcodeReader,
  type Completion,
  completed,
  type Device,
  type DeviceStatus,
  type IdCardReader,
} from '../../contract/index.ts';
import { toBase64 } from '../base64.ts';
import { barcodeReader, cardReader } from '../messages.ts';
import { encodeIdCard } from '../native-formats.ts';
import { done, type Outcome, outcomeOf, refused, type ServedService, served } from './served.ts';
import { statusPayload } from './status-out.ts';

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

export async function refreshed<D extends Device>(port: DevicePort<D>): Promise<Outcome> {
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
    deviceClass: 'idCardReader',
    interfaces: [
      {
        name: 'CardReader',
        commands: [read, served(cardReader.reset, RESET, () => refreshed(port))],
        events: [
          ['CardReader.InsertCardEvent', '2.0'],
          ['CardReader.MediaInsertedEvent', '2.0'],
        ],
      },
    ],
    capabilities: () => ({ cardReader: { type: 'contactless', chipProtocols: { chipTypeB: false } } }),
    description: 'resident identity card: ReadRawData chip = budayang.id-card/1',
    about: () => port.status(),
    status: (now) => statusPayload('CardReader', port.status(), now),
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
    deviceClass: 'barcodeReader',
    interfaces: [
      {
        name: 'BarcodeReader',
        commands: [read, served(barcodeReader.reset, RESET, () => refreshed(port))],
        events: [],
      },
    ],
    capabilities: () => ({ barcodeReader: { canFilterSymbologies: false } }),
    description: 'code scanner',
    about: () => port.status(),
    status: (now) => statusPayload('BarcodeReader', port.status(), now),
  };
}
