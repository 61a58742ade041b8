import { existsSync, type FSWatcher, readdirSync, watch } from 'node:fs';
import path from 'node:path';

/** Bursts of names (a hub with five ports) are one appearance. */
const SETTLE_MS = 30;

/** Where the name of a port comes up, and which names there may be it. The folder need not be there yet. */
interface Place {
  readonly folder: string;
  readonly isOurs: (name: string) => boolean;
}

/** Empty where nothing can be watched. `dev` in tests. */
function placesOf(port: string, dev: string): readonly Place[] {
  const linux = process.platform === 'linux';
  if (/^usblp:/i.test(port))
    return linux ? [{ folder: path.join(dev, 'usb'), isOurs: (name) => /^lp\d/.test(name) }] : [];
  if (/^hid:/i.test(port)) return linux ? [{ folder: dev, isOurs: (name) => name.startsWith('hidraw') }] : [];
  if (/^usb:/i.test(port)) return linux ? busesIn(path.join(dev, 'bus', 'usb')) : [];
  const name = path.basename(port);
  return path.isAbsolute(port) ? [{ folder: path.dirname(port), isOurs: (one) => one === name }] : [];
}

/** A node of a USB device comes up in the folder of its bus, `/dev/bus/usb/003/017`; a bus may come with its controller. */
function busesIn(folder: string): readonly Place[] {
  const isOurs = () => true;
  return [folder, ...namesIn(folder).map((bus) => path.join(folder, bus))].map((each) => ({ folder: each, isOurs }));
}

function namesIn(folder: string): readonly string[] {
  try {
    return readdirSync(folder);
  } catch {
    return [];
  }
}

/** The folder itself, or the nearest one above it that is there: udev makes `/dev/serial/by-id` with the first of its links. */
function nearest(folder: string): string {
  let found = folder;
  while (!existsSync(found) && path.dirname(found) !== found) found = path.dirname(found);
  return found;
}

/**
 * Resolves as soon as something appeared where `port` would, or when `signal` aborts. Never rejects: without a
 * folder to watch it only waits for the signal, and the caller's own patience decides. What is there already is no
 * appearance: it was tried. Folders that come and go with their devices are followed.
 */
export function portMayHaveCome(port: string, signal: AbortSignal, dev = '/dev'): Promise<void> {
  return new Promise((resolve) => {
    const watchers: FSWatcher[] = [];
    let settling: NodeJS.Timeout | undefined;
    const letGo = () => {
      for (const watcher of watchers.splice(0)) watcher.close();
    };
    const done = () => {
      clearTimeout(settling);
      letGo();
      signal.removeEventListener('abort', done);
      resolve();
    };
    const came = () => {
      settling ??= setTimeout(done, SETTLE_MS);
    };
    const look = ({ folder, isOurs }: Place) => {
      const watched = nearest(folder);
      try {
        const watcher = watch(watched, { persistent: false }, (_event, name) => {
          if (settling !== undefined) return;
          // The folder came, or went: whatever came with it was told to nobody.
          if (nearest(folder) !== watched) again();
          else if (watched === folder && isOurs(name ?? '')) came();
        });
        watcher.on('error', () => watcher.close());
        watchers.push(watcher);
      } catch {
        // It went in this moment, or the system has no watches left.
      }
    };
    const again = () => {
      letGo();
      const places = placesOf(port, dev);
      places.forEach(look);
      if (places.some(({ folder, isOurs }) => namesIn(folder).some(isOurs))) came();
    };
    if (signal.aborted) return resolve();
    signal.addEventListener('abort', done, { once: true });
    placesOf(port, dev).forEach(look);
  });
}
