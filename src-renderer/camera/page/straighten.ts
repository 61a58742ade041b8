import type { Pixels } from '../picture-meter.ts';
import type { Point, Quad } from './quad.ts';

/** The longest side of a page that is cut out: 1600 pixels on A4 are 137 dots an inch, enough to read small print. */
export const LONGEST_PAGE = 1_600;

/** Width and height that fit the corners: the mean of opposite sides. */
export function sizeOf([a, b, c, d]: Quad): { width: number; height: number } {
  const between = (one: Point, other: Point): number => Math.hypot(one.x - other.x, one.y - other.y);
  const width = (between(a, b) + between(d, c)) / 2;
  const height = (between(a, d) + between(b, c)) / 2;
  const scale = Math.min(1, LONGEST_PAGE / Math.max(width, height));
  return { width: Math.max(1, Math.round(width * scale)), height: Math.max(1, Math.round(height * scale)) };
}

/**
 * Maps the unit square onto four corners in perspective (P. Heckbert, Fundamentals of Texture Mapping and Image Warping,
 * 1989, 2.2.3).
 */
export function squareTo([a, b, c, d]: Quad): (u: number, v: number) => Point {
  const sumX = a.x - b.x + c.x - d.x;
  const sumY = a.y - b.y + c.y - d.y;
  const rightX = b.x - c.x;
  const rightY = b.y - c.y;
  const lowerX = d.x - c.x;
  const lowerY = d.y - c.y;
  const determinant = rightX * lowerY - lowerX * rightY;
  const g = (sumX * lowerY - lowerX * sumY) / determinant;
  const h = (rightX * sumY - sumX * rightY) / determinant;
  const alongX = b.x - a.x + g * b.x;
  const alongY = b.y - a.y + g * b.y;
  const downX = d.x - a.x + h * d.x;
  const downY = d.y - a.y + h * d.y;
  return (u, v) => {
    const depth = g * u + h * v + 1;
    return { x: (alongX * u + downX * v + a.x) / depth, y: (alongY * u + downY * v + a.y) / depth };
  };
}

/** Cuts out what lies within the corners, as if looked at from straight above. Bilinear. */
export function straighten(
  { data, width, height }: Pixels,
  quad: Quad,
  size: { readonly width: number; readonly height: number } = sizeOf(quad),
): Pixels {
  const place = squareTo(quad);
  const out = new Uint8ClampedArray(size.width * size.height * 4);
  for (let row = 0; row < size.height; row += 1)
    for (let column = 0; column < size.width; column += 1) {
      const { x, y } = place((column + 0.5) / size.width, (row + 0.5) / size.height);
      const left = Math.max(0, Math.min(width - 1, Math.floor(x)));
      const top = Math.max(0, Math.min(height - 1, Math.floor(y)));
      const right = Math.min(width - 1, left + 1);
      const below = Math.min(height - 1, top + 1);
      const partX = Math.max(0, Math.min(1, x - left));
      const partY = Math.max(0, Math.min(1, y - top));
      const to = (row * size.width + column) * 4;
      for (let channel = 0; channel < 3; channel += 1) {
        const at = (atX: number, atY: number): number => data[(atY * width + atX) * 4 + channel] ?? 0;
        const upper = at(left, top) * (1 - partX) + at(right, top) * partX;
        const lower = at(left, below) * (1 - partX) + at(right, below) * partX;
        out[to + channel] = upper * (1 - partY) + lower * partY;
      }
      out[to + 3] = 255;
    }
  return { data: out, width: size.width, height: size.height };
}
