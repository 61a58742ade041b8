import type { Weight } from './font.ts';
import { measureText, missingWidth, Page } from './page.ts';
import { clustersOf, type Line, wrap } from './text-layout.ts';

/** Paper widths at 203 dpi (8 dots/mm): 576 dots print on 80 mm paper, 384 on 58 mm. */
export type PaperWidthDots = 576 | 384;

/** Sizes in dots. 8 dots are 1 mm. */
interface Measures {
  readonly margin: number;
  readonly title: number;
  readonly body: number;
  readonly small: number;
  readonly large: number;
  readonly labelGap: number;
}

const MEASURES: Record<PaperWidthDots, Measures> = {
  576: { margin: 24, title: 44, body: 28, small: 22, large: 56, labelGap: 24 },
  384: { margin: 12, title: 36, body: 26, small: 22, large: 44, labelGap: 16 },
};

/** Text in lines down a page, and what the font lacks of it. */
export class Typesetting {
  readonly page: Page;
  readonly measures: Measures;
  readonly missing = new Set<string>();
  y: number;

  constructor(widthDots: PaperWidthDots, top: number) {
    this.page = new Page(widthDots);
    this.measures = MEASURES[widthDots];
    this.y = top;
  }

  get contentWidth(): number {
    return this.page.widthDots - 2 * this.measures.margin;
  }

  clusters(text: string, size: number, weight: Weight) {
    const clusters = clustersOf(text, (piece, missing) =>
      missing ? missingWidth(size) : measureText(piece, size, weight),
    );
    for (const cluster of clusters) if (cluster.missing) this.missing.add(cluster.text);
    return clusters;
  }

  lines(text: string, size: number, weight: Weight, maxWidth: number): Line[] {
    return wrap(this.clusters(text, size, weight), maxWidth);
  }

  /** Sets lines from `y` down and returns the height used. */
  set(
    lines: readonly Line[],
    box: { x: number; width: number; y: number; align: 'left' | 'center' | 'right' },
    size: number,
    weight: Weight,
    leading: number,
  ): number {
    const lineHeight = Math.round(size * leading);
    for (const [index, line] of lines.entries()) {
      const slack = box.width - line.width;
      const shift = box.align === 'left' ? 0 : box.align === 'right' ? slack : Math.round(slack / 2);
      this.page.line(line, box.x + shift, box.y + index * lineHeight, size, lineHeight, weight);
    }
    return lines.length * lineHeight;
  }

  paragraph(
    text: string,
    size: number,
    weight: Weight,
    align: 'left' | 'center' | 'right',
    leading = 1.4,
    inset = 0,
  ): void {
    const box = { x: this.measures.margin + inset, width: this.contentWidth - 2 * inset, y: this.y, align };
    this.y += this.set(this.lines(text, size, weight, box.width), box, size, weight, leading);
  }
}
