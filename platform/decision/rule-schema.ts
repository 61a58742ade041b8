import { z } from 'zod';
import { identifierSchema } from '../../src-main/contract/catalogue.ts';
import { localizedTextSchema } from '../../src-main/contract/text.ts';

/**
 * A value a rule or document may look at: `card.<name>`, `form.<field id>`, `shared.<base>.<key>`, `identity.by`
 * (`idCard` or `socialSecurityCard`: whose `card` it is), and `identity.way` (`face` or `other`) of items that ask who one is.
 */
export const factPathSchema = z
  .string()
  .regex(
    /^(card\.[a-zA-Z]+|form\.[a-z][A-Za-z0-9]*|shared\.[a-zA-Z]+\.[a-zA-Z]+|identity\.(?:by|way))$/,
    'not a card., form., shared., identity.by or identity.way path',
  );

/** A path that names a list of a base. */
export const listPathSchema = z.string().regex(/^shared\.[a-zA-Z]+\.[a-zA-Z]+$/, 'not a shared.<base>.<list> path');

export type Operand =
  | { path: string }
  | { value: string }
  | { today: true }
  /** Whole calendar months from the first to the second month or date; the day of the month does not count. */
  | { monthsBetween: [Operand, Operand] }
  /** Whole years from the first date to the second, as an age is counted. */
  | { yearsBetween: [Operand, Operand] }
  /** Rows of a list, or those whose column lies in a closed range; an absent bound is open. */
  | { count: { list: string; column?: string | undefined; from?: Operand | undefined; to?: Operand | undefined } }
  /** A column of the row whose `id` equals `id`. */
  | { row: { list: string; id: Operand; column: string } };

export const operandSchema: z.ZodType<Operand> = z.lazy(() =>
  z.union([
    z.strictObject({ path: factPathSchema }),
    z.strictObject({ value: z.string() }),
    z.strictObject({ today: z.literal(true) }),
    z.strictObject({ monthsBetween: z.tuple([operandSchema, operandSchema]) }),
    z.strictObject({ yearsBetween: z.tuple([operandSchema, operandSchema]) }),
    z.strictObject({
      count: z.strictObject({
        list: listPathSchema,
        column: z.string().optional(),
        from: operandSchema.optional(),
        to: operandSchema.optional(),
      }),
    }),
    z.strictObject({ row: z.strictObject({ list: listPathSchema, id: operandSchema, column: z.string() }) }),
  ]),
);

/** How two values are read before they are compared. `long-term` as a date lies after every date. */
export const comparisonTypeSchema = z.enum(['text', 'number', 'money', 'date', 'month']);
export type ComparisonType = z.infer<typeof comparisonTypeSchema>;

export type Condition =
  | { op: 'all' | 'any'; of: Condition[] }
  | { op: 'not'; of: Condition }
  | { op: 'exists' | 'empty'; left: Operand }
  | { op: 'eq' | 'ne' | 'lt' | 'le' | 'gt' | 'ge'; as: ComparisonType; left: Operand; right: Operand }
  | { op: 'in'; left: Operand; values: string[] };

export const conditionSchema: z.ZodType<Condition> = z.lazy(() =>
  z.discriminatedUnion('op', [
    z.strictObject({ op: z.enum(['all', 'any']), of: z.array(conditionSchema).min(1) }),
    z.strictObject({ op: z.literal('not'), of: conditionSchema }),
    z.strictObject({ op: z.enum(['exists', 'empty']), left: operandSchema }),
    z.strictObject({
      op: z.enum(['eq', 'ne', 'lt', 'le', 'gt', 'ge']),
      as: comparisonTypeSchema,
      left: operandSchema,
      right: operandSchema,
    }),
    z.strictObject({ op: z.literal('in'), left: operandSchema, values: z.array(z.string()).min(1) }),
  ]),
);

/**
 * One rule. `when` limits it to the cases it is about; where `when` is false the rule is not listed.
 * `onFail`: `refuse` ends the case with 不予, `review` hands it to a person (受理).
 */
export const ruleSchema = z.strictObject({
  id: identifierSchema,
  when: conditionSchema.optional(),
  test: conditionSchema,
  pass: localizedTextSchema,
  fail: localizedTextSchema,
  onFail: z.enum(['refuse', 'review']),
});
export type Rule = z.infer<typeof ruleSchema>;

/** A versioned rule set; a version is never edited after cases were decided by it, a new version is added. */
export const ruleSetSchema = z.strictObject({
  id: identifierSchema,
  version: z.number().int().min(1),
  effectiveFrom: z.iso.date(),
  effectiveTo: z.iso.date().nullable(),
  /** Outcome when no rule fails and every base answered. */
  outcome: z.enum(['approved', 'filed', 'accepted']),
  rules: z.array(ruleSchema).min(1),
});
export type RuleSet = z.infer<typeof ruleSetSchema>;
