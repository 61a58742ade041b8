import { readFileSync } from 'node:fs';
import {
  INVISIBLE_CHARACTER,
  mainFontFile,
  printFontWith,
  type RareFont,
  rareFonts,
} from '../../drivers/fonts/print-fonts.ts';

/** The two weights everything is set in, and what sets a character that they lack. */
export type FontName = 'regular' | 'bold' | RareFont;

const files = new Map<FontName, string>([
  ['regular', mainFontFile('Regular')],
  ['bold', mainFontFile('Bold')],
  ...rareFonts(),
]);

const loaded = new Map<FontName, Buffer>();

/** The font file, read once for the life of the process (17 to 31 MB each). */
export function fontFile(name: FontName): Buffer {
  const known = loaded.get(name);
  if (known !== undefined) return known;
  const path = files.get(name);
  if (path === undefined) throw new Error(`font ${name} is not installed`);
  const file = readFileSync(path);
  loaded.set(name, file);
  return file;
}

export type Run = { readonly text: string; readonly font: FontName };

/** Cuts a text where the font must change. A character that no font has stays with the main one and shows as its sign for that. */
export function runsOf(text: string, main: 'regular' | 'bold'): Run[] {
  const runs: { text: string; font: FontName }[] = [];
  for (const character of text) {
    const found = printFontWith(character.codePointAt(0) ?? 0);
    const font = found === null || found === 'source-han-sans' ? main : found;
    const last = runs.at(-1);
    if (last !== undefined && (last.font === font || INVISIBLE_CHARACTER.test(character))) last.text += character;
    else runs.push({ text: character, font });
  }
  return runs;
}
