import { z } from 'zod';
import { identifierSchema } from '../../src-main/contract/catalogue.ts';
import { localizedTextSchema } from '../../src-main/contract/text.ts';
import { conditionSchema, listPathSchema, operandSchema } from '../decision/rule-schema.ts';

/**
 * Texts may hold placeholders `{path}` or `{path|form}`: `card.*`, `form.*`, `shared.*`, `row.<column>` inside a
 * table, `issuedAt`, `caseNumber`. Forms: `date` and `month` (年月日), `money` (thousands, two decimals), `option`
 * (the label of a form choice), `sex`. Where nothing is known, — is written.
 */
const paragraphSchema = z.strictObject({
  kind: z.literal('paragraph'),
  when: conditionSchema.optional(),
  text: localizedTextSchema,
});

/**
 * Label and value pairs, two pairs a line; `wide` takes the whole line. With `row` the pairs may show `{row.*}` of
 * the list's row whose `id` is given; nothing is drawn when there is no such row.
 */
const factsSchema = z.strictObject({
  kind: z.literal('facts'),
  when: conditionSchema.optional(),
  row: z.strictObject({ list: listPathSchema, id: operandSchema }).optional(),
  rows: z
    .array(z.strictObject({ label: localizedTextSchema, value: z.string().min(1), wide: z.boolean().default(false) }))
    .min(1),
});

/** One row per row of a list; `columns.width` are shares of the 24-column grid and add up to 24. */
const tableSchema = z.strictObject({
  kind: z.literal('table'),
  when: conditionSchema.optional(),
  caption: localizedTextSchema,
  list: listPathSchema,
  /** Only rows whose column lies between two values (absent or empty: open). */
  where: z
    .strictObject({ column: z.string(), from: operandSchema.optional(), to: operandSchema.optional() })
    .optional(),
  columns: z
    .array(
      z.strictObject({
        label: localizedTextSchema,
        value: z.string().min(1),
        width: z.number().int().min(1).max(24),
        align: z.enum(['left', 'right', 'center']),
        /** Adds the column up (money) in a last line. */
        total: z.boolean().default(false),
      }),
    )
    .min(2),
  empty: localizedTextSchema,
});

const notesSchema = z.strictObject({
  kind: z.literal('notes'),
  when: conditionSchema.optional(),
  items: z.array(localizedTextSchema).min(1),
});

export const blockSchema = z.discriminatedUnion('kind', [paragraphSchema, factsSchema, tableSchema, notesSchema]);
export type Block = z.infer<typeof blockSchema>;
export type ParagraphBlock = z.infer<typeof paragraphSchema>;
export type FactsBlock = z.infer<typeof factsSchema>;
export type TableBlock = z.infer<typeof tableSchema>;
export type NotesBlock = z.infer<typeof notesSchema>;

/** An A4 document as data. Always Chinese; with English beside it when the citizen worked in English. */
export const documentTemplateSchema = z.strictObject({
  id: identifierSchema,
  version: z.number().int().min(1),
  /** The office in the letterhead and at the foot. */
  issuer: localizedTextSchema,
  title: localizedTextSchema,
  blocks: z.array(blockSchema).min(1),
  /** What the check code proves and how to check it. */
  checkNote: localizedTextSchema,
});
export type DocumentTemplate = z.infer<typeof documentTemplateSchema>;
