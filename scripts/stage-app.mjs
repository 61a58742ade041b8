import { createHash } from 'node:crypto';
import { existsSync } from 'node:fs';
import { cp, mkdir, readdir, readFile, rename, rm, stat, symlink, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { REPLACED_MODULES } from './electron-fallback.mjs';

const NOT_LINKED = new Set(['node_modules', 'out', 'package.json', 'demo-out', 'test-results', 'coverage']);
const STAGES_KEPT = 3;

/**
 * Lays the built app out for the fallback runtime under `<root>/.stage/<signature>/`: `out` as a copy, because
 * modules resolve from real paths and must not reach the checkout's better-sqlite3; `node_modules` as links, but
 * for the modules built for that runtime; every other folder and file at the root as a link. Unchanged input gives
 * the same folder at once. A stage is never changed after it appeared, so a running app keeps its files.
 *
 * @param {string} root
 * @param {string} replacements folder that holds the REPLACED_MODULES
 * @returns {Promise<string>} the staged folder
 */
export async function stageApp(root, replacements) {
  if (!existsSync(path.join(root, 'out'))) {
    throw new Error(`${path.join(root, 'out')} does not exist: build the app first`);
  }
  const stages = path.join(root, '.stage');
  const place = path.join(stages, await signatureOf(root, replacements));
  if (existsSync(place)) return place;
  const workplace = path.join(stages, `.building-${process.pid}-${process.hrtime.bigint()}`);
  await mkdir(workplace, { recursive: true });
  try {
    await cp(path.join(root, 'out'), path.join(workplace, 'out'), { recursive: true });
    await writeFile(path.join(workplace, 'package.json'), await readFile(path.join(root, 'package.json')));
    await linkModules(path.join(root, 'node_modules'), replacements, path.join(workplace, 'node_modules'));
    for (const name of await linkedNames(root)) await symlink(path.join(root, name), path.join(workplace, name));
    await rename(workplace, place).catch((error) => {
      // Another process staged the very same input first.
      if (!existsSync(place)) throw error;
    });
  } finally {
    await rm(workplace, { recursive: true, force: true });
  }
  await sweepOlder(stages, place);
  return place;
}

/** @param {string} root */
async function linkedNames(root) {
  return (await readdir(root)).filter((name) => !name.startsWith('.') && !NOT_LINKED.has(name)).sort();
}

/**
 * @param {string} from
 * @param {string} replacements
 * @param {string} to
 */
async function linkModules(from, replacements, to) {
  await mkdir(to, { recursive: true });
  for (const name of await readdir(from)) {
    if (name.startsWith('.') || REPLACED_MODULES.includes(name)) continue;
    if (!name.startsWith('@')) {
      await symlink(path.join(from, name), path.join(to, name));
      continue;
    }
    await mkdir(path.join(to, name));
    for (const scoped of await readdir(path.join(from, name))) {
      await symlink(path.join(from, name, scoped), path.join(to, name, scoped));
    }
  }
  for (const name of REPLACED_MODULES) await symlink(path.join(replacements, name), path.join(to, name));
}

/**
 * @param {string} root
 * @param {string} replacements
 */
async function signatureOf(root, replacements) {
  const hash = createHash('sha256');
  hash.update(await readFile(path.join(root, 'package.json')));
  hash.update(replacements);
  hash.update(JSON.stringify(await linkedNames(root)));
  // npm's own record of what lies in node_modules, which decides the links there.
  hash.update(await readFile(path.join(root, 'node_modules', '.package-lock.json')).catch(() => 'no record'));
  const out = path.join(root, 'out');
  for (const name of (await readdir(out, { recursive: true })).sort()) {
    const { size, mtimeMs } = await stat(path.join(out, name));
    hash.update(`${name}\0${size}\0${mtimeMs}\n`);
  }
  return hash.digest('hex').slice(0, 12);
}

/**
 * @param {string} stages
 * @param {string} current
 */
async function sweepOlder(stages, current) {
  const dated = [];
  for (const name of await readdir(stages)) {
    const place = path.join(stages, name);
    if (/^[0-9a-f]{12}$/.test(name) && place !== current) dated.push({ place, at: (await stat(place)).mtimeMs });
  }
  dated.sort((left, right) => right.at - left.at);
  for (const { place } of dated.slice(STAGES_KEPT - 1)) await rm(place, { recursive: true, force: true });
}
