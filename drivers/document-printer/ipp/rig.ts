import type { Clock } from '../../contract/index.ts';
import { SimulatedClock } from '../../transports/simulated-clock.ts';
import type { AllPatience } from './patience.ts';
import { IppDocumentPrinter, type IppPrinterOptions } from './printer.ts';
import { IppPrinterSimulator, type IppSimulatorOptions } from './simulator.ts';

/** A PDF of so many empty A4 pages with a mark in it, so that two documents differ. `bytes` pads it. */
export function samplePdf(pages = 1, mark = 'sample', bytes = 0): Uint8Array {
  const kids = Array.from({ length: pages }, (_, index) => `${index + 3} 0 R`).join(' ');
  const objects = [
    '1 0 obj<</Type/Catalog/Pages 2 0 R>>endobj',
    `2 0 obj<</Type/Pages/Kids[${kids}]/Count ${pages}>>endobj`,
    ...Array.from(
      { length: pages },
      (_, index) => `${index + 3} 0 obj<</Type/Page/Parent 2 0 R/MediaBox[0 0 595 842]>>endobj`,
    ),
  ];
  const body = `%PDF-1.4\n%${mark}\n${objects.join('\n')}\n`;
  const tail = 'trailer<</Root 1 0 R>>\n%%EOF\n';
  const padding = '%'.padEnd(Math.max(1, bytes - body.length - tail.length - 1), '.');
  return Uint8Array.from(Buffer.from(`${body}${padding}\n${tail}`, 'latin1'));
}

export interface Rig extends AsyncDisposable {
  readonly simulator: IppPrinterSimulator;
  readonly printer: IppDocumentPrinter;
  readonly clock: Clock;
  readonly patience: Partial<AllPatience>;
}

/** A simulated printer on a real TCP port and an opened driver, both on one simulated clock. */
export async function rig(simulated: IppSimulatorOptions = {}, options: Partial<IppPrinterOptions> = {}): Promise<Rig> {
  const clock = new SimulatedClock();
  const simulator = new IppPrinterSimulator({ clock, ...simulated });
  const uri = await simulator.listen();
  // Deadlines of single requests are real time; the rest is the simulated clock's.
  const patience = { requestMs: 400, documentMs: 400, ...options.patience };
  const printer = new IppDocumentPrinter({ uri, clock, ...options, patience });
  const opened = await printer.open();
  if (!opened.ok) throw new Error(opened.error.message);
  return {
    simulator,
    printer,
    clock,
    patience,
    [Symbol.asyncDispose]: async () => {
      await printer.close();
      await simulator.close();
    },
  };
}
