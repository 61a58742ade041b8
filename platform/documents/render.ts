import type { Item } from '../../src-main/contract/catalogue.ts';
import { chinaDate } from '../../src-main/contract/china-time.ts';
import type { Submission } from '../../src-main/contract/platform-api.ts';
import type { LocalizedText } from '../../src-main/contract/text.ts';
import type { SharedFacts } from '../shared-data/base-schema.ts';
import { drawBlock } from './blocks.ts';
import type { Flow } from './flow.ts';
import { drawClosing, drawFeet, drawLetterhead, drawRunningHead } from './furniture.ts';
import type { Pdf } from './page.ts';
import { openPdf } from './page.ts';
import type { DocumentTemplate } from './template-schema.ts';

export type RenderInput = {
  template: DocumentTemplate;
  item: Item;
  submission: Submission;
  /** The same answers the case was decided by. */
  shared: SharedFacts;
  /** 16 characters (see `makeCheckCode`). */
  checkCode: string;
  /** What the QR code holds: the public verify page for this code. */
  verifyUrl: string;
  /** ISO instant. */
  issuedAt: string;
  /** Title in the file's properties; the template's own title is what is printed. */
  documentTitle: LocalizedText;
};

/**
 * Draws one A4 document. The same input gives the same bytes, so its hash can be stored and compared.
 * Chinese always; English beside it when the submission was made in English.
 */
export async function renderDocument(input: RenderInput): Promise<{ pdf: Uint8Array; pages: number }> {
  const { template, item, submission, shared, checkCode, verifyUrl, issuedAt, documentTitle } = input;
  const pdf = openPdf(documentTitle[submission.language], template.issuer['zh-CN'], issuedAt);
  const bytes = collect(pdf);
  const facts = { card: submission.card, form: submission.form, shared, today: chinaDate(new Date(issuedAt)) };
  const flow: Flow = {
    pdf,
    y: 0,
    context: { facts, item, caseNumber: submission.caseNumber, issuedAt },
    language: submission.language,
    newPage: () => {
      pdf.addPage();
      drawRunningHead(flow, template.issuer, template.title);
    },
  };
  drawLetterhead(flow, template.issuer, template.title);
  for (const block of template.blocks) drawBlock(flow, block);
  drawClosing(flow, { issuer: template.issuer, issuedAt, checkNote: template.checkNote, checkCode, verifyUrl });
  const pages = pdf.bufferedPageRange().count;
  drawFeet(flow, checkCode, pages);
  pdf.end();
  return { pdf: await bytes, pages };
}

function collect(pdf: Pdf): Promise<Uint8Array> {
  return new Promise((resolve, reject) => {
    const chunks: Buffer[] = [];
    pdf.on('data', (chunk: Buffer) => chunks.push(chunk));
    pdf.on('error', reject);
    pdf.on('end', () => resolve(Buffer.concat(chunks)));
  });
}
