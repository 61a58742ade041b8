/** What the meter and all image code here take: RGBA bytes, row by row, as `ImageData` has them. */
export interface Pixels {
  readonly data: Uint8ClampedArray<ArrayBuffer>;
  readonly width: number;
  readonly height: number;
}

export interface Reading {
  /** Mean and standard deviation of grey, 0–255. */
  readonly brightness: number;
  readonly spread: number;
  /** Not one byte of the looked-at places differs from the reading before: a live sensor always has noise. */
  readonly still: boolean;
}

/** Places looked at byte by byte, in halves of the picture, and how large each is in pixels. */
const PLACES = [
  [1, 1],
  [0.4, 0.4],
  [1.6, 0.4],
  [0.4, 1.6],
  [1.6, 1.6],
] as const;
const PATCH = 24;
/** Every so many pixels one counts for brightness. */
const STRIDE = 7;

/** Reads pictures of one opening, one after another. Keeps no picture: the patches it compares with are a checksum. */
export class PictureMeter {
  #before: number | null = null;

  read(pixels: Pixels): Reading {
    const { brightness, spread } = levels(pixels);
    const sum = checksum(pixels);
    const still = this.#before === sum;
    this.#before = sum;
    return { brightness: Math.round(brightness), spread: Math.round(spread), still };
  }
}

/** ITU-R BT.601 luma of a pixel, 0–255. */
export const greyAt = (data: Uint8ClampedArray, offset: number): number =>
  0.299 * (data[offset] ?? 0) + 0.587 * (data[offset + 1] ?? 0) + 0.114 * (data[offset + 2] ?? 0);

function levels({ data }: Pixels): { brightness: number; spread: number } {
  let sum = 0;
  let squares = 0;
  let count = 0;
  for (let offset = 0; offset + 3 < data.length; offset += 4 * STRIDE) {
    const grey = greyAt(data, offset);
    sum += grey;
    squares += grey * grey;
    count += 1;
  }
  if (count === 0) return { brightness: 0, spread: 0 };
  const brightness = sum / count;
  return { brightness, spread: Math.sqrt(Math.max(0, squares / count - brightness * brightness)) };
}

/** FNV-1a over the patches (Fowler, Noll, Vo; 32 bits). */
function checksum({ data, width, height }: Pixels): number {
  let hash = 0x811c9dc5;
  for (const [across, down] of PLACES) {
    const left = Math.max(0, Math.floor((across * width) / 2 - PATCH / 2));
    const top = Math.max(0, Math.floor((down * height) / 2 - PATCH / 2));
    for (let y = top; y < Math.min(height, top + PATCH); y += 1)
      for (let x = left; x < Math.min(width, left + PATCH); x += 1) {
        const offset = (y * width + x) * 4;
        for (let channel = 0; channel < 3; channel += 1)
          hash = Math.imul(hash ^ (data[offset + channel] ?? 0), 0x01000193);
      }
  }
  return hash >>> 0;
}
