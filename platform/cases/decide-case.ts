import { createHash, randomUUID } from 'node:crypto';
import type { Item } from '../../src-main/contract/catalogue.ts';
import { chinaDate } from '../../src-main/contract/china-time.ts';
import { type CaseResult, type Submission, submissionSchema } from '../../src-main/contract/platform-api.ts';
import type { Database } from '../database/tables.ts';
import type { CatalogueStore } from '../desired/catalogue-store.ts';
import type { Decided, Services } from '../services.ts';
import { maskedName } from './person.ts';
import { whyHeld } from './why-held.ts';

export type DecideOptions = {
  readonly db: Database;
  readonly services: Services;
  readonly catalogue: CatalogueStore;
  readonly now: () => Date;
  /** `https://host:port` under which the public verifies a paper. */
  readonly publicUrl: () => string;
};

type IssuedDocument = CaseResult['documents'][number] & { readonly pdf: Uint8Array; readonly issuedAt: Date };

/**
 * Decides one received case and stores decision and documents together. Deciding and drawing happen outside the
 * transaction (a page takes longer than a lock should); only the one that finds the case still `received` stores, so
 * a case decided twice by two replicas or around a crash has one decision and one set of papers. Returns why the case
 * must be held instead, else null.
 *
 * @throws when the rules, the template or the stored submission cannot be used: the caller holds the case.
 */
export async function decideCase(options: DecideOptions, caseNumber: string): Promise<string | null> {
  const { db, services, catalogue, now } = options;
  const row = await db
    .selectFrom('cases')
    .select(['submission', 'terminal'])
    .where('case_number', '=', caseNumber)
    .executeTakeFirstOrThrow();
  const submission = submissionSchema.parse(JSON.parse(row.submission));
  const item = catalogue.findItem(submission.item, submission.itemVersion);
  const held = whyHeld(submission, catalogue);
  if (held !== null || item === undefined) return held;

  const decidedAt = now();
  const { decision, draw } = await services.decide({ submission, item, today: chinaDate(decidedAt) });
  const issues = decision.outcome === 'approved' || decision.outcome === 'filed';
  const documents = issues ? await drawAll(options, draw, item, submission, decidedAt) : [];
  const result: CaseResult = {
    caseNumber,
    outcome: decision.outcome,
    reasons: decision.reasons,
    ruleSet: decision.ruleSet,
    dueDate: decision.dueDate,
    documents: documents.map(({ pdf: _pdf, issuedAt: _issuedAt, ...shown }) => shown),
  };
  await db.transaction().execute(async (trx) => {
    const { numUpdatedRows } = await trx
      .updateTable('cases')
      .set({ state: 'decided', held_reason: null, decided_at: decidedAt, result: JSON.stringify(result) })
      .where('case_number', '=', caseNumber)
      .where('state', '=', 'received')
      .executeTakeFirst();
    if (numUpdatedRows === 0n || documents.length === 0) return;
    const holder = maskedName(submission.card);
    await trx
      .insertInto('documents')
      .values(
        documents.map((document) => ({
          id: document.id,
          case_number: caseNumber,
          terminal: row.terminal,
          title_zh: document.title['zh-CN'],
          title_en: document.title.en,
          holder,
          pages: document.pages,
          copies: document.copies,
          sha256: document.sha256,
          check_code: document.checkCode,
          issued_at: document.issuedAt,
          pdf: Buffer.from(document.pdf),
        })),
      )
      .execute();
  });
  return null;
}

async function drawAll(
  options: DecideOptions,
  draw: Decided['draw'],
  item: Item,
  submission: Submission,
  issuedAt: Date,
): Promise<IssuedDocument[]> {
  const { services, publicUrl } = options;
  const drawn: IssuedDocument[] = [];
  for (const output of item.outputs) {
    const checkCode = services.makeCheckCode();
    const { pdf, pages } = await draw({
      template: output.template,
      title: output.title,
      item,
      submission,
      checkCode,
      verifyUrl: `${publicUrl()}/verify/${checkCode}`,
      issuedAt,
    });
    const sha256 = createHash('sha256').update(pdf).digest('hex');
    drawn.push({
      id: randomUUID(),
      title: output.title,
      pages,
      sha256,
      copies: output.copies,
      checkCode,
      pdf,
      issuedAt,
    });
  }
  return drawn;
}
