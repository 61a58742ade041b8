import type { Part } from './devices/fit.ts';
import { type Fault, faults } from './faults/index.ts';
import { FACE, type ItemCode, LATER, type Leaf, type Phase, PROOF, walked } from './phases.ts';
import { fitName } from './pool.ts';

/** A fault and a phase, and whose item it is. */
export interface Case {
  readonly name: string;
  readonly fault: Fault;
  readonly leaf: Leaf;
  readonly phase: Phase;
  readonly item: ItemCode;
  readonly needs: readonly Part[];
  /** Which machine it is met at, by name. */
  readonly fit: string;
}

/** That fault (by its place in `faults`) in that phase (in `walked`); null where the two never stand at one machine. */
export function caseOf(fault: Fault, where: number, otherwise: ItemCode): Case | null {
  const [leaf, phase] = walked[where] ?? [];
  if (leaf === undefined || phase === undefined) return null;
  // A bank's reader of ID cards has no portrait for anybody: whoever is compared stands before another machine.
  if (fault.needs.includes('bankCards') && phase.item === FACE) return null;
  const needs = [...fault.needs, ...(phase.needs ?? [])];
  const item = phase.item ?? fault.item ?? otherwise;
  return { name: `${fault.name} in ${leaf}`, fault, leaf, phase, item, needs, fit: fitName(needs) };
}

/** Every fault in every phase; where the item is nobody's choice, one item here and the other there. */
export const product: readonly Case[] = faults.flatMap((fault, at) =>
  walked.flatMap((_, where) => caseOf(fault, where, (at + where) % 2 === 0 ? PROOF : LATER) ?? []),
);
