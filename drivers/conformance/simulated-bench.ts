import { type Clock, systemClock } from '../contract/index.ts';
import { SimulatedClock } from '../transports/index.ts';
import type { Direction, Stage, Subject } from './check.ts';
import { Holdings } from './counting.ts';
import type { SuiteClass, SuiteDevices } from './suites.ts';

export type Acts = Partial<Record<Direction, () => void | Promise<void>>>;

/** Garbage of every kind, the same each time: a small generator stands in for chance. */
export function garbage(seed: number): Uint8Array {
  let state = seed + 1;
  return Uint8Array.from({ length: 64 }, () => {
    state = (state * 48_271) % 2_147_483_647;
    return state & 0xff;
  });
}

export function stageOf(
  acts: Acts,
  reset: () => void | Promise<void>,
  countPapers: () => Promise<number | null>,
): Stage {
  return {
    direct: async (direction) => {
      const act = acts[direction];
      if (!act) return false;
      await act();
      return true;
    },
    countPapers,
    reset: async () => reset(),
  };
}

export interface Bench {
  readonly clock: Clock;
  readonly driverClock: Clock;
  readonly holdings: Holdings;
}

export function bench(clock: Clock = new SimulatedClock()): Bench {
  const holdings = new Holdings();
  return { clock, driverClock: holdings.clock(clock), holdings };
}

export function subject<C extends SuiteClass>(
  deviceClass: C,
  { clock, holdings }: Bench,
  cycles: number,
  stage: Stage,
  create: () => SuiteDevices[C],
): Subject<SuiteDevices[C]> {
  // Simulated time costs nothing; a folder's real time does, and it has nothing to settle.
  const settleMs = clock === systemClock ? 50 : 5_000;
  return { deviceClass, peer: 'simulator', stage, clock, create, cycles, settleMs, held: () => holdings.count() };
}
