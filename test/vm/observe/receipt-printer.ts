import type { Completion, PrintProof } from '../../../drivers/contract/index.ts';
import { EscPosReceiptPrinter } from '../../../drivers/receipt-printer/driver.ts';
import { PrinterMemory } from '../../../drivers/receipt-printer/printer-memory.ts';
import { carries, threeBands } from '../../../drivers/receipt-printer/rig.ts';
import { EscPosPrinterSimulator } from '../../../drivers/receipt-printer/simulator.ts';
import type { CableBench } from './cable-bench.ts';

/** Behind the last byte that was sent: pulled while a write is under way, who says so first is chance on every wire. */
const PULLED_AFTER_MS = 100;

const completion = <T>(ended: Completion<T>, tell: (value: T) => unknown = () => null): unknown =>
  ended.ok
    ? { ok: tell(ended.value), effect: ended.effect }
    : { code: ended.error.code, errorCode: ended.error.errorCode, effect: ended.error.effect };

const fence = (proof: PrintProof): string => proof.fence;

/** What our receipt printer makes of this cable: a receipt, one whose plug is pulled in the middle, and another. */
export async function observeReceiptPrinter(bench: CableBench): Promise<unknown> {
  const transport = bench.transport();
  const simulator = new EscPosPrinterSimulator({ family: 'epson', widthDots: 384 });
  const memory = new PrinterMemory();
  let hangUps = 0;
  transport.onHangUp(() => {
    hangUps += 1;
  });
  const plug = async () => {
    const wire = await bench.plug();
    simulator.attach({
      onData: (listener) => wire.onData(listener),
      write: (bytes) => wire.write(bytes),
      hangUp: () => setTimeout(() => wire.hangUp(), PULLED_AFTER_MS),
    });
    // As the device host does after a hang-up: a new driver with the port's memory.
    const printer = new EscPosReceiptPrinter(transport, { family: 'epson', widthDots: 384, memory });
    return { printer, open: completion(await printer.open()) };
  };
  const before = await plug();
  const received = simulator.receivedBytes;
  const first = completion(await before.printer.print({ jobId: 'job-1', receipt: threeBands }), fence);
  const firstSheets = simulator.papers().map((sheet) => carries(sheet, threeBands));
  simulator.unplugAfterBytes(Math.floor((simulator.receivedBytes - received) / 2), 'power');
  const cut = completion(await before.printer.print({ jobId: 'job-2', receipt: threeBands }), fence);
  const sheetsAfterCut = simulator.papers().length;
  await before.printer.close();
  await bench.unplug();

  const after = await plug();
  const again = completion(await after.printer.print({ jobId: 'job-3', receipt: threeBands }), fence);
  const last = simulator.papers().at(-1);
  const lastIsWhole = last !== undefined && carries(last, threeBands);
  await after.printer.close();
  await bench.unplug();
  return {
    ...{ open: before.open, first, firstSheets, cut, sheetsAfterCut, reopened: after.open, again },
    ...{ sheets: simulator.papers().length, lastIsWhole, hangUps },
  };
}
