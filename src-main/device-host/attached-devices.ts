import {
  type Auxiliaries,
  type AuxiliariesSnapshot,
  type BarcodeReader,
  type Clock,
  type Completion,
  type Device,
  type DeviceClass,
  type DeviceEvent,
  type DeviceStatus,
  type DocumentPrinter,
  failed,
  type IdCardReader,
  type KeypadKey,
  type ReceiptPrinter,
  type SmartCardReader,
} from '../../drivers/contract/index.ts';
import type { Recorder } from '../../drivers/replay/index.ts';
import { Attachment } from './attachment.ts';
import type { Barred } from './host-words.ts';
import { PhysicalDevices } from './physical-device.ts';

/** A document printer that keeps anything of a job can forget it: called at session end. */
export interface WipingDocumentPrinter extends DocumentPrinter {
  wipe?(): Promise<Completion<void>>;
}

/** How one logical device is made anew, and which box it lives in. */
export interface Fitting<D extends Device> {
  /** Identity of the box: devices with the same one share its wire. */
  readonly physical: string;
  /** What the unit must call itself; null accepts any. */
  readonly identity: string | null;
  /** Why it may not run here: the device is then never opened. */
  readonly barred?: Barred | null;
  /** What passed over its wire lately, masked; null where there is none to look at. */
  readonly traffic?: TrafficRing | null;
  create(): D;
}

/** Read only when somebody looks. */
export type TrafficRing = Pick<Recorder, 'frames' | 'counters' | 'newest'>;

interface DriverOf {
  idCardReader: IdCardReader;
  barcodeReader: BarcodeReader;
  receiptPrinter: ReceiptPrinter;
  documentPrinter: WipingDocumentPrinter;
  cardReader: SmartCardReader;
  auxiliaries: Auxiliaries;
}

/** A class left out is not fitted to this machine. */
export type Binding = { readonly [C in keyof DriverOf]?: Fitting<DriverOf[C]> };

/** Every fitted device, by class. */
export type AttachedDevices = { readonly [C in keyof DriverOf]: Attachment<DriverOf[C]> | null } & {
  readonly all: readonly Attachment<Device>[];
};

export function attachDevices(
  binding: Binding,
  options: {
    clock: Clock;
    onStatus: (status: DeviceStatus) => void;
    onEvent: (event: DeviceEvent) => void;
    onInputs?: (inputs: AuxiliariesSnapshot) => void;
    onKey?: (key: KeypadKey) => void;
  },
): AttachedDevices {
  const boxes = new PhysicalDevices();
  const attach = <D extends Device>(deviceClass: DeviceClass, fitting: Fitting<D> | undefined): Attachment<D> | null =>
    fitting === undefined
      ? null
      : new Attachment<D>({
          ...options,
          deviceClass,
          create: () => fitting.create(),
          physical: boxes.at(fitting.physical),
          identity: fitting.identity,
          barred: fitting.barred ?? null,
        });
  const devices = {
    idCardReader: attach('idCardReader', binding.idCardReader),
    barcodeReader: attach('barcodeReader', binding.barcodeReader),
    receiptPrinter: attach('receiptPrinter', binding.receiptPrinter),
    documentPrinter: attach('documentPrinter', binding.documentPrinter),
    cardReader: attach('cardReader', binding.cardReader),
    auxiliaries: attach('auxiliaries', binding.auxiliaries && watched(binding.auxiliaries, options)),
  };
  return {
    ...devices,
    all: Object.values(devices).filter((attachment) => attachment !== null),
  };
}

/** Each driver that is made tells its inputs for as long as it lives. */
const watched = (
  fitting: Fitting<Auxiliaries>,
  { onInputs, onKey }: Pick<Parameters<typeof attachDevices>[1], 'onInputs' | 'onKey'>,
): Fitting<Auxiliaries> => ({
  ...fitting,
  create: () => {
    const board = fitting.create();
    if (onInputs) board.onSnapshot(onInputs);
    board.onKey(({ key, action }) => {
      if (action === 'down') onKey?.(key);
    });
    return board;
  },
});

/** Runs a command on a class that may not be fitted. */
export const runOn = <D extends Device, T>(
  attachment: Attachment<D> | null,
  command: (device: D) => Promise<Completion<T>>,
): Promise<Completion<T>> =>
  attachment === null
    ? Promise.resolve(failed('deviceNotReady', 'notFitted', 'no device of this class is fitted'))
    : attachment.run(command);
