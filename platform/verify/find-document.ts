import { chinaDate } from '../../src-main/contract/china-time.ts';
import type { Verification } from '../../src-main/contract/code-lookup.ts';
import type { Database } from '../database/tables.ts';

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
