export { XfsAuxiliaries, type XfsAuxiliariesOptions } from './auxiliaries.ts';
export { XfsBarcodeReader, type XfsBarcodeReaderOptions } from './barcode-reader.ts';
export { type ChipCardReader, XfsCardReader } from './card-reader.ts';
export { isXfsAction, runXfs, type XfsAction, type XfsCliOptions, xfsActions } from './cli.ts';
export type { XfsDeviceOptions } from './device.ts';
export { type DiscoveredService, type Discovery, discover, locate } from './discovery.ts';
export { XfsDocumentPrinter, type XfsDocumentPrinterOptions } from './document-printer.ts';
export { XfsIdCardReader } from './id-card-reader.ts';
export { XfsReceiptPrinter, type XfsReceiptPrinterOptions } from './receipt-printer.ts';
