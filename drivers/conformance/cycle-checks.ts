import type { Device } from '../contract/index.ts';
import { type Check, demand, type Held, type Subject, staged, within } from './check.ts';
import { OPEN_LIMIT_MS, opened } from './probe.ts';

const WARM_UP = 3;

async function counted(subject: Subject<Device>): Promise<Held> {
  await subject.clock.delay(subject.settleMs);
  return subject.held();
}

/** What grew with the cycles. A handle a cycle is a leak; one or two more are somebody else's in the same process. */
function leaks(before: Held, after: Held, cycles: number): string[] {
  const own = (['listeners', 'timers', 'openPorts'] as const)
    .filter((kind) => after.own[kind] !== before.own[kind])
    .map((kind) => `${kind} ${before.own[kind]} -> ${after.own[kind]}`);
  const handles = Object.entries(after.process)
    .filter(([kind, count]) => count - (before.process[kind] ?? 0) >= Math.max(3, cycles / 10))
    .map(([kind, count]) => `${kind} ${before.process[kind] ?? 0} -> ${count}`);
  return [...own, ...handles];
}

const total = ({ process }: Held): number => Object.values(process).reduce((sum, count) => sum + count, 0);

async function nothingLeft(subject: Subject<Device>, cycles: number, cycle: () => Promise<void>): Promise<string> {
  for (let round = 0; round < WARM_UP; round += 1) await cycle();
  const before = await counted(subject);
  for (let round = 0; round < cycles; round += 1) await cycle();
  const after = await counted(subject);
  const found = leaks(before, after, cycles);
  demand(found.length === 0, `left behind by ${cycles} cycles: ${found.join(', ')}`);
  return `${cycles} cycles, nothing left: ${total(before)} handles in the process before, ${total(after)} after`;
}

/** What opening, closing and plugs leave behind: nothing. */
export const cycleChecks = <D extends Device>(): Check<D>[] => [
  {
    id: 'cycles.open-close',
    requirement: 'Opening and closing leaves no listener, timer or handle behind.',
    on: 'any',
    run: (subject) =>
      nothingLeft(subject, subject.peer === 'hardware' ? Math.min(20, subject.cycles) : subject.cycles, async () => {
        await (await opened(subject)).close();
      }),
  },
  {
    id: 'cycles.plug-unplug',
    requirement: 'Plugging and unplugging under an open driver leaves no listener, timer or handle behind.',
    on: 'simulator',
    run: (subject) =>
      nothingLeft(subject, subject.cycles, async () => {
        const device = await opened(subject);
        await staged(subject, 'unplug');
        await within(subject, OPEN_LIMIT_MS, 'refresh', device.refresh());
        await device.close();
        await staged(subject, 'plug-in');
      }),
  },
];
