import { writeSync } from 'node:fs';
import { uptime } from 'node:os';
import type { CableBench } from '../observe/cable-bench.ts';
import { cableCycles, cardReaderCycle, receiptPrinterCycle } from '../observe/cable-cycles.ts';
import { observeCardReader } from '../observe/card-reader.ts';
import { observeHid } from '../observe/hid.ts';
import { hidPlugCycles } from '../observe/hid-cycles.ts';
import { CABLE_CYCLES, HID_CYCLES } from '../observe/hid-cycles-seen.ts';
import { observeReceiptPrinter } from '../observe/receipt-printer.ts';
import { HidGadgetBench } from './hid-gadget-bench.ts';
import { PrinterGadgetBench, printerClass } from './printer-gadget.ts';
import { SerialGadgetBench } from './serial-gadget-bench.ts';
import { serialListing } from './serial-listing.ts';
import { UhidBench } from './uhid-bench.ts';
import { UsbReaderBench } from './usb-reader-bench.ts';

const cycles: Readonly<Record<string, () => Promise<unknown>>> = {
  'hid: uhid, plug cycles': () => hidPlugCycles(new UhidBench(), HID_CYCLES),
  'card reader: usb, plug cycles': () =>
    removed((bench) => cableCycles(bench, CABLE_CYCLES, cardReaderCycle), new UsbReaderBench('four')),
  'receipt printer: usblp, plug cycles': () =>
    removed((bench) => cableCycles(bench, CABLE_CYCLES, receiptPrinterCycle), new PrinterGadgetBench()),
};
/** What runs in the guest: every scenario once, one line of JSON each. What it saw is judged outside. */
const scenarios: Readonly<Record<string, () => Promise<unknown>>> = {
  'hid: uhid': () => observeHid(new UhidBench()),
  'hid: usb': () => observeHid(new HidGadgetBench()),
  // A second each, in an emulated machine: long rounds only. The word is put in when this is built (guest-program.ts).
  ...(process.env.LONG === '1' ? cycles : {}),
  'card reader: serial': () => removed(observeCardReader, new SerialGadgetBench()),
  'card reader: usb, two pipes': () => removed(observeCardReader, new UsbReaderBench('two')),
  'card reader: usb, four pipes': () => removed(observeCardReader, new UsbReaderBench('four')),
  'receipt printer: serial': () => removed(observeReceiptPrinter, new SerialGadgetBench()),
  'receipt printer: usblp': () => removed(observeReceiptPrinter, new PrinterGadgetBench()),
  'serial: listing': serialListing,
  'printer class': printerClass,
};
/** A scenario that hangs must not take the others with it. Milliseconds. */
const LONGEST_MS = process.env.LONG === '1' ? 300_000 : 90_000;

async function removed(
  observe: (bench: CableBench) => Promise<unknown>,
  bench: CableBench & { remove(): void | Promise<void> },
): Promise<unknown> {
  const saw = await observe(bench);
  await bench.remove();
  return saw;
}

const tell = (line: object): void => {
  writeSync(1, `${JSON.stringify(line)}\n`);
};

async function tooLong(): Promise<never> {
  await new Promise((resolve) => setTimeout(resolve, LONGEST_MS));
  throw new Error(`was not over after ${LONGEST_MS / 1_000} s`);
}

tell({ started: uptime() });
for (const [scenario, run] of Object.entries(scenarios)) {
  const begun = performance.now();
  const seconds = () => (performance.now() - begun) / 1_000;
  try {
    const saw = await Promise.race([run(), tooLong()]);
    tell({ scenario, seconds: seconds(), saw });
  } catch (error) {
    tell({
      scenario,
      seconds: seconds(),
      threw: error instanceof Error ? (error.stack ?? error.message) : String(error),
    });
  }
}
tell({ ended: true });
// Simulated devices may still wait in the kernel, and an orderly exit would wait with them.
process.kill(process.pid, 'SIGKILL');
