export { formatOwnCode, type OwnCode, parseOwnCode } from '../contract/own-code.ts';
export { runScanner } from './cli.ts';
export { SerialBarcodeReader, type SerialBarcodeReaderOptions } from './driver.ts';
export { FAMILY_NAMES, type FamilyName } from './families.ts';
export { HidPosBarcodeReader } from './hid-pos-driver.ts';
export { HidPosSimulator, hidPosDescriptor } from './hid-pos-simulator.ts';
export {
  type BarcodeReaderOptions,
  createBarcodeReader,
  SCANNER_FAMILIES,
  type ScannerFamily,
} from './make.ts';
export { classifyPayload, type Payload, type TokenClass } from './payload.ts';
export { ScannerSimulator, type ScannerSimulatorOptions } from './simulator.ts';
export { SsiBarcodeReader } from './ssi-driver.ts';
export { SsiSimulator } from './ssi-simulator.ts';
export { parseSuffix, type Suffix } from './suffix-parser.ts';
