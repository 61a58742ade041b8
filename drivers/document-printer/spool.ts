import { createHash } from 'node:crypto';
import { mkdir, open, readdir, rename, rm, stat } from 'node:fs/promises';
import path from 'node:path';

/** One file of the spool: its name and size in bytes. */
export interface SpoolFile {
  readonly name: string;
  readonly bytes: number;
}

const FINISHED = /^[0-9a-f]{32}\.pdf$/;
const UNFINISHED = /^\.[0-9a-f]{32}\.part$/;

/**
 * A folder of printed documents. File names are hashes of the job id, so a directory listing shows nobody's name or
 * number; the title is not written at all. Only files of this pattern are ever counted or deleted.
 */
export class Spool {
  readonly directory: string;

  constructor(directory: string) {
    this.directory = directory;
  }

  /** Makes the folder and proves it can be written. Throws the operating system's error. */
  async prepare(): Promise<void> {
    await mkdir(this.directory, { recursive: true, mode: 0o700 });
    const probe = path.join(this.directory, `.${'0'.repeat(32)}.part`);
    const file = await open(probe, 'w', 0o600);
    await file.close();
    await rm(probe);
  }

  async list(): Promise<SpoolFile[]> {
    const names = (await readdir(this.directory)).filter((name) => FINISHED.test(name));
    return Promise.all(
      names.map(async (name) => ({ name, bytes: (await stat(path.join(this.directory, name))).size })),
    );
  }

  /** The name a job's file has, also before it exists. */
  nameOf(jobId: string): string {
    return `${createHash('sha256').update(jobId).digest('hex').slice(0, 32)}.pdf`;
  }

  /**
   * Writes a document so that after a power cut it is there whole or not at all: temporary file, fsync, rename. Only
   * `settle` makes the rename itself durable. Throws the operating system's error and leaves nothing behind.
   */
  async write(jobId: string, bytes: Uint8Array): Promise<void> {
    const name = this.nameOf(jobId);
    const temporary = path.join(this.directory, `.${name.replace('.pdf', '.part')}`);
    try {
      const file = await open(temporary, 'w', 0o600);
      try {
        await file.writeFile(bytes);
        await file.sync();
      } finally {
        await file.close();
      }
      await rename(temporary, path.join(this.directory, name));
    } catch (error) {
      await rm(temporary, { force: true });
      throw error;
    }
  }

  /** Deletes every document and every unfinished one; resolves to how many files went. */
  async purge(): Promise<number> {
    const names = (await readdir(this.directory)).filter((name) => FINISHED.test(name) || UNFINISHED.test(name));
    for (const name of names) await rm(path.join(this.directory, name), { force: true });
    if (names.length > 0) await this.settle();
    return names.length;
  }

  /** Syncs the folder: renames and deletions before it survive a power cut. */
  async settle(): Promise<void> {
    // Windows has no handle to sync a folder by; NTFS journals the rename itself.
    if (process.platform === 'win32') return;
    const folder = await open(this.directory, 'r');
    try {
      await folder.sync();
    } finally {
      await folder.close();
    }
  }
}
