import { readdirSync } from 'node:fs';
import path from 'node:path';

export interface AppFile {
  readonly file: string;
  readonly mimeType: string;
}
/** Every file of the built page by its URL path. */
export type AppFiles = ReadonlyMap<string, AppFile>;

export const APP_SCHEME = 'app';
export const APP_ORIGIN = 'app://budayang';
export const PAGE_PATH = '/index.html';
export const SAFE_PATH = '/safe.html';

const MIME_TYPES: Readonly<Record<string, string>> = {
  '.html': 'text/html; charset=utf-8',
  '.js': 'text/javascript; charset=utf-8',
  '.css': 'text/css; charset=utf-8',
  '.json': 'application/json; charset=utf-8',
  '.svg': 'image/svg+xml',
  '.png': 'image/png',
  '.jpg': 'image/jpeg',
  '.webp': 'image/webp',
  '.woff2': 'font/woff2',
  '.woff': 'font/woff',
  '.otf': 'font/otf',
  '.ttf': 'font/ttf',
  '.wasm': 'application/wasm',
  // Weights of the face models.
  '.bin': 'application/octet-stream',
};

/**
 * Lists what the page consists of, once at start. Requests are looked up in this list and never become paths, so
 * there is nothing to traverse. Links, hidden files and unknown kinds (source maps) are left out.
 *
 * @param root the built renderer
 */
export function listAppFiles(root: string): AppFiles {
  const files = new Map<string, AppFile>();
  const walk = (folder: string, urlPath: string): void => {
    for (const entry of readdirSync(folder, { withFileTypes: true })) {
      if (entry.name.startsWith('.')) continue;
      const place = path.join(folder, entry.name);
      const name = `${urlPath}/${encodeURIComponent(entry.name)}`;
      const mimeType = MIME_TYPES[path.extname(entry.name)];
      if (entry.isDirectory()) walk(place, name);
      else if (entry.isFile() && mimeType !== undefined) files.set(name, { file: place, mimeType });
    }
  };
  walk(root, '');
  return files;
}

/**
 * The path an `app://` request names, or null when its address is not exactly `app://budayang/<path>`: another
 * host, a port, credentials, a query, an escape or a backslash. Case counts.
 */
export function requestedPath(url: string): string | null {
  if (!url.startsWith(`${APP_ORIGIN}/`)) return null;
  const rest = url.slice(APP_ORIGIN.length);
  const [urlPath = ''] = rest.split('#', 1);
  return /[?\\]|\/\.|\/\//.test(urlPath) ? null : urlPath;
}

/** True for a frame of ours: the page's origin and no other. */
export const isAppUrl = (url: string): boolean => url.startsWith(`${APP_ORIGIN}/`);
