import { createHash } from 'node:crypto';
import { existsSync, readFileSync } from 'node:fs';
import { chmod, copyFile, cp, mkdir, readdir, readFile, rename, rm, symlink, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { zstdDecompressSync } from 'node:zlib';
import { z } from 'zod';
import { fail, ok, type Result } from '../../drivers/contract/index.ts';
import { cacheRoot, sweepAbandoned } from '../../scripts/electron-fallback.mjs';
import { takeLock } from '../../scripts/file-lock.mjs';
import { runProgram } from '../../scripts/run-program.mjs';

/** A kernel to boot and the small root it starts from. */
export interface KernelImage {
  readonly kernel: string;
  readonly initialRoot: string;
  /** The distribution's package, such as `linux-image-6.1.0-56-amd64`. */
  readonly name: string;
}

/** In the order they are loaded; each brings what it depends on. */
const MODULES = [
  ...['virtio_pci', '9pnet_virtio', '9p'],
  ...['uhid', 'hid-generic', 'usbhid', 'cdc-acm', 'usblp'],
  ...['dummy_hcd', 'libcomposite', 'usb_f_hid', 'usb_f_acm', 'usb_f_printer', 'usb_f_fs'],
];
/** Packages that always depend on the distribution's newest kernel: Debian's and Ubuntu's name. */
const NEWEST_KERNEL = ['linux-image-amd64', 'linux-image-generic'];
const KERNEL_PART = /^\s*(?:Pre)?(?:Depends|Recommends): (linux-(?:image|modules|modules-extra)-\d\S*)$/gm;

const INIT = fileURLToPath(new URL('./init.sh', import.meta.url));
const C = { ...process.env, LC_ALL: 'C' };
const DOWNLOAD_MS = 5 * 60_000;

const markerSchema = z.strictObject({ recipe: z.string(), name: z.string() });

/** Changes whenever something else would be built; the packages' versions are not in it: any kernel of the kind will do. */
const recipe = (): string =>
  createHash('sha256').update(readFileSync(INIT)).update(MODULES.join()).update('1').digest('hex');

const home = () => path.join(cacheRoot(), 'vm-x64');

function cached(): KernelImage | null {
  try {
    const marker = markerSchema.parse(JSON.parse(readFileSync(path.join(home(), 'complete.json'), 'utf8')));
    const image = {
      kernel: path.join(home(), 'vmlinuz'),
      initialRoot: path.join(home(), 'root.gz'),
      name: marker.name,
    };
    return marker.recipe === recipe() && existsSync(image.kernel) && existsSync(image.initialRoot) ? image : null;
  } catch {
    // Absent, or of a shape of another time: built anew.
    return null;
  }
}

/**
 * The distribution's own kernel with the modules of the lane, from the cache outside the checkout or built into it once
 * (about 70 MB to download, 10 MB kept). Two processes at once: the second waits for the first.
 */
export async function ensureKernelImage(say: (line: string) => void): Promise<Result<KernelImage, string>> {
  const ready = cached();
  if (ready) return ok(ready);
  await mkdir(cacheRoot(), { recursive: true });
  const release = await takeLock(path.join(cacheRoot(), 'vm.lock'), say);
  // Named as other set-ups name theirs, so that each sweeps what died.
  const workplace = path.join(cacheRoot(), `building-${process.pid}`);
  try {
    const meanwhile = cached();
    if (meanwhile) return ok(meanwhile);
    await sweepAbandoned();
    await mkdir(workplace, { recursive: true });
    const built = await build(workplace, say);
    if (!built.ok) return built;
    await rm(home(), { recursive: true, force: true });
    await rename(built.value, home());
    const image = cached();
    return image ? ok(image) : fail('the kernel image was built and cannot be read');
  } finally {
    await rm(workplace, { recursive: true, force: true });
    await release();
  }
}

async function build(workplace: string, say: (line: string) => void): Promise<Result<string, string>> {
  const unpacked = path.join(workplace, 'kernel');
  say('      downloading the distribution’s kernel (70 MB, once per user)…');
  const name = await download(workplace, unpacked);
  if (!name.ok) return name;
  say(`      building the guest’s first root from ${name.value}…`);
  const image = path.join(workplace, 'image');
  await mkdir(image);
  const kernel = (await readdir(path.join(unpacked, 'boot'))).find((file) => file.startsWith('vmlinuz-'));
  if (!kernel) return fail(`${name.value} holds no kernel`);
  await copyFile(path.join(unpacked, 'boot', kernel), path.join(image, 'vmlinuz'));
  const tree = path.join(workplace, 'root');
  const modules = await placeModules(unpacked, path.join(tree, 'modules'));
  if (!modules.ok) return modules;
  for (const folder of ['proc', 'sys', 'dev', 'host', 'bin']) await mkdir(path.join(tree, folder));
  await cp('/bin/busybox', path.join(tree, 'bin/busybox'), { dereference: true });
  await copyFile(INIT, path.join(tree, 'init'));
  await chmod(path.join(tree, 'init'), 0o755);
  const packed = await runProgram(
    'sh',
    ['-c', 'find . | cpio --quiet -o -H newc | gzip -1 > "$1"', 'sh', path.join(image, 'root.gz')],
    { cwd: tree },
  );
  if (packed.code !== 0) return fail(`the guest’s first root could not be packed: ${packed.output}`);
  await writeFile(path.join(image, 'complete.json'), JSON.stringify({ recipe: recipe(), name: name.value }));
  return ok(image);
}

/** Fetches and unpacks the kernel; nothing is installed. Says the name of its package. */
async function download(workplace: string, unpacked: string): Promise<Result<string, string>> {
  let why = '';
  // Lists of packages may be absent or name versions that are gone.
  for (const refresh of [false, true]) {
    if (refresh) await runProgram('apt-get', ['update', '-q'], { env: C, timeoutMs: DOWNLOAD_MS });
    const packages = await kernelPackages();
    const [name] = packages;
    why = `apt knows none of ${NEWEST_KERNEL.join(', ')}`;
    if (name === undefined) continue;
    const got = await runProgram('apt-get', ['download', '-q', '-o', 'APT::Sandbox::User=root', ...packages], {
      cwd: workplace,
      env: C,
      timeoutMs: DOWNLOAD_MS,
    });
    why =
      got.output
        .split('\n')
        .filter((line) => line.startsWith('E:'))
        .join(' ') || `apt-get ended with ${got.code}`;
    if (got.code !== 0) continue;
    for (const file of (await readdir(workplace)).filter((each) => each.endsWith('.deb'))) {
      const { code, output } = await runProgram('dpkg-deb', ['-x', path.join(workplace, file), unpacked]);
      if (code !== 0) return fail(`${file} could not be unpacked: ${output}`);
    }
    return ok(name);
  }
  return fail(`the kernel could not be downloaded: ${why}`);
}

async function kernelPackages(): Promise<string[]> {
  const partsOf = async (name: string) => {
    const { output } = await runProgram('apt-cache', ['depends', name], { env: C });
    return [...output.matchAll(KERNEL_PART)].flatMap(([, part]) => (part === undefined ? [] : [part]));
  };
  for (const newest of NEWEST_KERNEL) {
    const direct = await partsOf(newest);
    const [image] = direct;
    // Ubuntu's modules are packages of their own, on which the kernel's package depends.
    if (image !== undefined) return [...new Set([...direct, ...(await partsOf(image))])];
  }
  return [];
}

/** Copies the wanted modules with what they depend on, unpacked, and their loading order. */
async function placeModules(unpacked: string, into: string): Promise<Result<void, string>> {
  // Newer distributions have no /lib of its own.
  if (!existsSync(path.join(unpacked, 'lib'))) await symlink('usr/lib', path.join(unpacked, 'lib'));
  const [version] = await readdir(path.join(unpacked, 'lib/modules'));
  if (version === undefined) return fail('the kernel’s package holds no modules');
  const folder = path.join(unpacked, 'lib/modules', version);
  const depmod = await runProgram('/sbin/depmod', ['-b', unpacked, version]);
  if (depmod.code !== 0) return fail(`depmod failed: ${depmod.output}`);
  const listed = (await readFile(path.join(folder, 'modules.dep'), 'utf8')).trim().split('\n');
  // "kernel/drivers/hid/uhid.ko: kernel/drivers/hid/hid.ko …": what it needs, the last to be loaded first.
  const needs = new Map(
    listed.map((line) => {
      const [file = '', rest = ''] = line.split(':');
      return [nameOf(file), [...rest.trim().split(' ').filter(Boolean).reverse(), file]];
    }),
  );
  const builtIn = new Set(
    (await readFile(path.join(folder, 'modules.builtin'), 'utf8')).trim().split('\n').map(nameOf),
  );
  const files = new Set<string>();
  for (const module of MODULES.map(nameOf)) {
    const wanted = needs.get(module);
    if (!wanted && !builtIn.has(module)) return fail(`this kernel has no module ${module}`);
    for (const file of wanted ?? []) files.add(file);
  }
  await mkdir(into, { recursive: true });
  const order: string[] = [];
  for (const file of files) {
    const name = `${nameOf(file)}.ko`;
    await writeFile(path.join(into, name), await plain(path.join(folder, file)));
    order.push(name);
  }
  await writeFile(path.join(into, 'order'), `${order.join('\n')}\n`);
  return ok(undefined);
}

/** Dashes and underscores are the same in a module's name. */
const nameOf = (file: string): string =>
  path
    .basename(file)
    .replace(/\.ko.*$/, '')
    .replaceAll('-', '_');

async function plain(file: string): Promise<Buffer> {
  if (file.endsWith('.zst')) return zstdDecompressSync(await readFile(file));
  if (!file.endsWith('.xz')) return readFile(file);
  const { code, output } = await runProgram('xz', ['-d', file]);
  if (code !== 0) throw new Error(`${file} could not be unpacked: ${output}`);
  return readFile(file.slice(0, -'.xz'.length));
}
