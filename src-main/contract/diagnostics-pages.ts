import { z } from 'zod';
import {
  actionSchema,
  activitySchema,
  attachmentSchema,
  deviceClassSchema,
  deviceStateSchema,
  healthSchema,
  lifecycleSchema,
  mediaSchema,
  sourceSchema,
  supplyNameSchema,
  supplySchema,
} from '../../drivers/contract/status.ts';
import { healthCheckLevelSchema, trafficSchema } from './device-messages.ts';
import {
  consumableSchema,
  diagnosticStepSchema,
  partLineSchema,
  runningTestSchema,
  secondsSchema,
  testRecordSchema,
  workOrderSchema,
} from './diagnostics-parts.ts';
import { localizedTextSchema } from './text.ts';

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
  'sound',
  'restart',
] as const;
export const diagnosticsPageNameSchema = z.enum(diagnosticsPageNames);
export type DiagnosticsPageName = z.infer<typeof diagnosticsPageNameSchema>;

const overviewPage = z.object({
  page: z.literal('overview'),
  readiness: z.enum(['ready', 'limited', 'notReady']),
  itemsServed: z.number().int(),
  itemsTotal: z.number().int(),
  parts: z.array(partLineSchema),
  consumables: z.array(consumableSchema),
  openWorkOrders: z.number().int(),
  /** Somebody called for staff and nobody acknowledged it; null: nobody waits. */
  help: z.object({ since: secondsSchema, at: localizedTextSchema, times: z.number().int() }).nullable(),
  version: z.string(),
  upSeconds: z.number().int(),
});

const devicePage = z.object({
  page: z.literal('device'),
  deviceClass: deviceClassSchema,
  line: partLineSchema,
  device: deviceStateSchema,
  health: healthSchema,
  media: mediaSchema.nullable(),
  paper: supplySchema.nullable(),
  supplies: z.array(z.object({ name: supplyNameSchema, level: supplySchema, percent: z.number().nullable() })),
  action: actionSchema,
  faults: z.array(z.string()),
  evidence: z.string(),
  identity: z.string().nullable(),
  model: z.string(),
  /** What the device calls its own program; null where it tells nothing. */
  firmware: z.string().nullable(),
  /** Axes of whoever keeps the driver; null where nobody does (a wedge, cameras). */
  lifecycle: lifecycleSchema.nullable(),
  activity: activitySchema.nullable(),
  attachment: attachmentSchema.nullable(),
  source: sourceSchema.nullable(),
  port: z.string(),
  /** Since it last said something of itself; null: it never did. */
  ageSeconds: z.number().nullable(),
  counters: z.array(z.object({ name: localizedTextSchema, value: z.number() })),
  /** What passes over its wire now, masked (drivers/replay); null where nothing was heard of it. */
  traffic: trafficSchema.nullable(),
  /** The newest events first: `Device.Attached` and how long ago. */
  events: z.array(z.object({ name: z.string(), detail: z.string(), agoSeconds: z.number() })),
  checks: z.array(healthCheckLevelSchema),
  /** Levels it cannot be tested at, and why. */
  notOffered: z.array(z.object({ level: healthCheckLevelSchema, why: localizedTextSchema })),
  lastTests: z.array(testRecordSchema),
});

/** Also what `sound` opens. */
const testPage = z.object({ page: z.literal('test'), test: runningTestSchema });

const refillPage = z.object({
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
});

const networkPage = z.object({
  page: z.literal('network'),
  steps: z.array(diagnosticStepSchema),
  running: z.boolean(),
  clockOffsetMs: z.number().nullable(),
});

const storagePage = z.object({
  page: z.literal('storage'),
  steps: z.array(diagnosticStepSchema),
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
      /** The platform refuses this one, also alone: it may be put aside. */
      mayPark: z.boolean(),
    }),
  ),
  /** Records that were put aside; they are kept, and count as waiting. */
  parked: z.array(
    z.object({
      seq: z.number().int(),
      kind: z.string(),
      at: secondsSchema,
      parkedAt: secondsSchema,
      by: z.string(),
      reason: z.string(),
      /** It is on its way again. */
      returned: z.boolean(),
    }),
  ),
});

const recordsPage = z.object({
  page: z.literal('records'),
  records: z.array(testRecordSchema),
  /** `title`: the act in plain words; `act` and `detail` are what stands in the audit. */
  audit: z.array(
    z.object({ at: secondsSchema, by: z.string(), title: localizedTextSchema, act: z.string(), detail: z.string() }),
  ),
});

const logsPage = z.object({
  page: z.literal('logs'),
  /** The system's error (`ENOENT`) where the folder or a file of the logs cannot be read; null: all was read. */
  unreadable: z.string().nullable(),
  lines: z.array(
    z.object({ at: z.string(), level: z.string(), process: z.string(), event: z.string(), fields: z.string() }),
  ),
  level: z.enum(['info', 'warn', 'error']),
  /** Where logs can go now: a removable volume is there, the platform answers. */
  targets: z.array(z.enum(['usb', 'platform'])),
  /** One that runs. `bytes` null while it is still packed; `tries`: attempts at the platform. */
  exporting: z
    .object({ to: z.enum(['usb', 'platform']), bytes: z.number().int().nullable(), tries: z.number().int() })
    .nullable(),
  exported: z.object({ to: z.enum(['usb', 'platform']), ok: z.boolean(), evidence: z.string() }).nullable(),
});

const configurationPage = z.object({
  page: z.literal('configuration'),
  file: z.string(),
  rows: z.array(z.object({ field: z.string(), value: z.string(), secret: z.boolean() })),
  problems: z.array(z.string()),
  dryRun: z.array(diagnosticStepSchema),
  /** The file on the disk is another than this program was started with. */
  changedSinceStart: z.boolean(),
  running: z.boolean(),
});

const workOrdersPage = z.object({
  page: z.literal('workOrders'),
  orders: z.array(workOrderSchema),
  /** Those an order may be opened for now. */
  parts: z.array(z.object({ id: z.string(), title: localizedTextSchema })),
  /** Why the last act was refused: what is missing. */
  refused: localizedTextSchema.nullable(),
});

const soakPage = z.object({
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
      /** Looks for a card or code that found none: neither passed nor failed. */
      empty: z.number().int(),
      medianMs: z.number().nullable(),
    }),
  ),
  /** Receipts are printed too: costs paper. */
  printing: z.boolean(),
  seconds: z.number().int(),
});

const readinessPage = z.object({
  page: z.literal('readiness'),
  ready: z.boolean(),
  /** How every part is now, the worst first: one that cannot serve now, or is not heard, makes the machine not ready. */
  present: z.array(partLineSchema),
  rows: z.array(
    z.object({
      title: localizedTextSchema,
      newest: testRecordSchema.nullable(),
      /**
       * `old`: passed, but longer ago than `validDays`. `otherUnit`: made with another unit than the one there now.
       * `unknownUnit`: passed, but the unit of then or that of now does not say which it is.
       */
      state: z.enum(['passed', 'failed', 'old', 'otherUnit', 'unknownUnit', 'missing']),
      what: z.string(),
    }),
  ),
  validDays: z.number().int(),
  /** Records that staff put aside and the platform does not have. */
  parked: z.number().int(),
  printed: z.enum(['no', 'printing', 'printed', 'failed', 'unknown']),
  saved: z.string().nullable(),
});

const displayPage = z.object({ page: z.literal('display'), index: z.number().int(), total: z.number().int() });

const touchPage = z.object({ page: z.literal('touch'), columns: z.number().int(), rows: z.number().int() });

const restartPage = z.object({
  page: z.literal('restart'),
  may: z.array(z.enum(['app', 'deviceHost', 'machine'])),
  unsent: z.number().int(),
  /** Why the last wish was refused; null when there was none. */
  refused: localizedTextSchema.nullable(),
  /** What is being restarted now. */
  going: z.enum(['app', 'deviceHost', 'machine']).nullable(),
});

export const diagnosticsPageSchema = z.discriminatedUnion('page', [
  overviewPage,
  devicePage,
  testPage,
  refillPage,
  networkPage,
  storagePage,
  recordsPage,
  logsPage,
  configurationPage,
  workOrdersPage,
  soakPage,
  readinessPage,
  displayPage,
  touchPage,
  restartPage,
]);
export type DiagnosticsPage = z.infer<typeof diagnosticsPageSchema>;
