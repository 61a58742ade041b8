import { createHash } from 'node:crypto';
import { existsSync, globSync, mkdirSync, mkdtempSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import subsetFont from 'subset-font';

/**
 * The page's font in parts. Whole it is 17 MB a weight, and while Chromium checks a font it answers to nobody's finger: for
 * 0.4 s then, for 0.03 s with parts of at most 2 MB. What the screens themselves say is a fortieth of it. A browser loads a
 * part when one of its characters is to be drawn (`src-renderer/rest-of-the-font.ts` fetches all of them ahead).
 */
export interface FontPart {
  readonly name: string;
  readonly characters: ReadonlySet<string>;
  /** As a style sheet's `unicode-range`. Where two parts claim a character, it is in the earlier one. */
  readonly range: string;
}

const WEIGHTS = { 400: 'Regular', 700: 'Bold' } as const;
/** What the style sheets ask of the font, and what any text needs. */
const FEATURES = ['ccmp', 'kern', 'liga', 'locl', 'pwid', 'tnum'];
/** Where the texts of the screens stand. */
const SAID_IN = ['src-renderer', 'src-main', 'catalogue'];
const TEXTS = '**/*.{ts,tsx,html,json}';

/** Where the parts of all other characters begin: with no more than some 4,000 of the font in each. The last ends the list. */
const OTHERS = [
  0xa0, 0x3400, 0x4000, 0x4e00, 0x6000, 0x7000, 0x8000, 0x9000, 0x9800, 0xa000, 0xb800, 0xc800, 0xe000, 0x10000,
  0x40000,
];

/** Characters of these rows of GB 2312, two bytes each: symbols, level 1 (3,755 by use), level 2 (3,008 more). */
function rows(first: number, last: number): string[] {
  const decoder = new TextDecoder('gb18030');
  const found: string[] = [];
  for (let row = first; row <= last; row++)
    for (let cell = 0xa1; cell <= 0xfe; cell++) found.push(decoder.decode(Uint8Array.of(row, cell)));
  return found.filter((character) => !/[\p{Co}\p{Cn}\uFFFD]/u.test(character));
}

const between = (first: number, last: number): string[] =>
  Array.from({ length: last - first + 1 }, (_, at) => String.fromCodePoint(first + at)).filter(
    (character) => !/[\p{Cs}\p{Co}\p{Cn}]/u.test(character),
  );

/** Every character once, in the first part that wants it; what the screens say in the first. */
export function fontParts(said: string): FontPart[] {
  const taken = new Set<string>();
  const part = (name: string, wanted: readonly string[], range?: string): FontPart => {
    const characters = new Set(wanted.filter((character) => !taken.has(character)));
    for (const character of characters) taken.add(character);
    return { name, characters, range: range ?? unicodeRange(characters) };
  };
  return [
    part('said', [...between(0x20, 0x7e), ...said.replaceAll(/[\p{Cc}\p{Co}]/gu, '')]),
    part('level1', [...rows(0xa1, 0xa9), ...rows(0xb0, 0xd7)]),
    part('level2', rows(0xd8, 0xf7)),
    ...OTHERS.slice(0, -1).map((first, at) => {
      const last = (OTHERS[at + 1] ?? first + 1) - 1;
      const [from, to] = [first.toString(16), last.toString(16)];
      return part(`from-${from}`, between(first, last), `U+${from}-${to}`);
    }),
  ];
}

/** As a style sheet's `unicode-range`. */
export function unicodeRange(characters: Iterable<string>): string {
  const points = [...characters].map((character) => character.codePointAt(0) ?? 0).sort((a, b) => a - b);
  const hex = (point: number) => point.toString(16);
  const ranges: [number, number][] = [];
  for (const point of points) {
    const last = ranges.at(-1);
    if (last !== undefined && point <= last[1] + 1) last[1] = point;
    else ranges.push([point, point]);
  }
  return ranges.map(([from, to]) => (from === to ? `U+${hex(from)}` : `U+${hex(from)}-${hex(to)}`)).join();
}

const face = (weight: string, file: string, range: string): string =>
  `@font-face{font-family:"Source Han Sans SC";font-weight:${weight};font-display:swap;` +
  `src:url(${JSON.stringify(file)}) format("opentype");unicode-range:${range};}\n`;

/**
 * Makes the parts, unless this font was parted for these characters before.
 *
 * @param root the checkout, with its node_modules
 * @returns the path of a style sheet of all faces
 */
export async function interfaceFont(root: string): Promise<string> {
  const whole = (weight: string) =>
    path.join(root, `node_modules/node-source-han-sans-sc/SourceHanSansSC-${weight}.otf`);
  const version = readFileSync(path.join(root, 'node_modules/node-source-han-sans-sc/package.json'), 'utf8');
  const files = SAID_IN.flatMap((folder) => globSync(path.join(root, folder, TEXTS))).filter(
    (file) => !/\.test\.tsx?$/.test(file),
  );
  const said = [...new Set(files.flatMap((file) => [...readFileSync(file, 'utf8')]))].sort().join('');
  const parts = fontParts(said);
  const self = readFileSync(import.meta.filename, 'utf8');
  const hash = createHash('sha256').update(version).update(self).update(said).digest('hex').slice(0, 16);

  const cache = path.join(root, 'node_modules/.cache/interface-font');
  const place = path.join(cache, hash);
  const sheet = path.join(place, 'interface-font.css');
  if (existsSync(sheet)) return sheet;
  mkdirSync(cache, { recursive: true });
  const workplace = mkdtempSync(path.join(cache, '.making-'));
  let css = '';
  const fonts = Object.entries(WEIGHTS).map(([weight, name]) => ({ weight, name, font: readFileSync(whole(name)) }));
  // Of faces that have a character the last one is asked first.
  for (const part of parts.toReversed()) {
    const text = [...part.characters].join('');
    for (const { weight, name, font } of fonts) {
      const file = `${name}-${part.name}.otf`;
      const subset = await subsetFont(font, text, { targetFormat: 'sfnt', keepFeatures: FEATURES });
      writeFileSync(path.join(workplace, file), subset);
      css += face(weight, `./${file}`, part.range);
    }
  }
  writeFileSync(path.join(workplace, 'interface-font.css'), css);
  try {
    renameSync(workplace, place);
  } catch {
    // Another build made the same at the same time.
    rmSync(workplace, { recursive: true, force: true });
  }
  return sheet;
}
