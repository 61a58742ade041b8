import { z } from 'zod';
import { audioRouteSchema } from '../../drivers/contract/auxiliaries.ts';
import { deviceClassSchema, supplySchema } from '../../drivers/contract/status.ts';
import { healthCheckLevelSchema } from './device-messages.ts';
import { localizedTextSchema } from './text.ts';

/** Seconds since 1970, UTC. Pages show them in local time. */
export const secondsSchema = z.number().int();

/** How bad it is, for colour and order; `unknown` is never shown as fine. */
export const severitySchema = z.enum(['fine', 'soon', 'now', 'unknown']);
export type Severity = z.infer<typeof severitySchema>;

/** One thing of the machine in one line: what, how it is, why, since when, who can do something about it, and what. */
export const partLineSchema = z.object({
  id: z.string(),
  title: localizedTextSchema,
  severity: severitySchema,
  /** Plain words: 纸用完了. */
  cause: localizedTextSchema,
  since: secondsSchema.nullable(),
  fixer: z.enum(['nobody', 'itself', 'branchStaff', 'technician', 'engineer']),
  nextAction: localizedTextSchema.nullable(),
  /** Items citizens cannot use because of it. */
  itemsAway: z.number().int(),
});
export type PartLine = z.infer<typeof partLineSchema>;

export const consumableSchema = z.object({
  id: z.enum(['receiptPaper', 'documentPaper', 'specialPaper', 'toner', 'ribbon', 'retractBin']),
  title: localizedTextSchema,
  /** What the device's own sensor says; null where it has none. */
  sensor: supplySchema.nullable(),
  /** What the device says is left, per cent; null where it tells none. */
  percent: z.number().nullable(),
  /** By our own count since the last refill. */
  used: z.number().int(),
  capacity: z.number().int(),
  /** The least that the count and the device say is there. */
  left: z.number().int(),
  unit: z.enum(['sheets', 'centimetres', 'percent', 'papers']),
  /** Of what is left, by the use of the last 14 days; null while there is too little of it. */
  daysLeft: z.number().int().nullable(),
  refilledAt: secondsSchema.nullable(),
  severity: severitySchema,
});
export type Consumable = z.infer<typeof consumableSchema>;

export const testOutcomeSchema = z.enum(['passed', 'failed', 'canceled']);
/** What a test left behind. `what` is `deviceClass/level` or a name such as `network`. */
export const testRecordSchema = z.object({
  id: z.number().int(),
  what: z.string(),
  title: localizedTextSchema,
  at: secondsSchema,
  outcome: testOutcomeSchema,
  code: z.string(),
  evidence: z.string(),
  by: z.string(),
  /** What the tested unit called itself; null where it told nothing, or nothing was a device. */
  identity: z.string().nullable(),
  /** What to do about one that failed; null where it did not, or where only the evidence says. */
  advice: localizedTextSchema.nullable(),
});
export type TestRecord = z.infer<typeof testRecordSchema>;

export const diagnosticStepSchema = z.object({
  id: z.string(),
  title: localizedTextSchema,
  outcome: z.enum(['waiting', 'running', 'passed', 'failed', 'skipped']),
  evidence: z.string(),
});
export type DiagnosticStep = z.infer<typeof diagnosticStepSchema>;

/** A test that runs now: what the person has to do or to judge. */
export const runningTestSchema = z.object({
  what: z.string(),
  title: localizedTextSchema,
  phase: z.enum(['running', 'doThis', 'judge', 'done']),
  /** What to do at the machine now, what to judge, or when it failed what to do about it. */
  instruction: localizedTextSchema.nullable(),
  secondsLeft: z.number().int().nullable(),
  outcome: testOutcomeSchema.nullable(),
  evidence: z.string(),
  /** The device under test, to go back to and to test again; null where it is none. */
  device: deviceClassSchema.nullable(),
  level: healthCheckLevelSchema.nullable(),
  /** What is asked one after the other; empty for a test of one thing. While `doThis`, `judge` false says that nothing happens. */
  steps: z.array(diagnosticStepSchema),
  /** The page is to sound now, for somebody to hear it there; null while it is not. */
  sounds: audioRouteSchema.nullable(),
});
export type RunningTest = z.infer<typeof runningTestSchema>;

export const workOrderSchema = z.object({
  id: z.number().int(),
  part: z.string(),
  title: localizedTextSchema,
  openedAt: secondsSchema,
  openedBy: z.string(),
  reason: z.string(),
  /** Tests that must pass after the repair; `passedAt` null while they have not. */
  needs: z.array(z.object({ what: z.string(), title: localizedTextSchema, passedAt: secondsSchema.nullable() })),
  closedAt: secondsSchema.nullable(),
  /** The device was taken out of the configuration: no test is needed, and an engineer closes the order as that. */
  deviceRemoved: z.boolean(),
});
export type WorkOrder = z.infer<typeof workOrderSchema>;
