import type { Socket } from 'node:net';
import { Duplex } from 'node:stream';

/** Where a connection breaks: after so many bytes the printer received, or after so many it answered. */
export interface Cut {
  /** Counted from 0 since the simulator began. */
  readonly connection: number;
  readonly side: 'request' | 'answer';
  readonly after: number;
  /** What goes with it, such as the process at the other end. */
  readonly onPulled?: () => void;
}

/** A connection that is pulled out at one byte boundary, and counts what passed. */
export class CutSocket extends Duplex {
  readonly #socket: Socket;
  readonly #cut: Cut | null;
  received = 0;
  sent = 0;

  constructor(socket: Socket, cut: Cut | null) {
    super();
    this.#socket = socket;
    this.#cut = cut;
    socket.on('data', (bytes) => this.#take(bytes));
    socket.on('end', () => this.push(null));
    socket.on('error', () => this.destroy());
    socket.on('close', () => this.destroy());
    if (cut?.after === 0) this.#pull();
  }

  #take(bytes: Buffer): void {
    if (this.destroyed) return;
    const limit = this.#cut?.side === 'request' ? this.#cut.after : Number.POSITIVE_INFINITY;
    const part = bytes.subarray(0, Math.max(0, limit - this.received));
    this.received += part.length;
    if (part.length > 0) this.push(part);
    if (this.received >= limit) this.#pull();
  }

  override _read(): void {
    // The socket pushes.
  }

  override _write(bytes: Buffer, _: BufferEncoding, done: (error?: Error | null) => void): void {
    const limit = this.#cut?.side === 'answer' ? this.#cut.after : Number.POSITIVE_INFINITY;
    const part = bytes.subarray(0, Math.max(0, limit - this.sent));
    this.sent += part.length;
    this.#socket.write(part, () => {
      if (this.sent >= limit) this.#pull();
      done();
    });
  }

  override _final(done: () => void): void {
    this.#socket.end(done);
  }

  override _destroy(error: Error | null, done: (error: Error | null) => void): void {
    this.#socket.destroy();
    done(error);
  }

  /** Both ways of breaking occur in life: a reset and a plain end. */
  #pull(): void {
    this.#cut?.onPulled?.();
    if ((this.#cut?.after ?? 0) % 2 === 0) this.#socket.resetAndDestroy();
    else this.#socket.destroySoon();
    // What was already delivered is read first.
    setImmediate(() => this.destroy());
  }
}
