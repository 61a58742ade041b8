import { DLE_EOT, dleEot, GS_SHAPE_NARROW, standard } from '../escpos-status.ts';
import type { PrinterFamily } from '../family.ts';
import { CUT_PARTIAL } from './epson.ts';

/** Bit 7 of the first answer: the receipt has not been torn off yet. */
const status = [
  dleEot(1, [...DLE_EOT[1], { mask: 0x80, flag: 'ticket-in-output' }], { mask: 0x13, value: 0x12 }),
  standard[1],
  standard[2],
  standard[3],
] as const;

export const cashino: PrinterFamily = {
  name: 'cashino',
  label: 'Cashino KP-628',
  replies: 'one-at-a-time',
  prologue: new Uint8Array(0),
  status,
  betweenBands: [status[0], status[3]],
  glance: status[0],
  fence: GS_SHAPE_NARROW,
  cut: CUT_PARTIAL,
  automatic: null,
  // The command list of its manual has no `GS I`.
  introduces: [],
  exit: { kind: 'tear-off', present: new Uint8Array(0), retract: null },
};
