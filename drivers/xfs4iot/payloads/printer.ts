import { z } from 'zod';
import { base64Schema } from '../base64.ts';
import { commandSpec, errorCodeSchema, eventSpec, MAX_ITEMS, nothing, wordSchema } from '../spec.ts';

const SUPPLY_WORDS = ['full', 'low', 'out'] as const;
const supplySchema = wordSchema(SUPPLY_WORDS).nullish();

export const printerStatusSchema = z.object({
  media: wordSchema(['present', 'notPresent', 'jammed', 'entering', 'retracted']).nullish(),
  /** By source: `upper`, `lower`, `external`, `aux`, `aux2`, `park` or the vendor's own name. */
  paper: z
    .record(z.string().max(60), wordSchema(['full', 'low', 'out', 'jammed']).nullish())
    .refine((map) => Object.keys(map).length <= 32, { message: 'too many paper sources' })
    .nullish(),
  toner: supplySchema,
  ink: supplySchema,
  lamp: wordSchema(['ok', 'fading', 'inop']).nullish(),
  /** Generation 1 only; generation 2 moved the bins to Storage. */
  retractBins: z
    .array(z.object({ state: wordSchema(['ok', 'high', 'full', 'missing']).nullish() }))
    .max(MAX_ITEMS)
    .nullish(),
});

const can = z.boolean().nullish();

export const printerCapabilitiesSchema = z.object({
  type: z.object({ receipt: can, passbook: can, journal: can, document: can, scanner: can }).nullish(),
  control: z.object({ eject: can, cut: can, flush: can, retract: can, partialCut: can, expel: can }).nullish(),
  mediaTaken: can,
  mediaPresented: can,
  autoRetractPeriod: z.number().int().min(0).nullish(),
  osPrinter: z.string().max(256).nullish(),
});

const mediaControlSchema = z.object({
  move: z.enum(['eject', 'retract', 'park', 'expel', 'ejectToTransport', 'stack']).nullish(),
  cut: can,
  partialCut: can,
  flush: can,
});
export type MediaControl = z.infer<typeof mediaControlSchema>;

const onlyErrorCode = z.object({ errorCode: errorCodeSchema });

export const printRaw = commandSpec({
  name: 'Printer.PrintRaw',
  commandMajors: [1, 2, 3],
  completionMajors: [1, 2, 3],
  command: z.object({ inputData: z.enum(['no', 'yes']).nullish(), data: base64Schema }),
  completion: z.object({ errorCode: errorCodeSchema, data: base64Schema.nullish() }),
});

export const printNative = commandSpec({
  name: 'Printer.PrintNative',
  commandMajors: [1, 2, 3],
  completionMajors: [1, 2],
  command: z.object({
    data: base64Schema,
    mediaControl: mediaControlSchema.nullish(),
    paperSource: z.string().max(60).nullish(),
  }),
  completion: onlyErrorCode,
});

export const controlMedia = commandSpec({
  name: 'Printer.ControlMedia',
  commandMajors: [1, 2, 3],
  completionMajors: [1, 2],
  command: z.object({ mediaControl: mediaControlSchema }),
  completion: onlyErrorCode,
});

export const retractMedia = commandSpec({
  name: 'Printer.RetractMedia',
  commandMajors: [2, 3],
  completionMajors: [2, 3],
  command: z.object({ mediaControl: z.string().max(60).nullish() }),
  completion: z.object({ errorCode: errorCodeSchema, result: z.string().max(60).nullish() }),
});

/** Without `mediaControl` the service decides what becomes of media it finds. */
export const reset = commandSpec({
  name: 'Printer.Reset',
  commandMajors: [1, 2, 3],
  completionMajors: [1, 2],
  command: z.object({ mediaControl: z.string().max(60).nullish() }),
  completion: onlyErrorCode,
});

const wads = z.object({ wadIndex: z.number().int().nullish(), totalWads: z.number().int().nullish() });

export const mediaPresentedEvent = eventSpec({
  name: 'Printer.MediaPresentedEvent',
  majors: [1, 2],
  comes: 'solicited',
  payload: wads,
});
export const mediaPresentedUnsolicitedEvent = eventSpec({
  name: 'Printer.MediaPresentedUnsolicitedEvent',
  majors: [1, 2],
  comes: 'unsolicited',
  payload: wads,
});
export const mediaTakenEvent = eventSpec({
  name: 'Printer.MediaTakenEvent',
  majors: [1, 2],
  comes: 'either',
  payload: nothing,
});
export const mediaAutoRetractedEvent = eventSpec({
  name: 'Printer.MediaAutoRetractedEvent',
  majors: [1, 2, 3],
  comes: 'unsolicited',
  payload: nothing,
});
export const paperThresholdEvent = eventSpec({
  name: 'Printer.PaperThresholdEvent',
  majors: [1, 2],
  comes: 'unsolicited',
  payload: z.object({ paperSource: z.string().max(60).nullish(), threshold: supplySchema }),
});
export const tonerThresholdEvent = eventSpec({
  name: 'Printer.TonerThresholdEvent',
  majors: [1, 2],
  comes: 'unsolicited',
  payload: z.object({ state: supplySchema }),
});
export const retractBinThresholdEvent = eventSpec({
  name: 'Printer.RetractBinThresholdEvent',
  majors: [1, 2],
  comes: 'unsolicited',
  payload: z.object({ state: wordSchema(['ok', 'high', 'full']).nullish() }),
});
