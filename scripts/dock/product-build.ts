import { spawn } from 'node:child_process';
import { readdirSync, statSync } from 'node:fs';
import path from 'node:path';
import { text } from 'node:stream/consumers';

/** What ends up in `out/`. A folder counts too: its own time changes when a file in it goes. */
const SOURCES = ['src-main', 'src-renderer', 'drivers', 'electron.config.ts', 'package.json', 'package-lock.json'];
const OUTPUTS = [
  'out/main/shell.js',
  'out/main/terminal.js',
  'out/main/device-host.js',
  'out/preload/preload.cjs',
  'out/renderer/index.html',
];
const BUILD_WITHIN_MS = 5 * 60_000;
const NOT_BUILT = /\.(test\.tsx?|md)$/;

/** Why the product must be built, or null when `out/` is younger than everything it is made of. */
export function whyBuild(root: string): string | null {
  let oldest = Number.POSITIVE_INFINITY;
  for (const output of OUTPUTS) {
    const entry = statSync(path.join(root, output), { throwIfNoEntry: false });
    if (entry === undefined) return `${output} is missing`;
    oldest = Math.min(oldest, entry.mtimeMs);
  }
  for (const source of SOURCES) {
    const younger = youngerThan(oldest, root, source);
    if (younger !== null) return `${younger} is younger than out/`;
  }
  return null;
}

/** Builds the product when it must; says so, and says the compiler's words when it fails. */
export async function buildIfOlder(root: string, say: (line: string) => void): Promise<void> {
  const why = whyBuild(root);
  if (why === null) return;
  say(`Building: ${why} …`);
  const begun = performance.now();
  const program = path.join(root, 'node_modules/electron-vite/bin/electron-vite.js');
  const { status, output } = await runBuild(program, root);
  if (status !== 0) throw new Error(`the product could not be built:\n${output.trim()}`);
  say(`Built in ${((performance.now() - begun) / 1000).toFixed(1)} s.`);
}

async function runBuild(program: string, root: string): Promise<{ status: number | null; output: string }> {
  const child = spawn(process.execPath, [program, 'build', '-c', 'electron.config.ts', '--logLevel', 'warn'], {
    cwd: root,
    stdio: ['ignore', 'pipe', 'pipe'],
    timeout: BUILD_WITHIN_MS,
  });
  const ended = new Promise<number | null>((resolve, reject) => {
    child.once('error', reject);
    child.once('close', resolve);
  });
  const [status, said, complained] = await Promise.all([ended, text(child.stdout), text(child.stderr)]);
  return { status, output: said + complained };
}

function youngerThan(time: number, root: string, name: string): string | null {
  const place = path.join(root, name);
  const entry = statSync(place, { throwIfNoEntry: false });
  if (entry === undefined || NOT_BUILT.test(name)) return null;
  if (entry.mtimeMs > time && !entry.isDirectory()) return name;
  if (!entry.isDirectory()) return null;
  for (const child of readdirSync(place)) {
    const younger = youngerThan(time, root, path.join(name, child));
    if (younger !== null) return younger;
  }
  return entry.mtimeMs > time ? name : null;
}
