import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';

const require = createRequire(import.meta.url);

/** Source Han Sans SC covers CJK extensions beyond the BMP where names need them (𬎆). */
const files = {
  regular: 'node-source-han-sans-sc/SourceHanSansSC-Regular.otf',
  bold: 'node-source-han-sans-sc/SourceHanSansSC-Bold.otf',
} as const;
export type FontName = keyof typeof files;

const loaded = new Map<FontName, Buffer>();

/** The font file, read once for the life of the process (17 MB each). */
export function fontFile(name: FontName): Buffer {
  const known = loaded.get(name);
  if (known !== undefined) return known;
  const file = readFileSync(require.resolve(files[name]));
  loaded.set(name, file);
  return file;
}
