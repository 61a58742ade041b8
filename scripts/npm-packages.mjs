import { createHash } from 'node:crypto';
import { existsSync, readFileSync } from 'node:fs';
import { mkdir, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { outsideEnvironment, runProgram } from './run-program.mjs';

const stampOf = (/** @type {string} */ root) => path.join(root, 'node_modules', '.budayang-setup');

/** @param {string} root */
const lockHash = (root) =>
  createHash('sha256')
    .update(readFileSync(path.join(root, 'package-lock.json')))
    .digest('hex');

/**
 * True when node_modules holds what package-lock.json says: by our stamp, or by npm's own record where somebody
 * ran `npm ci` himself.
 *
 * @param {string} root
 */
export function packagesFresh(root) {
  try {
    const stamp = JSON.parse(readFileSync(stampOf(root), 'utf8'));
    if (stamp.lock === lockHash(root) && existsSync(path.join(root, 'node_modules', '.package-lock.json'))) return true;
  } catch {
    // No stamp yet: npm's record decides.
  }
  return matchesRecord(root);
}

/** @param {string} root */
function matchesRecord(root) {
  try {
    const wanted = JSON.parse(readFileSync(path.join(root, 'package-lock.json'), 'utf8')).packages;
    const record = JSON.parse(readFileSync(path.join(root, 'node_modules', '.package-lock.json'), 'utf8')).packages;
    return Object.entries(wanted).every(([place, entry]) => {
      if (place === '' || entry.link) return true;
      const present = record[place];
      return present ? present.version === entry.version : entry.optional === true || entry.devOptional === true;
    });
  } catch {
    return false;
  }
}

/**
 * Installs exactly what the lock file says, and checks that it did.
 *
 * `npm ci` first. It refuses a lock file without the builds for other operating systems, which is what npm writes
 * wherever the registry does not serve them; `npm install --no-save` installs the same versions then.
 *
 * @param {string} root
 * @returns {Promise<{ ok: true } | { ok: false, why: string }>}
 */
export async function installNpmPackages(root) {
  const options = { cwd: root, env: outsideEnvironment(root), timeoutMs: 20 * 60_000 };
  let { code, output } = await runProgram('npm', ['ci', '--no-audit', '--no-fund'], options);
  if (code === 127) return { ok: false, why: 'npm was not found beside Node; install npm 10 or newer' };
  let command = 'npm ci';
  if (code !== 0 && output.includes('EUSAGE')) {
    command = 'npm install --no-save';
    ({ code, output } = await runProgram('npm', ['install', '--no-save', '--no-audit', '--no-fund'], options));
  }
  if (code !== 0) return { ok: false, why: `${command} failed:\n${complaintOf(output)}` };
  if (!matchesRecord(root))
    return { ok: false, why: `${command} installed other versions than package-lock.json names` };
  return { ok: true };
}

/** @param {string} output */
const complaintOf = (output) =>
  output
    .split('\n')
    .filter((line) => line.startsWith('npm error'))
    .slice(0, 8)
    .join('\n') || output.slice(-500);

/** @param {string} root */
export async function stampPackages(root) {
  await mkdir(path.join(root, 'node_modules'), { recursive: true });
  await writeFile(stampOf(root), `${JSON.stringify({ lock: lockHash(root) })}\n`);
}
