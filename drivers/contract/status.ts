import { z } from 'zod';
import { LONGEST_FIRMWARE } from './firmware.ts';

/** Device classes by their XFS4IoT names; `Printer` is split by what it prints, lights and keypads are auxiliaries. */
export const deviceClassSchema = z.enum([
  'idCardReader',
  'barcodeReader',
  'receiptPrinter',
  'documentPrinter',
  'cardReader',
  'camera',
  'auxiliaries',
]);
export type DeviceClass = z.infer<typeof deviceClassSchema>;

/** XFS4IoT `Common.Status.device`. */
export const deviceStateSchema = z.enum([
  'online',
  'offline',
  'powerOff',
  'noDevice',
  'hardwareError',
  'userError',
  'deviceBusy',
  'fraudAttempt',
  'potentialFraud',
  'starting',
  'unknown',
]);
export type DeviceState = z.infer<typeof deviceStateSchema>;

/** Supply levels (paper, toner). `unknown` is never shown as fine. */
export const supplySchema = z.enum(['full', 'low', 'out', 'jammed', 'unknown']);
export type Supply = z.infer<typeof supplySchema>;

/**
 * What runs out besides paper, and what fills up. A level always says how much is left to work with: of a tray or a bin
 * that fills, `full` means all its room, `out` none.
 */
export const supplyNameSchema = z.enum([
  ...(['toner', 'ink', 'ribbon', 'drum', 'specialPaper'] as const),
  ...(['outputTray', 'retractBin', 'wasteToner'] as const),
]);
export type SupplyName = z.infer<typeof supplyNameSchema>;

/** Where a card or paper is. */
export const mediaSchema = z.enum(['present', 'notPresent', 'jammed', 'entering', 'latched', 'retracted', 'unknown']);
export type Media = z.infer<typeof mediaSchema>;

/** Who or what can fix the present fault (UnifiedPOS/XFS `action`). */
export const actionSchema = z.enum([
  'none',
  'reset',
  'clear',
  'maintenance',
  'configuration',
  'softwareError',
  'suspend',
]);
export type Action = z.infer<typeof actionSchema>;

/**
 * How far a device is taken into use (UnifiedPOS): nothing of it is open; it is being opened; it is open and ours alone but
 * takes no command now (what still runs on it is ending); it takes commands.
 */
export const lifecycleSchema = z.enum(['closed', 'opened', 'claimed', 'enabled']);
export type Lifecycle = z.infer<typeof lifecycleSchema>;

/** UnifiedPOS `State` of a device that is open: `error` cannot go on before somebody or something did what `action` says. */
export const activitySchema = z.enum(['idle', 'busy', 'error']);
export type Activity = z.infer<typeof activitySchema>;

/** Whether the box is at its place (`Device.Attached` and `Device.Detached`); left alone because it came and went too often. */
export const attachmentSchema = z.enum(['unknown', 'attached', 'detached', 'quarantined']);
export type AttachmentState = z.infer<typeof attachmentSchema>;

/** Where a status comes from: the device said it unasked, it was asked, or it follows from a port or a silence. */
export const sourceSchema = z.enum(['reported', 'probed', 'inferred']);
export type Source = z.infer<typeof sourceSchema>;

/**
 * One device's status. The axes stay apart; nothing here is a summary. `observedAt` is monotonic
 * milliseconds of the observing process.
 */
export const deviceStatusSchema = z.object({
  deviceClass: deviceClassSchema,
  device: deviceStateSchema,
  /** null where the class has no media. */
  media: mediaSchema.nullable(),
  /** null where the class has no paper. */
  paper: supplySchema.nullable(),
  /** What else runs out or fills up; left out where the class has nothing of the kind. `percent` null when not told. */
  supplies: z
    .array(
      z.object({
        name: supplyNameSchema,
        level: supplySchema,
        percent: z.number().min(0).max(100).nullable(),
      }),
    )
    .optional(),
  action: actionSchema,
  /** Neutral fault words, e.g. `cover-open`, `paper-end` (drivers/README.md). Empty when nothing is wrong. */
  faults: z.array(z.string()),
  observedAt: z.number(),
  /** The line of evidence a technician reads, e.g. `DLE EOT 2 -> 16`. Never personal data. */
  evidence: z.string(),
  /** Stable identity such as a SAM number; null until known. */
  identity: z.string().nullable(),
  /** How the device is called wherever it is shown, e.g. `file printer`. */
  model: z.string(),
  /** What it calls its own program, e.g. `V2.13`; null or left out where it tells nothing of it. Never personal data. */
  firmware: z.string().max(LONGEST_FIRMWARE).nullable().optional(),
  /** The four axes that whoever keeps the driver tells (`device-host/keeping.ts`); a driver alone leaves them out. */
  lifecycle: lifecycleSchema.optional(),
  /** null while it is not open. */
  activity: activitySchema.nullable().optional(),
  attachment: attachmentSchema.optional(),
  source: sourceSchema.optional(),
});
export type DeviceStatus = z.infer<typeof deviceStatusSchema>;

export const healthSchema = z.enum(['ok', 'degraded', 'attention', 'unavailable', 'unknown']);
export type Health = z.infer<typeof healthSchema>;

/** A status older than this is `unknown`. */
export const STALE_AFTER_MS = 15_000;

/** What a level means for serving. Nothing comes out without these. */
const NEEDED: Readonly<Record<Supply, Health>> = {
  full: 'ok',
  low: 'attention',
  out: 'unavailable',
  jammed: 'unavailable',
  unknown: 'degraded',
};
/** Ordinary papers come out without these: jobs on sealed stock are refused by the driver, and nothing is drawn back. */
const SPARE: Readonly<Record<Supply, Health>> = { ...NEEDED, out: 'attention', jammed: 'attention' };
const SUPPLY_HEALTH: Readonly<Record<SupplyName, Readonly<Record<Supply, Health>>>> = {
  toner: NEEDED,
  ink: NEEDED,
  ribbon: NEEDED,
  drum: NEEDED,
  wasteToner: NEEDED,
  outputTray: NEEDED,
  specialPaper: SPARE,
  retractBin: SPARE,
};
const WORST_FIRST = ['unavailable', 'attention', 'degraded'] as const;

/**
 * The one health of a status: `unavailable` cannot serve, `attention` serves but wants a person soon,
 * `degraded` serves with less, `unknown` was not measured lately. Pure; `now` is the clock of `observedAt`.
 */
export function health(status: DeviceStatus, now: number): Health {
  if (now - status.observedAt > STALE_AFTER_MS || status.device === 'unknown') return 'unknown';
  if (status.device === 'starting') return 'unknown';
  if (status.device !== 'online' && status.device !== 'deviceBusy') return 'unavailable';
  const verdicts: readonly Health[] = [
    // A reader's media is unknown whenever nobody asks it to look: that is how it rests, not a fault.
    status.media === 'jammed' ? 'unavailable' : 'ok',
    status.paper === null ? 'ok' : NEEDED[status.paper],
    status.faults.length > 0 ? 'attention' : 'ok',
    ...(status.supplies ?? []).map(({ name, level }) => SUPPLY_HEALTH[name][level]),
  ];
  return WORST_FIRST.find((one) => verdicts.includes(one)) ?? 'ok';
}

/**
 * A status as it may be shown at `now`: of one that nobody renewed every measured axis is `unknown`. What was wrong stays
 * said, and so does which unit it is.
 */
export function asOf(status: DeviceStatus, now: number): DeviceStatus {
  if (now - status.observedAt <= STALE_AFTER_MS) return status;
  const { media, paper, supplies } = status;
  return {
    ...status,
    device: 'unknown',
    media: media === null ? null : 'unknown',
    paper: paper === null ? null : 'unknown',
    ...(supplies && { supplies: supplies.map(({ name }) => ({ name, level: 'unknown' as const, percent: null })) }),
    ...(status.activity === undefined ? {} : { activity: null }),
    ...(status.attachment === undefined ? {} : { attachment: 'unknown' as const }),
    source: 'inferred',
  };
}
