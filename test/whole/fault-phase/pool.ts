import type { Fit } from './devices/fit.ts';
import type { Part } from './devices/wires.ts';
import { FaultMachine } from './fault-machine.ts';

const OTHER_WIRES: readonly Part[] = ['cable', 'hid', 'bank'];

/** Parts that get along stand in one machine, so that few are to be started: whoever needs one of them gets all. */
const ODD: readonly Part[] = ['files', 'wedge', 'presenter'];
const FAMILIES: readonly (readonly Part[])[] = [['honeywell', 'snbc'], ['gm65', 'cashino'], ['plain']];
export function fitFor(needs: readonly Part[]): Fit {
  // Paper that only hangs is what every phase can be walked with.
  if (needs.some((part) => OTHER_WIRES.includes(part)))
    return new Set(needs.includes('presenter') ? needs : [...needs, 'holder' as const]);
  const families = FAMILIES.find((together) => needs.some((part) => together.includes(part)));
  if (families !== undefined) return new Set([...families, ...needs]);
  if (needs.includes('disk') || !needs.some((part) => ODD.includes(part))) return new Set(needs);
  // Paper either hangs or is drawn back.
  return new Set([...ODD.filter((part) => part !== 'presenter' || !needs.includes('holder')), ...needs]);
}
const nameOf = (fit: Fit): string => [...fit].sort().join();
/** The machine that has them, by name; null for the usual one and its parts. */
export const otherWires = (needs: readonly Part[]): string | null =>
  needs.some((part) => OTHER_WIRES.includes(part) || FAMILIES.flat().includes(part)) ? fitName(needs) : null;
/** The machine that has them, by name. */
export const fitName = (needs: readonly Part[]): string => nameOf(fitFor(needs));

/** Each holds a platform with its database in memory. */
const MACHINES = 3;

/** The machines, so many at once and no more; whoever needs one waits until one is free. */
export class Pool {
  readonly #idle: FaultMachine[] = [];
  readonly #waiting: (() => void)[] = [];
  #places = MACHINES;

  /** A pair that failed may leave the machine as it is: it is not used again. */
  async onSome(needs: readonly Part[], use: (machine: FaultMachine) => Promise<void>): Promise<void> {
    const fit = fitFor(needs);
    while (this.#places === 0) await new Promise<void>((resolve) => this.#waiting.push(resolve));
    this.#places -= 1;
    try {
      const machine = await this.#take(fit);
      try {
        await use(machine);
        this.#idle.push(machine);
      } catch (thrown) {
        await machine.stop();
        throw thrown;
      }
    } finally {
      this.#places += 1;
      this.#waiting.shift()?.();
    }
  }

  async stop(): Promise<void> {
    for (const machine of this.#idle.splice(0)) await machine.stop();
  }

  async #take(fit: Fit): Promise<FaultMachine> {
    const fits = this.#idle.findIndex((machine) => nameOf(machine.fit) === nameOf(fit));
    if (fits >= 0) return this.#idle.splice(fits, 1)[0] ?? FaultMachine.start(fit);
    // Its place is needed by one that is fitted otherwise.
    if (this.#idle.length >= this.#places + 1) await this.#idle.shift()?.stop();
    return FaultMachine.start(fit);
  }
}
