import { readFile } from 'node:fs/promises';
import path from 'node:path';
import type { DockApp } from './dock-context.ts';
import { PAGE_CSP } from './guard.ts';

const FILES = [
  { at: '/', file: 'dock.html', type: 'text/html; charset=utf-8' },
  { at: '/dock.css', file: 'dock.css', type: 'text/css; charset=utf-8' },
  { at: '/dock.js', file: 'dock.js', type: 'text/javascript; charset=utf-8' },
  { at: '/screen.js', file: 'screen.js', type: 'text/javascript; charset=utf-8' },
  { at: '/talk.js', file: 'talk.js', type: 'text/javascript; charset=utf-8' },
  { at: '/favicon.svg', file: 'favicon.svg', type: 'image/svg+xml' },
];

/** The dock's page. Read anew each time: a reload shows an edit. */
export function pageRoutes(app: DockApp): void {
  for (const { at, file, type } of FILES)
    app.get(at, { schema: { hide: true } }, async (_request, reply) =>
      reply
        .header('content-security-policy', PAGE_CSP)
        .type(type)
        .send(await readFile(path.join(import.meta.dirname, 'page', file))),
    );
}
