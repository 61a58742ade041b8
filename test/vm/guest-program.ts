import { mkdir, mkdtemp, rm } from 'node:fs/promises';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { build } from 'vite';

const ROOT = fileURLToPath(new URL('../..', import.meta.url));
const MAIN = fileURLToPath(new URL('./guest/main.ts', import.meta.url));
/** Native code stays where it was installed. */
const NATIVE = ['node-hid', 'serialport', 'usb', '@napi-rs/canvas', 'iconv-lite'];

/**
 * The guest's program in one file: reading hundreds over 9p is slow. It lies where `node_modules` is found, and is gone
 * after `discard`.
 */
export async function buildGuestProgram(): Promise<{ readonly file: string; readonly discard: () => Promise<void> }> {
  const cache = path.join(ROOT, 'node_modules/.cache');
  await mkdir(cache, { recursive: true });
  const folder = await mkdtemp(path.join(cache, 'vm-'));
  await build({
    configFile: false,
    root: ROOT,
    logLevel: 'error',
    define: { 'process.env.LONG': JSON.stringify(process.env.LONG ?? '') },
    ssr: { noExternal: true, external: NATIVE },
    build: {
      ssr: MAIN,
      outDir: folder,
      target: 'node24',
      rolldownOptions: { external: NATIVE, output: { entryFileNames: 'guest.mjs' } },
    },
  });
  return { file: path.join(folder, 'guest.mjs'), discard: () => rm(folder, { recursive: true, force: true }) };
}
