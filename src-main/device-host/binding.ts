import { parseSuffix, SerialBarcodeReader, type Suffix } from '../../drivers/barcode-reader/index.ts';
import type { Transport } from '../../drivers/contract/index.ts';
import { FilePrinter } from '../../drivers/document-printer/index.ts';
import { SdtIdCardReader } from '../../drivers/id-card-reader/index.ts';
import { EscPosReceiptPrinter, PrinterMemory } from '../../drivers/receipt-printer/index.ts';
import { createTransport } from '../../drivers/transports/index.ts';
import type { Config } from '../contract/config.ts';
import type { Binding } from './attached-devices.ts';

/** The configuration was checked when it was read: a port that cannot even be named is a bug here. */
function transport(port: string, baudRate: number): Transport {
  const made = createTransport(port, { baudRate });
  if (!made.ok) throw new Error(made.error.message);
  return made.value;
}

function suffixOf(text: string): Suffix {
  const suffix = parseSuffix(text);
  if (!suffix.ok) throw new Error(suffix.error);
  return suffix.value;
}

type Configured<C extends keyof Config['devices']> = NonNullable<Config['devices'][C]>;

const idCardReader = ({ port, baudRate, identity }: Configured<'idCardReader'>): Binding['idCardReader'] => ({
  physical: port,
  identity,
  create: () => new SdtIdCardReader(transport(port, baudRate)),
});

const barcodeReader = (configured: Configured<'barcodeReader'>): Binding['barcodeReader'] => {
  const { port, baudRate, family, suffix, identity } = configured;
  return {
    physical: port,
    identity,
    create: () => new SerialBarcodeReader(transport(port, baudRate), { family, suffix: suffixOf(suffix) }),
  };
};

const receiptPrinter = (configured: Configured<'receiptPrinter'>): Binding['receiptPrinter'] => {
  const { port, baudRate, family, widthDots, identity } = configured;
  // Outlives each driver: a strip broken off by an unplugging must not hang on the next person's receipt.
  const memory = new PrinterMemory();
  return {
    physical: port,
    identity,
    create: () => new EscPosReceiptPrinter(transport(port, baudRate), { family, widthDots, memory }),
  };
};

const documentPrinter = ({ directory, keep }: Configured<'documentPrinter'>): Binding['documentPrinter'] => ({
  physical: `file:${directory}`,
  identity: null,
  create: () => new FilePrinter({ directory, keep }),
});

/** `make` of what is configured; a class that is not configured is not fitted. */
const fitted = <T, F>(configured: T | undefined, make: (configured: T) => F): F | undefined =>
  configured === undefined ? undefined : make(configured);

/** Which driver serves which configured device. */
export function bindDevices(devices: Config['devices']): Binding {
  return {
    idCardReader: fitted(devices.idCardReader, idCardReader),
    barcodeReader: fitted(devices.barcodeReader, barcodeReader),
    receiptPrinter: fitted(devices.receiptPrinter, receiptPrinter),
    documentPrinter: fitted(devices.documentPrinter, documentPrinter),
  };
}
