import type { Pixels } from '../picture-meter.ts';
import type { Quad } from './quad.ts';
import { straighten } from './straighten.ts';
import { isBlank, whiten } from './whiten.ts';

/** Tried in this order until the file is small enough: first less quality, then fewer pixels. */
const TRIES = [
  { quality: 0.82, scale: 1 },
  { quality: 0.66, scale: 1 },
  { quality: 0.55, scale: 0.85 },
  { quality: 0.5, scale: 0.7 },
  { quality: 0.45, scale: 0.55 },
] as const;

export type CutOutcome =
  | {
      readonly kind: 'page';
      readonly jpeg: Uint8Array<ArrayBuffer>;
      readonly width: number;
      readonly height: number;
    }
  /** A sheet with nothing on it: perhaps it lies face down. */
  | { readonly kind: 'blank' }
  | { readonly kind: 'tooLarge' };

/** Draws pixels as a JPEG of that quality (0–1), scaled by `scale`. */
export type Encode = (pixels: Pixels, quality: number, scale: number) => Promise<Uint8Array<ArrayBuffer>>;

/** Cuts a page out of a photograph, straight, white and small enough. Overwrites what it made in between. */
export async function cutPage(pixels: Pixels, quad: Quad, maxBytes: number, encode: Encode): Promise<CutOutcome> {
  const page = straighten(pixels, quad);
  try {
    whiten(page);
    if (isBlank(page)) return { kind: 'blank' };
    for (const { quality, scale } of TRIES) {
      const jpeg = await encode(page, quality, scale);
      if (jpeg.length <= maxBytes)
        return { kind: 'page', jpeg, width: Math.round(page.width * scale), height: Math.round(page.height * scale) };
      jpeg.fill(0);
    }
    return { kind: 'tooLarge' };
  } finally {
    page.data.fill(0);
  }
}
