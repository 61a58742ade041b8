import { writeSync } from 'node:fs';
import { observeHid } from '../observe/hid.ts';
import { HidGadgetBench } from './hid-gadget-bench.ts';
import { UhidBench } from './uhid-bench.ts';

/** What runs in the guest: every scenario once, one line of JSON each. What it saw is judged outside. */
const scenarios: Readonly<Record<string, () => Promise<unknown>>> = {
  'hid: uhid': () => observeHid(new UhidBench()),
  'hid: usb': () => observeHid(new HidGadgetBench()),
};
/** A scenario that hangs must not take the others with it. Milliseconds. */
const LONGEST_MS = 90_000;

const tell = (line: object): void => {
  writeSync(1, `${JSON.stringify(line)}\n`);
};

async function tooLong(): Promise<never> {
  await new Promise((resolve) => setTimeout(resolve, LONGEST_MS));
  throw new Error(`was not over after ${LONGEST_MS / 1_000} s`);
}

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
