import { readFileSync } from 'node:fs';
import { open, rm, stat } from 'node:fs/promises';
import { setTimeout as delay } from 'node:timers/promises';

/** A lock whose holder never wrote its id is given up after this long. */
const LOCK_STALE_MS = 60_000;

/**
 * Takes a lock file that holds our process id; waits while a living process has it.
 *
 * @param {string} file
 * @param {(line: string) => void} log
 * @returns {Promise<() => Promise<void>>} gives the lock back
 */
export async function takeLock(file, log) {
  let said = false;
  for (;;) {
    try {
      const handle = await open(file, 'wx');
      await handle.writeFile(String(process.pid));
      await handle.close();
      return () => rm(file, { force: true });
    } catch (error) {
      if (/** @type {NodeJS.ErrnoException} */ (error).code !== 'EEXIST') throw error;
    }
    if (await abandoned(file)) {
      await rm(file, { force: true });
      continue;
    }
    if (!said) log('      another process is preparing the runtime; waiting for it');
    said = true;
    await delay(250);
  }
}

/** @param {string} file */
async function abandoned(file) {
  try {
    const holder = Number(readFileSync(file, 'utf8'));
    if (holder > 0) return !alive(holder);
    return Date.now() - (await stat(file)).mtimeMs > LOCK_STALE_MS;
  } catch {
    return false;
  }
}

/** @param {number} pid */
export function alive(pid) {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return /** @type {NodeJS.ErrnoException} */ (error).code === 'EPERM';
  }
}
