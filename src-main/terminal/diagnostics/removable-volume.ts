import { accessSync, constants, readdirSync, statSync } from 'node:fs';
import path from 'node:path';
import { codeOf } from './steps.ts';

/** Where desktops and udisks mount what somebody plugs in. */
const ROOTS = ['/media', '/run/media'];

/**
 * The removable volume that is plugged in now: the configured folder while it is there, else the first writable mount
 * below `/media` or `/run/media` (one or two levels: with a user's name between). Null for none.
 */
export function removableVolume(configured: string | undefined, roots: readonly string[] = ROOTS): string | null {
  if (configured !== undefined) return isWritableFolder(configured) ? configured : null;
  for (const root of roots)
    for (const first of foldersIn(root))
      for (const folder of [first, ...foldersIn(first)]) if (isMount(folder) && isWritableFolder(folder)) return folder;
  return null;
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
