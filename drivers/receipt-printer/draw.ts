import { encode as encodeQr } from 'uqr';
import { type Receipt, type ReceiptBlock, unreachable } from '../contract/index.ts';
import type { Bitmap } from './bitmap.ts';
import { groupForReading, inTwoAtHyphen } from './reading-groups.ts';
import { type PaperWidthDots, Typesetting } from './typesetting.ts';

/** A drawn receipt and the characters the font lacks; those stand on the paper as their boxed code points. */
export interface DrawnReceipt extends Bitmap {
  readonly missingCharacters: readonly string[];
}

const TOP_SPACE = 16;
const BOTTOM_SPACE = 8;
const QR_QUIET_MODULES = 4;

class ReceiptDrawing extends Typesetting {
  readonly labelWidth: number;

  constructor(receipt: Receipt, widthDots: PaperWidthDots) {
    super(widthDots, TOP_SPACE);
    // One grid for the whole receipt: the widest label decides, up to two fifths of the line.
    const labels = receipt.blocks.flatMap((block) => (block.kind === 'row' ? [block.label] : []));
    const widest = labels.map((label) => this.clusters(label, this.measures.body, 'regular'));
    const widths = widest.map((clusters) => clusters.reduce((sum, cluster) => sum + cluster.width, 0));
    this.labelWidth = Math.min(Math.max(0, ...widths), Math.floor(this.contentWidth * 0.4));
    for (const block of receipt.blocks) this.block(block);
    this.y += BOTTOM_SPACE;
  }

  row(label: string, value: string): void {
    const { margin, body, labelGap } = this.measures;
    const valueX = margin + this.labelWidth + labelGap;
    const labels = this.lines(label, body, 'regular', this.labelWidth);
    const values = this.lines(value, body, 'medium', this.page.widthDots - margin - valueX);
    const left = { x: margin, width: this.labelWidth, y: this.y, align: 'left' } as const;
    const right = { x: valueX, width: this.page.widthDots - margin - valueX, y: this.y, align: 'left' } as const;
    const heights = [this.set(labels, left, body, 'regular', 1.36), this.set(values, right, body, 'medium', 1.36)];
    this.y += Math.max(...heights) + 8;
  }

  large(label: string, text: string): void {
    const { small, large, body, margin } = this.measures;
    this.y += 8;
    this.paragraph(label, small, 'regular', 'left', 1.3);
    const groups = groupForReading(text);
    for (let size = large; ; size -= 2) {
      const gap = Math.round(size * 0.28);
      const laid = groups.map((group) => this.lines(group, size, 'bold', Number.MAX_SAFE_INTEGER)[0]);
      const width = laid.reduce((sum, line) => sum + (line?.width ?? 0), gap * (groups.length - 1));
      if (width > this.contentWidth && size > body + 4) continue;
      if (width > this.contentWidth)
        for (const line of inTwoAtHyphen(text)) this.paragraph(line, size, 'bold', 'left', 1.24);
      else {
        let x = margin;
        const lineHeight = Math.round(size * 1.24);
        for (const line of laid) {
          if (line) this.page.line(line, x, this.y, size, lineHeight, 'bold');
          x += (line?.width ?? 0) + gap;
        }
        this.y += lineHeight;
      }
      break;
    }
    this.y += 10;
  }

  qr(data: string, caption: string): void {
    const { margin, small } = this.measures;
    const code = encodeQr(data, { ecc: 'M', border: 0 });
    const beside = this.page.widthDots >= 576 && code.size <= 57;
    // Modules of at least 4 dots (0.5 mm) are read by every phone; about 28 mm overall is calm on 80 mm paper.
    const wanted = Math.max(4, Math.min(8, Math.floor((beside ? 224 : 216) / code.size)));
    const module = Math.min(wanted, Math.floor(this.page.widthDots / (code.size + 2 * QR_QUIET_MODULES)));
    const side = code.size * module;
    const quiet = QR_QUIET_MODULES * module;
    const left = beside ? margin : Math.round((this.page.widthDots - side) / 2);
    const top = this.y + (beside ? 16 : quiet);
    for (const [row, modules] of code.data.entries()) {
      for (const [column, dark] of modules.entries()) {
        if (dark) this.page.rect(left + column * module, top + row * module, module, module);
      }
    }
    if (!beside) {
      this.y = top + side + quiet;
      if (caption !== '') this.paragraph(caption, small, 'regular', 'center');
      this.y += 12;
      return;
    }
    const x = left + side + Math.max(quiet, 28);
    const width = this.page.widthDots - margin - x;
    const lines = this.lines(caption, small, 'regular', width);
    const height = lines.length * Math.round(small * 1.5);
    this.set(
      lines,
      { x, width, y: top + Math.max(0, Math.round((side - height) / 2)), align: 'left' },
      small,
      'regular',
      1.5,
    );
    this.y = top + Math.max(side, height) + 20;
  }

  divider(): void {
    this.y += 12;
    this.page.rect(this.measures.margin, this.y, this.contentWidth, 2);
    this.y += 2 + 12;
  }

  tearLine(text: string): void {
    const { small } = this.measures;
    this.y += 14;
    const lineHeight = Math.round(small * 1.4);
    const line = this.lines(text, small, 'regular', this.contentWidth)[0] ?? { clusters: [], width: 0 };
    const gap = text === '' ? 4 : 14;
    const start = Math.round((this.page.widthDots - line.width) / 2);
    this.page.line(line, start, this.y, small, lineHeight, 'regular');
    const middle = this.y + Math.round(lineHeight / 2) - 1;
    // Dashes are counted outwards from the text so that both sides mirror each other.
    for (let offset = 0; start - gap - offset - 10 >= 0; offset += 18) {
      this.page.rect(start - gap - offset - 10, middle, 10, 2);
      this.page.rect(start + line.width + gap + offset, middle, 10, 2);
    }
    this.y += lineHeight + 8;
  }

  block(block: ReceiptBlock): void {
    const { title, body, small } = this.measures;
    switch (block.kind) {
      case 'title':
        this.paragraph(block.text, title, 'bold', 'center', 1.32);
        this.y += 8;
        return;
      case 'text':
        this.paragraph(block.text, body, 'regular', block.align);
        return;
      case 'small':
        this.paragraph(block.text, small, 'regular', block.align, 1.46);
        return;
      case 'large':
        this.large(block.label, block.text);
        return;
      case 'row':
        this.row(block.label, block.value);
        return;
      case 'divider':
        this.divider();
        return;
      case 'space':
        this.y += block.dots;
        return;
      case 'qr':
        this.qr(block.data, block.caption);
        return;
      case 'tearLine':
        this.tearLine(block.text);
        return;
      default:
        unreachable(block);
    }
  }
}

/** Draws a receipt at a paper width. Same receipt, same dots. */
export function drawReceipt(receipt: Receipt, widthDots: PaperWidthDots): DrawnReceipt {
  const drawing = new ReceiptDrawing(receipt, widthDots);
  return { ...drawing.page.render(drawing.y), missingCharacters: [...drawing.missing] };
}
