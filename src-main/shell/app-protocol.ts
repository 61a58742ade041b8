import { randomBytes } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { protocol, type Session } from 'electron';
import { APP_SCHEME, type AppFiles, requestedPath, SAFE_PATH } from './app-files.ts';
import { pageHeaders, withNonce } from './page-policy.ts';
import { safePage } from './safe-page.ts';

export interface AppSource {
  readonly files: AppFiles;
  readonly site: { readonly name: string; readonly helpPhone: string } | null;
}

/** Must run before Electron is ready. */
export function registerAppScheme(): void {
  protocol.registerSchemesAsPrivileged([
    { scheme: APP_SCHEME, privileges: { standard: true, secure: true, codeCache: true, supportFetchAPI: true } },
  ]);
}

/** Serves `app://budayang/…` in one session: the built page, and the safe page, which needs no file at all. */
export function serveApp(session: Session, source: AppSource): void {
  session.protocol.handle(APP_SCHEME, (request) => answer(request.method, request.url, source));
}

async function answer(method: string, url: string, source: AppSource): Promise<Response> {
  const path = method === 'GET' ? requestedPath(url) : null;
  const nonce = randomBytes(18).toString('base64');
  if (path === SAFE_PATH) return html(safePage(source.site, nonce), nonce);
  const found = path === null ? undefined : source.files.get(path);
  if (found === undefined) return notFound();
  let bytes: NonSharedBuffer;
  try {
    bytes = await readFile(found.file);
  } catch {
    return notFound(); // the installation lost a file: the page notices and is replaced
  }
  if (found.mimeType.startsWith('text/html')) return html(withNonce(bytes.toString('utf8'), nonce), nonce);
  return new Response(bytes, { headers: pageHeaders(found.mimeType, null, path) });
}

const html = (text: string, nonce: string): Response =>
  new Response(text, { headers: pageHeaders('text/html; charset=utf-8', nonce) });

const notFound = (): Response =>
  new Response('', { status: 404, headers: pageHeaders('text/plain; charset=utf-8', null) });
