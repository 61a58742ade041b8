import { z } from 'zod';

/** ISO date `YYYY-MM-DD`. */
export const isoDateSchema = z.string().regex(/^\d{4}-\d{2}-\d{2}$/);

/**
 * What is printed on and stored in a resident identity card or one of the three permits that share its reader
 * protocol. Absent items are null; names keep middle dots, spaces and characters beyond the BMP exactly.
 * `cardType` is the flag at offset 248 of the text block: `resident` (blank), `J` residence permit for Hong Kong,
 * Macao and Taiwan residents, `I` foreign permanent resident 2017, `Y` foreign permanent resident 2023.
 */
export const idCardSchema = z.object({
  cardType: z.enum(['resident', 'J', 'I', 'Y']),
  name: z.string().nullable(),
  englishName: z.string().nullable(),
  /** 男, 女, 未知, 未说明, or the code itself when it is not in GB/T 2261.1. */
  sex: z.string().nullable(),
  /** Name of the nation, e.g. 汉, or the code itself when unknown. */
  nation: z.string().nullable(),
  /** ISO 3166 three letters; null on resident cards and permits. */
  nationality: z.string().nullable(),
  birth: isoDateSchema.nullable(),
  address: z.string().nullable(),
  number: z.string(),
  issuer: z.string().nullable(),
  validFrom: isoDateSchema.nullable(),
  validTo: z.union([isoDateSchema, z.literal('long-term')]).nullable(),
  passNumber: z.string().nullable(),
  issueCount: z.string().nullable(),
  /** The 15-character number of the 2017 card a `Y` card replaces. */
  olderNumber: z.string().nullable(),
});
export type IdCard = z.infer<typeof idCardSchema>;

/** What a person sees while a card is being read. */
export const idCardProgressSchema = z.enum(['waiting', 'seen', 'reading']);
export type IdCardProgress = z.infer<typeof idCardProgressSchema>;
