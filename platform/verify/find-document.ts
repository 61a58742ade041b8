import { z } from 'zod';
import { localizedTextSchema } from '../../src-main/contract/text.ts';
import { chinaDate } from '../cases/china-date.ts';
import type { Database } from '../database/tables.ts';

/** What anybody who holds a paper may learn about it. */
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

/** Looks one check code up. */
export async function findDocument(db: Database, checkCode: string): Promise<Verification> {
  const row = await db
    .selectFrom('documents')
    .innerJoin('cases', 'cases.case_number', 'documents.case_number')
    .select(['title_zh', 'title_en', 'issued_at', 'holder', 'pages', 'sha256', 'cases.state'])
    .where('check_code', '=', checkCode)
    .executeTakeFirst();
  if (row === undefined) return { status: 'unknown' };
  return {
    status: row.state === 'withdrawn' ? 'withdrawn' : 'genuine',
    title: { 'zh-CN': row.title_zh, en: row.title_en },
    issuedOn: chinaDate(row.issued_at),
    holder: row.holder,
    pages: row.pages,
    sha256: row.sha256,
  };
}
