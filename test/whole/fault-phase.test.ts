import { afterAll, describe, expect, it } from 'vitest';
import { DiskImage } from '../fixtures/disk-image.ts';
import { Citizen } from './fault-phase/citizen.ts';
import { FaultMachine, type Fit } from './fault-phase/fault-machine.ts';
import { type Fault, faults } from './fault-phase/faults.ts';
import { Accounts, explained } from './fault-phase/invariants.ts';
import { type ItemCode, LATER, type Leaf, type Phase, PROOF, walked } from './fault-phase/phases.ts';
import { covering, type Pair } from './fault-phase/sample.ts';

/**
 * Every fault of the simulators in every phase of a session, on a real terminal with real wires: whatever breaks, and
 * whenever, the person stands before a screen that explains it and can leave, nothing accepted is lost, nothing comes
 * out twice, and the next person finds a clean machine. `LONG=1` runs the whole product (`ONLY=` a part of it by
 * name); otherwise a choice that has every fault and every phase, another one for another `SEED`.
 */
const LONG = process.env.LONG === '1';
const SEED = Number(process.env.SEED ?? new Date().toISOString().slice(0, 10).replaceAll('-', ''));
const ONLY = new RegExp(process.env.ONLY ?? '');

const chosen: readonly Pair[] = LONG
  ? faults.flatMap((_, fault) => walked.map((__, phase): Pair => [fault, phase]))
  : covering(faults.length, walked.length, SEED);
const lacking = DiskImage.lacking();
process.stdout.write(`fault × phase: ${faults.length} × ${walked.length}, ${chosen.length} pairs, seed ${SEED}\n`);
if (lacking !== null) process.stdout.write(`faults of the disk are left out: ${lacking}\n`);

interface Case {
  readonly fault: Fault;
  readonly leaf: Leaf;
  readonly phase: Phase;
  readonly item: ItemCode;
}
const cases = chosen.flatMap(([at, where]): Case[] => {
  const [fault, [leaf, phase] = []] = [faults[at], walked[where]];
  if (fault === undefined || leaf === undefined || phase === undefined) return [];
  if (!ONLY.test(`${fault.name} in ${leaf}`)) return [];
  const either = LONG && (at + where) % 2 === 0 ? PROOF : LATER;
  return [{ fault, leaf, phase, item: phase.item ?? fault.item ?? either }];
});

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

const well = ({ whole }: FaultMachine) =>
  whole.sees(
    'attract',
    (screen) => screen.availableCount === screen.totalCount && whole.snapshot?.notices.length === 0,
    30_000,
  );

async function meets(machine: FaultMachine, { fault, leaf, phase, item }: Case): Promise<void> {
  const { whole } = machine;
  const accounts = new Accounts(machine);
  await phase.reach(machine, item);
  whole.touch({ type: 'setLanguage', language: 'en' });
  machine.seen = [];
  await fault.inject(machine);
  await phase.after?.(machine);
  const legal = new Set<string>([
    ...phase.legal,
    ...(fault.name.startsWith('process') ? ['recovered', 'attract'] : []),
  ]);
  for (const { screen } of machine.seen) expect([...legal], `${leaf} became`).toContain(screen.name);
  await new Citizen(machine, item).untilFree();
  for (const snapshot of machine.seen) explained(snapshot);
  whole.machine.liftCard();
  await fault.mend(machine);
  if (fault.anew || phase.after !== undefined) await whole.killDevices();
  await well(machine);
  await nextPerson(machine);
  await accounts.close();
}

describe.each(['office', 'files', 'disk'] as const)('on a machine with %s', (fit: Fit) => {
  const own = cases.filter(({ fault }) => fault.fit === fit);
  if (own.length === 0 || (fit === 'disk' && lacking !== null)) {
    it.skip('nothing to meet');
    return;
  }
  let machine: FaultMachine | null = null;
  afterAll(async () => {
    await machine?.stop();
  });
  /** A pair that failed may leave the machine as it is: the next one gets a new one. */
  const fresh = async (): Promise<FaultMachine> => {
    machine ??= await FaultMachine.start(fit);
    return machine;
  };
  it.each(own)(
    '$fault.name in $leaf',
    async (one) => {
      const begun = await fresh();
      try {
        await meets(begun, one);
      } catch (thrown) {
        machine = null;
        await begun.stop();
        throw thrown;
      }
    },
    120_000,
  );
});
