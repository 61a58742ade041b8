import { DLE_EOT, dleEot, GS_SHAPE, standard } from '../escpos-status.ts';
import type { PrinterFamily } from '../family.ts';
import type { BitTable } from '../status-bytes.ts';
import { CUT_PARTIAL, TELLS_CHANGES } from './epson.ts';

const ERRORS: BitTable = [{ mask: 0x04, flag: 'paper-jam' }, ...DLE_EOT[3].slice(1)];

export const snbc: PrinterFamily = {
  name: 'snbc',
  label: 'SNBC BTP/BT',
  replies: 'fixed-bits',
  prologue: new Uint8Array(0),
  status: [standard[0], standard[1], dleEot(3, ERRORS), standard[3]],
  betweenBands: [standard[0]],
  glance: standard[0],
  fence: GS_SHAPE,
  cut: CUT_PARTIAL,
  automatic: TELLS_CHANGES,
  // The pages of its manuals that are public tell `GS a` and `GS r`; whether it knows `GS I`, they do not.
  introduces: [],
  exit: null,
};
