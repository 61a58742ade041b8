import { z } from 'zod';

/**
 * What a printer knows one of our jobs by, enough to ask for it again after a crash. No person is in it: the name is
 * made from the journal's random job id.
 */
export const printerJobSchema = z.strictObject({
  /** Where it was sent, as configured. */
  printer: z.string().min(1).max(300),
  /** What the printer calls itself; another one at the same address knows nothing of the job. */
  printerUuid: z.string().max(100).nullable(),
  name: z.string().min(1).max(80),
  /** Null where the printer numbers a job only when it has the document. Numbers begin again after a restart. */
  id: z.number().int().nullable(),
  uuid: z.string().max(100).nullable(),
  /** Size of the document. */
  bytes: z.number().int().min(0),
});
export type PrinterJob = z.infer<typeof printerJobSchema>;

/**
 * How far a document had got when its process went: `part`, its last bytes had surely not left; `leaving`, they may have;
 * `taken`, the printer said that it has all of it.
 */
export const handedSchema = z.enum(['part', 'leaving', 'taken']);
export type Handed = z.infer<typeof handedSchema>;

/** A step of a document that is written down before it goes on. */
export const documentStepSchema = z.union([
  z.strictObject({ named: printerJobSchema }),
  handedSchema.exclude(['part']),
]);
export type DocumentStep = z.infer<typeof documentStepSchema>;
