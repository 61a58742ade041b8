import { spawnSync } from 'node:child_process';
import { close, constants, mkdirSync, openSync, read, rmdirSync, write, writeSync } from 'node:fs';

/** <linux/usb/functionfs.h>, descriptors of version 2, and chapter 9 of USB 2.0. */
const DESCRIPTORS_V2 = 3;
const STRINGS = 2;
const HAS_FULL_SPEED = 1;
const HAS_HIGH_SPEED = 2;
const INTERFACE_DESCRIPTOR = 4;
const ENDPOINT_DESCRIPTOR = 5;
const VENDOR_CLASS = 0xff;
const BULK = 2;
const PACKET = { full: 64, high: 512 };

const FOLDER = '/run/functionfs';
const AGAIN_MS = 10;
/** A whole number of packets. */
const MOST_BYTES = 4_096;

const u32 = (value: number): number[] => [value & 0xff, (value >> 8) & 0xff, (value >> 16) & 0xff, value >>> 24];

function interfaceOf(addresses: readonly number[], packet: number): number[] {
  return [
    ...[9, INTERFACE_DESCRIPTOR, 0, 0, addresses.length, VENDOR_CLASS, 0, 0, 0],
    ...addresses.flatMap((address) => [7, ENDPOINT_DESCRIPTOR, address, BULK, packet & 0xff, packet >> 8, 0]),
  ];
}

/**
 * A USB function of vendor class whose endpoints are files. Reading waits in the kernel, in a thread of Node's; it ends when
 * the plug comes out. Endpoint addresses with bit 7 go to the terminal.
 */
export class FunctionFs {
  readonly #control: number;
  readonly #endpoints: readonly { readonly fd: number; readonly toTerminal: boolean }[];
  #sending: Promise<void> = Promise.resolve();
  #open = true;

  /** The gadget's `ffs` function must be there, and its plug out. */
  constructor(instance: string, addresses: readonly number[]) {
    mkdirSync(FOLDER, { recursive: true });
    const mounted = spawnSync('mount', ['-t', 'functionfs', instance, FOLDER], { encoding: 'utf8' });
    if (mounted.status !== 0) throw new Error(`functionfs could not be mounted: ${mounted.stderr}`);
    this.#control = openSync(`${FOLDER}/ep0`, 'r+');
    const count = 1 + addresses.length;
    const body = [
      ...[...u32(count), ...u32(count)],
      ...[...interfaceOf(addresses, PACKET.full), ...interfaceOf(addresses, PACKET.high)],
    ];
    const head = [...u32(DESCRIPTORS_V2), ...u32(12 + body.length), ...u32(HAS_FULL_SPEED | HAS_HIGH_SPEED)];
    writeSync(this.#control, Uint8Array.from([...head, ...body]));
    writeSync(this.#control, Uint8Array.from([...u32(STRINGS), ...u32(16), ...u32(0), ...u32(0)]));
    // Non-blocking only says "not plugged in" at once; while it is, reading waits all the same.
    this.#endpoints = addresses.map((address, index) => ({
      fd: openSync(`${FOLDER}/ep${index + 1}`, constants.O_RDWR | constants.O_NONBLOCK),
      toTerminal: (address & 0x80) !== 0,
    }));
  }

  /** Everything that comes on the `which`-th endpoint from the terminal. */
  listen(which: number, onData: (bytes: Uint8Array) => void): void {
    const endpoint = this.#endpoints.filter(({ toTerminal }) => !toTerminal)[which];
    if (!endpoint) throw new RangeError(`no endpoint ${which} from the terminal`);
    const buffer = Buffer.alloc(MOST_BYTES);
    const next = () => {
      if (!this.#open) return;
      read(endpoint.fd, buffer, 0, MOST_BYTES, null, (error, length) => {
        if (!error && length > 0) onData(Uint8Array.from(buffer.subarray(0, length)));
        // Not plugged in, or just unplugged.
        if (error) setTimeout(next, AGAIN_MS);
        else next();
      });
    };
    next();
  }

  /** Sends on the `which`-th endpoint to the terminal, after everything sent before. Lost where nobody takes it. */
  send(which: number, bytes: Uint8Array): void {
    const endpoint = this.#endpoints.filter(({ toTerminal }) => toTerminal)[which];
    if (!endpoint) throw new RangeError(`no endpoint ${which} to the terminal`);
    const copy = Buffer.from(bytes);
    this.#sending = this.#sending.then(
      () => new Promise((resolve) => write(endpoint.fd, copy, 0, copy.length, null, () => resolve())),
    );
  }

  /** Everything sent has been taken, or lost. */
  get sent(): Promise<void> {
    return this.#sending;
  }

  /** Only after the plug came out. */
  async remove(): Promise<void> {
    this.#open = false;
    await this.#sending;
    const all = [this.#control, ...this.#endpoints.map(({ fd }) => fd)];
    await Promise.all(all.map((fd) => new Promise((resolve) => close(fd, resolve))));
    spawnSync('umount', [FOLDER], { stdio: 'inherit' });
    rmdirSync(FOLDER);
  }
}
