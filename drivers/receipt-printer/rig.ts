import type { Receipt } from '../contract/index.ts';
import { createMemoryPair } from '../transports/memory.ts';
import { SimulatedClock } from '../transports/simulated-clock.ts';
import { rasterBands } from './bands.ts';
import type { Bitmap } from './bitmap.ts';
import { drawReceipt } from './draw.ts';
import { EscPosReceiptPrinter, type ReceiptPrinterOptions } from './driver.ts';
import type { EscPosCommand } from './escpos.ts';
import { EscPosTokenizer } from './escpos-tokenizer.ts';
import type { FamilyName } from './family.ts';
import { EscPosPrinterSimulator, type PrinterSimulatorOptions } from './simulator.ts';

/** For tests: a driver and a simulated printer joined in memory, on a clock that jumps. */
export function rig(
  family: FamilyName = 'epson',
  options: PrinterSimulatorOptions = {},
  driver: Partial<ReceiptPrinterOptions> = {},
) {
  const clock = new SimulatedClock();
  const widthDots = options.widthDots === 576 ? 576 : 384;
  const { transport, wire } = createMemoryPair('memory://receipt-printer');
  const simulator = new EscPosPrinterSimulator({ family, clock, widthDots: 384, ...options });
  simulator.attach(wire);
  const printer = new EscPosReceiptPrinter(transport, { family, clock, widthDots, ...driver });
  /** As the device host does after a hang-up: the plug goes in again and a new driver is made. */
  const plugIn = () => {
    wire.plugIn();
    simulator.attach(wire);
    return new EscPosReceiptPrinter(transport, { family, clock, widthDots, ...driver });
  };
  return { clock, transport, wire, simulator, printer, plugIn };
}

/** Is this what the family cuts a receipt with? */
export const isCut = ({ kind }: EscPosCommand): boolean =>
  kind === 'feedAndCut' || kind === 'oldPartialCut' || kind === 'oldFullCut';

/** Three bands on narrow paper: a first, a middle and a last one. */
export const threeBands: Receipt = {
  blocks: [
    { kind: 'title', text: '回执' },
    { kind: 'space', dots: 180 },
    { kind: 'large', label: '编号', text: '0001' },
  ],
};

/** As short as a receipt can be: one band. */
export const shortReceipt: Receipt = { blocks: [{ kind: 'space', dots: 4 }] };

const expectedRows = (receipt: Receipt, widthDots: 576 | 384): Buffer => {
  const tokenizer = new EscPosTokenizer();
  const tokens = rasterBands(drawReceipt(receipt, widthDots)).flatMap((band) => tokenizer.push(band));
  return Buffer.concat(tokens.flatMap((token) => (token.kind === 'raster' ? [token.data] : [])));
};
const cache = new Map<Receipt, Buffer>();

/** Does the sheet carry exactly this receipt, whole, and no other ink? */
export function carries(sheet: Bitmap, receipt: Receipt): boolean {
  const widthDots = sheet.widthDots === 384 ? 384 : 576;
  const expected = cache.get(receipt) ?? expectedRows(receipt, widthDots);
  cache.set(receipt, expected);
  const data = Buffer.from(sheet.data);
  if (expected.every((byte) => byte === 0)) return data.length >= expected.length && data.every((byte) => byte === 0);
  // White paper at both ends depends on where the cutter stands.
  const ink = (bytes: Buffer): Buffer => {
    const rowBytes = widthDots / 8;
    const rows = Array.from({ length: bytes.length / rowBytes }, (_, y) =>
      bytes.subarray(y * rowBytes, (y + 1) * rowBytes),
    );
    const first = rows.findIndex((row) => row.some((byte) => byte !== 0));
    const last = rows.findLastIndex((row) => row.some((byte) => byte !== 0));
    return Buffer.concat(rows.slice(first, last + 1));
  };
  return ink(data).equals(ink(expected));
}
