import { expect } from 'vitest';
import type { Case } from './cases.ts';
import { Citizen } from './citizen.ts';
import type { FaultMachine } from './fault-machine.ts';
import { Accounts, explained } from './invariants.ts';

/** Whoever comes next finds nothing of whom was there before. */
async function nextPerson({ whole }: FaultMachine): Promise<void> {
  whole.touch({ type: 'start' });
  await whole.sees('home');
  expect(whole.snapshot).toMatchObject({
    language: 'zh-CN',
    elder: false,
    session: { identified: false, person: null, idleSecondsLeft: null },
  });
  whole.touch({ type: 'exit' });
  await whole.sees('takeCard');
  await whole.sees('farewell');
  whole.touch({ type: 'start' });
  await whole.sees('attract');
}

async function well({ whole, wrong, offers }: FaultMachine): Promise<void> {
  // A terminal that started anew tells first what became of a session that was open.
  if (whole.snapshot?.screen.name === 'recovered') {
    whole.touch({ type: 'next' });
    await whole.sees('farewell');
    whole.touch({ type: 'start' });
  }
  await whole
    .sees('attract', ({ availableCount }) => availableCount === offers && wrong().length === 0, 40_000)
    .catch((thrown: Error) => {
      throw new Error(`still wrong: ${JSON.stringify(wrong())}, ${thrown.message}`);
    });
}

/**
 * Walks into the phase, lets the fault happen, goes on as a citizen would until the machine is free, mends the fault, and
 * judges: every screen on the way explained itself, nothing was lost, nothing came out twice, the next person finds a
 * clean machine. `mark` hears which part begins.
 */
export async function meets(
  machine: FaultMachine,
  { fault, leaf, phase, item }: Case,
  mark: (part: string) => void = () => undefined,
): Promise<void> {
  const { whole } = machine;
  const accounts = new Accounts(machine);
  mark('reach');
  await phase.reach(machine, item);
  whole.touch({ type: 'setLanguage', language: 'en' });
  machine.seen = [];
  mark('inject');
  await fault.inject(machine);
  await phase.after?.(machine);
  const legal = new Set<string>([
    ...phase.legal,
    ...(fault.name.startsWith('process') ? ['recovered', 'attract'] : []),
  ]);
  for (const { screen } of machine.seen) expect([...legal], `${leaf} became`).toContain(screen.name);
  mark('citizen');
  await new Citizen(machine, item).untilFree();
  for (const snapshot of machine.seen) explained(snapshot);
  mark('mend');
  machine.takeCards();
  await fault.mend(machine);
  // How a device comes back by itself is the drill's (`service-drill.test.ts`): plugs pulled as often as here would pass for
  // a device that flaps, and drivers wait before they recover again.
  mark('devices');
  await whole.killDevices();
  mark('well');
  await well(machine);
  mark('next');
  await nextPerson(machine);
  mark('close');
  await accounts.close();
  mark('over');
}
