import { spawnSync } from 'node:child_process';
import { closeSync, mkdirSync, openSync, rmSync, truncateSync, writeFileSync, writeSync } from 'node:fs';
import path from 'node:path';

const run = (program: string, ...args: string[]) => {
  const { status, stderr } = spawnSync(program, args, { encoding: 'utf8' });
  if (status !== 0) throw new Error(`${program} ${args.join(' ')}: ${stderr}`);
};

/** Room for the ledger's ballast and its lowest free space, and some. */
const BYTES = 512 * 1024 * 1024;

/**
 * A disk of its own for one terminal: ext4 in a sparse file. It can really run full, and its kernel can really turn
 * it read-only, as it does when a disk fails. Needs Linux and root.
 */
export class DiskImage {
  readonly #image: string;
  readonly #folder: string;

  private constructor(image: string, folder: string) {
    this.#image = image;
    this.#folder = folder;
  }

  /** Why there can be none here; null when there can. */
  static lacking(): string | null {
    if (process.platform !== 'linux' || process.getuid?.() !== 0) return 'a disk of its own needs Linux and root';
    return spawnSync('losetup', ['-f']).status === 0 ? null : 'this machine gives no loop device';
  }

  /** Mounts an empty one there. */
  static mount(folder: string): DiskImage {
    const image = `${folder}.img`;
    writeFileSync(image, '');
    truncateSync(image, BYTES);
    run('mkfs.ext4', '-q', '-O', '^has_journal', '-m', '0', '-E', 'nodiscard,lazy_itable_init=1', image);
    mkdirSync(folder, { recursive: true });
    const disk = new DiskImage(image, folder);
    disk.#mount();
    return disk;
  }

  /** Not a byte is left. */
  fill(): void {
    const { stdout } = spawnSync('df', ['--output=avail', '-B1', this.#folder], { encoding: 'utf8' });
    const free = Number(stdout.trim().split('\n').at(-1));
    run('fallocate', '-l', String(Math.max(4096, free - 1024 * 1024)), this.#filler);
    const handle = openSync(this.#filler, 'a');
    const block = Buffer.alloc(4096);
    try {
      for (;;) writeSync(handle, block);
    } catch (thrown) {
      if (!(thrown instanceof Error && 'code' in thrown && thrown.code === 'ENOSPC')) throw thrown;
    } finally {
      closeSync(handle);
    }
  }

  empty(): void {
    rmSync(this.#filler, { force: true });
  }

  /** What the kernel does after an error it cannot repair: nothing can be written any more. */
  turnReadOnly(): void {
    const loop = spawnSync('losetup', ['-j', this.#image, '-O', 'NAME', '-n'], { encoding: 'utf8' }).stdout.trim();
    writeFileSync(`/sys/fs/ext4/${path.basename(loop)}/trigger_fs_error`, '1');
  }

  /** Whoever writes there must have stopped. */
  remount(): void {
    run('umount', this.#folder);
    // Errors are marked in it: the check clears that and finds none.
    spawnSync('e2fsck', ['-y', '-f', this.#image]);
    this.#mount();
  }

  unmount(): void {
    run('umount', this.#folder);
    rmSync(this.#image);
  }

  #mount(): void {
    run('mount', '-o', 'loop,errors=remount-ro', this.#image, this.#folder);
  }

  get #filler(): string {
    return path.join(this.#folder, 'filler');
  }
}
