import { maskBarcodeReader } from './mask-barcode-reader.ts';
import { maskIdCardReader } from './mask-id-card-reader.ts';
import { maskReceiptPrinter } from './mask-receipt-printer.ts';
import type { ClassMask } from './stream-mask.ts';
import type { RecordedClass } from './transcript.ts';

/** How each class is masked; a class without a mask cannot be recorded. */
export const masks: Readonly<Record<RecordedClass, () => ClassMask>> = {
  idCardReader: maskIdCardReader,
  barcodeReader: maskBarcodeReader,
  receiptPrinter: maskReceiptPrinter,
};
