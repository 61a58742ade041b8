export { formatOwnCode, type OwnCode, parseOwnCode } from '../contract/own-code.ts';
export { runScanner } from './cli.ts';
export { SerialBarcodeReader, type SerialBarcodeReaderOptions } from './driver.ts';
export { FAMILY_NAMES, type FamilyName } from './families.ts';
export { classifyPayload, type Payload, type TokenClass } from './payload.ts';
export { ScannerSimulator, type ScannerSimulatorOptions } from './simulator.ts';
export { parseSuffix, type Suffix } from './suffix-parser.ts';
