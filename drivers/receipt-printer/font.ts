import { closeSync, openSync, readSync } from 'node:fs';
import { createRequire } from 'node:module';
import { GlobalFonts } from '@napi-rs/canvas';

export type Weight = 'regular' | 'medium' | 'bold';

const FILES: Record<Weight, string> = {
  regular: 'SourceHanSansSC-Regular.otf',
  medium: 'SourceHanSansSC-Medium.otf',
  bold: 'SourceHanSansSC-Bold.otf',
};
/** Own family names, so that an installed font of the same name is never taken instead. */
const FAMILIES: Record<Weight, string> = {
  regular: 'BudayangReceiptRegular',
  medium: 'BudayangReceiptMedium',
  bold: 'BudayangReceiptBold',
};

const fontPath = (weight: Weight): string =>
  createRequire(import.meta.url).resolve(`node-source-han-sans-sc/${FILES[weight]}`);

let registered = false;

/** Registers the three weights once per process. A missing font file is a broken installation and throws. */
export function registerFonts(): void {
  if (registered) return;
  for (const weight of ['regular', 'medium', 'bold'] as const) {
    if (!GlobalFonts.registerFromPath(fontPath(weight), FAMILIES[weight])) {
      throw new Error(`font ${FILES[weight]} cannot be registered`);
    }
  }
  registered = true;
}

/** The canvas `font` value of a weight at a size in dots. */
export const fontOf = (weight: Weight, sizeDots: number): string => `${sizeDots}px ${FAMILIES[weight]}`;

function readRange(file: number, position: number, length: number): Buffer {
  const bytes = Buffer.alloc(length);
  readSync(file, bytes, 0, length, position);
  return bytes;
}

/** Start, end and first glyph of each group of the font's `cmap` format 12 table, flat, ascending (OpenType 1.9). */
function readCharacterGroups(path: string): Uint32Array {
  const file = openSync(path, 'r');
  try {
    const tableCount = readRange(file, 4, 2).readUInt16BE();
    const directory = readRange(file, 12, tableCount * 16);
    const entry = directory.indexOf('cmap', 0, 'latin1');
    if (entry < 0) throw new Error(`font ${path} has no cmap table`);
    const cmap = readRange(file, directory.readUInt32BE(entry + 8), directory.readUInt32BE(entry + 12));
    for (let record = 4; record < 4 + cmap.readUInt16BE(2) * 8; record += 8) {
      const subtable = cmap.readUInt32BE(record + 4);
      if (cmap.readUInt16BE(subtable) !== 12) continue;
      const groups = new Uint32Array(cmap.readUInt32BE(subtable + 12) * 3);
      for (let index = 0; index < groups.length; index += 1) {
        groups[index] = cmap.readUInt32BE(subtable + 16 + index * 4);
      }
      return groups;
    }
    throw new Error(`font ${path} has no format 12 character map`);
  } finally {
    closeSync(file);
  }
}

let characterGroups: Uint32Array | null = null;

/** Does the receipt font itself have this code point? Never answered from an installed fallback font. */
export function fontHas(codePoint: number): boolean {
  characterGroups ??= readCharacterGroups(fontPath('regular'));
  let low = 0;
  let high = characterGroups.length / 3 - 1;
  while (low <= high) {
    const middle = (low + high) >> 1;
    const start = characterGroups[middle * 3] ?? 0;
    const end = characterGroups[middle * 3 + 1] ?? 0;
    if (codePoint < start) high = middle - 1;
    else if (codePoint > end) low = middle + 1;
    else return (characterGroups[middle * 3 + 2] ?? 0) + codePoint - start !== 0;
  }
  return false;
}
