import { type Clock, systemClock } from '../contract/index.ts';
import { IppDocumentPrinter, IppPrinterSimulator } from '../document-printer/index.ts';
import type { Subject } from './check.ts';
import { type Acts, bench, stageOf, subject } from './simulated-bench.ts';
import { conformanceDocument } from './specimens.ts';
import type { SuiteDevices } from './suites.ts';

/** Sockets take real time; everybody's clock runs this much faster, so that seconds of waiting cost little. */
const FASTER = 10;
const fast: Clock = {
  now: () => systemClock.now() * FASTER,
  delay: (milliseconds, signal) => systemClock.delay(milliseconds / FASTER, signal),
};

/** `IppDocumentPrinter` over a real loopback socket with its simulator; `close` ends both. */
export async function simulatedIppPrinter(
  cycles: number,
): Promise<Subject<SuiteDevices['documentPrinter']> & { close(): Promise<void> }> {
  const all = bench(fast);
  const simulator = new IppPrinterSimulator({ clock: fast });
  const uri = await simulator.listen();
  let plugged = true;
  let counted = 0;
  const plugIn = async () => {
    if (!plugged) await simulator.listen();
    plugged = true;
  };
  const acts: Acts = {
    unplug: async () => {
      if (plugged) await simulator.hangUp();
      plugged = false;
    },
    'plug-in': plugIn,
  };
  const whole = Buffer.from(conformanceDocument());
  const count = async () => {
    const papers = simulator.papers.slice(counted);
    counted += papers.length;
    return papers.filter((paper) => paper.whole && whole.equals(paper.document)).length;
  };
  const made = subject(
    'documentPrinter',
    all,
    cycles,
    stageOf(acts, plugIn, count),
    () => new IppDocumentPrinter({ uri, clock: all.driverClock }),
  );
  return { ...made, close: () => simulator.close() };
}
