// Prepares a bare clone: npm packages, Debian packages, an Electron that runs here. Runs on the system's Node
// before anything is installed, so it imports nothing but Node and its neighbours. Second runs cost under half a second.
import { existsSync } from 'node:fs';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { installableNames, installPackages, missingPackages } from './debian-packages.mjs';
import { describeRuntime, resolveElectron } from './electron-runtime.mjs';
import { installNpmPackages, packagesFresh, stampPackages } from './npm-packages.mjs';
import { nodeFor, runProgram } from './run-program.mjs';

const OLDEST_NODE = 20;
const root = path.resolve(path.dirname(fileURLToPath(import.meta.url)), '..');
const startedAt = performance.now();
// With --quiet, progress goes to standard error and only while there is work: a command's own output stays clean.
const quiet = process.argv.includes('--quiet');
const say = (/** @type {string} */ line) => {
  if (!quiet) console.log(line);
  else if (line.endsWith('…') && !line.includes('Electron…')) console.error(line);
};

/** @type {Record<string, string>} */
const summary = {};

async function npmStep() {
  if (packagesFresh(root)) {
    say('[1/4] npm packages: up to date');
  } else {
    say('[1/4] npm packages: installing (a minute on a slow line)…');
    const result = await installNpmPackages(root);
    if (!result.ok) throw new Error(result.why);
  }
  await stampPackages(root);
}

async function systemStep() {
  const state = await missingPackages();
  if (state === null) {
    say(
      '[2/4] system packages: not a Debian-like system, nothing checked; Electron needs GTK 3, NSS, ALSA, libusb, udev',
    );
    return;
  }
  if (state.missing.length === 0) {
    say('[2/4] system packages: all present');
    return;
  }
  if (process.getuid?.() !== 0) {
    const names = await installableNames(state.missing);
    throw new Error(
      `system packages are missing and only root can install them. Run this once, then start again:\n  sudo apt-get update && sudo apt-get install -y --no-install-recommends ${names.join(' ')}`,
    );
  }
  say(`[2/4] system packages: installing ${state.missing.join(' ')}…`);
  const result = await installPackages(state.missing);
  if (!result.ok) throw new Error(`system packages could not be installed: ${result.why}`);
}

async function electronStep() {
  say('[3/4] Electron…');
  const runtime = await resolveElectron({ root, log: say });
  summary.electron = describeRuntime(runtime);
}

async function nodeStep() {
  const node = nodeFor(root, existsSync);
  const { code, output } = await runProgram(node, ['--version']);
  if (code !== 0) throw new Error(`the Node in node_modules does not run: ${output}`);
  if (Number(output.slice(1).split('.')[0]) < 22) {
    throw new Error(`npm scripts would run on Node ${output}, but the tools need 22 or newer; install a newer Node`);
  }
  summary.node = `Node ${output}${node === process.execPath ? ' (this machine’s)' : ' (from npm, used by every npm script)'}`;
}

async function main() {
  const major = Number(process.versions.node.split('.')[0]);
  if (major < OLDEST_NODE)
    throw new Error(`Node ${process.versions.node} is too old; install Node ${OLDEST_NODE} or newer`);
  await npmStep();
  await systemStep();
  await electronStep();
  await nodeStep();
  say(`[4/4] ready in ${((performance.now() - startedAt) / 1000).toFixed(1)} s`);
  for (const line of Object.values(summary)) say(`      ${line}`);
}

main().catch((error) => {
  console.error(`set-up stopped: ${error instanceof Error ? error.message : String(error)}`);
  process.exitCode = 1;
});
