import type { StatusQuery } from './family.ts';
import type { BitTable, FixedBits } from './status-bytes.ts';

export const DLE_EOT: Readonly<Record<1 | 2 | 3 | 4, BitTable>> = {
  1: [
    { mask: 0x04, flag: 'drawer-pin3-high' },
    { mask: 0x08, flag: 'offline' },
    { mask: 0x20, flag: 'waiting-online-recovery' },
    { mask: 0x40, flag: 'feed-button' },
  ],
  2: [
    { mask: 0x04, flag: 'cover-open' },
    { mask: 0x08, flag: 'feed-button' },
    { mask: 0x20, flag: 'stopped-by-paper-end' },
    { mask: 0x40, flag: 'error' },
  ],
  3: [
    { mask: 0x04, flag: 'recoverable-error' },
    { mask: 0x08, flag: 'cutter-error' },
    { mask: 0x20, flag: 'unrecoverable-error' },
    { mask: 0x40, flag: 'auto-recoverable-error' },
  ],
  4: [
    { mask: 0x0c, flag: 'paper-near-end' },
    { mask: 0x60, flag: 'paper-end' },
  ],
};

export const GS_R: Readonly<Record<1 | 2, BitTable>> = {
  1: [
    { mask: 0x03, flag: 'paper-near-end' },
    { mask: 0x0c, flag: 'paper-end' },
  ],
  2: [{ mask: 0x01, flag: 'drawer-pin3-high' }],
};

/** Automatic status back, four bytes. */
export const ASB: readonly BitTable[] = [
  [
    { mask: 0x04, flag: 'drawer-pin3-high' },
    { mask: 0x08, flag: 'offline' },
    { mask: 0x20, flag: 'cover-open' },
    { mask: 0x40, flag: 'feed-button' },
  ],
  [
    { mask: 0x01, flag: 'waiting-online-recovery' },
    { mask: 0x02, flag: 'feed-button' },
    { mask: 0x04, flag: 'recoverable-error' },
    { mask: 0x08, flag: 'cutter-error' },
    { mask: 0x20, flag: 'unrecoverable-error' },
    { mask: 0x40, flag: 'auto-recoverable-error' },
  ],
  [
    { mask: 0x03, flag: 'paper-near-end' },
    { mask: 0x0c, flag: 'paper-end' },
  ],
  [],
];
export const ASB_FIXED = [0x10, 0, 0, 0] as const;

/** USB printer class GET_PORT_STATUS; no transport asks for it yet. */
export const USB_PORT_STATUS: BitTable = [
  { mask: 0x08, flag: 'error', whenClear: true },
  { mask: 0x10, flag: 'not-selected', whenClear: true },
  { mask: 0x20, flag: 'paper-end' },
];

/** Bits that real-time answers keep. */
const KEPT: FixedBits = { mask: 0x93, value: 0x12 };
export const ANY: FixedBits = { mask: 0x00, value: 0x00 };

/** A real-time question; `table` and `shape` where a maker differs. */
export const dleEot = (n: 1 | 2 | 3 | 4, table: BitTable = DLE_EOT[n], shape: FixedBits = KEPT): StatusQuery => ({
  name: `DLE EOT ${n}`,
  command: Uint8Array.of(0x10, 0x04, n),
  header: new Uint8Array(0),
  tables: [table],
  shape,
  fixed: [0x12],
});

/** The four questions as Epson defines them. */
export const standard = [dleEot(1), dleEot(2), dleEot(3), dleEot(4)] as const;

/** Answers to `GS r`. */
export const GS_SHAPE: FixedBits = { mask: 0x90, value: 0x00 };
/** Where fixed bits are not kept, `6C` may be a late paper status: only the four paper bits may be set in a fence. */
export const GS_SHAPE_NARROW: FixedBits = { mask: 0xf0, value: 0x00 };
