import { GS_SHAPE, standard } from '../escpos-status.ts';
import type { PrinterFamily } from '../family.ts';

/** Feed to the cutter and three lines more, then cut, leaving one point so that the sheet does not fall. */
export const CUT_PARTIAL = Uint8Array.of(0x1d, 0x56, 0x42, 0x03);
/** On- and offline, errors, paper sensors; not the drawer, whose pin floats in a kiosk. */
export const TELLS_CHANGES = 0x0e;

export const epson: PrinterFamily = {
  name: 'epson',
  label: 'Epson TM / EU-m30 compatible',
  replies: 'fixed-bits',
  prologue: new Uint8Array(0),
  status: standard,
  betweenBands: [standard[0]],
  glance: standard[0],
  fence: GS_SHAPE,
  cut: CUT_PARTIAL,
  automatic: TELLS_CHANGES,
  // The serial number last: some compatibles leave it out, and who does not answer is asked nothing more.
  introduces: [
    { n: 65, fact: 'firmware' },
    { n: 66, fact: 'maker' },
    { n: 67, fact: 'model' },
    { n: 68, fact: 'serial' },
  ],
  exit: null,
};
