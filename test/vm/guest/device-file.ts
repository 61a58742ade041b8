import { closeSync, constants, openSync, readSync, writeSync } from 'node:fs';

const LOOK_EVERY_MS = 5;
const MOST_BYTES = 4_096;

const codeOf = (error: unknown): string =>
  error instanceof Error && 'code' in error && typeof error.code === 'string' ? error.code : '';

/**
 * A simulated device's end of a kernel file (`/dev/hidg0`, `/dev/ttyGS0`). Nothing blocks: a thread that waits in the kernel
 * would hold up the whole process. What cannot be sent yet is sent later; after the plug came out it is lost.
 */
export class DeviceFile {
  readonly #fd: number;
  readonly #timer: NodeJS.Timeout;
  readonly #onData: (bytes: Uint8Array) => void;
  #waiting: Uint8Array[] = [];
  #dead = false;

  constructor(file: string, onData: (bytes: Uint8Array) => void) {
    this.#fd = openSync(file, constants.O_RDWR | constants.O_NONBLOCK | constants.O_NOCTTY);
    this.#onData = onData;
    this.#timer = setInterval(() => this.#look(), LOOK_EVERY_MS);
  }

  /** One write to the kernel, as it stands. */
  write(bytes: Uint8Array): void {
    this.#waiting.push(bytes.slice());
    this.#send();
  }

  /** Everything written has been taken by the kernel. */
  get idle(): boolean {
    return this.#waiting.length === 0;
  }

  close(): void {
    clearInterval(this.#timer);
    this.#dead = true;
    closeSync(this.#fd);
  }

  #look(): void {
    this.#send();
    const buffer = new Uint8Array(MOST_BYTES);
    while (!this.#dead) {
      const length = this.#attempt(() => readSync(this.#fd, buffer));
      if (length === null || length === 0) return;
      this.#onData(buffer.slice(0, length));
    }
  }

  #send(): void {
    for (let next = this.#waiting[0]; next && !this.#dead; next = this.#waiting[0]) {
      const bytes = next;
      const length = this.#attempt(() => writeSync(this.#fd, bytes));
      if (length === null) return;
      this.#waiting.shift();
      if (length < bytes.length) this.#waiting.unshift(bytes.subarray(length));
    }
  }

  /** null: not now, or never again. */
  #attempt(act: () => number): number | null {
    try {
      return act();
    } catch (error) {
      if (codeOf(error) !== 'EAGAIN') {
        this.#dead = true;
        this.#waiting = [];
      }
      return null;
    }
  }
}
