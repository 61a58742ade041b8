import type {
  Auxiliaries,
  BarcodeReader,
  Device,
  DeviceClass,
  DocumentPrinter,
  IdCardReader,
  ReceiptPrinter,
  SmartCardReader,
} from '../contract/index.ts';
import { auxiliariesChecks } from './auxiliaries-checks.ts';
import type { Check, Peer } from './check.ts';
import { documentPrinterChecks, receiptPrinterChecks } from './printer-checks.ts';
import { barcodeReaderChecks, idCardReaderChecks } from './reader-checks.ts';
import { smartCardReaderChecks } from './smart-card-checks.ts';

/** The interface of each class that has a suite. */
export interface SuiteDevices {
  readonly idCardReader: IdCardReader;
  readonly barcodeReader: BarcodeReader;
  readonly receiptPrinter: ReceiptPrinter;
  readonly documentPrinter: DocumentPrinter;
  readonly cardReader: SmartCardReader;
  readonly auxiliaries: Auxiliaries;
}
export type SuiteClass = keyof SuiteDevices;

export const suites: { readonly [C in SuiteClass]: readonly Check<SuiteDevices[C]>[] } = {
  idCardReader: idCardReaderChecks,
  barcodeReader: barcodeReaderChecks,
  receiptPrinter: receiptPrinterChecks,
  documentPrinter: documentPrinterChecks,
  cardReader: smartCardReaderChecks,
  auxiliaries: auxiliariesChecks,
};

const applies = (check: Pick<Check<Device>, 'on'>, peer: Peer): boolean => check.on === 'any' || peer === 'simulator';

/** Ids a passing report of this class must hold, in the order they run; null for a class without a suite. */
export function requiredChecks(deviceClass: DeviceClass, peer: Peer): readonly string[] | null {
  if (!isSuiteClass(deviceClass)) return null;
  const checks: readonly { readonly id: string; readonly on: 'any' | 'simulator' }[] = suites[deviceClass];
  return checks.filter((check) => applies(check, peer)).map(({ id }) => id);
}

export const isSuiteClass = (deviceClass: DeviceClass): deviceClass is SuiteClass => Object.hasOwn(suites, deviceClass);
