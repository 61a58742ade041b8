import { maskApdus } from './mask-apdu.ts';
import { blankedAuxiliaries } from './mask-auxiliaries.ts';
import { maskBarcodeReader } from './mask-barcode-reader.ts';
import { maskHidPos } from './mask-hid-pos.ts';
import { maskIdCardReader } from './mask-id-card-reader.ts';
import { maskReceiptPrinter } from './mask-receipt-printer.ts';
import { type ClassMask, nothingKept } from './stream-mask.ts';
import type { Medium, RecordedClass } from './transcript.ts';

/** How each class is masked on a byte stream. */
export const masks: Readonly<Record<RecordedClass, () => ClassMask>> = {
  idCardReader: maskIdCardReader,
  barcodeReader: maskBarcodeReader,
  receiptPrinter: maskReceiptPrinter,
  // Which inputs are keys only the board's profile knows (`maskAuxiliaries`).
  auxiliaries: blankedAuxiliaries,
  // Never on a byte stream of ours; nothing of it would be kept.
  documentPrinter: nothingKept,
  cardReader: nothingKept,
};

/** The mask of a class on a medium. IPP and XFS4IoT messages go through theirs before they are taken. */
export function maskOf(deviceClass: RecordedClass, medium: Medium): ClassMask {
  switch (medium) {
    case 'stream':
      return masks[deviceClass]();
    case 'hid':
      return deviceClass === 'barcodeReader' ? maskHidPos() : nothingKept();
    case 'apdu':
      return maskApdus();
    case 'ipp':
    case 'xfs':
      return nothingKept();
  }
}
