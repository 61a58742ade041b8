import { z } from 'zod';
import {
  auxiliariesSnapshotSchema,
  keypadKeySchema,
  lightSchema,
  volumeSchema,
} from '../../drivers/contract/auxiliaries.ts';
import { deviceErrorSchema, effectSchema } from '../../drivers/contract/completion.ts';
import { deviceEventSchema } from '../../drivers/contract/events.ts';
import { idCardProgressSchema, idCardSchema } from '../../drivers/contract/id-card.ts';
import { documentStepSchema, handedSchema, printerJobSchema } from '../../drivers/contract/printer-job.ts';
import { printProofSchema, receiptSchema } from '../../drivers/contract/receipt.ts';
import { deviceClassSchema, deviceStatusSchema } from '../../drivers/contract/status.ts';
import { portraitLackSchema, portraitSchema } from './face.ts';

/**
 * UnifiedPOS `CheckHealth` levels: `internal` asks the device about itself, `external` makes it do something visible
 * (a test page, its lights), `interactive` needs a person (a card laid, a code shown, paper judged).
 */
export const healthCheckLevelSchema = z.enum(['internal', 'external', 'interactive']);
export type HealthCheckLevel = z.infer<typeof healthCheckLevelSchema>;

/** What a printer proved of its paper, for counting. */
const takenSchema = printProofSchema.pick({ fence: true, paperMillimetres: true, sheets: true });

/** What a health check found. `code` is a neutral word for tables and logs, `evidence` a line for the technician; never personal data. */
export const healthCheckResultSchema = z.object({
  passed: z.boolean(),
  code: z.string(),
  evidence: z.string(),
  /** Of a test print that came out: what it took. */
  proof: takenSchema.optional(),
});
export type HealthCheckResult = z.infer<typeof healthCheckResultSchema>;

/** `drivers/contract/devices.ts`; plain paper and one side where they are left out. */
const documentPaperSchema = z.enum(['plain', 'special']).optional();
const documentSidesSchema = z.enum(['one-sided', 'two-sided-long-edge']).optional();

/** What the device host would do with a configuration file. No values of it but names of fields, files and drivers. */
export const configurationVerdictSchema = z.object({
  /** It runs as in production, and judged so. */
  production: z.boolean(),
  /** What is wrong with the file as a whole, a sentence each. */
  problems: z.array(z.string()),
  /** Every configured device it would serve; why it would not, or null. Empty when the file cannot be understood. */
  devices: z.array(z.object({ deviceClass: deviceClassSchema, problem: z.string().nullable() })),
});
export type ConfigurationVerdict = z.infer<typeof configurationVerdictSchema>;

const machineWordSchema = z.string().regex(/^[a-z][A-Za-z0-9]{0,30}$/);

/**
 * Terminal → device-host. Every request ends in exactly one completion with its `id`, also when the host dies
 * (the terminal's client completes it then, with the effect that is honest for the command).
 */
export const deviceRequestSchema = z.discriminatedUnion('command', [
  z.object({
    kind: z.literal('request'),
    id: z.string(),
    command: z.literal('idCard.read'),
    timeoutMs: z.number().int(),
  }),
  /** Reads a card for a comparison of faces: its photo comes along, as a picture. Only after the person's own consent. */
  z.object({
    kind: z.literal('request'),
    id: z.string(),
    command: z.literal('idCard.readWithPortrait'),
    timeoutMs: z.number().int(),
  }),
  z.object({ kind: z.literal('request'), id: z.string(), command: z.literal('idCard.present') }),
  z.object({
    kind: z.literal('request'),
    id: z.string(),
    command: z.literal('barcode.read'),
    timeoutMs: z.number().int(),
  }),
  z.object({
    kind: z.literal('request'),
    id: z.string(),
    command: z.literal('smartCard.read'),
    timeoutMs: z.number().int(),
  }),
  /** Is a card, any card, in the chip card reader? Nothing is sent to it. */
  z.object({ kind: z.literal('request'), id: z.string(), command: z.literal('smartCard.present') }),
  z.object({
    kind: z.literal('request'),
    id: z.string(),
    command: z.literal('receipt.print'),
    jobId: z.string(),
    receipt: receiptSchema,
    /** Nobody knows what became of an earlier receipt: whatever hangs in the printer's mouth is cut off first. */
    clearFirst: z.boolean().optional(),
  }),
  /** Draws back the receipt that is held out, so that nobody else gets it. */
  z.object({ kind: z.literal('request'), id: z.string(), command: z.literal('receipt.retract') }),
  /** At least so many papers lie in the retract bin since a person emptied it (wall clock; 0: never). */
  z.object({
    kind: z.literal('request'),
    id: z.string(),
    command: z.literal('receipt.retractBinHolds'),
    papers: z.number().int().min(0),
    emptiedAt: z.number(),
  }),
  z.object({
    kind: z.literal('request'),
    id: z.string(),
    command: z.literal('document.print'),
    jobId: z.string(),
    title: z.string(),
    pdfBase64: z.string(),
    copies: z.number().int(),
    paper: documentPaperSchema,
    sides: documentSidesSchema,
    /** Whose it is: what hangs in the slot of another session is drawn back first. */
    session: z.string().optional(),
  }),
  /** Draws back the page that hangs in the slot, so that nobody else gets it. */
  z.object({ kind: z.literal('request'), id: z.string(), command: z.literal('document.retract') }),
  /** So many sheets of special stock lie in their tray; only the ledger knows. */
  z.object({
    kind: z.literal('request'),
    id: z.string(),
    command: z.literal('document.loadSpecialPaper'),
    sheets: z.number().int().min(0),
  }),
  /** What became of a document of an earlier process: nothing is printed by it. */
  z.object({
    kind: z.literal('request'),
    id: z.string(),
    command: z.literal('document.resume'),
    jobId: z.string(),
    named: printerJobSchema.nullable(),
    handed: handedSchema,
  }),
  /** Would a document be taken now? Asked before a person gives time to it. */
  z.object({
    kind: z.literal('request'),
    id: z.string(),
    command: z.literal('document.validate'),
    copies: z.number().int(),
    paper: documentPaperSchema,
    sides: documentSidesSchema,
  }),
  /** Delete what the file printer kept for people (session end). */
  z.object({ kind: z.literal('request'), id: z.string(), command: z.literal('document.wipe') }),
  z.object({
    kind: z.literal('request'),
    id: z.string(),
    command: z.literal('device.checkHealth'),
    deviceClass: deviceClassSchema,
    level: healthCheckLevelSchema,
    timeoutMs: z.number().int(),
  }),
  z.object({
    kind: z.literal('request'),
    id: z.string(),
    command: z.literal('auxiliaries.setLight'),
    position: z.string(),
    light: lightSchema,
  }),
  /** Where sound goes, and how loud. */
  z.object({
    kind: z.literal('request'),
    id: z.string(),
    command: z.literal('auxiliaries.setVolume'),
    volume: volumeSchema,
  }),
  /** Close it, open it anew; ends a quarantine and accepts the unit that is there now. */
  z.object({
    kind: z.literal('request'),
    id: z.string(),
    command: z.literal('device.restart'),
    deviceClass: deviceClassSchema,
  }),
  /** What the next start would make of the configuration file as it is now; opens nothing and keeps nothing. */
  z.object({ kind: z.literal('request'), id: z.string(), command: z.literal('configuration.check') }),
]);
export type DeviceRequest = z.infer<typeof deviceRequestSchema>;

/** XFS4IoT VendorMode, terminal → host: staff's door is on the screen, somebody was let in, the screen is the citizens'. */
export const vendorModeStepSchema = z.enum(['door', 'inside', 'outside']);
export type VendorModeStep = z.infer<typeof vendorModeStepSchema>;
/** Host → terminal: a guest asks for staff's door or asks staff to leave; or all guests let go (or had the time to). */
export const vendorModeWordSchema = z.enum(['enter', 'exit', 'quiet']);
export type VendorModeWord = z.infer<typeof vendorModeWordSchema>;

export const terminalToDeviceHostSchema = z.union([
  deviceRequestSchema,
  z.object({ kind: z.literal('cancel'), id: z.string() }),
  /** A citizen is at the machine (true) or it stands free: nobody else may use the devices meanwhile. */
  z.object({ kind: z.literal('occupied'), occupied: z.boolean() }),
  z.object({ kind: z.literal('vendorMode'), step: vendorModeStepSchema }),
  /** A technician looks at what passes over this device's wire (null: nobody looks any more). */
  z.object({ kind: z.literal('watchTraffic'), deviceClass: deviceClassSchema.nullable() }),
  /** The step of the document of that request is on the disk (or could not be written): only then does it go on. */
  z.object({ kind: z.literal('stepNoted'), id: z.string(), noted: z.boolean() }),
  /** The guest's act of that id is on the disk (or could not be written): only then does anything move. */
  z.object({ kind: z.literal('guestNoted'), id: z.string(), noted: z.boolean() }),
]);
export type TerminalToDeviceHost = z.infer<typeof terminalToDeviceHostSchema>;

/** The values of successful completions, by command. */
export const deviceResultSchemas = {
  'idCard.read': idCardSchema,
  'idCard.readWithPortrait': z.object({ card: idCardSchema, portrait: z.union([portraitSchema, portraitLackSchema]) }),
  'idCard.present': z.enum(['present', 'notPresent']),
  'barcode.read': z.object({ text: z.string(), aim: z.string().nullable() }),
  /** The holder, and no more of the card than that. */
  'smartCard.read': idCardSchema,
  'smartCard.present': z.enum(['present', 'notPresent']),
  'receipt.print': printProofSchema,
  'receipt.retract': z.enum(['nothing', 'retracted']),
  'receipt.retractBinHolds': z.null(),
  'document.print': printProofSchema,
  'document.retract': z.enum(['nothing', 'retracted']),
  'document.loadSpecialPaper': z.null(),
  'document.resume': printProofSchema,
  'document.validate': z.null(),
  'document.wipe': z.null(),
  'device.checkHealth': healthCheckResultSchema,
  'device.restart': z.null(),
  'configuration.check': configurationVerdictSchema,
  'auxiliaries.setLight': z.null(),
  'auxiliaries.setVolume': z.null(),
} as const;
export type DeviceCommand = DeviceRequest['command'];
export type DeviceResult<C extends DeviceCommand> = z.infer<(typeof deviceResultSchemas)[C]>;

/**
 * What a guest (another program of this machine, by the northbound services) does with a device: told as `begun` before
 * anything moves, and once more when it ended, with the same `id`. Never what was read or printed.
 */
export const guestActSchema = z.object({
  kind: z.literal('guestAct'),
  id: z.string(),
  deviceClass: deviceClassSchema.extract(['idCardReader', 'barcodeReader', 'receiptPrinter', 'documentPrinter']),
  /** Last part of the XFS4IoT command, e.g. `printNative`. */
  command: machineWordSchema,
  /** `begun`, or the XFS4IoT completion code. */
  outcome: machineWordSchema,
  effect: effectSchema,
  /** What a printer proved of its paper; in ends only. */
  proof: takenSchema.optional(),
});
export type GuestAct = z.infer<typeof guestActSchema>;

/**
 * One line of a device's wire, masked before it was kept: a frame of which `hex` is the beginning, or an event of the port.
 * `t` in milliseconds since the ring began.
 */
export const trafficFrameSchema = z.union([
  z.object({
    n: z.number().int(),
    t: z.number(),
    to: z.enum(['device', 'host']),
    length: z.number().int(),
    hex: z.string().max(200),
    document: z.number().int(),
  }),
  z.object({ n: z.number().int(), t: z.number(), event: z.string(), word: z.string().nullable() }),
]);
export const trafficCountersSchema = z.object({
  framesIn: z.number().int(),
  bytesIn: z.number().int(),
  framesOut: z.number().int(),
  bytesOut: z.number().int(),
  errors: z.number().int(),
  reconnects: z.number().int(),
  sinceMs: z.number().int(),
});
/** Newest last. */
export const trafficSchema = z.object({ counters: trafficCountersSchema, frames: z.array(trafficFrameSchema) });
export type TrafficView = z.infer<typeof trafficSchema>;

/**
 * How far a request is: a card; a paper. `blocked`: an earlier paper hangs where this one comes out, and a hand is waited for;
 * `presented`: it is held out itself.
 */
export const requestProgressSchema = z.union([
  idCardProgressSchema,
  z.enum(['blocked', 'unblocked', 'sent', 'presented']),
]);
export type RequestProgress = z.infer<typeof requestProgressSchema>;

/** Device-host → terminal. */
export const deviceHostToTerminalSchema = z.discriminatedUnion('kind', [
  z.object({
    kind: z.literal('completion'),
    id: z.string(),
    ok: z.literal(true),
    value: z.unknown(),
    effect: effectSchema,
  }),
  z.object({ kind: z.literal('failure'), id: z.string(), error: deviceErrorSchema }),
  z.object({
    kind: z.literal('progress'),
    id: z.string(),
    progress: requestProgressSchema,
  }),
  /** A step of the document of that request, before it goes on. Answered by `stepNoted`. */
  z.object({ kind: z.literal('documentStep'), id: z.string(), step: documentStepSchema }),
  /** The last status of every device, sent on connect and whenever one changes; `agoMs` ages are the host's clock. */
  z.object({ kind: z.literal('status'), statuses: z.array(deviceStatusSchema), now: z.number() }),
  z.object({ kind: z.literal('event'), event: deviceEventSchema, now: z.number() }),
  guestActSchema,
  z.object({ kind: z.literal('vendorMode'), word: vendorModeWordSchema }),
  /** While `watchTraffic` names this device, and only then; null where the device has no wire to look at. */
  z.object({ kind: z.literal('traffic'), deviceClass: deviceClassSchema, traffic: trafficSchema.nullable() }),
  /** All inputs and lights of the cabinet's board: sent on connect and at every change. */
  z.object({ kind: z.literal('inputs'), inputs: auxiliariesSnapshotSchema }),
  /** A key of the tactile keypad went down. It may be part of somebody's number: never logged, never kept. */
  z.object({ kind: z.literal('key'), key: keypadKeySchema }),
]);
export type DeviceHostToTerminal = z.infer<typeof deviceHostToTerminalSchema>;
