import jsQR from 'jsqr';
import { type Bitmap, bitmapToRgba } from '../../drivers/receipt-printer/index.ts';
import type { SimulatedMachine } from './machine.ts';
import type { DockState } from './messages.ts';

const seen = new WeakMap<Bitmap, string[]>();

/** The papers that came out of the printer, with what a scanner would read from them. */
export const receiptsOf = (machine: SimulatedMachine): DockState['receipts'] =>
  machine.papers().map((paper, index) => ({
    n: index + 1,
    widthDots: paper.widthDots,
    heightDots: paper.heightDots,
    codes: codesOn(paper),
  }));

/** At most one: the decoder finds one symbol, and our receipts carry one. */
function codesOn(paper: Bitmap): string[] {
  const known = seen.get(paper);
  if (known !== undefined) return known;
  const found = paper.heightDots === 0 ? null : jsQR(bitmapToRgba(paper), paper.widthDots, paper.heightDots);
  const codes = found === null ? [] : [found.data];
  seen.set(paper, codes);
  return codes;
}
