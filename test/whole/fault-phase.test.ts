import { appendFileSync } from 'node:fs';
import { afterAll, describe, expect, it } from 'vitest';
import { DiskImage } from '../fixtures/disk-image.ts';
import { Citizen } from './fault-phase/citizen.ts';
import type { FaultMachine } from './fault-phase/fault-machine.ts';
import { type Fault, faults } from './fault-phase/faults/index.ts';
import { Accounts, explained } from './fault-phase/invariants.ts';
import { named } from './fault-phase/named.ts';
import { FACE, type ItemCode, LATER, type Leaf, type Phase, PROOF, phases, walked } from './fault-phase/phases.ts';
import { byFit, otherWires, Pool } from './fault-phase/pool.ts';
import { covering, type Pair } from './fault-phase/sample.ts';

/**
 * Every fault of the simulators in every phase of a session, on a real terminal with real wires: whatever breaks, and
 * whenever, the person stands before a screen that explains it and can leave, nothing accepted is lost, nothing comes
 * out twice, and the next person finds a clean machine.
 *
 * `LONG=1` runs the whole product (`ONLY=` a part of it by name, `SHARD=2/4` the second fourth of it, `RESULTS=` a file that
 * gets a line for each pair, `EVERY=19` each fault in two phases only); otherwise a choice that has every phase and every list
 * of faults, and one machine with other wires. The choice is the same on every day, so that what is green stays green; another
 * `SEED` makes another one.
 */
const LONG = process.env.LONG === '1';
const SEED = Number(process.env.SEED ?? 1);
const ONLY = new RegExp(process.env.ONLY ?? '');
const EVERY = Number(process.env.EVERY ?? 1);
const [shard = 1, shards = 1] = (process.env.SHARD ?? '1/1').split('/').map(Number);

/** Of the machines with other wires one: each costs a start. */
const others = [...new Set(faults.flatMap(({ needs }) => otherWires(needs) ?? []))];
const other = others[SEED % others.length];
const met = faults.filter(({ needs }) => LONG || [null, other].includes(otherWires(needs)));
const product = met.flatMap((_, fault) => walked.map((__, phase): Pair => [fault, phase]));
const chosen = LONG
  ? product.slice(((shard - 1) * product.length) / shards, (shard * product.length) / shards)
  : covering(
      met.map(({ of }) => of),
      walked.length,
      SEED,
    );
const lacking = DiskImage.lacking();
process.stdout.write(
  `fault × phase: ${faults.length} × ${walked.length}, ${chosen.length} pairs, seed ${SEED}, also ${LONG ? 'all' : other}\n`,
);
if (lacking !== null) process.stdout.write(`faults of the disk are left out: ${lacking}\n`);

interface Case {
  readonly fault: Fault;
  readonly leaf: Leaf;
  readonly phase: Phase;
  readonly item: ItemCode;
}
const cases = chosen.flatMap(([at, where]): Case[] => {
  const [leaf, phase] = walked[where] ?? [];
  if (leaf === undefined || phase === undefined) return [];
  // A bank's reader of ID cards has no portrait for anybody: whoever is compared stands before another machine.
  const faceless = met[at]?.needs.includes('bankCards') === true && phase.item === FACE;
  const fault = faceless ? (LONG ? undefined : met[where]) : met[at];
  if (fault === undefined) return [];
  if ((at + where) % EVERY !== 0 || !ONLY.test(`${fault.name} in ${leaf}`)) return [];
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

async function well({ whole, fit, offers }: FaultMachine): Promise<void> {
  // Nobody can ever be sure of a scanner that types.
  const always = fit.has('wedge') ? ['scanner'] : [];
  // A terminal that started anew tells first what became of a session that was open.
  if (whole.snapshot?.screen.name === 'recovered') {
    whole.touch({ type: 'next' });
    await whole.sees('farewell');
    whole.touch({ type: 'start' });
  }
  const wrong = () => whole.snapshot?.notices.filter(({ id }) => !always.includes(id)).map(({ id }) => id);
  await whole
    .sees('attract', ({ availableCount }) => availableCount === offers && wrong()?.length === 0, 40_000)
    .catch((thrown: Error) => {
      throw new Error(`${wrong()?.join()} is still wrong, ${thrown.message}`);
    });
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
  machine.takeCards();
  await fault.mend(machine);
  // How a device comes back by itself is the drill's (`service-drill.test.ts`): plugs pulled as often as here would pass for
  // a device that flaps, and drivers wait before they recover again.
  await whole.killDevices();
  await well(machine);
  await nextPerson(machine);
  await accounts.close();
}

const pool = new Pool();
afterAll(() => pool.stop(), 60_000);

it('meets everything that can be done to a simulator, or says why not', () => {
  const lists = new Set(faults.map(({ of }) => of));
  const met = Object.values(named).flatMap((simulator) => Object.values<string>(simulator));
  expect(met.filter((by) => !by.startsWith('(') && !lists.has(by))).toEqual([]);
  expect(new Set(faults.map(({ name }) => name)).size).toBe(faults.length);
});

it('walks into every state, or says why nobody stands there', () => {
  const unwalked = Object.values(phases).filter((phase) => typeof phase === 'string');
  expect(unwalked.filter((why) => !/^(passes at once|no person yet|only before|is beside)/.test(why))).toEqual([]);
});

const needsOf = ({ fault, phase }: Case) => [...fault.needs, ...(phase.needs ?? [])];
const possible = cases
  .filter(({ fault }) => !fault.needs.includes('disk') || lacking === null)
  .sort((one, other) => byFit(needsOf(one), needsOf(other)));
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
        await pool.onSome(needsOf(one), (machine) => meets(machine, one));
        tell('held');
      } catch (thrown) {
        tell(`FAILED ${thrown instanceof Error ? thrown.message.replaceAll(/\s+/g, ' ').slice(0, 6_000) : ''}`);
        throw thrown;
      }
    },
    300_000,
  );
});
