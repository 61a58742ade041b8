import { z } from 'zod';

/**
 * What a log field may be. There is no free text. A number of a person (identity, card, telephone) fits none of these,
 * whatever stands between its digits, nor does a text in Chinese characters, with spaces or of several capitalised words.
 * A single name in pinyin letters looks like a `code`: that nobody logs one rests on the callers, who pass fault words and
 * acts of tables, and on the tests that walk the logs for the invented persons. A list of words is the preferred kind.
 */
export const namedFieldTypes = {
  /** Whole number; also exit codes and HTTP status. */
  count: z.number().int().min(-4_294_967_295).max(4_294_967_295),
  /** Milliseconds, rounded. */
  durationMs: z
    .number()
    .min(0)
    .max(1e10)
    .transform((value) => Math.round(value)),
  flag: z.boolean(),
  /** A session or print job: a UUID, with a word before it if you like, or a word with a short number. */
  id: z
    .string()
    .regex(/^(([a-z]{1,12}-)?[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}|[a-z]{1,12}-?\d{1,5})$/),
  /** `ledger/case-number.ts` says how it is built. */
  caseNumber: z.string().regex(/^[A-Z0-9-]{4,32}-\d{6}-[0-9A-Z]{3}\d{4,12}-[0-9A-Z]$/),
  /** An item of the catalogue. */
  item: z
    .string()
    .regex(/^[a-z][a-z0-9]*(-[a-z0-9]+)*$/)
    .max(64),
  /**
   * A machine word such as `paper-end` or an error code such as `ENOSPC` or `TypeError`: ASCII, at most four digits in
   * all. Where it has several words, none is capitalised (`Wang-Yan`).
   */
  code: z
    .string()
    .regex(/^([A-Z][A-Za-z0-9]*|([a-z][A-Za-z0-9]*|[A-Z][A-Z0-9]*)([._-]([a-z0-9][A-Za-z0-9]*|[A-Z][A-Z0-9]*))*)$/)
    .regex(/^(\D*\d){0,4}\D*$/)
    .max(48),
} as const;

export type NamedFieldType = keyof typeof namedFieldTypes;
export const levelSchema = z.enum(['debug', 'info', 'warn', 'error', 'fatal']);
export type Level = z.infer<typeof levelSchema>;

const named = Object.keys(namedFieldTypes);
const namedTypeSchema = z.custom<NamedFieldType>((value) => typeof value === 'string' && named.includes(value));
const fieldTypeSchema = z.union([namedTypeSchema, z.array(z.string().regex(/^[A-Za-z][A-Za-z0-9.-]*$/)).min(2)]);
/** Names every line has already. */
const RESERVED = ['time', 'level', 'event', 'process', 'pid', 'msg', '__proto__'];

/** The shape of `events.json`. */
export const eventCatalogueSchema = z.record(
  z.string().regex(/^[a-z]+\.[a-z][A-Za-z]*$/),
  z.strictObject({
    level: levelSchema,
    description: z.string().min(10),
    fields: z.record(
      z
        .string()
        .regex(/^[a-z][A-Za-z]*$/)
        .refine((name) => !RESERVED.includes(name), 'is a name every line has already'),
      fieldTypeSchema,
    ),
  }),
);
export type EventCatalogue = z.infer<typeof eventCatalogueSchema>;
