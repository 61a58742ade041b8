import { z } from 'zod';
import { commandSpec, eventSpec, nothing, wordSchema } from '../spec.ts';

const count = z.number().int().min(0).nullish();
const unitName = z.string().regex(/^unit[0-9A-Za-z]{1,56}$/);

/**
 * One storage unit as far as it concerns printers. In generation 2 a printer's units are what takes media in (retract
 * bins, a passbook store); paper, toner and ink are no storage but words of `Printer.Status`.
 */
const unitSchema = z.object({
  status: wordSchema(['ok', 'inoperative', 'missing', 'notConfigured', 'manipulated']).nullish(),
  capacity: count,
  printer: z
    .object({
      capabilities: z.object({ maxRetracts: z.number().int().min(1).nullish() }).nullish(),
      status: z
        .object({
          index: z.number().int().min(1).nullish(),
          /** What lay in it at the last replenishment, and what came in since: together, what lies in it. */
          initial: count,
          in: count,
          replenishmentStatus: wordSchema(['ok', 'full', 'high']).nullish(),
        })
        .nullish(),
    })
    .nullish(),
});
export type StorageUnit = z.infer<typeof unitSchema>;

export const unitsSchema = z
  .record(unitName, unitSchema)
  .refine((map) => Object.keys(map).length <= 64, { message: 'too many storage units' });
export type StorageUnits = z.infer<typeof unitsSchema>;

export const getStorage = commandSpec({
  name: 'Storage.GetStorage',
  commandMajors: [2],
  completionMajors: [2],
  command: nothing,
  completion: z.object({ storage: unitsSchema.nullish() }),
});

const changed = (name: string) => eventSpec({ name, majors: [2], comes: 'unsolicited', payload: unitsSchema });

/** All three are deltas: only what changed of the units that changed. */
export const storageChangedEvent = changed('Storage.StorageChangedEvent');
export const storageThresholdEvent = changed('Storage.StorageThresholdEvent');
export const countsChangedEvent = changed('Storage.CountsChangedEvent');
