import type { Bitmap } from './bitmap.ts';
import { encodeCommand, withoutRealtimeSequences } from './escpos.ts';

/** Rows per band: 16 mm of paper, 9 kB at 576 dots. The printer's status is looked at between two bands. */
export const BAND_ROWS = 128;

/** The picture as `GS v 0` commands of at most `BAND_ROWS` rows, top first. */
export function rasterBands(bitmap: Bitmap): Uint8Array[] {
  const widthBytes = bitmap.widthDots / 8;
  const bands: Uint8Array[] = [];
  for (let top = 0; top < bitmap.heightDots; top += BAND_ROWS) {
    const rows = Math.min(BAND_ROWS, bitmap.heightDots - top);
    const data = withoutRealtimeSequences(bitmap.data.subarray(top * widthBytes, (top + rows) * widthBytes));
    bands.push(encodeCommand({ kind: 'raster', scale: 0, widthBytes, rows, data }));
  }
  return bands;
}
