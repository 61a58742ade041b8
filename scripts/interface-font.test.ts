import { existsSync, readdirSync, readFileSync, statSync } from 'node:fs';
import path from 'node:path';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { fontParts, interfaceFont, unicodeRange } from './interface-font.ts';

const pointsOf = (range: string): number[] =>
  range.split(',').flatMap((piece) => {
    const [from = 0, to = from] = piece
      .replace('U+', '')
      .split('-')
      .map((hex) => Number.parseInt(hex, 16));
    return Array.from({ length: to - from + 1 }, (_, at) => from + at);
  });

describe('the parts of the font', () => {
  it('has each character in one part, what the screens say in the first', () => {
    const parts = fontParts('请放身份证');
    const [said, level1, level2] = parts.map(({ characters }) => characters);
    for (const character of '请放身份证Az09 ~') expect(said?.has(character)).toBe(true);
    expect(level1?.has('请')).toBe(false);
    expect(level1?.has('王')).toBe(true);
    expect(level2?.has('曦')).toBe(true);
    const sizes = parts.reduce((sum, { characters }) => sum + characters.size, 0);
    expect(sizes).toBe(new Set(parts.flatMap(({ characters }) => [...characters])).size);
    // All of GB 2312 before anything rare.
    const common = parts.slice(0, 3);
    expect(common.some(({ characters }) => characters.has('䶮') || characters.has('\u{2c388}'))).toBe(false);
    expect(common.reduce((sum, { characters }) => sum + characters.size, 0)).toBeGreaterThan(6_763);
    for (const rare of '䶮\u{2c388}㐂龘각é')
      expect(parts.filter(({ characters }) => characters.has(rare))).toHaveLength(1);
  });

  it('is claimed by the part that has a character, and by none in front of it', () => {
    const parts = fontParts('请放身份证').map(({ characters, range }) => ({
      characters,
      points: new Set(pointsOf(range)),
    }));
    for (const [at, { characters }] of parts.entries())
      for (const character of characters) {
        const point = character.codePointAt(0) ?? 0;
        expect(parts.findIndex(({ points }) => points.has(point))).toBe(at);
      }
  });

  it('keeps control characters and private ones out', () => {
    const [said] = fontParts('\n\t\u{e000}\u{f8ff}好');
    expect([...(said?.characters ?? [])].filter((character) => /[\p{Cc}\p{Co}]/u.test(character))).toEqual([]);
    expect(said?.characters.has('好')).toBe(true);
  });

  it('names exactly its characters to the style sheet', () => {
    fc.assert(
      fc.property(fc.uniqueArray(fc.integer({ min: 0x20, max: 0xd7ff }), { minLength: 1 }), (points) => {
        const range = unicodeRange(points.map((point) => String.fromCodePoint(point)));
        expect(pointsOf(range)).toEqual([...points].sort((a, b) => a - b));
      }),
    );
  });

  it('makes small files the first time and none the second', async () => {
    const root = path.join(import.meta.dirname, '..');
    const sheet = await interfaceFont(root);
    const made = statSync(sheet).mtimeMs;
    expect(await interfaceFont(root)).toBe(sheet);
    expect(statSync(sheet).mtimeMs).toBe(made);
    const css = readFileSync(sheet, 'utf8');
    for (const [, file = ''] of css.matchAll(/url\("([^"]+)"\)/g))
      expect(existsSync(path.resolve(path.dirname(sheet), file))).toBe(true);
    const sizes = readdirSync(path.dirname(sheet))
      .filter((name) => name.endsWith('.otf'))
      .map((name) => ({ name, bytes: statSync(path.join(path.dirname(sheet), name)).size }));
    expect(sizes.filter(({ name }) => name.endsWith('-said.otf'))).toHaveLength(2);
    // A page stands still while one is checked: 0.03 s for two million.
    for (const { name, bytes } of sizes) expect(bytes).toBeLessThan(name.endsWith('-said.otf') ? 1_000_000 : 2_000_000);
  });
});
