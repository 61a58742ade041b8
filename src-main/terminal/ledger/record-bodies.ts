import { z } from 'zod';
import { deviceStatusSchema } from '../../../drivers/contract/status.ts';
import { identifierSchema } from '../../contract/catalogue.ts';
import { caseResultSchema } from '../../contract/platform-api.ts';

/** Short machine words such as `paper-end` or `printer.tornPaper`: the only free text a ledger row may hold. */
export const codeSchema = z
  .string()
  .regex(/^[a-z][A-Za-z0-9]*([.-][A-Za-z0-9]+)*$/)
  .max(64);
/**
 * Ids of sessions and print jobs: a UUID, with a word before it if you like (`receipt-4f1c…`), or a word with a short
 * number (`job-7`). No number of a person fits.
 */
export const opaqueIdSchema = z
  .string()
  .regex(
    /^(([a-z]{1,12}-)?[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}|[a-z]{1,12}-?\d{1,5})$/,
    'must be a UUID, or a word with a short number',
  );

export const sessionEndSchema = z.enum(['finished', 'left', 'idle', 'fault', 'crashed']);
export type SessionEnd = z.infer<typeof sessionEndSchema>;

export const caseOutcomeSchema = caseResultSchema.shape.outcome;
export type CaseOutcome = z.infer<typeof caseOutcomeSchema>;

export const paperKindSchema = z.enum(['receipt', 'document']);
export const settledPaperSchema = z.enum(['printed', 'saved', 'failed', 'unknown']);
export type SettledPaper = z.infer<typeof settledPaperSchema>;
/** What can come of an `unknown` later. */
export type ProvedPaper = Exclude<SettledPaper, 'unknown'>;

const caseNumberSchema = z.string().min(1).max(60);

/**
 * Bodies of the outbox records that are plain JSON. None can hold a person: every member is a number, an opaque id,
 * a case number, a word of a fixed list, or a machine word. `case.submitted` is not here: it is sealed.
 */
export const recordBodySchemas = {
  'case.withdrawn': z.strictObject({ caseNumber: caseNumberSchema, sessionId: opaqueIdSchema, reason: codeSchema }),
  'case.rated': z.strictObject({
    caseNumber: caseNumberSchema,
    item: identifierSchema,
    level: z.number().int().min(1).max(5),
  }),
  'paper.state': z.strictObject({
    jobId: opaqueIdSchema,
    sessionId: opaqueIdSchema,
    caseNumber: caseNumberSchema.nullable(),
    kind: paperKindSchema,
    titleKey: codeSchema,
    state: settledPaperSchema,
    explanation: codeSchema.nullable(),
  }),
  'session.ended': z.strictObject({
    sessionId: opaqueIdSchema,
    reason: sessionEndSchema,
    durationMs: z.number().int().min(0),
    caseNumbers: z.array(caseNumberSchema),
  }),
  'card.forgotten': z.strictObject({ sessionId: opaqueIdSchema }),
  /** A member of staff did something on the service side; `staff` is their number. */
  'service.act': z.strictObject({ staff: z.string().regex(/^\d{4,8}$|^-$/), act: codeSchema, detail: codeSchema }),
  'device.status': deviceStatusSchema
    .pick({ deviceClass: true, device: true, media: true, paper: true, action: true, faults: true, model: true })
    .extend({
      faults: z.array(codeSchema).max(20),
      model: z.string().max(80),
      /** Left out by ledgers that were written before these were told. */
      lifecycle: deviceStatusSchema.shape.lifecycle,
      attachment: deviceStatusSchema.shape.attachment,
      /** Records of lane B this ledger has dropped so far because the ring was full. */
      dropped: z.number().int().min(0),
    }),
} as const;

export type RecordBody<K extends keyof typeof recordBodySchemas> = z.infer<(typeof recordBodySchemas)[K]>;
