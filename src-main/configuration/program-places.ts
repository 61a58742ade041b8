import path from 'node:path';

type System = NodeJS.Platform;

/** A text that says where a file lies, as in a shell, and is no bare name: it has a slash in it, on Windows also `\` or a drive. */
export const isPlace = (text: string, system: System = process.platform): boolean =>
  text.includes('/') || (system === 'win32' && /\\|^[A-Za-z]:/.test(text));

/** What is started for a name without an ending on Windows, which is never tried as it stands (libuv, `src/win/process.c`). */
const ENDINGS = ['.com', '.exe'] as const;

/** Where a program that is to be started may lie, in the order in which the system looks. `path`: as in the environment. */
export function placesOf(program: string, { platform, path: folders }: { platform: System; path: string }): string[] {
  const paths = platform === 'win32' ? path.win32 : path.posix;
  const places = isPlace(program, platform)
    ? [program]
    : folders.split(paths.delimiter).map((folder) => paths.join(folder, program));
  const endings = platform === 'win32' && paths.extname(program) === '' ? ENDINGS : [''];
  return places.flatMap((place) => endings.map((ending) => place + ending));
}
