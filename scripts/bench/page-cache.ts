import { spawnSync } from 'node:child_process';
import { readdirSync, statSync } from 'node:fs';
import path from 'node:path';

/** Every file below a folder. */
export const filesBelow = (folder: string): string[] =>
  readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => path.join(entry.parentPath, entry.name));

/**
 * Asks the kernel to forget these files, so that they are read from the disk again; null where that is not possible.
 * Files that a running program has mapped stay. Returns the share of bytes still in memory (0 to 1).
 */
export function forget(files: readonly string[]): number | null {
  for (const file of files) {
    const dropped = spawnSync('dd', [`if=${file}`, 'iflag=nocache', 'count=0'], { stdio: 'ignore' });
    if (dropped.status !== 0) return null;
  }
  const told = spawnSync('fincore', ['--bytes', '--noheadings', '--output', 'RES', ...files], { encoding: 'utf8' });
  if (told.status !== 0) return null;
  const resident = told.stdout.split('\n').reduce((sum, line) => sum + Number(line.trim()), 0);
  return resident / files.reduce((sum, file) => sum + statSync(file).size, 0);
}
