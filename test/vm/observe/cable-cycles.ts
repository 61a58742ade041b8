import { EscPosReceiptPrinter } from '../../../drivers/receipt-printer/driver.ts';
import { EscPosPrinterSimulator } from '../../../drivers/receipt-printer/simulator.ts';
import type { CableBench } from './cable-bench.ts';
import type { CableCycles } from './hid-cycles-seen.ts';
import { held } from './left-behind.ts';
import { until } from './until.ts';

const WARM_UP = 2;

type Cycle = (bench: CableBench) => Promise<void>;

/** A receipt printer, pulled at rest. */
export const receiptPrinterCycle: Cycle = async (bench) => {
  const simulator = new EscPosPrinterSimulator({ family: 'epson', widthDots: 384 });
  simulator.attach(await bench.plug());
  const driver = new EscPosReceiptPrinter(bench.transport(), { family: 'epson', widthDots: 384 });
  const opened = await driver.open();
  if (!opened.ok) throw new Error(opened.error.errorCode);
  await bench.unplug();
  await until('the driver to see the unplug', () => driver.status().faults.includes('hung-up'));
  await driver.close();
};

/** What so many plug cycles leave behind, counted while nothing is plugged in. */
export async function cableCycles(bench: CableBench, cycles: number, cycle: Cycle): Promise<CableCycles> {
  for (let round = 0; round < WARM_UP; round += 1) await cycle(bench);
  const before = await held([]);
  for (let round = 0; round < cycles; round += 1) await cycle(bench);
  return { before, after: await held([]) };
}
