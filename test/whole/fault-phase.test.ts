import { rmSync } from 'node:fs';
import { afterAll, describe, expect, it, vi } from 'vitest';
import { DiskImage } from '../fixtures/disk-image.ts';
import { caseOf, product } from './fault-phase/cases.ts';
import { type Part, simulated, wires } from './fault-phase/devices/wires.ts';
import { faults } from './fault-phase/faults/index.ts';
import { meets } from './fault-phase/meets.ts';
import { named } from './fault-phase/named.ts';
import { LATER, phases, walked } from './fault-phase/phases.ts';
import { otherWires, Pool } from './fault-phase/pool.ts';
import { covering } from './fault-phase/sample.ts';
import { temporaryFolder } from './fault-phase/temporary-folder.ts';

/**
 * Every fault of the simulators in every phase of a session, on a real terminal with real wires: whatever breaks, and
 * whenever, the person stands before a screen that explains it and can leave, nothing accepted is lost, nothing comes
 * out twice, and the next person finds a clean machine.
 *
 * The whole product is `fault-phase/product.ts`. Here is a choice that has every phase and every list of faults, and one
 * machine with other wires. The choice is the same on every day, so that what is green stays green; another `SEED` makes
 * another one.
 */
const SEED = Number(process.env.SEED ?? 1);

/** Of the machines with other wires one: each costs a start. */
const others = [...new Set(faults.flatMap(({ ways }) => ways.flatMap((needs) => otherWires(needs) ?? [])))];
const other = others[SEED % others.length];
const met = faults.flatMap((fault) => {
  const machines = fault.ways.map(otherWires);
  const way = [machines.indexOf(other ?? null), machines.indexOf(null)].find((at) => at >= 0);
  return way === undefined ? [] : [{ ...fault, way }];
});
const chosen = covering(
  met.map(({ of }) => of),
  walked.length,
  SEED,
);
const lacking = DiskImage.lacking();
process.stdout.write(
  `fault × phase: ${faults.length} × ${walked.length}, ${chosen.length} pairs, seed ${SEED}, also ${other}\n`,
);
if (lacking !== null) process.stdout.write(`faults of the disk are left out: ${lacking}\n`);

const cases = chosen.flatMap(([at, where]) => {
  const fault = met[at];
  const found = fault === undefined ? null : caseOf(fault, where, { item: LATER, way: fault.way });
  // Where the two never stand at one machine another fault takes the phase.
  const other = found === null ? met[where] : undefined;
  return found ?? (other === undefined ? null : caseOf(other, where, { item: LATER, way: other.way })) ?? [];
});

const folder = temporaryFolder('budayang-fault-phase-');
vi.stubEnv('TMPDIR', folder);
const pool = new Pool();
afterAll(async () => {
  await pool.stop();
  vi.unstubAllEnvs();
  rmSync(folder, { recursive: true, force: true });
}, 60_000);

it('meets everything that can be done to a simulator, or says why not', () => {
  const lists = new Set(faults.map(({ of }) => of));
  const met = Object.values(named).flatMap((simulator) => Object.values<string>(simulator));
  expect(met.filter((by) => !by.startsWith('(') && !lists.has(by))).toEqual([]);
  expect(new Set(faults.map(({ name }) => name)).size).toBe(faults.length);
});

it('has every simulator of the drivers at a machine', () => {
  for (const [device, of] of Object.entries(simulated))
    expect(
      Object.entries(wires).flatMap(([name, rows]) => (name === device ? rows.map(({ is }) => is) : [])),
      device,
    ).toEqual(expect.arrayContaining([...of]));
  // And none of them is asked for in vain.
  const asked = new Set(product.map(({ fit }) => fit).flatMap((fit) => fit.split(',')));
  const parts = Object.values(wires).flatMap((rows) => rows.flatMap(({ needs }): readonly Part[] => needs));
  expect(parts.filter((part) => !asked.has(part))).toEqual([]);
});

it('meets every fault in every phase, on each of its wires', () => {
  const pairs = new Set(product.map(({ name }) => name));
  expect(pairs.size).toBe(product.length);
  const left = faults.flatMap((fault) =>
    walked.map(([leaf]) => `${fault.name} in ${leaf}`).filter((name) => !pairs.has(name)),
  );
  expect(left.filter((name) => !/^bank’s card reader.* in session\.journey\.faceC/.test(name))).toEqual([]);
  for (const { name, ways } of faults) {
    const needed = new Set(product.filter(({ fault }) => fault.name === name).map(({ way }) => way));
    expect(needed.size, name).toBe(ways.length);
  }
});

it('walks into every state, or says why nobody stands there', () => {
  const unwalked = Object.values(phases).filter((phase) => typeof phase === 'string');
  expect(unwalked.filter((why) => !/^(passes at once|no person yet|only before|is beside)/.test(why))).toEqual([]);
});

const possible = cases
  .filter(({ needs }) => !needs.includes('disk') || lacking === null)
  .sort((one, other) => one.fit.localeCompare(other.fit));
/** Side by side (vitest: five at once), because most of a pair is waiting. */
describe('fault × phase', () => {
  it.concurrent.each(possible)('$name', (one) => pool.onSome(one.needs, (machine) => meets(machine, one)), 300_000);
});
