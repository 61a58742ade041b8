import type { TestProject } from 'vitest/node';
import { fail, ok, type Result } from '../../drivers/contract/index.ts';
import { installableNames, installPackages, missingPackages, NEEDED_FOR_VM } from '../../scripts/debian-packages.mjs';
import { ensureKernelImage, type KernelImage } from './kernel-image.ts';

declare module 'vitest' {
  export interface ProvidedContext {
    /** The kernel to boot, or why none can be booted on this machine. */
    machine: { readonly image: KernelImage } | { readonly why: string };
  }
}

const say = (line: string): void => {
  process.stdout.write(`${line}\n`);
};

/** Installs what an emulated machine needs. A failure is the reason why this machine has none. */
async function ensurePackages(): Promise<Result<void, string>> {
  if (process.platform !== 'linux' || process.arch !== 'x64') {
    return fail(
      `the guest runs this machine's own programs on an x86-64 kernel; this is ${process.platform}-${process.arch}`,
    );
  }
  const state = await missingPackages(NEEDED_FOR_VM);
  if (state === null) return fail('qemu and a kernel are set up from Debian packages, and this system has none');
  if (state.missing.length === 0) return ok(undefined);
  const names = await installableNames(state.missing);
  if (process.getuid?.() !== 0) {
    return fail(
      `only root can install what is missing. Run this once: sudo apt-get update && sudo apt-get install -y --no-install-recommends ${names.join(' ')}`,
    );
  }
  say(`      installing ${names.join(' ')} (90 MB, once)…`);
  const installed = await installPackages(state.missing);
  return installed.ok ? ok(undefined) : fail(`qemu could not be installed: ${installed.why}`);
}

/** Before the tests of this lane: packages, then the kernel. Only what qemu needs may be missing; the rest must work. */
export default async function setUp({ provide }: TestProject): Promise<void> {
  const packages = await ensurePackages();
  if (!packages.ok) {
    say(`skipped: no virtual machine here: ${packages.error}`);
    provide('machine', { why: packages.error });
    return;
  }
  const image = await ensureKernelImage(say);
  if (!image.ok) throw new Error(image.error);
  say(`      guest: ${image.value.name}, emulated`);
  provide('machine', { image: image.value });
}
