import { spawnSync } from 'node:child_process';
import { existsSync, readFileSync, statfsSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { describeRuntime, resolveElectron } from '../electron-runtime.mjs';

/** What the numbers depend on. */
export async function machineFacts(root: string): Promise<Record<string, string>> {
  const { size, model } = { size: os.availableParallelism(), model: os.cpus()[0]?.model ?? 'unknown' };
  return {
    cores: `${size} × ${model.trim()}`,
    memory: `${(os.totalmem() / 2 ** 30).toFixed(0)} GiB`,
    kernel: `${os.type()} ${os.release()} ${os.arch()}`,
    disk: diskOf(root),
    'load before': os
      .loadavg()
      .map((load) => load.toFixed(2))
      .join(' '),
    node: process.version,
    electron: describeRuntime(await resolveElectron({ root })),
    'better-sqlite3': versionOf(root, 'better-sqlite3'),
    commit:
      spawnSync('git', ['rev-parse', '--short', 'HEAD'], { cwd: root, encoding: 'utf8' }).stdout?.trim() || 'none',
    at: new Date().toISOString(),
  };
}

function diskOf(place: string): string {
  const { bavail, bsize } = statfsSync(place);
  const free = `${((bavail * bsize) / 2 ** 30).toFixed(0)} GiB free`;
  if (!existsSync('/proc/self/mounts')) return free;
  const mounts = readFileSync('/proc/self/mounts', 'utf8')
    .split('\n')
    .map((line) => line.split(' '))
    .filter(([, at = '']) => at === '/' || place === at || place.startsWith(`${at}/`));
  const [, , kind = 'unknown', options = ''] =
    mounts.sort((left, right) => (right[1]?.length ?? 0) - (left[1]?.length ?? 0))[0] ?? [];
  return `${kind} (${options}), ${free}`;
}

function versionOf(root: string, name: string): string {
  const description: unknown = JSON.parse(readFileSync(path.join(root, 'node_modules', name, 'package.json'), 'utf8'));
  return typeof description === 'object' && description !== null && 'version' in description
    ? String(description.version)
    : 'unknown';
}
