import type { Grey } from './grey.ts';

/** Slope of grey at every pixel (Sobel), and the pixels that stand out along their own slope. */
export interface Edges {
  readonly width: number;
  readonly height: number;
  /** Towards brighter; grey levels per pixel, times 8. */
  readonly slopeX: Float32Array;
  readonly slopeY: Float32Array;
  /** 1 where an edge runs, one pixel thin. */
  readonly thin: Uint8Array;
}

/** Weaker slopes are no edge of a paper: 8 grey levels from one pixel to the next. */
const LEAST = 64;
/** In a picture of noise everything slopes: an edge stands out from the usual slope by this factor. */
const ABOVE_USUAL = 3;

export function edgesOf(grey: Grey): Edges {
  const { data, width, height } = softened(grey);
  const slopeX = new Float32Array(width * height);
  const slopeY = new Float32Array(width * height);
  const strength = new Float32Array(width * height);
  const at = (index: number): number => data[index] ?? 0;
  for (let y = 1; y < height - 1; y += 1)
    for (let x = 1; x < width - 1; x += 1) {
      const here = y * width + x;
      const above = here - width;
      const below = here + width;
      const right = at(above + 1) + 2 * at(here + 1) + at(below + 1);
      const left = at(above - 1) + 2 * at(here - 1) + at(below - 1);
      const down = at(below - 1) + 2 * at(below) + at(below + 1);
      const up = at(above - 1) + 2 * at(above) + at(above + 1);
      slopeX[here] = right - left;
      slopeY[here] = down - up;
      strength[here] = Math.hypot(right - left, down - up);
    }
  const least = Math.max(LEAST, ABOVE_USUAL * median(strength));
  return { width, height, slopeX, slopeY, thin: thinned({ width, height }, { slopeX, slopeY, strength }, least) };
}

/** Mean of three by three: a ragged edge has one direction again. */
function softened({ data, width, height }: Grey): Grey {
  const soft = Float32Array.from(data);
  for (let y = 1; y < height - 1; y += 1)
    for (let x = 1; x < width - 1; x += 1) {
      let sum = 0;
      for (let row = y - 1; row <= y + 1; row += 1)
        for (let column = x - 1; column <= x + 1; column += 1) sum += data[row * width + column] ?? 0;
      soft[y * width + x] = sum / 9;
    }
  return { data: soft, width, height };
}

/** Keeps a pixel that is the strongest of itself and its two neighbours along the slope. */
function thinned(
  { width, height }: { width: number; height: number },
  { slopeX, slopeY, strength }: { slopeX: Float32Array; slopeY: Float32Array; strength: Float32Array },
  least: number,
): Uint8Array {
  const thin = new Uint8Array(width * height);
  for (let y = 1; y < height - 1; y += 1)
    for (let x = 1; x < width - 1; x += 1) {
      const here = y * width + x;
      const own = strength[here] ?? 0;
      if (own < least) continue;
      const stepX = Math.round((slopeX[here] ?? 0) / own);
      const stepY = Math.round((slopeY[here] ?? 0) / own);
      const ahead = strength[here + stepY * width + stepX] ?? 0;
      const behind = strength[here - stepY * width - stepX] ?? 0;
      // One of two equals stays, or a straight step of two pixels would have no edge at all.
      if (own >= ahead && own > behind) thin[here] = 1;
    }
  return thin;
}

function median(values: Float32Array): number {
  const sample: number[] = [];
  for (let index = 0; index < values.length; index += 5) sample.push(values[index] ?? 0);
  sample.sort((one, other) => one - other);
  return sample[sample.length >> 1] ?? 0;
}
