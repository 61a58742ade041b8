import { crc32, deflateSync } from 'node:zlib';

/**
 * A 1-bit picture as thermal heads take it: `data` holds `heightDots` rows of `widthDots / 8` bytes, most significant
 * bit leftmost, 1 = black. `widthDots` is a multiple of 8.
 */
export interface Bitmap {
  readonly widthDots: number;
  readonly heightDots: number;
  readonly data: Uint8Array;
}

/** Joins row bytes into a bitmap; a short last row is a bug of the caller. */
export function bitmapOf(widthDots: number, data: Uint8Array): Bitmap {
  const rowBytes = widthDots / 8;
  if (!Number.isInteger(rowBytes) || rowBytes === 0) throw new Error(`width ${widthDots} is not a multiple of 8 dots`);
  if (data.length % rowBytes !== 0) throw new Error(`${data.length} bytes are not whole rows of ${rowBytes}`);
  return { widthDots, heightDots: data.length / rowBytes, data };
}

/** Is the dot black? Dots outside are white. */
export function dotAt(bitmap: Bitmap, x: number, y: number): boolean {
  if (x < 0 || y < 0 || x >= bitmap.widthDots || y >= bitmap.heightDots) return false;
  const byte = bitmap.data[y * (bitmap.widthDots / 8) + (x >> 3)] ?? 0;
  return (byte & (0x80 >> (x & 7))) !== 0;
}

/** Thresholds RGBA pixels (row-major, `width` a multiple of 8) to dots: darker than `threshold` (0–255) is black. */
export function thresholdToBitmap(rgba: Uint8ClampedArray, width: number, threshold: number): Bitmap {
  const data = new Uint8Array(rgba.length / 32);
  for (let pixel = 0; pixel < rgba.length / 4; pixel += 1) {
    const level = rgba[pixel * 4] ?? 255;
    if (level < threshold) data[pixel >> 3] = (data[pixel >> 3] ?? 0) | (0x80 >> (pixel & 7));
  }
  return bitmapOf(width, data);
}

/** RGBA pixels of the bitmap, white paper and black ink; what QR decoders and canvases take. */
export function bitmapToRgba(bitmap: Bitmap): Uint8ClampedArray {
  const rgba = new Uint8ClampedArray(bitmap.widthDots * bitmap.heightDots * 4).fill(255);
  for (let y = 0; y < bitmap.heightDots; y += 1) {
    for (let x = 0; x < bitmap.widthDots; x += 1) {
      if (dotAt(bitmap, x, y)) rgba.fill(0, (y * bitmap.widthDots + x) * 4, (y * bitmap.widthDots + x) * 4 + 3);
    }
  }
  return rgba;
}

function pngChunk(type: string, body: Uint8Array): Buffer {
  const typed = Buffer.concat([Buffer.from(type, 'latin1'), body]);
  const length = Buffer.alloc(4);
  length.writeUInt32BE(body.length);
  const checksum = Buffer.alloc(4);
  checksum.writeUInt32BE(crc32(typed));
  return Buffer.concat([length, typed, checksum]);
}

/** The bitmap as a 1-bit greyscale PNG at 203 dpi (8 dots a millimetre). An empty bitmap becomes one white row. */
export function bitmapToPng(bitmap: Bitmap): Buffer {
  const rowBytes = bitmap.widthDots / 8;
  const height = Math.max(1, bitmap.heightDots);
  const scanlines = Buffer.alloc(height * (rowBytes + 1));
  for (let y = 0; y < height; y += 1) {
    for (let x = 0; x < rowBytes; x += 1) {
      scanlines[y * (rowBytes + 1) + 1 + x] = ~(bitmap.data[y * rowBytes + x] ?? 0) & 0xff;
    }
  }
  const header = Buffer.alloc(13);
  header.writeUInt32BE(bitmap.widthDots, 0);
  header.writeUInt32BE(height, 4);
  header[8] = 1;
  const density = Buffer.alloc(9);
  density.writeUInt32BE(8000, 0);
  density.writeUInt32BE(8000, 4);
  density[8] = 1;
  return Buffer.concat([
    Buffer.from([0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a]),
    pngChunk('IHDR', header),
    pngChunk('pHYs', density),
    pngChunk('IDAT', deflateSync(scanlines)),
    pngChunk('IEND', Buffer.alloc(0)),
  ]);
}
