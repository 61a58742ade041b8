import { type ChildProcess, spawn } from 'node:child_process';
import { accessSync, existsSync } from 'node:fs';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import { z } from 'zod';
import {
  type HidReportDescriptor,
  type HidWire,
  parseHidReportDescriptor,
  reportBytes,
} from '../../../drivers/transports/index.ts';

/** A device to plug in. `serialNumber` without spaces. */
export interface BedDevice {
  readonly id: string;
  readonly vendorId: number;
  readonly productId: number;
  readonly manufacturer: string;
  readonly product: string;
  readonly serialNumber: string;
  readonly interface?: number;
  readonly descriptor: Uint8Array;
}

const eventSchema = z.discriminatedUnion('event', [
  z.strictObject({ event: z.literal('ready'), environment: z.record(z.string(), z.string()) }),
  z.strictObject({ event: z.enum(['opened', 'dropped']), id: z.string() }),
  z.strictObject({ event: z.enum(['output', 'featureSet']), id: z.string(), hex: z.string() }),
]);
export type BedEvent = z.infer<typeof eventSchema>;
const lineSchema = z.union([eventSchema, z.strictObject({ answer: z.number(), refused: z.string().optional() })]);

const PYTHON = '/usr/bin/python3';
const MEMORY = '/dev/shm';
const PROGRAM = fileURLToPath(new URL('./bed.py', import.meta.url));

/** Why no bed can stand here, or null. On Linux a missing Debian package is a failure of the set-up, not a reason. */
export function whyNoHidBed(): string | null {
  if (process.platform !== 'linux') return 'virtual HID devices need umockdev, which is for Linux';
  try {
    accessSync('/etc/debian_version');
    return null;
  } catch {
    return 'virtual HID devices are set up from Debian packages (scripts/debian-packages.mjs)';
  }
}

const hex = (bytes: Uint8Array): string => Buffer.from(bytes).toString('hex');

/**
 * Virtual HID devices in a process of their own (umockdev). Only programs started with `environment` see them. The bed
 * dies with this process, because its input ends.
 */
export class HidBed {
  readonly #process: ChildProcess;
  readonly #listeners = new Set<(event: BedEvent) => void>();
  readonly #waiting = new Map<number, (refused: string | null) => void>();
  readonly #descriptors = new Map<string, HidReportDescriptor>();
  #number = 0;
  /** What a program's environment must hold besides its own. */
  readonly environment: Readonly<Record<string, string>>;

  private constructor(process: ChildProcess, environment: Readonly<Record<string, string>>) {
    this.#process = process;
    this.environment = environment;
  }

  static start(): Promise<HidBed> {
    // A folder in memory: plugging writes dozens of small files, which a busy disk makes slow.
    const env = existsSync(MEMORY) ? { ...process.env, TMPDIR: MEMORY } : process.env;
    const bed = spawn(PYTHON, [PROGRAM], { stdio: ['pipe', 'pipe', 'pipe'], env });
    return new Promise((resolve, reject) => {
      let complaint = '';
      let made: HidBed | null = null;
      bed.stderr.on('data', (data: Buffer) => {
        complaint += data.toString();
      });
      bed.once('error', reject);
      bed.once('exit', () => {
        if (made) made.#ended();
        else reject(new Error(`the HID bed did not start (npm test sets its packages up): ${complaint.trim()}`));
      });
      createInterface({ input: bed.stdout }).on('line', (text) => {
        const line = lineSchema.parse(JSON.parse(text));
        if ('event' in line && line.event === 'ready') {
          made = new HidBed(bed, line.environment);
          resolve(made);
        } else if (made) made.#take(line);
      });
    });
  }

  onEvent(listener: (event: BedEvent) => void): () => void {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }

  /** Resolves with the next event that `wanted` picks. */
  next(wanted: (event: BedEvent) => boolean): Promise<BedEvent> {
    return new Promise((resolve) => {
      const stop = this.onEvent((event) => {
        if (!wanted(event)) return;
        stop();
        resolve(event);
      });
    });
  }

  async plug(device: BedDevice): Promise<void> {
    const descriptor = parseHidReportDescriptor(device.descriptor);
    if (descriptor.ok) this.#descriptors.set(device.id, descriptor.value);
    await this.#ask({ do: 'plug', device: { ...device, descriptor: hex(device.descriptor) } });
  }

  unplug(id: string): Promise<void> {
    return this.#ask({ do: 'unplug', id });
  }

  /** One input report with its id in front, 0 where the device numbers none. */
  async input(id: string, report: Uint8Array): Promise<void> {
    const descriptor = this.#descriptors.get(id);
    // Linux since 6.1.176, 6.6.143, 6.12.93 and 7.0 drops what is shorter than the descriptor says.
    if (descriptor && report.length - 1 < reportBytes(descriptor, 'input', report[0] ?? 0)) {
      for (const listener of [...this.#listeners]) listener({ event: 'dropped', id });
      return;
    }
    // The kernel hands reports without numbers over without the 0.
    const raw = descriptor?.numbered === false ? report.subarray(1) : report;
    await this.#ask({ do: 'input', id, hex: hex(raw) });
  }

  feature(id: string, report: Uint8Array): Promise<void> {
    return this.#ask({ do: 'feature', id, hex: hex(report) });
  }

  /** The device's end of the cable, for simulators. */
  wire(id: string): HidWire {
    return {
      onOutput: (listener) =>
        this.onEvent((event) => {
          if (event.event === 'output' && event.id === id) listener(Uint8Array.from(Buffer.from(event.hex, 'hex')));
        }),
      input: (report) => void this.input(id, report),
      hangUp: () => void this.unplug(id),
    };
  }

  async stop(): Promise<void> {
    if (this.#process.exitCode !== null) return;
    const ended = new Promise((resolve) => this.#process.once('exit', resolve));
    this.#process.stdin?.end();
    await ended;
  }

  #ask(request: object): Promise<void> {
    this.#number += 1;
    const n = this.#number;
    const answered = new Promise<void>((resolve, reject) => {
      this.#waiting.set(n, (refused) => (refused === null ? resolve() : reject(new Error(refused))));
    });
    this.#process.stdin?.write(`${JSON.stringify({ n, ...request })}\n`);
    return answered;
  }

  #take(line: z.infer<typeof lineSchema>): void {
    if ('event' in line) {
      for (const listener of [...this.#listeners]) listener(line);
      return;
    }
    this.#waiting.get(line.answer)?.(line.refused ?? null);
    this.#waiting.delete(line.answer);
  }

  #ended(): void {
    for (const settle of this.#waiting.values()) settle('the HID bed ended');
    this.#waiting.clear();
  }
}
