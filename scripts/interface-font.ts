import { createHash } from 'node:crypto';
import { existsSync, globSync, mkdirSync, mkdtempSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import subsetFont from 'subset-font';

/**
 * The page's font in parts. Whole it is 17 MB a weight, which a page reads and checks for half a second before a word stands
 * in it; what the screens themselves say needs a fortieth of that. A browser loads a part when one of its characters is to
 * be drawn, and the whole only for a name that is in none of them (`src-renderer/rest-of-the-font.ts` fetches it ahead).
 */
export interface FontPart {
  readonly name: string;
  readonly characters: ReadonlySet<string>;
}

const WEIGHTS = { 400: 'Regular', 700: 'Bold' } as const;
/** What the style sheets ask of the font, and what any text needs. */
const FEATURES = ['ccmp', 'kern', 'liga', 'locl', 'pwid', 'tnum'];
/** Where the texts of the screens stand. */
const SAID_IN = ['src-renderer', 'src-main', 'catalogue'];
const TEXTS = '**/*.{ts,tsx,html,json}';

/** Characters of these rows of GB 2312, two bytes each: symbols, level 1 (3,755 by use), level 2 (3,008 more). */
function rows(first: number, last: number): string[] {
  const decoder = new TextDecoder('gb18030');
  const found: string[] = [];
  for (let row = first; row <= last; row++)
    for (let cell = 0xa1; cell <= 0xfe; cell++) found.push(decoder.decode(Uint8Array.of(row, cell)));
  return found.filter((character) => !/[\p{Co}\p{Cn}\uFFFD]/u.test(character));
}

/** Every character once, in the first part that wants it. */
export function fontParts(said: string): FontPart[] {
  const ascii = Array.from({ length: 95 }, (_, at) => String.fromCodePoint(0x20 + at));
  const wanted = {
    said: [...ascii, ...said.replaceAll(/[\p{Cc}\p{Co}]/gu, '')],
    level1: [...rows(0xa1, 0xa9), ...rows(0xb0, 0xd7)],
    level2: rows(0xd8, 0xf7),
  };
  const taken = new Set<string>();
  return Object.entries(wanted).map(([name, characters]) => {
    const mine = new Set(characters.filter((character) => !taken.has(character)));
    for (const character of mine) taken.add(character);
    return { name, characters: mine };
  });
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
  `src:url(${JSON.stringify(file)}) format("opentype");${range === '' ? '' : `unicode-range:${range};`}}\n`;

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
  for (const [weight, name] of Object.entries(WEIGHTS)) {
    const font = readFileSync(whole(name));
    // Of faces that have a character the last one is asked first.
    css += face(weight, whole(name), '');
    for (const part of parts.toReversed()) {
      const file = `${name}-${part.name}.otf`;
      const text = [...part.characters].join('');
      writeFileSync(
        path.join(workplace, file),
        await subsetFont(font, text, { targetFormat: 'sfnt', keepFeatures: FEATURES }),
      );
      css += face(weight, `./${file}`, unicodeRange(part.characters));
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
