import { z } from 'zod';
import { base64Schema } from '../base64.ts';
import { commandSpec, errorCodeSchema, MAX_ITEMS, wordSchema } from '../spec.ts';

export * from './printer-events.ts';

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
    .array(
      z.object({
        state: wordSchema(['ok', 'high', 'full', 'missing']).nullish(),
        count: z.number().int().min(0).nullish(),
      }),
    )
    .max(MAX_ITEMS)
    .nullish(),
});
export type PrinterStatus = z.infer<typeof printerStatusSchema>;

const can = z.boolean().nullish();

export const printerCapabilitiesSchema = z.object({
  type: z.object({ receipt: can, passbook: can, journal: can, document: can, scanner: can }).nullish(),
  control: z.object({ eject: can, cut: can, flush: can, retract: can, partialCut: can, expel: can }).nullish(),
  mediaTaken: can,
  mediaPresented: can,
  /** Seconds after which the service draws back by itself; 0: it does not. */
  autoRetractPeriod: z.number().int().min(0).nullish(),
  /** Generation 1 only: how many papers each retract bin holds. */
  maxRetract: z.array(z.number().int().min(0)).max(MAX_ITEMS).nullish(),
  /** Which sources the device has, by the names of `printerStatusSchema.paper`; any other text is as good as untold. */
  paperSources: z.record(z.string().max(60), can).nullish().catch(null),
  osPrinter: z.string().max(256).nullish(),
});
export type PrinterCapabilities = z.infer<typeof printerCapabilitiesSchema>;

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

/** Generation 1 names a bin by number, generation 2 a storage unit, or `transport`. */
export const retractMedia = commandSpec({
  name: 'Printer.RetractMedia',
  commandMajors: [1, 2, 3],
  completionMajors: [1, 2, 3],
  command: z.object({ mediaControl: z.string().max(60).nullish(), binNumber: z.number().int().min(1).nullish() }),
  completion: z.object({
    errorCode: errorCodeSchema,
    /** A storage unit, `transport` or `nomedia`. */
    result: z.string().max(60).nullish(),
    binNumber: z.number().int().min(0).nullish(),
  }),
});

/** Without `mediaControl` the service decides what becomes of media it finds. */
export const reset = commandSpec({
  name: 'Printer.Reset',
  commandMajors: [1, 2, 3],
  completionMajors: [1, 2],
  command: z.object({ mediaControl: z.string().max(60).nullish() }),
  completion: onlyErrorCode,
});
