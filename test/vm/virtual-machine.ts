import { spawn } from 'node:child_process';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { createInterface } from 'node:readline';
import { z } from 'zod';
import { fail, ok, type Result } from '../../drivers/contract/index.ts';
import type { KernelImage } from './kernel-image.ts';

const MEMORY_MIB = 1_024;
/** A guest that takes longer is ended. Seconds; thirty to sixty are usual. */
const LONGEST_RUN_S = process.env.LONG === '1' ? 900 : 240;
const CONSOLE_TAIL = 4_000;

const lineSchema = z.union([
  z.strictObject({ scenario: z.string(), seconds: z.number(), saw: z.unknown() }),
  z.strictObject({ scenario: z.string(), seconds: z.number(), threw: z.string() }),
  z.strictObject({ started: z.number() }),
  z.strictObject({ ended: z.literal(true) }),
]);
export type GuestLine = z.infer<typeof lineSchema>;

export interface GuestRun {
  /** What each scenario saw, or what it threw, by its name. */
  readonly scenarios: ReadonlyMap<string, Result<unknown, string>>;
  readonly whole: boolean;
  readonly seconds: number;
  /** The end of the kernel's console, for whoever has to find out what went wrong. */
  readonly console: string;
}

/**
 * Boots the kernel with this machine's own root, read-only, and runs one built program of the checkout in it.
 *
 * Always emulated (TCG): /dev/kvm may be there and hang a guest all the same.
 */
export async function runInGuest(image: KernelImage, program: string, say: (line: string) => void): Promise<GuestRun> {
  const folder = await mkdtemp(path.join(os.tmpdir(), 'budayang-vm-'));
  const consoleFile = path.join(folder, 'console.log');
  const begun = performance.now();
  const scenarios = new Map<string, Result<unknown, string>>();
  let whole = false;
  const take = (text: string): void => {
    const line = parse(text);
    if (line === null) return;
    if ('ended' in line) {
      whole = true;
      return;
    }
    if ('started' in line) {
      say(`      booted, and its program began, in ${line.started.toFixed(1)} s`);
      return;
    }
    scenarios.set(line.scenario, 'saw' in line ? ok(line.saw) : fail(line.threw));
    say(`      ${line.scenario}: ${'saw' in line ? 'seen' : 'FAILED'} (${line.seconds.toFixed(1)} s)`);
  };
  try {
    let complaint = '';
    const machine = spawn(
      'timeout',
      ['--foreground', '--kill-after=5', String(LONGEST_RUN_S), ...command(image, program, consoleFile)],
      {
        stdio: ['ignore', 'pipe', 'pipe'],
      },
    );
    machine.stderr.on('data', (data: Buffer) => {
      complaint += data.toString();
    });
    createInterface({ input: machine.stdout }).on('line', take);
    await new Promise((resolve, reject) => {
      machine.once('error', reject);
      machine.once('close', resolve);
    });
    const said = await readFile(consoleFile, 'utf8').catch(() => '');
    return {
      scenarios,
      whole,
      seconds: (performance.now() - begun) / 1_000,
      console: `${complaint}${said}`.slice(-CONSOLE_TAIL),
    };
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

/** Firmware and drivers write on the same line now and then. */
function parse(text: string): GuestLine | null {
  if (!text.startsWith('{')) return null;
  try {
    return lineSchema.parse(JSON.parse(text));
  } catch {
    return null;
  }
}

const command = ({ kernel, initialRoot }: KernelImage, program: string, consoleFile: string): string[] => [
  'qemu-system-x86_64',
  ...['-accel', 'tcg,thread=multi', '-smp', '2', '-cpu', 'max', '-m', String(MEMORY_MIB)],
  ...['-nodefaults', '-display', 'none', '-no-reboot'],
  ...['-serial', 'stdio', '-serial', `file:${consoleFile}`],
  ...['-kernel', kernel, '-initrd', initialRoot],
  ...['-virtfs', 'local,path=/,mount_tag=host,security_model=none,readonly=on,multidevs=remap'],
  '-append',
  `console=ttyS1 quiet panic=-1 node=${encodeURIComponent(process.execPath)} program=${encodeURIComponent(program)}`,
];
