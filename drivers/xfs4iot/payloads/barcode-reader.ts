import { z } from 'zod';
import { base64Schema } from '../base64.ts';
import { commandSpec, errorCodeSchema, nothing, wordSchema } from '../spec.ts';

export const barcodeReaderStatusSchema = z.object({
  scanner: wordSchema(['on', 'off', 'inoperative']).nullish(),
});

export const read = commandSpec({
  name: 'BarcodeReader.Read',
  commandMajors: [1, 2],
  completionMajors: [1, 2, 3],
  /** Null: every symbology. */
  command: z.object({ symbologies: z.record(z.string().max(40), z.boolean().nullish()).nullish() }),
  completion: z.object({
    errorCode: errorCodeSchema,
    readOutput: z
      .array(
        z.object({
          symbology: z.string().max(40).nullish(),
          barcodeData: base64Schema.nullish(),
        }),
      )
      .max(32)
      .nullish(),
  }),
});

export const reset = commandSpec({
  name: 'BarcodeReader.Reset',
  commandMajors: [1, 2],
  completionMajors: [1, 2],
  command: nothing,
  completion: nothing,
});
