import type { Portrait } from '../../src-main/contract/face.ts';
import type { Pixels } from './face-verifier.ts';

/** Pixels of a portrait; null when the file is no picture. What lay in between is overwritten or let go. */
export async function portraitPixels({ mimeType, base64 }: Portrait): Promise<Pixels | null> {
  const bytes = Uint8Array.from(atob(base64), (letter) => letter.charCodeAt(0));
  const file = new Blob([bytes], { type: mimeType });
  bytes.fill(0);
  const bitmap = await createImageBitmap(file).catch(() => null);
  if (bitmap === null) return null;
  const { width, height } = bitmap;
  const canvas = new OffscreenCanvas(width, height);
  const context = canvas.getContext('2d', { willReadFrequently: true });
  context?.drawImage(bitmap, 0, 0);
  bitmap.close();
  const pixels = context?.getImageData(0, 0, width, height) ?? null;
  // A new size empties it.
  canvas.width = 1;
  return pixels;
}
