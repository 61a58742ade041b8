import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';

/** Points; A4 with 20 mm at the sides. */
export const LEFT = 57;
export const RIGHT = 538;
const TOP = 57;
const BOTTOM = 780;
const FOOT = 805;
export const ink = { text: '#14213A', quiet: '#5A6474', line: '#C9CED6', good: '#0B6E4F', bad: '#B3261E' } as const;

export interface Line {
  readonly words: string;
  readonly size: number;
  readonly bold?: boolean;
  readonly color?: string;
}
/** Lines one below the other, each wrapped within the column; nothing is cut off. */
export interface Cell {
  readonly column: readonly [left: number, width: number];
  readonly lines: readonly Line[];
}

/** A4 pages that are written from top to bottom. Every place is the distance from the top, in points. */
export interface Paper {
  readonly top: number;
  /** Gives back where the next line may begin. */
  write(line: Line, y: number): number;
  /** Cells side by side, together on one page; a new page begins with what `above` writes. */
  row(cells: readonly Cell[], y: number, above?: (y: number) => number): number;
  rule(y: number, column?: Cell['column'], color?: string): void;
  /** `y`, or the top of a new page where so much does not fit any more. */
  roomFor(height: number, y: number): number;
  /** Every page gets its foot; gives back the PDF. */
  end(foot: (page: number, of: number) => Line): Promise<Uint8Array>;
}

// Not named `require`: the built terminal has one of its own at its top.
const modules = createRequire(import.meta.url);
/** 17 MB each: read when a report is made and not kept. */
const font = (weight: 'Regular' | 'Bold') =>
  readFileSync(modules.resolve(`node-source-han-sans-sc/SourceHanSansSC-${weight}.otf`));

/** The screen must hear of this process while the report is made. */
export const breathe = (): Promise<void> => new Promise((resolve) => setImmediate(resolve));

/** An empty one, with a font for Chinese. */
export async function takePaper(info: { readonly title: string; readonly author: string }): Promise<Paper> {
  const { default: PDFDocument } = await import('pdfkit');
  const pdf = new PDFDocument({
    size: 'A4',
    margin: 0,
    bufferPages: true,
    font: '',
    lang: 'zh-CN',
    pdfVersion: '1.7',
    info: { Title: info.title, Author: info.author },
  });
  const chunks: Buffer[] = [];
  const done = new Promise<Uint8Array>((resolve, reject) => {
    pdf.on('data', (chunk: Buffer) => chunks.push(chunk));
    pdf.on('error', reject);
    pdf.on('end', () => resolve(Buffer.concat(chunks)));
  });
  await breathe();
  for (const [name, weight] of [
    ['regular', 'Regular'],
    ['bold', 'Bold'],
  ] as const) {
    // The first use parses the font: tenths of a second each.
    pdf.registerFont(name, font(weight)).font(name);
    await breathe();
  }
  const set = ({ size, bold = false, color = ink.text }: Line) =>
    pdf
      .font(bold ? 'bold' : 'regular')
      .fontSize(size)
      .fillColor(color);
  const write = (line: Line, y: number, [x, width]: Cell['column'] = [LEFT, RIGHT - LEFT]): number => {
    set(line).text(line.words, x, y, { width });
    return pdf.y;
  };
  const heightOf = ({ column: [, width], lines }: Cell) =>
    lines.reduce((sum, line) => sum + set(line).heightOfString(line.words, { width }), 0);
  const roomFor = (height: number, y: number): number => {
    if (y + height <= BOTTOM) return y;
    pdf.addPage();
    return TOP;
  };

  return {
    top: TOP,
    write: (line, y) => write(line, y),
    row(cells, top, above = (y) => y) {
      const height = Math.max(...cells.map(heightOf));
      const room = roomFor(height, top);
      const y = top + height > BOTTOM ? above(room) : room;
      for (const { column, lines } of cells) {
        let at = y;
        for (const line of lines) at = write(line, at, column);
      }
      return y + height;
    },
    rule(y, [x, width] = [LEFT, RIGHT - LEFT], color = ink.line) {
      pdf
        .moveTo(x, y)
        .lineTo(x + width, y)
        .lineWidth(0.5)
        .strokeColor(color)
        .stroke();
    },
    roomFor,
    async end(foot) {
      const { count } = pdf.bufferedPageRange();
      for (let page = 0; page < count; page++) {
        pdf.switchToPage(page);
        write(foot(page + 1, count), FOOT);
      }
      await breathe();
      pdf.end();
      return done;
    },
  };
}
