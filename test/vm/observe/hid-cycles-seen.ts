import { z } from 'zod';

const counts = z.record(z.string(), z.number());
const processSchema = z.strictObject({
  descriptors: z.number(),
  awake: counts,
  alive: counts,
  heapBytes: z.number(),
});
/** What plug cycles of a cable left behind, counted with nothing plugged in. */
export const cableCyclesSchema = z.strictObject({ before: processSchema, after: processSchema });
export type CableCycles = z.infer<typeof cableCyclesSchema>;

const heldSchema = processSchema.extend({
  own: z.strictObject({ listeners: z.number(), openPorts: z.number(), timers: z.number() }),
});

/** What so many plug cycles left behind: counted with the device plugged in and at rest, before them and after. */
export const hidCyclesSchema = z.strictObject({
  before: heldSchema,
  after: heldSchema,
  attached: z.number(),
  detached: z.number(),
  ends: counts,
});
/** Of `own`, what driver and host hold of their transport and their clock, counted exactly. `ends`: how readings ended. */
export type HidCycles = z.infer<typeof hidCyclesSchema>;

/** In the guest: each takes a second there, or more. */
export const HID_CYCLES = 30;
export const CABLE_CYCLES = 10;
/** What a class of objects may grow by: a cycle that kept one would make it as many as there were cycles. */
const STRAY = 2;

/** What is wrong with what was left behind, or with what came of the readings; nothing is best. */
export function leftBehind({ before, after, attached, detached, ends }: HidCycles, cycles: number): string[] {
  const expected: readonly (readonly [string, number, number])[] = [
    ['attached', attached, cycles],
    ['detached', detached, cycles],
    ['readings cut off', ends.hungUp ?? 0, Math.ceil(cycles / 2)],
    ['codes read', ends.ok ?? 0, Math.ceil((cycles - 1) / 4)],
    ['descriptors', after.descriptors, before.descriptors],
    ['listeners', after.own.listeners, before.own.listeners],
    ['open ports', after.own.openPorts, before.own.openPorts],
    ['timers', after.own.timers, before.own.timers],
  ];
  const grown = (['awake', 'alive'] as const).flatMap((kind) =>
    Object.entries(after[kind]).filter(([name, count]) => count - (before[kind][name] ?? 0) > STRAY),
  );
  return [
    ...expected.filter(([, is, should]) => is !== should).map(([what, is, should]) => `${what}: ${is}, not ${should}`),
    ...grown.map(([name, count]) => `${name}: ${count} after`),
  ];
}
