import { describe, expect, it } from 'vitest';
import { type PrintFont, printFontWith, unprintable } from './print-fonts.ts';

/** Chinese characters of GB 18030-2022 by block (The Unicode Standard 15.0, Blocks.txt), and how many of them no font has yet. */
const BLOCKS: readonly (readonly [string, number, number, number])[] = [
  // Sixteen and ten that joined the blocks after 2018.
  ['unified', 0x4e00, 0x9fff, 16],
  ['extension A', 0x3400, 0x4dbf, 10],
  ['extension B', 0x20000, 0x2a6df, 9],
  ['extension C', 0x2a700, 0x2b739, 5],
  ['extension D', 0x2b740, 0x2b81d, 0],
  ['extension E', 0x2b820, 0x2cea1, 0],
  ['extension F', 0x2ceb0, 0x2ebe0, 0],
];

describe('the fonts of what is printed', () => {
  it.each(BLOCKS)('have the %s', (_name, first, last, lacking) => {
    let missing = 0;
    for (let codePoint = first; codePoint <= last; codePoint++) if (printFontWith(codePoint) === null) missing += 1;
    expect(missing).toBe(lacking);
  });

  it.each<[string, PrintFont]>([
    ['王', 'source-han-sans'],
    ['䶮', 'source-han-sans'],
    ['𬎆', 'source-han-sans'],
    ['𠀀', 'hanazono-a'],
    ['𠁀', 'hanazono-b'],
    ['𫠠', 'hanazono-b'],
  ])('take %s from %s', (character, font) => {
    expect(printFontWith(character.codePointAt(0) ?? 0)).toBe(font);
  });

  it('say what none of them has, and nothing of what needs no glyph', () => {
    const lacking = String.fromCodePoint(0x323af);
    expect(unprintable(`王${lacking}\u{E0101}\n例${lacking}`)).toEqual([lacking]);
  });
});
