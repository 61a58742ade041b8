import type { LocalizedText } from '../../src-main/contract/text.ts';
import { chinaDate } from '../decision/china-date.ts';
import { groupCheckCode } from './check-code.ts';
import type { Flow } from './flow.ts';
import { bilingual, bilingualHeight, need, writeBilingual } from './flow.ts';
import type { Pdf } from './page.ts';
import { contentWidth, gridColumn, ink, mm, page, rule, styles, write } from './page.ts';
import { drawQr } from './qr.ts';

/** Said on every page: this paper has no legal force. */
const honesty: LocalizedText = {
  'zh-CN': '本文件由参考平台签发，用于测试与演示',
  en: 'Issued by the reference platform for tests and demonstrations',
};

/** Office, rule and title on the first page. */
export function drawLetterhead(flow: Flow, issuer: LocalizedText, title: LocalizedText): void {
  const { pdf } = flow;
  write(pdf, issuer['zh-CN'], styles.issuer, page.left, mm(17), contentWidth * 0.6);
  const reference = `办件编号 ${flow.context.caseNumber}`;
  write(pdf, reference, styles.foot, page.left + contentWidth * 0.5, mm(17) + 3, contentWidth * 0.5, 'right');
  if (flow.language === 'en') write(pdf, issuer.en, styles.labelEn, page.left, mm(17) + 15, contentWidth * 0.6);
  rule(pdf, mm(26), ink.accent, 1.2);
  flow.y = mm(33);
  flow.y += write(pdf, title['zh-CN'], styles.title, page.left, flow.y, contentWidth, 'center');
  if (flow.language === 'en') flow.y += write(pdf, title.en, styles.titleEn, page.left, flow.y, contentWidth, 'center');
  flow.y += mm(5);
}

/** The small head of every further page. */
export function drawRunningHead(flow: Flow, issuer: LocalizedText, title: LocalizedText): void {
  write(flow.pdf, issuer['zh-CN'], styles.foot, page.left, mm(17), contentWidth / 2);
  write(flow.pdf, title['zh-CN'], styles.foot, page.left + contentWidth / 2, mm(17), contentWidth / 2, 'right');
  rule(flow.pdf, mm(23), ink.accent, 0.8);
  flow.y = page.top;
}

/** Who issued it and when, at the right under the body (落款). No seal: the reference platform has none to give. */
export function drawSignOff(flow: Flow, issuer: LocalizedText, issuedAt: string): void {
  const { pdf } = flow;
  need(flow, 40);
  flow.y += 4;
  const x = page.left + 12 * gridColumn;
  const width = 12 * gridColumn;
  flow.y += writeBilingual(pdf, bilingual(flow, issuer), styles.value, styles.labelEn, x, flow.y, width, 'right');
  const [year, month, day] = chinaDate(issuedAt).split('-');
  const date = `${year}年${Number(month)}月${Number(day)}日`;
  flow.y += write(pdf, date, styles.value, x, flow.y, width, 'right') + 8;
}

const qrSide = mm(24);

/** QR and check code with what they prove; stands at the foot of the last page. */
export function drawCheckPanel(flow: Flow, note: LocalizedText, checkCode: string, verifyUrl: string): void {
  const { pdf } = flow;
  const textX = page.left + qrSide + mm(12);
  const textWidth = page.right - textX;
  const text = bilingual(flow, note);
  const textHeight = 40 + bilingualHeight(pdf, text, styles.note, styles.note, textWidth);
  const height = Math.max(qrSide + mm(6), textHeight + mm(4));
  need(flow, height);
  // As low as it goes, so that the panel is always found in the same place.
  const top = page.bottom - height;
  rule(pdf, top, ink.line, 0.6);
  drawQrAt(pdf, verifyUrl, page.left + mm(4), top + mm(4), qrSide);
  let y = top + mm(4);
  y += write(pdf, flow.language === 'en' ? '校验码 Check code' : '校验码', styles.label, textX, y, textWidth);
  y += write(pdf, groupCheckCode(checkCode), styles.code, textX, y, textWidth) + 4;
  writeBilingual(pdf, text, styles.note, styles.note, textX, y, textWidth);
  flow.y = page.bottom;
}

/** Page numbers and the honesty line, once all pages are known. */
export function drawFeet(flow: Flow, checkCode: string, pages: number): void {
  const third = contentWidth / 3;
  const y = page.height - mm(17);
  for (let index = 0; index < pages; index += 1) {
    flow.pdf.switchToPage(index);
    rule(flow.pdf, y - 4, ink.line);
    const english = flow.language === 'en';
    write(
      flow.pdf,
      english ? `${honesty['zh-CN']}\n${honesty.en}` : honesty['zh-CN'],
      styles.foot,
      page.left,
      y,
      third * 1.5,
    );
    write(flow.pdf, groupCheckCode(checkCode), styles.foot, page.left + third, y, third, 'center');
    write(flow.pdf, `第 ${index + 1} 页 共 ${pages} 页`, styles.foot, page.right - third, y, third, 'right');
  }
}

function drawQrAt(pdf: Pdf, text: string, x: number, y: number, side: number): void {
  const { size, runs } = drawQr(text);
  const module = side / size;
  // Rows overlap by a hair: some renderers leave light seams between touching areas.
  const seam = 0.06;
  for (const run of runs) pdf.rect(x + run.x * module, y + run.y * module, run.length * module, module + seam);
  pdf.fillColor('#000000').fill();
}
