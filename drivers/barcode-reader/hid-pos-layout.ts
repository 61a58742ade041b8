import { fail, ok, type Result } from '../contract/index.ts';
import {
  elementsOf,
  type HidElement,
  type HidReportDescriptor,
  parseHidReportDescriptor,
  reportBytes,
} from '../transports/hid-descriptor.ts';
import { LONGEST_CODE } from './suffix-parser.ts';

/** HID Point of Sale Usage Tables 1.02: page 8C bar code scanner; `byteCount` is of the Generic Desktop page. */
export const USAGE_PAGE_SCANNER = 0x8c;
const HID_POS = {
  scanner: 0x8c_0002,
  scannedData: 0x8c_0012,
  triggerReport: 0x8c_0014,
  preventRead: 0x8c_005f,
  initiateRead: 0x8c_0060,
  aim: [0x8c_00fb, 0x8c_00fc, 0x8c_00fd],
  decodedData: 0x8c_00fe,
  continued: 0x8c_00ff,
  byteCount: 0x01_003b,
} as const;

/** Where things stand in the input report, counted from its id byte. `null`: the scanner has no such field. */
export interface HidPosLayout {
  readonly reportId: number;
  readonly lengthAt: number | null;
  readonly aimAt: number | null;
  readonly dataAt: number;
  readonly dataLength: number;
  readonly continuedAt: { readonly byte: number; readonly bit: number } | null;
  /** Whole report, id included. */
  readonly reportLength: number;
}

/** What nearly every scanner sends; used where the system does not show the descriptor. */
export const STANDARD_LAYOUT: HidPosLayout = {
  reportId: 2,
  lengthAt: 1,
  aimAt: 2,
  dataAt: 5,
  dataLength: 56,
  continuedAt: { byte: 63, bit: 0 },
  reportLength: 64,
};

const wholeByte = (element: HidElement | undefined): element is HidElement =>
  element !== undefined && element.field.size === 8 && element.bitOffset % 8 === 0;

/** The layout a scanner's own descriptor tells; `why` of a refusal is for a technician. */
function layoutOf(descriptor: HidReportDescriptor): Result<HidPosLayout, string> {
  const data = elementsOf(descriptor, 'input', HID_POS.decodedData, LONGEST_CODE);
  const [first] = data;
  if (!first) return fail('the descriptor has no decoded data (usage 8C:FE)');
  const { reportId } = first.field;
  const run = data.filter(({ field }) => field.reportId === reportId);
  const together = run.every((element, index) => element.bitOffset === first.bitOffset + index * 8);
  if (!run.every(wholeByte) || !together) return fail('the decoded data is not one run of bytes');
  const inReport = (usage: number) =>
    elementsOf(descriptor, 'input', usage, 2).find(({ field }) => field.reportId === reportId);
  const at = (element: HidElement) => 1 + element.bitOffset / 8;
  const length = inReport(HID_POS.byteCount);
  const [one, two, three] = HID_POS.aim.map(inReport);
  const aimRun =
    wholeByte(one) && wholeByte(two) && wholeByte(three) && at(two) === at(one) + 1 && at(three) === at(one) + 2;
  const flag = inReport(HID_POS.continued);
  return ok({
    reportId,
    lengthAt: wholeByte(length) ? at(length) : null,
    aimAt: aimRun ? at(one) : null,
    dataAt: at(first),
    dataLength: run.length,
    continuedAt: flag?.field.size === 1 ? { byte: 1 + Math.floor(flag.bitOffset / 8), bit: flag.bitOffset % 8 } : null,
    reportLength: 1 + reportBytes(descriptor, 'input', reportId),
  });
}

/** Reports that start and stop reading. */
export interface HidPosTrigger {
  readonly on: Uint8Array;
  readonly off: Uint8Array;
  /** What it is made of, for the line of evidence. */
  readonly by: 'usages 8C:60 and 8C:5F' | 'Honeywell report FD';
}

const HONEYWELL = 0x0c2e;
const HONEYWELL_REPORT = 0xfd;
const OUTPUT_LIMIT = 1_024;

/** The trigger the descriptor offers, or Honeywell's serial command in report FD; null where a scanner reads by itself. */
function triggerOf(descriptor: HidReportDescriptor, vendorId: number | null): HidPosTrigger | null {
  const bit = (usage: number) => elementsOf(descriptor, 'output', usage, 1)[0];
  const initiate = bit(HID_POS.initiateRead);
  const prevent = bit(HID_POS.preventRead);
  if (initiate) {
    const stop = prevent?.field.reportId === initiate.field.reportId ? prevent : null;
    return {
      on: withBit(descriptor, initiate),
      off: stop ? withBit(descriptor, stop) : blank(descriptor, initiate.field.reportId),
      by: 'usages 8C:60 and 8C:5F',
    };
  }
  const room = reportBytes(descriptor, 'output', HONEYWELL_REPORT);
  if (vendorId !== HONEYWELL || room < 4) return null;
  const command = (letter: number) => {
    const report = blank(descriptor, HONEYWELL_REPORT);
    report.set([0x03, 0x16, letter, 0x0d], 1);
    return report;
  };
  return { on: command(0x54), off: command(0x55), by: 'Honeywell report FD' };
}

function blank(descriptor: HidReportDescriptor, reportId: number): Uint8Array {
  const report = new Uint8Array(1 + Math.min(OUTPUT_LIMIT, reportBytes(descriptor, 'output', reportId)));
  report[0] = reportId;
  return report;
}

function withBit(descriptor: HidReportDescriptor, { field, bitOffset }: HidElement): Uint8Array {
  const report = blank(descriptor, field.reportId);
  const byte = 1 + Math.floor(bitOffset / 8);
  if (byte < report.length) report[byte] = 1 << (bitOffset % 8);
  return report;
}

/** Layout and trigger of one scanner from its raw descriptor. */
export function hidPosOf(
  raw: Uint8Array,
  vendorId: number | null,
): Result<{ readonly layout: HidPosLayout; readonly trigger: HidPosTrigger | null }, string> {
  const descriptor = parseHidReportDescriptor(raw);
  if (!descriptor.ok) return fail(`the report descriptor is bad (${descriptor.error})`);
  const layout = layoutOf(descriptor.value);
  if (!layout.ok) return layout;
  return ok({ layout: layout.value, trigger: triggerOf(descriptor.value, vendorId) });
}
