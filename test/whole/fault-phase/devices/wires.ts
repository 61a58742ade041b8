import { profiles } from '../../../../drivers/auxiliaries/index.ts';
import { FAMILY_NAMES as scannerFamilies } from '../../../../drivers/barcode-reader/index.ts';
import { hidWrapperProfiles, USB_LAYOUTS } from '../../../../drivers/id-card-reader/index.ts';
import { familyNames as printerFamilies } from '../../../../drivers/receipt-printer/index.ts';

/**
 * What a machine is fitted with instead of the usual.
 * `files`: a folder for documents. `disk`: one that can fail. `presenter`: a receipt printer that holds its paper out and
 * draws it back; `holder`: that only lets it hang. `wedge`: a scanner that types.
 * `cable`: other wires with cables, an SSI scanner, a card reader on USB pipes, a Modbus board. `hid`: the same three on HID.
 * `bank`: printers, scanner and sensors are XFS4IoT services of somebody else's; `bankCards`: the reader of ID cards, too;
 * `generationOne`: they speak as in 2021. `twoPipes`: the reader on USB has one pair. `unnumbered`: the one on HID has reports
 * without numbers. The rest are families of scanners and receipt printers below.
 */
export type Part =
  | 'files'
  | 'disk'
  | 'presenter'
  | 'holder'
  | 'wedge'
  | 'cable'
  | 'hid'
  | 'bank'
  | 'bankCards'
  | 'generationOne'
  | 'twoPipes'
  | 'unnumbered'
  | 'honeywell'
  | 'gm65'
  | 'plain'
  | 'snbc'
  | 'cashino';

type Scanner = (typeof scannerFamilies)[number];
type Printer = (typeof printerFamilies)[number];

/**
 * What stands where one device may have several wires, families or generations: by the parts that must be fitted for it, the
 * first one where nothing is asked for. The faults of such a device are met at all of them in turn, so that every fault meets
 * every phase, every wire every fault and every phase every wire. A new simulator is one row here (and a `Part`).
 */
export const wires = {
  scanner: [
    { needs: [], is: 'newland' },
    { needs: ['honeywell'], is: 'honeywell' },
    { needs: ['gm65'], is: 'gm65' },
    { needs: ['plain'], is: 'plain' },
  ],
  receiptPrinter: [
    { needs: [], is: 'epson' },
    { needs: ['snbc'], is: 'snbc' },
    { needs: ['cashino'], is: 'cashino' },
    { needs: ['holder'], is: 'masung' },
    { needs: ['presenter'], is: 'custom' },
  ],
  board: [
    { needs: [], is: 'line-board' },
    { needs: ['cable'], is: 'modbus-io' },
    { needs: ['hid'], is: 'hid-panel' },
  ],
  usbReader: [
    { needs: ['cable'], is: 'four' },
    { needs: ['cable', 'twoPipes'], is: 'two' },
  ],
  hidReader: [
    { needs: ['hid'], is: 'example-counted-64' },
    { needs: ['hid', 'unnumbered'], is: 'example-raw-64' },
  ],
  bank: [
    { needs: ['bank'], is: 2 },
    { needs: ['bank', 'generationOne'], is: 1 },
  ],
} as const satisfies Readonly<Record<string, readonly Wire<string | number>[]>>;

interface Wire<Is> {
  readonly needs: readonly Part[];
  readonly is: Is;
}

/** Everything of that kind the drivers have a simulator for. */
export const simulated: Readonly<Record<keyof typeof wires, readonly (string | number)[]>> = {
  scanner: scannerFamilies satisfies readonly Scanner[],
  receiptPrinter: printerFamilies satisfies readonly Printer[],
  board: Object.keys(profiles),
  usbReader: Object.keys(USB_LAYOUTS),
  hidReader: [...hidWrapperProfiles.keys()],
  bank: [1, 2],
};

/** What stands there in that machine: the row that asks for most of what it has. */
export function wireOf<Is>(rows: readonly Wire<Is>[], fit: ReadonlySet<Part>): Is {
  const fitting = rows.filter(({ needs }) => needs.every((part) => fit.has(part)));
  const most = fitting.sort((one, other) => other.needs.length - one.needs.length)[0] ?? rows[0];
  if (most === undefined) throw new Error('no wire at all');
  return most.is;
}

/** What each of them asks for, in their order. */
export const ways = (rows: readonly Wire<unknown>[], ...also: readonly Part[]): readonly (readonly Part[])[] =>
  rows.map(({ needs }) => [...needs, ...also]);
