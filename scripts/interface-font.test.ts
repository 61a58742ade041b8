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
    // All of GB 2312 and nothing rare: that is for the whole font.
    expect(parts.some(({ characters }) => characters.has('䶮') || characters.has('\u{2c388}'))).toBe(false);
    expect(sizes).toBeGreaterThan(6_763);
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
      .filter((name) => name.endsWith('-said.otf'))
      .map((name) => statSync(path.join(path.dirname(sheet), name)).size);
    expect(sizes).toHaveLength(2);
    for (const size of sizes) expect(size).toBeLessThan(1_000_000);
  });
});
