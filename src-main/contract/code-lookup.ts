import { z } from 'zod';
import { localizedTextSchema } from './text.ts';

/**
 * What a code is that this machine does nothing with, by its form alone (wire-protocols §3.4). Its content goes no further
 * than the process that classified it: not to the page, not to a log, and no address is ever opened.
 */
export const foreignCodeSchema = z.enum([
  /** Ours, of a notice; and ours, but misprinted or misread. */
  ...(['notice', 'damaged'] as const),
  /** Of a person: electronic health card, medical insurance voucher, a resident's number. */
  ...(['health-card', 'medical-insurance-voucher', 'resident-id-number'] as const),
  /** Payment. */
  ...(['wechat-pay-code', 'alipay-pay-code', 'unionpay-code'] as const),
  /** Would set a scanner up. */
  'programming',
  ...(['url', 'digits', 'text'] as const),
]);
export type ForeignCode = z.infer<typeof foreignCodeSchema>;

/** Where a case stands: nothing of the person it belongs to. Also the body of GET /v1/cases/:caseNumber/state. */
export const caseStateSchema = z.object({
  caseNumber: z.string(),
  item: localizedTextSchema,
  state: localizedTextSchema,
  /** Date in China of the submission, YYYY-MM-DD. */
  date: z.string(),
  /** Which of the four steps 受理 审查 勘验 批准 is reached, 1–4. */
  step: z.number().int().min(1).max(4),
});
export type CaseState = z.infer<typeof caseStateSchema>;

/** What anybody who holds a paper may learn about it: body of GET /v1/verify/:code, and the platform's public page. */
export const verificationSchema = z.discriminatedUnion('status', [
  z.object({ status: z.literal('unknown') }),
  z.object({
    /** `withdrawn`: issued here, but the case was withdrawn later and the paper no longer counts. */
    status: z.enum(['genuine', 'withdrawn']),
    title: localizedTextSchema,
    /** Date in China, YYYY-MM-DD. */
    issuedOn: z.string(),
    /** First character and two stars. */
    holder: z.string(),
    pages: z.number().int(),
    /** Hex SHA-256 of the PDF. */
    sha256: z.string(),
  }),
]);
export type Verification = z.infer<typeof verificationSchema>;

/** What came of a code that was read. */
export const codeAnswerSchema = z.discriminatedUnion('kind', [
  caseStateSchema.extend({ kind: z.literal('case') }),
  z.object({ kind: z.literal('noCase'), caseNumber: z.string() }),
  z.object({
    kind: z.literal('paper'),
    status: z.enum(['genuine', 'withdrawn']),
    title: localizedTextSchema,
    issuedOn: z.string(),
    holder: z.string(),
    pages: z.number().int(),
  }),
  z.object({ kind: z.literal('noPaper') }),
  /** One of ours, and the platform said nothing: out of reach, asked too often, or it does not speak with this machine. */
  z.object({ kind: z.literal('noAnswer'), why: z.enum(['away', 'tooOften', 'refused']) }),
  z.object({ kind: z.literal('foreign'), code: foreignCodeSchema }),
]);
export type CodeAnswer = z.infer<typeof codeAnswerSchema>;

/** Nothing here reads codes; what reads them is away; nobody showed one in time; what was shown is no text. */
export const codeTroubleSchema = z.enum(['notFitted', 'readerAway', 'timedOut', 'unreadable']);
export type CodeTrouble = z.infer<typeof codeTroubleSchema>;
