import { type Clock, systemClock, type Transport } from '../contract/index.ts';
import type { FamilyName } from './families.ts';
import { PortBarcodeReader } from './reader.ts';
import { SerialScannerPort } from './serial-port.ts';
import type { Suffix } from './suffix-parser.ts';

export interface SerialBarcodeReaderOptions {
  readonly family: FamilyName;
  readonly suffix: Suffix;
  /** True when the scanner was set to send AIM identifiers; they are off from the factory. */
  readonly aimPrefix?: boolean;
}

/** Code scanner on a serial port or USB-CDC that ends codes with a suffix. */
export class SerialBarcodeReader extends PortBarcodeReader {
  constructor(transport: Transport, options: SerialBarcodeReaderOptions, clock: Clock = systemClock) {
    super(new SerialScannerPort(transport, options, clock), clock);
  }
}
