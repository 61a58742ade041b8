import { ANY, GS_SHAPE_NARROW, standard } from '../escpos-status.ts';
import type { PrinterFamily, StatusQuery } from '../family.ts';
import type { BitTable } from '../status-bytes.ts';

const FULL: readonly BitTable[] = [
  [
    { mask: 0x01, flag: 'paper-end' },
    { mask: 0x04, flag: 'paper-near-end' },
    { mask: 0x20, flag: 'ticket-in-output' },
  ],
  [
    { mask: 0x01, flag: 'head-open' },
    { mask: 0x02, flag: 'cover-open' },
    { mask: 0x08, flag: 'motor-on' },
  ],
  [
    { mask: 0x01, flag: 'head-temperature' },
    { mask: 0x08, flag: 'voltage' },
    { mask: 0x40, flag: 'paper-jam' },
  ],
  [{ mask: 0x01, flag: 'cutter-error' }],
];

export const customFullStatus: StatusQuery = {
  name: 'DLE EOT 20',
  command: Uint8Array.of(0x10, 0x04, 0x14),
  header: Uint8Array.of(0x10, 0x0f),
  tables: FULL,
  shape: ANY,
  fixed: [0, 0, 0, 0],
};

export const custom: PrinterFamily = {
  name: 'custom',
  label: 'CUSTOM VKP80/KPM',
  replies: 'one-at-a-time',
  prologue: new Uint8Array(0),
  status: [...standard, customFullStatus],
  betweenBands: [standard[0], customFullStatus],
  glance: customFullStatus,
  fence: GS_SHAPE_NARROW,
  // Printers with an ejector know the old total cut; 12 steps of 7 mm stand out of the mouth.
  cut: Uint8Array.of(0x1b, 0x64, 0x05, 0x1b, 0x69),
  automatic: null,
  // Its manuals know n = 1 to 3 only, each answered by one bare byte.
  introduces: [],
  exit: { kind: 'presenter', present: Uint8Array.of(0x1d, 0x65, 0x03, 0x0c), retract: Uint8Array.of(0x1d, 0x65, 0x02) },
};
