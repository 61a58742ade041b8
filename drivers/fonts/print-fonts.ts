import { closeSync, existsSync, openSync, readSync } from 'node:fs';
import { createRequire } from 'node:module';

/**
 * What is printed here is printed in Source Han Sans SC (npm). It has the two common blocks of Chinese characters and of the
 * others what names were known to need; nearly all of GB 18030-2022 (extensions A to F; `print-fonts.test.ts` counts) is in the two
 * fonts of Hanazono (Debian package `fonts-hanazono`; free to use, copy and change).
 */
export type PrintFont = 'source-han-sans' | RareFont;
export type RareFont = 'hanazono-a' | 'hanazono-b';

const RARE: Readonly<Record<RareFont, string>> = {
  'hanazono-a': '/usr/share/fonts/truetype/hanazono/HanaMinA.ttf',
  'hanazono-b': '/usr/share/fonts/truetype/hanazono/HanaMinB.ttf',
};
// Not named `require`: the built device host has one of its own at its top.
const modules = createRequire(import.meta.url);

/** The file of a weight of Source Han Sans SC, which npm brings. */
export const mainFontFile = (weight: 'Regular' | 'Medium' | 'Bold'): string =>
  modules.resolve(`node-source-han-sans-sc/SourceHanSansSC-${weight}.otf`);

/** The fonts for rare characters that are installed here, and their files. */
export const rareFonts = (): readonly (readonly [RareFont, string])[] =>
  (['hanazono-a', 'hanazono-b'] as const)
    .map((name) => [name, RARE[name]] as const)
    .filter(([, file]) => existsSync(file));

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

function has(groups: Uint32Array, codePoint: number): boolean {
  let low = 0;
  let high = groups.length / 3 - 1;
  while (low <= high) {
    const middle = (low + high) >> 1;
    const start = groups[middle * 3] ?? 0;
    const end = groups[middle * 3 + 1] ?? 0;
    if (codePoint < start) high = middle - 1;
    else if (codePoint > end) low = middle + 1;
    else return (groups[middle * 3 + 2] ?? 0) + codePoint - start !== 0;
  }
  return false;
}

let known: readonly (readonly [PrintFont, Uint32Array])[] | null = null;

/** The font a code point is printed in; null when none has it. Never answered from a font that happens to be installed. */
export function printFontWith(codePoint: number): PrintFont | null {
  known ??= [['source-han-sans', mainFontFile('Regular')] as const, ...rareFonts()].map(
    ([name, file]) => [name, readCharacterGroups(file)] as const,
  );
  return known.find(([, groups]) => has(groups, codePoint))?.[0] ?? null;
}

/** Selects a form, or joins; has no glyph of its own. */
export const INVISIBLE_CHARACTER = /^(?:\p{Variation_Selector}|\p{Join_Control}|\u200B)$/u;

/** Characters of a text that no font here has, each once. */
export const unprintable = (text: string): string[] =>
  [...new Set([...text].filter((one) => !/\p{Cc}/u.test(one) && !INVISIBLE_CHARACTER.test(one)))].filter(
    (one) => printFontWith(one.codePointAt(0) ?? 0) === null,
  );
