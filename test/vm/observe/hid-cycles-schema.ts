import { z } from 'zod';

const counts = z.record(z.string(), z.number());
const heldSchema = z.strictObject({
  descriptors: z.number(),
  awake: counts,
  alive: counts,
  heapBytes: z.number(),
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
