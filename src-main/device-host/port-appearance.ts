import { existsSync, type FSWatcher, watch } from 'node:fs';
import path from 'node:path';

/** Bursts of names (a hub with five ports) are one appearance. */
const SETTLE_MS = 30;

/** The folder where a port's name appears when it is plugged in; null where nothing can be watched. */
function folderOf(port: string): string | null {
  // The kernel makes the folder of USB printers with the first of them, and takes it away with the last.
  if (port.startsWith('usblp:') || port.startsWith('/dev/usb/'))
    return process.platform !== 'linux' ? null : existsSync('/dev/usb') ? '/dev/usb' : '/dev';
  if (port.startsWith('hid:') || port.startsWith('usb:')) return process.platform === 'linux' ? '/dev' : null;
  return path.isAbsolute(port) ? path.dirname(port) : null;
}

/**
 * Resolves as soon as something appeared where `port` would, or when `signal` aborts. Never rejects: without a
 * folder to watch it only waits for the signal, and the caller's own patience decides.
 */
export function portMayHaveCome(port: string, signal: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    const folder = folderOf(port);
    const name = path.isAbsolute(port) && folder === path.dirname(port) ? path.basename(port) : null;
    let watcher: FSWatcher | null = null;
    let settling: NodeJS.Timeout | undefined;
    const done = () => {
      clearTimeout(settling);
      watcher?.close();
      signal.removeEventListener('abort', done);
      resolve();
    };
    if (signal.aborted) return resolve();
    signal.addEventListener('abort', done, { once: true });
    if (folder === null) return;
    try {
      watcher = watch(folder, { persistent: false }, (_event, file) => {
        const ours = name === null ? /^(hidraw|bus|usb|lp\d)/.test(file ?? '') : file === name;
        if (!ours || settling !== undefined) return;
        settling = setTimeout(done, SETTLE_MS);
      });
      watcher.on('error', () => watcher?.close());
    } catch {
      // The folder is not there yet, or the system has no watches left.
    }
  });
}
