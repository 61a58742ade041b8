import { SdtIdCardReader } from '../../../drivers/id-card-reader/driver.ts';
import { SdtReaderSimulator } from '../../../drivers/id-card-reader/simulator.ts';
import { EscPosReceiptPrinter } from '../../../drivers/receipt-printer/driver.ts';
import { EscPosPrinterSimulator } from '../../../drivers/receipt-printer/simulator.ts';
import type { CableBench } from './cable-bench.ts';
import type { CableCycles } from './hid-cycles-seen.ts';
import { held } from './left-behind.ts';
import { until } from './until.ts';

const WARM_UP = 2;
const READ_MS = 20_000;

type Cycle = (bench: CableBench, round: number) => Promise<void>;

/** A card reader, every other time pulled while it looks for a card. */
export const cardReaderCycle: Cycle = async (bench, round) => {
  const simulator = new SdtReaderSimulator();
  const stop = simulator.attach(await bench.plug());
  const driver = new SdtIdCardReader(bench.transport());
  const opened = await driver.open();
  if (!opened.ok) throw new Error(opened.error.errorCode);
  const reading = round % 2 === 0 ? driver.read({ timeoutMs: READ_MS }) : null;
  await bench.unplug();
  // A transfer that the unplug cuts may fail before the bus tells why.
  await until('the driver to see the unplug', () =>
    driver.status().faults.some((fault) => /hung-up|port-error/.test(fault)),
  );
  if ((await reading)?.ok) throw new Error('read a card that never was there');
  await driver.close();
  stop();
};

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
  for (let round = 0; round < WARM_UP; round += 1) await cycle(bench, round);
  const before = await held([]);
  for (let round = 0; round < cycles; round += 1) await cycle(bench, round);
  return { before, after: await held([]) };
}
