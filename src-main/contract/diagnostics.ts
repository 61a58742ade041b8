import { z } from 'zod';
import {
  actionSchema,
  deviceClassSchema,
  deviceStateSchema,
  healthSchema,
  mediaSchema,
  supplySchema,
} from '../../drivers/contract/status.ts';
import { healthCheckLevelSchema, trafficSchema } from './device-messages.ts';
import { localizedTextSchema } from './text.ts';

/**
 * The technician's side of the screen. Nothing here can hold what a citizen is or wrote: counts, machine words, times
 * and texts from tables only (`src-main/terminal/diagnostics`, a test walks every field).
 */

/** Bank staff refill and look; technicians repair; engineers also configure. XFS4IoT `accessLevel` in brackets. */
export const roleSchema = z.enum(['branchStaff' /* basic */, 'technician' /* intermediate */, 'engineer' /* full */]);
export type Role = z.infer<typeof roleSchema>;

/** Seconds since 1970, UTC. Pages show them in local time. */
const secondsSchema = z.number().int();

/** The door: who is there proves it by a one-time code that needs no network. */
export const serviceAccessSchema = z.object({
  /**
   * `code`: staff number, then the six digits of the code generator. `answer`: the machine's clock is not trusted or
   * the generator is lost; `challenge` is read out by phone and eight digits come back. `locked`: too many wrong tries.
   */
  phase: z.enum(['code', 'answer', 'locked', 'notSetUp']),
  challenge: z.string().nullable(),
  triesLeft: z.number().int(),
  lockedSecondsLeft: z.number().int().nullable(),
  /** A staff QR badge may be shown to the scanner instead. */
  badgeReader: z.boolean(),
  wrong: z.boolean(),
  idleSecondsLeft: z.number().int(),
});
export type ServiceAccess = z.infer<typeof serviceAccessSchema>;

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
  /** By our own count since the last refill. */
  used: z.number().int(),
  capacity: z.number().int(),
  unit: z.enum(['sheets', 'centimetres', 'percent', 'papers']),
  /** From the use of the last 14 days; null while there is too little of it. */
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
});
export type TestRecord = z.infer<typeof testRecordSchema>;

/** A test that runs now: what the person has to do or to judge. */
export const runningTestSchema = z.object({
  what: z.string(),
  title: localizedTextSchema,
  phase: z.enum(['running', 'doThis', 'judge', 'done']),
  /** What to do at the machine now, or what to judge. */
  instruction: localizedTextSchema.nullable(),
  secondsLeft: z.number().int().nullable(),
  outcome: testOutcomeSchema.nullable(),
  evidence: z.string(),
  /** The device under test, to go back to and to test again; null where it is none. */
  device: deviceClassSchema.nullable(),
  level: healthCheckLevelSchema.nullable(),
});
export type RunningTest = z.infer<typeof runningTestSchema>;

const stepSchema = z.object({
  id: z.string(),
  title: localizedTextSchema,
  outcome: z.enum(['waiting', 'running', 'passed', 'failed', 'skipped']),
  evidence: z.string(),
});
export type DiagnosticStep = z.infer<typeof stepSchema>;

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
});
export type WorkOrder = z.infer<typeof workOrderSchema>;

export const diagnosticsPageNames = [
  'overview',
  'device',
  'test',
  'refill',
  'network',
  'storage',
  'records',
  'logs',
  'configuration',
  'workOrders',
  'soak',
  'readiness',
  'display',
  'touch',
  'restart',
] as const;
export const diagnosticsPageNameSchema = z.enum(diagnosticsPageNames);
export type DiagnosticsPageName = z.infer<typeof diagnosticsPageNameSchema>;

export const diagnosticsPageSchema = z.discriminatedUnion('page', [
  z.object({
    page: z.literal('overview'),
    readiness: z.enum(['ready', 'limited', 'notReady']),
    itemsServed: z.number().int(),
    itemsTotal: z.number().int(),
    parts: z.array(partLineSchema),
    consumables: z.array(consumableSchema),
    openWorkOrders: z.number().int(),
    version: z.string(),
    upSeconds: z.number().int(),
  }),
  z.object({
    page: z.literal('device'),
    deviceClass: deviceClassSchema,
    line: partLineSchema,
    device: deviceStateSchema,
    health: healthSchema,
    media: mediaSchema.nullable(),
    paper: supplySchema.nullable(),
    supplies: z.array(z.object({ name: z.string(), level: supplySchema, percent: z.number().nullable() })),
    action: actionSchema,
    faults: z.array(z.string()),
    evidence: z.string(),
    identity: z.string().nullable(),
    model: z.string(),
    port: z.string(),
    ageSeconds: z.number(),
    counters: z.array(z.object({ name: localizedTextSchema, value: z.number() })),
    /** What passes over its wire now, masked (drivers/replay); null where nothing was heard of it. */
    traffic: trafficSchema.nullable(),
    /** The newest events first: `Device.Attached` and how long ago. */
    events: z.array(z.object({ name: z.string(), detail: z.string(), agoSeconds: z.number() })),
    checks: z.array(healthCheckLevelSchema),
    lastTests: z.array(testRecordSchema),
  }),
  z.object({ page: z.literal('test'), test: runningTestSchema }),
  z.object({
    page: z.literal('refill'),
    consumable: consumableSchema,
    stepIndex: z.number().int(),
    steps: z.array(z.object({ title: localizedTextSchema, text: localizedTextSchema, done: z.boolean() })),
    /** What was put in, to choose from: sheets or centimetres. */
    amounts: z.array(z.number().int()),
    finished: z.boolean(),
    /** Every step is done: now the amount is asked (`refilled`). False before, and once it is `finished`. */
    asksAmount: z.boolean(),
    /** The device's own sensor ends the step that is shown; nobody has to touch. */
    watching: z.boolean(),
    /** A test page to print afterwards (`check` with `external`); null where there is nothing to print. */
    testWith: deviceClassSchema.nullable(),
  }),
  z.object({
    page: z.literal('network'),
    steps: z.array(stepSchema),
    running: z.boolean(),
    clockOffsetMs: z.number().nullable(),
  }),
  z.object({
    page: z.literal('storage'),
    steps: z.array(stepSchema),
    running: z.boolean(),
    lanes: z.array(
      z.object({
        lane: z.enum(['A', 'B', 'C']),
        waiting: z.number().int(),
        oldestAt: secondsSchema.nullable(),
        /** What the platform put aside because it cannot use it, as far as it told since the start. */
        parked: z.number().int(),
      }),
    ),
    freeBytes: z.number().nullable(),
    epoch: z.string(),
    /** Rows not yet acknowledged, without anything of their content. */
    pending: z.array(
      z.object({
        seq: z.number().int(),
        kind: z.string(),
        at: secondsSchema,
        tries: z.number().int(),
        lastAnswer: z.string(),
      }),
    ),
  }),
  z.object({
    page: z.literal('records'),
    records: z.array(testRecordSchema),
    audit: z.array(z.object({ at: secondsSchema, by: z.string(), act: z.string(), detail: z.string() })),
  }),
  z.object({
    page: z.literal('logs'),
    lines: z.array(
      z.object({ at: z.string(), level: z.string(), process: z.string(), event: z.string(), fields: z.string() }),
    ),
    level: z.enum(['info', 'warn', 'error']),
    /** Where logs can go now; empty when no removable volume is there. */
    targets: z.array(z.enum(['usb', 'platform'])),
    exporting: z.boolean(),
    exported: z.object({ to: z.enum(['usb', 'platform']), ok: z.boolean(), evidence: z.string() }).nullable(),
  }),
  z.object({
    page: z.literal('configuration'),
    file: z.string(),
    rows: z.array(z.object({ field: z.string(), value: z.string(), secret: z.boolean() })),
    problems: z.array(z.string()),
    dryRun: z.array(stepSchema),
    /** The file on the disk is another than this program was started with. */
    changedSinceStart: z.boolean(),
    running: z.boolean(),
  }),
  z.object({
    page: z.literal('workOrders'),
    orders: z.array(workOrderSchema),
    /** Those an order may be opened for now. */
    parts: z.array(z.object({ id: z.string(), title: localizedTextSchema })),
    /** Why the last act was refused: what is missing. */
    refused: localizedTextSchema.nullable(),
  }),
  z.object({
    page: z.literal('soak'),
    running: z.boolean(),
    round: z.number().int(),
    rounds: z.number().int(),
    failures: z.number().int(),
    parts: z.array(
      z.object({
        what: z.string(),
        title: localizedTextSchema,
        passed: z.number().int(),
        failed: z.number().int(),
        medianMs: z.number().nullable(),
      }),
    ),
    /** Receipts are printed too: costs paper. */
    printing: z.boolean(),
    seconds: z.number().int(),
  }),
  z.object({
    page: z.literal('readiness'),
    ready: z.boolean(),
    rows: z.array(
      z.object({
        title: localizedTextSchema,
        newest: testRecordSchema.nullable(),
        /** `old`: passed, but longer ago than `validDays`. */
        state: z.enum(['passed', 'failed', 'old', 'missing']),
        what: z.string(),
      }),
    ),
    validDays: z.number().int(),
    printed: z.enum(['no', 'printing', 'printed', 'failed', 'unknown']),
    saved: z.string().nullable(),
  }),
  z.object({ page: z.literal('display'), index: z.number().int(), total: z.number().int() }),
  z.object({ page: z.literal('touch'), columns: z.number().int(), rows: z.number().int() }),
  z.object({
    page: z.literal('restart'),
    may: z.array(z.enum(['app', 'deviceHost', 'machine'])),
    unsent: z.number().int(),
    /** Why the last wish was refused; null when there was none. */
    refused: localizedTextSchema.nullable(),
    /** What is being restarted now. */
    going: z.enum(['app', 'deviceHost', 'machine']).nullable(),
  }),
]);
export type DiagnosticsPage = z.infer<typeof diagnosticsPageSchema>;

/** Everything a technician sees; `pages` are those the role may open. */
export const diagnosticsViewSchema = z.object({
  staff: z.string(),
  role: roleSchema,
  pages: z.array(diagnosticsPageNameSchema),
  /** The screen returns to citizens by itself at 0. */
  idleSecondsLeft: z.number().int(),
  page: diagnosticsPageSchema,
});
export type DiagnosticsView = z.infer<typeof diagnosticsViewSchema>;

/** What a person at the door or inside may do. The terminal refuses and counts what the page or the role does not allow. */
export const serviceActSchema = z.discriminatedUnion('act', [
  z.strictObject({
    act: z.literal('enter'),
    staff: z.string().regex(/^\d{4,8}$/),
    code: z.string().regex(/^(\d{6}|\d{8})$/),
  }),
  /** "My code generator cannot be used": shows a challenge instead. */
  z.strictObject({ act: z.literal('challenge') }),
  z.strictObject({ act: z.literal('open'), page: diagnosticsPageNameSchema }),
  z.strictObject({ act: z.literal('openDevice'), device: deviceClassSchema }),
  z.strictObject({ act: z.literal('check'), device: deviceClassSchema, level: healthCheckLevelSchema }),
  z.strictObject({ act: z.literal('judge'), passed: z.boolean() }),
  z.strictObject({ act: z.literal('cancel') }),
  z.strictObject({ act: z.literal('restartDevice'), device: deviceClassSchema }),
  z.strictObject({ act: z.literal('openRefill'), consumable: consumableSchema.shape.id }),
  z.strictObject({ act: z.literal('refillStep'), done: z.boolean() }),
  z.strictObject({ act: z.literal('refilled'), amount: z.number().int().min(1).max(100_000) }),
  z.strictObject({ act: z.literal('run'), what: z.enum(['network', 'storage', 'dryRun']) }),
  /** Send what waits now instead of at the next turn. Parking is the platform's: it parks what it cannot use. */
  z.strictObject({ act: z.literal('sendNow') }),
  z.strictObject({ act: z.literal('logLevel'), level: z.enum(['info', 'warn', 'error']) }),
  z.strictObject({ act: z.literal('exportLogs'), to: z.enum(['usb', 'platform']) }),
  z.strictObject({
    act: z.literal('openWorkOrder'),
    part: z.string().max(40),
    reason: z.enum(['fault', 'maintenance', 'replacement', 'cleaning']),
  }),
  z.strictObject({ act: z.literal('closeWorkOrder'), id: z.number().int() }),
  z.strictObject({
    act: z.literal('soak'),
    rounds: z.number().int().min(1).max(10_000),
    printing: z.boolean().optional(),
  }),
  z.strictObject({ act: z.literal('report'), to: z.enum(['printer', 'file']) }),
  /** Result of a test only a person can judge at the screen itself. */
  z.strictObject({ act: z.literal('screenTest'), what: z.enum(['display', 'touch']), passed: z.boolean() }),
  z.strictObject({ act: z.literal('restart'), what: z.enum(['app', 'deviceHost', 'machine']) }),
  z.strictObject({ act: z.literal('leave') }),
]);
export type ServiceAct = z.infer<typeof serviceActSchema>;
export type ServiceActName = ServiceAct['act'];
