import { z } from 'zod';
import { isoDateSchema } from './id-card.ts';

/**
 * What a social security card tells without a PIN (LD/T 32-2015, files EF05 and EF06). The three items a service needs are
 * always there: a card that withholds one of them is not read at all. `name` keeps private-use and rare characters exactly.
 */
export const socialSecurityCardSchema = z.object({
  /** The number printed on the card, up to 9 letters and digits. */
  cardNumber: z.string(),
  /** 社会保障号码, for citizens the resident identity number. */
  socialSecurityNumber: z.string(),
  name: z.string(),
  /** 男, 女, 未知, 未说明, or the code itself when it is not in GB/T 2261.1. */
  sex: z.string().nullable(),
  /** Name of the nation, e.g. 汉, or the code itself when unknown. */
  nation: z.string().nullable(),
  birth: isoDateSchema.nullable(),
  issueDate: isoDateSchema.nullable(),
  expiryDate: isoDateSchema.nullable(),
  /** The issuing institution's 12 bytes as 24 hexadecimal digits. */
  issuer: z.string().nullable(),
  /** Version of the card's specification, e.g. `2.00`. */
  version: z.string().nullable(),
});
export type SocialSecurityCard = z.infer<typeof socialSecurityCardSchema>;

/** What a person sees while a chip card is being read. */
export const smartCardProgressSchema = z.enum(['waiting', 'seen', 'reading']);
export type SmartCardProgress = z.infer<typeof smartCardProgressSchema>;
