import { z } from 'zod';
import { eventSpec, nothing, wordSchema } from '../spec.ts';

const supplySchema = wordSchema(['full', 'low', 'out']).nullish();
const wads = z.object({ wadIndex: z.number().int().nullish(), totalWads: z.number().int().nullish() });
const binNumber = z.number().int().min(1).max(64).nullish();

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

/** Generation 2 tells where it lies: a storage unit, `transport` or `jammed`. Generation 1: `ok` or `jammed`, and the bin. */
export const mediaAutoRetractedEvent = eventSpec({
  name: 'Printer.MediaAutoRetractedEvent',
  majors: [1, 2, 3],
  comes: 'unsolicited',
  payload: z.object({
    result: z.string().max(60).nullish(),
    retractResult: wordSchema(['ok', 'jammed']).nullish(),
    binNumber: z.number().int().min(0).nullish(),
  }),
});

export const paperThresholdEvent = eventSpec({
  name: 'Printer.PaperThresholdEvent',
  majors: [1, 2],
  comes: 'unsolicited',
  payload: z.object({
    paperSource: z
      .string()
      .regex(/^[a-zA-Z][a-zA-Z0-9]{0,59}$/)
      .nullish(),
    threshold: supplySchema,
  }),
});
export const tonerThresholdEvent = eventSpec({
  name: 'Printer.TonerThresholdEvent',
  majors: [1, 2],
  comes: 'unsolicited',
  payload: z.object({ state: supplySchema }),
});
export const inkThresholdEvent = eventSpec({
  name: 'Printer.InkThresholdEvent',
  majors: [1, 2],
  comes: 'unsolicited',
  payload: z.object({ state: supplySchema }),
});
export const lampThresholdEvent = eventSpec({
  name: 'Printer.LampThresholdEvent',
  majors: [1, 2],
  comes: 'unsolicited',
  payload: z.object({ state: wordSchema(['ok', 'fading', 'inop']).nullish() }),
});
export const retractBinThresholdEvent = eventSpec({
  name: 'Printer.RetractBinThresholdEvent',
  majors: [1, 2],
  comes: 'unsolicited',
  payload: z.object({ binNumber, state: wordSchema(['ok', 'high', 'full']).nullish() }),
});
export const retractBinStatusEvent = eventSpec({
  name: 'Printer.RetractBinStatusEvent',
  majors: [1, 2],
  comes: 'unsolicited',
  payload: z.object({ binNumber, state: wordSchema(['inserted', 'removed']).nullish() }),
});
