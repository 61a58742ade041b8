import type { BitTable, FixedBits } from './status-bytes.ts';

export type FamilyName = 'epson' | 'snbc' | 'masung' | 'custom' | 'cashino';

/** A status question whose answer is `tables.length` bytes behind an optional `header`. */
export interface StatusQuery {
  /** How the question is written in evidence lines, e.g. `DLE EOT 2`. */
  readonly name: string;
  readonly command: Uint8Array;
  readonly header: Uint8Array;
  readonly tables: readonly BitTable[];
  /** What every answer byte must look like; the same mask serves all bytes of one answer. */
  readonly shape: FixedBits;
  /** The constant bits a simulator sends, per byte. */
  readonly fixed: readonly number[];
}

/** What can be done with the paper behind the cutter where `ticket-in-output` tells of it. */
export interface PaperExit {
  /** `presenter`: cut free and held out. `tear-off`: hangs on until a hand tears it. */
  readonly kind: 'presenter' | 'tear-off';
  /** Sent behind the cut to hold the paper out; empty where the printer does so by itself. */
  readonly present: Uint8Array;
  /** Draws what is held out into the bin; null where no command for it is known. */
  readonly retract: Uint8Array | null;
}

export interface PrinterFamily {
  readonly name: FamilyName;
  readonly label: string;
  /** `fixed-bits`: replies are told apart by their bits. `one-at-a-time`: only by what was asked last. */
  readonly replies: 'fixed-bits' | 'one-at-a-time';
  /** Sent before `ESC @`, e.g. Masung's switch to ESC/POS. */
  readonly prologue: Uint8Array;
  /** Asked after the fence and by `refresh`, in this order. */
  readonly status: readonly StatusQuery[];
  /** Asked between two bands: enough to notice any stop. */
  readonly betweenBands: readonly StatusQuery[];
  /** Asked often while idle: one question whose answer changes when the printer stops or a hand was at it. */
  readonly glance: StatusQuery;
  /** What a `GS r 1` answer looks like. */
  readonly fence: FixedBits;
  readonly cut: Uint8Array;
  /**
   * `n` of `GS a n`: which changes the printer tells unasked. null where it cannot, or where its answers are told apart
   * only by what was asked last and a telling would pass for one.
   */
  readonly automatic: number | null;
  /** null: no sensor, so nothing is known of the paper once it is cut. */
  readonly exit: PaperExit | null;
}

const bytes = (hex: string): Uint8Array => Uint8Array.from(Buffer.from(hex, 'hex'));

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

const MASUNG_PAPER_PATH: BitTable = [
  { mask: 0x01, flag: 'paper-blocked' },
  { mask: 0x02, flag: 'ticket-pulled' },
  { mask: 0x04, flag: 'ticket-in-output' },
  { mask: 0x08, flag: 'paper-jam' },
  { mask: 0x80, flag: 'holder-occupied' },
];

const CUSTOM_FULL: readonly BitTable[] = [
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

/** USB printer class GET_PORT_STATUS; for the USB transport to come. */
export const USB_PORT_STATUS: BitTable = [
  { mask: 0x08, flag: 'error', whenClear: true },
  { mask: 0x10, flag: 'not-selected', whenClear: true },
  { mask: 0x20, flag: 'paper-end' },
];

const KEPT: FixedBits = { mask: 0x93, value: 0x12 };
const ANY: FixedBits = { mask: 0x00, value: 0x00 };

const dleEot = (n: 1 | 2 | 3 | 4, table: BitTable = DLE_EOT[n], shape: FixedBits = KEPT): StatusQuery => ({
  name: `DLE EOT ${n}`,
  command: Uint8Array.of(0x10, 0x04, n),
  header: new Uint8Array(0),
  tables: [table],
  shape,
  fixed: [0x12],
});

export const customFullStatus: StatusQuery = {
  name: 'DLE EOT 20',
  command: bytes('100414'),
  header: bytes('100f'),
  tables: CUSTOM_FULL,
  shape: ANY,
  fixed: [0, 0, 0, 0],
};

export const masungPaperPath: StatusQuery = {
  name: 'DLE EOT 5',
  command: bytes('100405'),
  header: new Uint8Array(0),
  tables: [MASUNG_PAPER_PATH],
  shape: ANY,
  fixed: [0],
};

const standard = [dleEot(1), dleEot(2), dleEot(3), dleEot(4)] as const;

const masung = [
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

const snbcErrors: BitTable = [{ mask: 0x04, flag: 'paper-jam' }, ...DLE_EOT[3].slice(1)];

/** Bit 7 of the first answer: the receipt has not been torn off yet. */
const cashino = [
  dleEot(1, [...DLE_EOT[1], { mask: 0x80, flag: 'ticket-in-output' }], { mask: 0x13, value: 0x12 }),
  standard[1],
  standard[2],
  standard[3],
] as const;

/** Feed to the cutter and three lines more, then cut, leaving one point so that the sheet does not fall. */
const CUT_PARTIAL = bytes('1d564203');
/** On- and offline, errors, paper sensors; not the drawer, whose pin floats in a kiosk. */
const TELLS_CHANGES = 0x0e;
const GS_SHAPE: FixedBits = { mask: 0x90, value: 0x00 };
/** Where fixed bits are not kept, `6C` may be a late paper status: only the four paper bits may be set in a fence. */
const GS_SHAPE_NARROW: FixedBits = { mask: 0xf0, value: 0x00 };

/** Differences between makers, as data. Sources in README.md. */
export const families: Readonly<Record<FamilyName, PrinterFamily>> = {
  epson: {
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
    exit: null,
  },
  snbc: {
    name: 'snbc',
    label: 'SNBC BTP/BT',
    replies: 'fixed-bits',
    prologue: new Uint8Array(0),
    status: [standard[0], standard[1], dleEot(3, snbcErrors), standard[3]],
    betweenBands: [standard[0]],
    glance: standard[0],
    fence: GS_SHAPE,
    cut: CUT_PARTIAL,
    automatic: TELLS_CHANGES,
    exit: null,
  },
  masung: {
    name: 'masung',
    label: 'Masung D347/EP800',
    replies: 'one-at-a-time',
    prologue: bytes('1b7903'),
    status: masung,
    betweenBands: [masung[0], masung[1], masung[3], masungPaperPath],
    // Cover, paper end and error by name: of its first answer little is known.
    glance: masung[1],
    fence: GS_SHAPE_NARROW,
    // The older cut command does not feed to the cutter by itself.
    cut: bytes('1b64051b6d'),
    automatic: null,
    // Holds the paper out by itself; no command to draw it back is published.
    exit: { kind: 'presenter', present: new Uint8Array(0), retract: null },
  },
  custom: {
    name: 'custom',
    label: 'CUSTOM VKP80/KPM',
    replies: 'one-at-a-time',
    prologue: new Uint8Array(0),
    status: [...standard, customFullStatus],
    betweenBands: [standard[0], customFullStatus],
    glance: customFullStatus,
    fence: GS_SHAPE_NARROW,
    // Printers with an ejector know the old total cut; 12 steps of 7 mm stand out of the mouth.
    cut: bytes('1b64051b69'),
    automatic: null,
    exit: { kind: 'presenter', present: bytes('1d65030c'), retract: bytes('1d6502') },
  },
  cashino: {
    name: 'cashino',
    label: 'Cashino KP-628',
    replies: 'one-at-a-time',
    prologue: new Uint8Array(0),
    status: cashino,
    betweenBands: [cashino[0], cashino[3]],
    glance: cashino[0],
    fence: GS_SHAPE_NARROW,
    cut: CUT_PARTIAL,
    automatic: null,
    exit: { kind: 'tear-off', present: new Uint8Array(0), retract: null },
  },
};

export const familyNames = ['epson', 'snbc', 'masung', 'custom', 'cashino'] as const satisfies readonly FamilyName[];
