import { appendFileSync } from 'node:fs';
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
 * out twice, and the next person finds a clean machine.
 *
 * `LONG=1` runs the whole product (`ONLY=` a part of it by name, `SHARD=2/4` a fourth of it, `RESULTS=` a file that
 * gets a line for each pair); otherwise a choice that has every phase and every list of faults, other faults of each list
 * on other days (`SEED`).
 */
const LONG = process.env.LONG === '1';
const SEED = Number(process.env.SEED ?? new Date().toISOString().slice(0, 10).replaceAll('-', ''));
const ONLY = new RegExp(process.env.ONLY ?? '');
const [shard = 1, shards = 1] = (process.env.SHARD ?? '1/1').split('/').map(Number);

const product = faults.flatMap((_, fault) => walked.map((__, phase): Pair => [fault, phase]));
const chosen = LONG
  ? product.filter((_, index) => index % shards === shard - 1)
  : covering(
      faults.map(({ of }) => of),
      walked.length,
      SEED,
    );
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

async function well({ whole }: FaultMachine): Promise<void> {
  // A terminal that started anew tells first what became of a session that was open.
  if (whole.snapshot?.screen.name === 'recovered') {
    whole.touch({ type: 'next' });
    await whole.sees('farewell');
    whole.touch({ type: 'start' });
  }
  await whole.sees(
    'attract',
    (screen) => screen.availableCount === screen.totalCount && whole.snapshot?.notices.length === 0,
    40_000,
  );
}

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

/** Machines that nobody uses at the moment, by what they are fitted with. */
const free = new Map<Fit, FaultMachine[]>();
afterAll(async () => {
  for (const machine of [...free.values()].flat()) await machine.stop();
}, 60_000);

/** A pair that failed may leave the machine as it is: it is not used again. */
async function onSome(fit: Fit, use: (machine: FaultMachine) => Promise<void>): Promise<void> {
  const idle = free.get(fit) ?? [];
  free.set(fit, idle);
  const machine = idle.pop() ?? (await FaultMachine.start(fit));
  try {
    await use(machine);
    idle.push(machine);
  } catch (thrown) {
    await machine.stop();
    throw thrown;
  }
}

const possible = cases.filter(({ fault }) => fault.fit !== 'disk' || lacking === null);
/** Side by side (vitest: five at once), because most of a pair is waiting. */
describe('fault × phase', () => {
  it.concurrent.each(possible)(
    '$fault.name in $leaf',
    async (one) => {
      const begun = performance.now();
      const tell = (outcome: string) => {
        const file = process.env.RESULTS;
        const line = [outcome, one.fault.name, one.leaf, Math.round(performance.now() - begun)].join('\t');
        if (file !== undefined) appendFileSync(file, `${line}\n`);
      };
      try {
        await onSome(one.fault.fit, (machine) => meets(machine, one));
        tell('held');
      } catch (thrown) {
        tell(`FAILED ${thrown instanceof Error ? thrown.message.replaceAll(/\s+/g, ' ').slice(0, 300) : ''}`);
        throw thrown;
      }
    },
    300_000,
  );
});
