import { globSync, readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';

/** File texts of this room by path; read from disk because the test runner leaves style sheets empty. */
const texts = (pattern: string): Record<string, string> =>
  Object.fromEntries(
    globSync(pattern, { cwd: import.meta.dirname }).map((path) => [
      path,
      readFileSync(`${import.meta.dirname}/${path}`, 'utf8'),
    ]),
  );
const sheets = texts('**/*.css');
const sources = texts('**/*.{ts,tsx}');
const tokens = sheets['tokens.css'] ?? '';

/** Custom properties that are plain hex colours, of one theme. */
function palette(theme: string): Map<string, string> {
  const block = new RegExp(`\\[data-theme="${theme}"\\] \\{([^}]*)\\}`).exec(tokens)?.[1] ?? '';
  return new Map([...block.matchAll(/--([a-z-]+): (#[0-9a-f]{6});/g)].map((match) => [match[1] ?? '', match[2] ?? '']));
}

/** WCAG 2.2 relative luminance. */
function luminance(hex: string): number {
  const channel = (at: number): number => {
    const value = Number.parseInt(hex.slice(at, at + 2), 16) / 255;
    return value <= 0.04045 ? value / 12.92 : ((value + 0.055) / 1.055) ** 2.4;
  };
  return 0.2126 * channel(1) + 0.7152 * channel(3) + 0.0722 * channel(5);
}

function contrast(one: string, other: string): number {
  const [light = 0, dark = 0] = [luminance(one), luminance(other)].sort((a, b) => b - a);
  return (light + 0.05) / (dark + 0.05);
}

/** Every pair of letters and ground the screens use. */
const textPairs: [string, string][] = [
  ['ink', 'paper'],
  ['ink', 'surface'],
  ['ink', 'tint'],
  ['ink-soft', 'paper'],
  ['ink-soft', 'surface'],
  ['action', 'paper'],
  ['action', 'surface'],
  ['on-action', 'action'],
  ['on-action', 'action-pressed'],
  ['ink', 'attention'],
  ['ink', 'stopped'],
  ['on-tint', 'tint'],
  ['on-tint', 'tint-pressed'],
  ['on-attention', 'attention'],
  ['on-attention', 'surface'],
  ['on-stopped', 'stopped'],
  ['on-stopped', 'surface'],
];
const edgePairs: [string, string][] = [
  ['edge-colour', 'paper'],
  ['edge-colour', 'surface'],
];

describe.each([
  ['day', 4.5],
  ['night', 4.5],
  ['contrast', 7],
])('theme %s', (theme, least) => {
  const colours = palette(theme);
  it.each(textPairs)(`letters %s on %s reach ${least}:1`, (letters, ground) => {
    expect(contrast(colours.get(letters) ?? '', colours.get(ground) ?? '')).toBeGreaterThanOrEqual(least);
  });
  it.each(edgePairs)('edges %s on %s reach 3:1', (edge, ground) => {
    expect(contrast(colours.get(edge) ?? '', colours.get(ground) ?? '')).toBeGreaterThanOrEqual(3);
  });
});

describe('tokens', () => {
  const literal =
    /#[0-9a-f]{3,8}\b|\brgba?\(|\bhsla?\(|\boklch\(|(?<![\w-])-?[\d.]*[1-9][\d.]*(px|rem|em|vw|vh|ms|s|pt|mm)\b/gi;

  it('are the only place for colours, sizes and durations', () => {
    expect(Object.keys(sheets).length).toBeGreaterThan(10);
    const found = Object.entries(sheets)
      .filter(([path]) => path !== 'tokens.css')
      .flatMap(([path, text]) =>
        [...text.replace(/\/\*[\s\S]*?\*\//g, '').matchAll(literal)].map((match) => `${path}: ${match[0]}`),
      );
    expect(found).toEqual([]);
  });

  it('leave no colour or size in components', () => {
    const found = Object.entries(sources)
      .filter(([path]) => path.endsWith('.tsx'))
      .flatMap(([path, text]) =>
        [...text.matchAll(/#[0-9a-f]{6}\b|\brgba?\(|\d(px|rem|ms)\b/gi)].map((match) => `${path}: ${match[0]}`),
      );
    expect(found).toEqual([]);
  });

  it('are all defined that are used', () => {
    const defined = new Set([...tokens.matchAll(/(--[a-z0-9-]+):/g)].map((match) => match[1]));
    const used = Object.values(sheets).flatMap((text) =>
      [...text.matchAll(/var\((--[a-z0-9-]+)/g)].map((match) => match[1]),
    );
    expect(used.filter((name) => !defined.has(name))).toEqual([]);
  });

  it('keep text at 28, targets at 96 and those of staff at 16 mm or more', () => {
    const sizes = [...tokens.matchAll(/--type-[a-z]+: calc\((\d+) \*/g)].map((match) => Number(match[1]));
    expect(sizes.length).toBeGreaterThan(6);
    expect(Math.min(...sizes)).toBeGreaterThanOrEqual(28);
    const targets = [...tokens.matchAll(/--target(?:-tall)?: calc\((\d+) \*/g)].map((match) => Number(match[1]));
    expect(Math.min(...targets)).toBeGreaterThanOrEqual(96);
    const [staff] = [...tokens.matchAll(/--staff-target: calc\((\d+) \*/g)].map((match) => Number(match[1]));
    expect(staff).toBeGreaterThanOrEqual(44);
  });
});
