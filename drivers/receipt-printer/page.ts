import { createCanvas } from '@napi-rs/canvas';
import { type Bitmap, thresholdToBitmap } from './bitmap.ts';
import { fontOf, registerFonts, type Weight } from './font.ts';
import type { Line } from './text-layout.ts';

/**
 * Grey levels darker than this become ink. Above the middle on purpose: the horizontal strokes of 宋-like thinness in
 * small sizes fall between two rows and would vanish at 128.
 */
const INK_THRESHOLD = 160;
/** Source Han Sans: the ideographic face stands 0.88 em above the baseline. */
const ASCENT = 0.88;

type Shape =
  | { kind: 'text'; text: string; x: number; baseline: number; size: number; weight: Weight }
  | { kind: 'rect'; x: number; y: number; width: number; height: number }
  | { kind: 'frame'; x: number; y: number; width: number; height: number };

const measuring = createCanvas(8, 8).getContext('2d');

/** Whole dots, so that every character starts on a dot and its strokes look alike wherever it stands. */
export function measureText(text: string, size: number, weight: Weight): number {
  registerFonts();
  measuring.lang = 'zh-CN';
  measuring.font = fontOf(weight, size);
  return Math.round(measuring.measureText(text).width);
}

/** The width of the box that stands for a character the font lacks: two rows of hexadecimal digits. */
export const missingWidth = (size: number): number => Math.round(size * 1.4);

/** A sheet being laid out from top to bottom in dots; turned into ink by `render`. */
export class Page {
  readonly widthDots: number;
  readonly #shapes: Shape[] = [];

  constructor(widthDots: number) {
    this.widthDots = widthDots;
  }

  rect(x: number, y: number, width: number, height: number): void {
    this.#shapes.push({ kind: 'rect', x, y, width, height });
  }

  /** A line of laid-out clusters in a box of `lineHeight`, its left edge at `x` and its top at `y`. */
  line(line: Line, x: number, y: number, size: number, lineHeight: number, weight: Weight): void {
    const baseline = Math.round(y + (lineHeight - size) / 2 + size * ASCENT);
    let left = x;
    for (const cluster of line.clusters) {
      if (cluster.missing) this.#codePoint(cluster.text, left, baseline, size);
      else if (cluster.text !== ' ') {
        this.#shapes.push({ kind: 'text', text: cluster.text, x: left, baseline, size, weight });
      }
      left += cluster.width;
    }
  }

  #codePoint(character: string, x: number, baseline: number, size: number): void {
    const digits = (character.codePointAt(0) ?? 0).toString(16).toUpperCase().padStart(4, '0');
    const half = Math.ceil(digits.length / 2);
    const width = missingWidth(size) - 4;
    const top = Math.round(baseline - size * ASCENT);
    const digitSize = Math.round(size * 0.46);
    this.#shapes.push({ kind: 'frame', x: x + 2, y: top, width, height: size });
    for (const [row, text] of [digits.slice(0, half), digits.slice(half)].entries()) {
      const left = x + 2 + Math.round((width - measureText(text, digitSize, 'bold')) / 2);
      const digitBaseline = top + Math.round(size * (row === 0 ? 0.46 : 0.9));
      this.#shapes.push({ kind: 'text', text, x: left, baseline: digitBaseline, size: digitSize, weight: 'bold' });
    }
  }

  render(heightDots: number): Bitmap {
    registerFonts();
    const canvas = createCanvas(this.widthDots, heightDots);
    const context = canvas.getContext('2d');
    context.lang = 'zh-CN';
    context.fillStyle = '#ffffff';
    context.fillRect(0, 0, this.widthDots, heightDots);
    context.fillStyle = '#000000';
    context.strokeStyle = '#000000';
    let font = '';
    for (const shape of this.#shapes) {
      switch (shape.kind) {
        case 'text': {
          const wanted = fontOf(shape.weight, shape.size);
          if (wanted !== font) context.font = wanted;
          font = wanted;
          context.fillText(shape.text, shape.x, shape.baseline);
          break;
        }
        case 'rect':
          context.fillRect(shape.x, shape.y, shape.width, shape.height);
          break;
        case 'frame':
          context.strokeRect(shape.x + 0.5, shape.y + 0.5, shape.width - 1, shape.height - 1);
          break;
      }
    }
    const pixels = context.getImageData(0, 0, this.widthDots, heightDots).data;
    return thresholdToBitmap(new Uint8ClampedArray(pixels), this.widthDots, INK_THRESHOLD);
  }
}
