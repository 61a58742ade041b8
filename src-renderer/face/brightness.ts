import type { Pixels } from './face-verifier.ts';

/** A rectangle in parts of the picture's width and height. */
export interface Share {
  readonly left: number;
  readonly top: number;
  readonly width: number;
  readonly height: number;
}

const STEP = 3;

/** Mean grey (0 black, 255 white; ITU-R BT.601 weights) inside a rectangle; null when it lies outside the picture. */
export function brightnessIn({ width, height, data }: Pixels, share: Share): number | null {
  const left = Math.max(0, Math.round(share.left * width));
  const top = Math.max(0, Math.round(share.top * height));
  const right = Math.min(width, Math.round((share.left + share.width) * width));
  const bottom = Math.min(height, Math.round((share.top + share.height) * height));
  let sum = 0;
  let count = 0;
  for (let y = top; y < bottom; y += STEP)
    for (let x = left; x < right; x += STEP) {
      const at = (y * width + x) * 4;
      sum += 0.299 * (data[at] ?? 0) + 0.587 * (data[at + 1] ?? 0) + 0.114 * (data[at + 2] ?? 0);
      count += 1;
    }
  return count === 0 ? null : sum / count;
}
