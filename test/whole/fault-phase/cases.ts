import type { Part } from './devices/wires.ts';
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
  /** Which of the fault's ways that is. */
  readonly way: number;
  /** Which machine it is met at, by name. */
  readonly fit: string;
}

/** That fault (by its place in `faults`) in that phase (in `walked`); null where the two never stand at one machine. */
export function caseOf(
  fault: Fault,
  where: number,
  { item: otherwise, way }: { item: ItemCode; way: number },
): Case | null {
  const [leaf, phase] = walked[where] ?? [];
  const turn = way % fault.ways.length;
  const parts = fault.ways[turn];
  if (leaf === undefined || phase === undefined || parts === undefined) return null;
  // A bank's reader of ID cards has no portrait for anybody: whoever is compared stands before another machine.
  if (parts.includes('bankCards') && phase.item === FACE) return null;
  const needs = [...parts, ...(phase.needs ?? [])];
  const item = phase.item ?? fault.item ?? otherwise;
  return { name: `${fault.name} in ${leaf}`, fault, leaf, phase, item, needs, way: turn, fit: fitName(needs) };
}

/**
 * Every fault in every phase. Where the item is nobody's choice it is one here and the other there, and where a device has
 * several wires they take turns: each fault meets all of them, and so does each phase.
 */
export const product: readonly Case[] = faults.flatMap((fault, at) =>
  walked.flatMap((_, where) => {
    const item = (at + where) % 2 === 0 ? PROOF : LATER;
    return caseOf(fault, where, { item, way: Math.floor((at + where) / 2) }) ?? [];
  }),
);
