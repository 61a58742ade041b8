import { accessSync, constants, statSync } from 'node:fs';
import path from 'node:path';

/** What keeps a folder from being made or written in, as the end of a sentence about its setting; null when nothing does. */
export function folderProblem(folder: string): string | null {
  for (let at = folder; ; at = path.dirname(at)) {
    try {
      if (!statSync(at).isDirectory()) return 'must name a folder; what lies there is a file';
      accessSync(at, constants.W_OK | constants.X_OK);
      return null;
    } catch (thrown) {
      const code = thrown instanceof Error && 'code' in thrown ? String(thrown.code) : 'unknown';
      if (code === 'ENOTDIR' || code === 'ENOENT') {
        if (path.dirname(at) !== at) continue;
      }
      return `cannot be written (${code}); give it to the user the terminal runs as`;
    }
  }
}
