import { constants } from 'node:fs';
import { type FileHandle, open, stat } from 'node:fs/promises';
import { setTimeout as delay } from 'node:timers/promises';
import { fail, ok, type Result, type Transport, type TransportError } from '../contract/index.ts';
import { DEFAULT_WRITE_DEADLINE_MS } from './deadline.ts';
import { TransportListeners } from './listeners.ts';
import { Opening } from './opening.ts';
import {
  findUsbPrinter,
  type UsbPrinterIdentity,
  type UsbPrinterPort,
  usbPrinterIdentity,
} from './usb-printer-port.ts';

/** The kernel hands on at most what one transfer brought. */
const READ_BYTES = 4096;
/** libuv cannot wait for this kind of file, so it is looked at: often while a conversation runs, seldom at rest. Milliseconds. */
const BUSY_EVERY_MS = 3;
const IDLE_EVERY_MS = 50;
/** A printer answers within this, or somebody asks again. */
const BUSY_FOR_MS = 3_000;
const RETRY_WRITE_MS = 2;
const NOTHING = new Uint8Array(0);

const codeOf = (thrown: unknown): string =>
  thrown instanceof Error && 'code' in thrown && typeof thrown.code === 'string' ? thrown.code : 'unknown error';

/** Not now: nothing to read, or the last transfer has not left yet. */
const notNow = (code: string): boolean => code === 'EAGAIN' || code === 'EWOULDBLOCK' || code === 'EINTR';

function openError(port: string, thrown: unknown): TransportError {
  const code = codeOf(thrown);
  switch (code) {
    case 'EBUSY':
      return { kind: 'busy', message: `${port} is used by another program` };
    case 'EACCES':
    case 'EPERM':
      return { kind: 'denied', message: `${port} may not be opened by this user` };
    case 'ENOENT':
    case 'ENODEV':
    case 'ENXIO':
    case 'ENOTDIR':
      return { kind: 'notFound', message: `${port} does not exist` };
    default:
      return { kind: 'io', message: `${port} could not be opened: ${code}` };
  }
}

/**
 * A printer of USB printer class through Linux's `usblp`, whose file one program at a time may open. Nothing blocks.
 * Whose `usblp://vid:pid` is, is looked up at every opening, because a replugged printer may get another number.
 * LPGETSTATUS has no way here (node has no ioctl): three bits that ESC/POS's own status says better.
 */
export class UsbPrinterTransport implements Transport {
  readonly port: string;
  readonly #where: UsbPrinterPort;
  readonly #listeners = new TransportListeners();
  readonly onData = this.#listeners.onData;
  readonly onHangUp = this.#listeners.onHangUp;
  #file: FileHandle | null = null;
  #path = '';
  readonly #opening: Opening;
  #identity: UsbPrinterIdentity | null = null;
  #timer: NodeJS.Timeout | undefined;
  #busyUntil = 0;
  /** Writes go one after the other; closing waits for what is in the kernel's hands. */
  #writing: Promise<unknown> = Promise.resolve();

  constructor(port: string, where: UsbPrinterPort) {
    this.port = port;
    this.#where = where;
    this.#opening = new Opening(port);
  }

  /** Whose it is, as of the last opening; null where the system does not say. */
  get identity(): UsbPrinterIdentity | null {
    return this.#identity;
  }

  get release(): number | null {
    return this.#identity?.release ?? null;
  }

  open(): Promise<Result<void, TransportError>> {
    return this.#opening.run(this.#file !== null, () => this.#open());
  }

  async #open(): Promise<Result<void, TransportError>> {
    const found = await findUsbPrinter(this.port, this.#where);
    if (!found.ok) return found;
    let file: FileHandle;
    try {
      file = await open(found.value, constants.O_RDWR | constants.O_NONBLOCK | constants.O_NOCTTY);
    } catch (thrown) {
      return fail(openError(this.port, thrown));
    }
    const device = await file.stat().catch(() => null);
    const { closed } = this.#opening;
    if (device?.isCharacterDevice() !== true || closed) {
      await file.close();
      return closed ?? fail({ kind: 'io', message: `${this.port} is not a printer` });
    }
    this.#path = found.value;
    this.#identity = await usbPrinterIdentity(found.value);
    this.#file = file;
    this.#listeners.start();
    this.#look(file, 0);
    return ok(undefined);
  }

  async write(bytes: Uint8Array, deadlineMs = DEFAULT_WRITE_DEADLINE_MS): Promise<Result<void, TransportError>> {
    const until = performance.now() + deadlineMs;
    const written = this.#writing.then(() => this.#write(bytes, until, deadlineMs));
    this.#writing = written;
    return written;
  }

  async close(): Promise<void> {
    this.#opening.close();
    const file = this.#file;
    this.#file = null;
    this.#listeners.stop();
    clearTimeout(this.#timer);
    await file?.close().catch(() => undefined);
  }

  async #write(bytes: Uint8Array, until: number, deadlineMs: number): Promise<Result<void, TransportError>> {
    const file = this.#file;
    if (!file) return fail({ kind: 'closed', message: `${this.port} is closed` });
    this.#stir(file);
    let rest = bytes;
    for (;;) {
      try {
        // A write of nothing is refused until the last transfer has left: that is how it is known to be gone.
        const { bytesWritten } = await file.write(rest.length > 0 ? rest : NOTHING);
        if (this.#file !== file) return fail({ kind: 'closed', message: `${this.port} was closed while writing` });
        if (rest.length === 0) {
          this.#stir(file);
          return ok(undefined);
        }
        rest = rest.subarray(bytesWritten);
        continue;
      } catch (thrown) {
        if (this.#file !== file) return fail({ kind: 'closed', message: `${this.port} was closed while writing` });
        const code = codeOf(thrown);
        if (!notNow(code)) {
          this.#lost(file, code);
          return fail({ kind: 'closed', message: `${this.port} was unplugged while writing (${code})` });
        }
      }
      if (performance.now() >= until) {
        return fail({ kind: 'timeout', message: `writing to ${this.port} took longer than ${deadlineMs} ms` });
      }
      await delay(RETRY_WRITE_MS);
    }
  }

  /** A conversation runs: answers are looked for often. */
  #stir(file: FileHandle): void {
    this.#busyUntil = performance.now() + BUSY_FOR_MS;
    if (this.#timer !== undefined && this.#file === file) this.#look(file, BUSY_EVERY_MS);
  }

  #look(file: FileHandle, afterMs: number): void {
    clearTimeout(this.#timer);
    this.#timer = setTimeout(() => {
      this.#timer = undefined;
      void this.#read(file);
    }, afterMs);
  }

  async #read(file: FileHandle): Promise<void> {
    const buffer = new Uint8Array(READ_BYTES);
    let length = 0;
    try {
      ({ bytesRead: length } = await file.read(buffer, 0, READ_BYTES, null));
    } catch (thrown) {
      const code = codeOf(thrown);
      if (!notNow(code)) return this.#lost(file, code);
    }
    if (this.#file !== file) return;
    if (length > 0) {
      this.#busyUntil = performance.now() + BUSY_FOR_MS;
      this.#listeners.data(buffer.slice(0, length));
    } else if (performance.now() >= this.#busyUntil && !(await this.#isThere())) return this.#lost(file, 'gone');
    if (this.#file !== file) return;
    this.#look(file, length > 0 ? 0 : performance.now() < this.#busyUntil ? BUSY_EVERY_MS : IDLE_EVERY_MS);
  }

  /** The kernel says ENODEV at the next read; where it only reads nothing, the name is gone. */
  async #isThere(): Promise<boolean> {
    return stat(this.#path).then(
      () => true,
      () => false,
    );
  }

  #lost(file: FileHandle, why: string): void {
    if (this.#file !== file) return;
    this.#file = null;
    clearTimeout(this.#timer);
    this.#listeners.hangUp(`${this.port} was unplugged (${why})`);
    void file.close().catch(() => undefined);
  }
}
