import { ANY, DLE_EOT, dleEot, GS_SHAPE_NARROW } from '../escpos-status.ts';
import type { PrinterFamily, StatusQuery } from '../family.ts';
import type { BitTable } from '../status-bytes.ts';

const PAPER_PATH: BitTable = [
  { mask: 0x01, flag: 'paper-blocked' },
  { mask: 0x02, flag: 'ticket-pulled' },
  { mask: 0x04, flag: 'ticket-in-output' },
  { mask: 0x08, flag: 'paper-jam' },
  { mask: 0x80, flag: 'holder-occupied' },
];

export const masungPaperPath: StatusQuery = {
  name: 'DLE EOT 5',
  command: Uint8Array.of(0x10, 0x04, 0x05),
  header: new Uint8Array(0),
  tables: [PAPER_PATH],
  shape: ANY,
  fixed: [0],
};

const status = [
  dleEot(1, DLE_EOT[1], { mask: 0x10, value: 0x10 }),
  dleEot(2, DLE_EOT[2], ANY),
  dleEot(
    3,
    [
      { mask: 0x08, flag: 'cutter-error' },
      { mask: 0x20, flag: 'mark-not-found' },
      { mask: 0x40, flag: 'head-temperature' },
    ],
    ANY,
  ),
  dleEot(4, DLE_EOT[4], ANY),
  masungPaperPath,
] as const;

export const masung: PrinterFamily = {
  name: 'masung',
  label: 'Masung D347/EP800',
  replies: 'one-at-a-time',
  prologue: Uint8Array.of(0x1b, 0x79, 0x03),
  status,
  betweenBands: [status[0], status[1], status[3], masungPaperPath],
  // Cover, paper end and error by name: of its first answer little is known.
  glance: status[1],
  fence: GS_SHAPE_NARROW,
  // The older cut command does not feed to the cutter by itself.
  cut: Uint8Array.of(0x1b, 0x64, 0x05, 0x1b, 0x6d),
  automatic: null,
  // No public manual says.
  introduces: [],
  // Holds the paper out by itself; no command to draw it back is published.
  exit: { kind: 'presenter', present: new Uint8Array(0), retract: null },
};
