import { closeSync, fsyncSync, openSync, renameSync, writeFileSync } from 'node:fs';

/** Writes a file so that a reader, or a power cut, sees the old content or the new, never a part. */
export function writeFileWhole(path: string, content: string, mode: number): void {
  const part = `${path}.${process.pid}.part`;
  const file = openSync(part, 'w', mode);
  try {
    writeFileSync(file, content);
    fsyncSync(file);
  } finally {
    closeSync(file);
  }
  renameSync(part, path);
}
