import PDFDocument from 'pdfkit';
import { type FontName, fontFile, type Run, runsOf } from './fonts.ts';

export type Pdf = PDFKit.PDFDocument;

/** Millimetres → points. */
export const mm = (millimetres: number): number => (millimetres * 72) / 25.4;

/** One grid for everything: A4, 22 mm at the sides, 24 columns. All values in points. */
export const page = {
  width: 595.28,
  height: 841.89,
  left: mm(22),
  right: 595.28 - mm(22),
  /** First line of the body on the pages after the first. */
  top: mm(30),
  /** Nothing of the body below this line. */
  bottom: 841.89 - mm(25),
} as const;
export const contentWidth = page.right - page.left;
export const gridColumn = contentWidth / 24;

/** Ink follows the screens' tokens; the one strong colour is used for a single rule. */
export const ink = { text: '#14213A', quiet: '#5A6474', line: '#C9CED6', faint: '#F3F4F6', accent: '#0B6E6E' } as const;

export type TextStyle = { font: 'regular' | 'bold'; size: number; color: string; lineHeight: number };
export const styles = {
  title: { font: 'bold', size: 20, color: ink.text, lineHeight: 1.3 },
  titleEn: { font: 'regular', size: 10, color: ink.quiet, lineHeight: 1.4 },
  issuer: { font: 'bold', size: 10.5, color: ink.text, lineHeight: 1.4 },
  body: { font: 'regular', size: 11, color: ink.text, lineHeight: 1.75 },
  bodyEn: { font: 'regular', size: 9, color: ink.quiet, lineHeight: 1.5 },
  label: { font: 'regular', size: 9.5, color: ink.quiet, lineHeight: 1.4 },
  labelEn: { font: 'regular', size: 7, color: ink.quiet, lineHeight: 1.3 },
  value: { font: 'regular', size: 10.5, color: ink.text, lineHeight: 1.4 },
  caption: { font: 'bold', size: 10.5, color: ink.text, lineHeight: 1.4 },
  head: { font: 'bold', size: 9, color: ink.text, lineHeight: 1.35 },
  cell: { font: 'regular', size: 9, color: ink.text, lineHeight: 1.35 },
  cellBold: { font: 'bold', size: 9, color: ink.text, lineHeight: 1.35 },
  note: { font: 'regular', size: 8.5, color: ink.quiet, lineHeight: 1.55 },
  noteEn: { font: 'regular', size: 7.5, color: ink.quiet, lineHeight: 1.4 },
  code: { font: 'bold', size: 13, color: ink.text, lineHeight: 1.4 },
  foot: { font: 'regular', size: 7.5, color: ink.quiet, lineHeight: 1.4 },
} as const satisfies Record<string, TextStyle>;

/** A document with our own fonts and no others; those that no character needs are not read. `info` is all that would differ between two runs. */
export function openPdf(title: string, author: string, issuedAt: string): Pdf {
  const pdf = new PDFDocument({
    size: 'A4',
    margin: 0,
    bufferPages: true,
    // An empty default keeps Helvetica out of the file.
    font: '',
    lang: 'zh-CN',
    displayTitle: true,
    pdfVersion: '1.7',
    info: {
      Title: title,
      Author: author,
      Creator: 'Budayang reference platform',
      Producer: 'Budayang reference platform',
      CreationDate: new Date(issuedAt),
      ModDate: new Date(issuedAt),
    },
  });
  for (const name of ['regular', 'bold'] as const) pdf.registerFont(name, fontFile(name));
  return pdf;
}

/** Height of a text in a width, in the style's own line height. */
export function heightOf(pdf: Pdf, text: string, style: TextStyle, width: number): number {
  // A rare character takes the room of any other.
  const measured = runsOf(text, style.font).map((run) =>
    run.font === style.font ? run.text : '国'.repeat([...run.text].length),
  );
  return apply(pdf, style).heightOfString(measured.join(''), { width, lineGap: lineGap(pdf, style) });
}

/** Writes a text at a place and returns the height it took. */
export function write(
  pdf: Pdf,
  text: string,
  style: TextStyle,
  x: number,
  y: number,
  width: number,
  align: 'left' | 'right' | 'center' = 'left',
): number {
  const height = heightOf(pdf, text, style, width);
  const gap = lineGap(pdf, style);
  // The font's own line is taller than the style's: half of the gap goes above the first line.
  const top = y + gap / 2;
  const runs = runsOf(text, style.font);
  if (runs.length <= 1 && runs[0]?.font === style.font) {
    apply(pdf, style).text(text, x, top, { width, align, lineGap: gap });
    return height;
  }
  writeRuns(pdf, runs, style, { x, top, width, align, gap });
  return height;
}

type Place = { x: number; top: number; width: number; align: 'left' | 'right' | 'center'; gap: number };

/** Of Source Han Sans SC, in its own size (its `hhea` table). */
const ASCENT = 1.16;

/** Several fonts in one text: pdfkit goes on from run to run, but only from the left. */
function writeRuns(pdf: Pdf, runs: readonly Run[], style: TextStyle, { x, top, width, align, gap }: Place): void {
  const wide = runs.reduce((sum, { text, font }) => sum + inFont(pdf, style, font).widthOfString(text), 0);
  const room = Math.max(0, width - wide);
  const from = x + (align === 'left' ? 0 : align === 'right' ? room : room / 2);
  runs.forEach(({ text, font }, at) => {
    const more = {
      continued: at < runs.length - 1,
      width: x + width - from,
      lineGap: gap,
      // All on the main font's line, whatever their own height is.
      baseline: -ASCENT * style.size,
    };
    const writer = inFont(pdf, style, font);
    if (at === 0) writer.text(text, from, top, more);
    else writer.text(text, more);
  });
}

export function rule(
  pdf: Pdf,
  y: number,
  color: string,
  width = 0.5,
  from: number = page.left,
  to: number = page.right,
): void {
  pdf.moveTo(from, y).lineTo(to, y).lineWidth(width).strokeColor(color).stroke();
}

function apply(pdf: Pdf, style: TextStyle): Pdf {
  return inFont(pdf, style, style.font);
}

function inFont(pdf: Pdf, style: TextStyle, font: FontName): Pdf {
  if (font !== 'regular' && font !== 'bold') pdf.registerFont(font, fontFile(font));
  return pdf.font(font).fontSize(style.size).fillColor(style.color);
}

function lineGap(pdf: Pdf, style: TextStyle): number {
  return style.size * style.lineHeight - pdf.currentLineHeight(false);
}
