import { parseSuffix, SerialBarcodeReader, type Suffix } from '../../drivers/barcode-reader/index.ts';
import type { Transport } from '../../drivers/contract/index.ts';
import { FilePrinter } from '../../drivers/document-printer/index.ts';
import { SdtIdCardReader } from '../../drivers/id-card-reader/index.ts';
import { EscPosReceiptPrinter, PrinterMemory } from '../../drivers/receipt-printer/index.ts';
import { createTransport } from '../../drivers/transports/index.ts';
import type { Config } from '../contract/config.ts';
import type { Binding } from './host.ts';

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

/** Which driver serves which configured device. A class that is not configured is not fitted. */
export function bindDevices({
  idCardReader,
  barcodeReader,
  receiptPrinter,
  documentPrinter,
}: Config['devices']): Binding {
  // Outlives each driver: a strip broken off by an unplugging must not hang on the next person's receipt.
  const memory = new PrinterMemory();
  return {
    ...(idCardReader === undefined
      ? {}
      : { idCardReader: () => new SdtIdCardReader(transport(idCardReader.port, idCardReader.baudRate)) }),
    ...(barcodeReader === undefined
      ? {}
      : {
          barcodeReader: () =>
            new SerialBarcodeReader(transport(barcodeReader.port, barcodeReader.baudRate), {
              family: barcodeReader.family,
              suffix: suffixOf(barcodeReader.suffix),
            }),
        }),
    ...(receiptPrinter === undefined
      ? {}
      : {
          receiptPrinter: () =>
            new EscPosReceiptPrinter(transport(receiptPrinter.port, receiptPrinter.baudRate), {
              family: receiptPrinter.family,
              widthDots: receiptPrinter.widthDots,
              memory,
            }),
        }),
    ...(documentPrinter === undefined
      ? {}
      : {
          documentPrinter: () => new FilePrinter({ directory: documentPrinter.directory, keep: documentPrinter.keep }),
        }),
  };
}
