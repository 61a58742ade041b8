import { chinaDate } from '../../src-main/contract/china-time.ts';
import type { LocalizedText } from '../../src-main/contract/text.ts';
import { groupCheckCode } from './check-code.ts';
import type { BilingualText, Flow } from './flow.ts';
import { bilingual, bilingualHeight, need, writeBilingual } from './flow.ts';
import type { Pdf } from './page.ts';
import { contentWidth, ink, mm, page, rule, styles, write } from './page.ts';
import { drawQr } from './qr.ts';

/** Said on every page: this paper has no legal force. */
const honesty: LocalizedText = {
  'zh-CN': '本文件由参考平台签发，用于测试与演示',
  en: 'Issued by the reference platform for tests and demonstrations',
};

/** Office, rule and title on the first page. */
export function drawLetterhead(flow: Flow, issuer: LocalizedText, title: LocalizedText): void {
  const { pdf } = flow;
  write(pdf, issuer['zh-CN'], styles.issuer, page.left, mm(15.5), contentWidth * 0.6);
  const reference = `办件编号 ${flow.context.caseNumber}`;
  write(pdf, reference, styles.foot, page.left + contentWidth * 0.5, mm(15.5) + 3, contentWidth * 0.5, 'right');
  if (flow.language === 'en') write(pdf, issuer.en, styles.labelEn, page.left, mm(15.5) + 15, contentWidth * 0.6);
  rule(pdf, mm(25.5), ink.accent, 1.2);
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

export type Closing = {
  issuer: LocalizedText;
  /** ISO instant. */
  issuedAt: string;
  checkNote: LocalizedText;
  checkCode: string;
  verifyUrl: string;
};

const qrSide = mm(24);
const panelTextX = page.left + qrSide + mm(12);
const panelTextWidth = page.right - panelTextX;

/**
 * The end of every document, kept on one page: who issued it and when (落款), then the QR and check code with what
 * they prove, at the foot. No seal: the reference platform has none to give.
 */
export function drawClosing(flow: Flow, closing: Closing): void {
  const { pdf } = flow;
  const issuer = bilingual(flow, closing.issuer);
  const note = bilingual(flow, closing.checkNote);
  const signOffHeight = bilingualHeight(pdf, issuer, styles.value, styles.labelEn, contentWidth / 2) + 26;
  const textHeight = 40 + bilingualHeight(pdf, note, styles.note, styles.noteEn, panelTextWidth);
  const panelHeight = Math.max(qrSide + mm(6), textHeight + mm(4));
  need(flow, signOffHeight + panelHeight);
  drawSignOff(flow, issuer, closing.issuedAt);
  // As low as it goes, so that the panel is always found in the same place.
  drawCheckPanel(flow, note, closing, page.bottom - panelHeight);
}

function drawSignOff(flow: Flow, issuer: BilingualText, issuedAt: string): void {
  const { pdf } = flow;
  const x = page.left + contentWidth / 2;
  const width = contentWidth / 2;
  flow.y += 4;
  flow.y += writeBilingual(pdf, issuer, styles.value, styles.labelEn, x, flow.y, width, 'right');
  const [year, month, day] = chinaDate(new Date(issuedAt)).split('-');
  flow.y += write(pdf, `${year}年${Number(month)}月${Number(day)}日`, styles.value, x, flow.y, width, 'right');
}

function drawCheckPanel(flow: Flow, note: BilingualText, closing: Closing, top: number): void {
  const { pdf } = flow;
  rule(pdf, top, ink.line, 0.6);
  drawQrAt(pdf, closing.verifyUrl, page.left + mm(4), top + mm(4), qrSide);
  const label = flow.language === 'en' ? '校验码 Check code' : '校验码';
  let y = top + mm(4);
  y += write(pdf, label, styles.label, panelTextX, y, panelTextWidth);
  y += write(pdf, groupCheckCode(closing.checkCode), styles.code, panelTextX, y, panelTextWidth) + 4;
  writeBilingual(pdf, note, styles.note, styles.noteEn, panelTextX, y, panelTextWidth);
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
