import { accessSync, constants, readdirSync, statSync } from 'node:fs';
import path from 'node:path';
import { codeOf } from './steps.ts';

/** Where desktops and udisks mount what somebody plugs in. */
const ROOTS = ['/media', '/run/media'];

/**
 * The removable volume that is plugged in now: the configured folder while something is mounted there or right below it,
 * else the first writable mount below `/media` or `/run/media` (one or two levels: with a user's name between). Null for none.
 */
export function removableVolume(configured: string | undefined, roots: readonly string[] = ROOTS): string | null {
  const places = configured === undefined ? roots.flatMap(foldersIn) : [configured];
  const folders = places.flatMap((place) => [place, ...foldersIn(place)]);
  return folders.find((folder) => isMount(folder) && isWritableFolder(folder)) ?? null;
}

function foldersIn(folder: string): string[] {
  try {
    return readdirSync(folder, { withFileTypes: true })
      .filter((entry) => entry.isDirectory())
      .map((entry) => path.join(folder, entry.name));
  } catch (thrown) {
    codeOf(thrown);
    return [];
  }
}

/** Another device than the folder above it: an empty mount point left behind is not a volume. */
function isMount(folder: string): boolean {
  // A drive of Windows has nothing above it, and is there only with its volume.
  if (process.platform === 'win32' && path.dirname(folder) === folder) return true;
  const own = statSync(folder, { throwIfNoEntry: false });
  const above = statSync(path.dirname(folder), { throwIfNoEntry: false });
  return own !== undefined && above !== undefined && own.dev !== above.dev;
}

function isWritableFolder(folder: string): boolean {
  try {
    accessSync(folder, constants.W_OK);
    return statSync(folder).isDirectory();
  } catch (thrown) {
    codeOf(thrown);
    return false;
  }
}
