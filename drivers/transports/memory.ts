import { fail, ok, type Result, type Transport, type TransportError } from '../contract/index.ts';
import { TransportListeners } from './listeners.ts';
import type { SimulatorWire } from './simulator-wire.ts';

/** The device's end of a memory cable; `plugIn` undoes `hangUp` so that the transport can be opened again. */
export interface MemoryWire extends SimulatorWire {
  plugIn(): void;
}

class MemoryTransport implements Transport {
  readonly port: string;
  readonly listeners = new TransportListeners();
  readonly onData = this.listeners.onData;
  readonly onHangUp = this.listeners.onHangUp;
  readonly #toDevice: (bytes: Uint8Array) => void;
  readonly #plugged: () => boolean;
  #open = false;

  constructor(port: string, plugged: () => boolean, toDevice: (bytes: Uint8Array) => void) {
    this.port = port;
    this.#plugged = plugged;
    this.#toDevice = toDevice;
  }

  get isOpen(): boolean {
    return this.#open;
  }

  async open(): Promise<Result<void, TransportError>> {
    if (!this.#plugged()) return fail({ kind: 'notFound', message: `${this.port} is not plugged in` });
    if (this.#open) return fail({ kind: 'busy', message: `${this.port} is already open` });
    this.#open = true;
    this.listeners.start();
    return ok(undefined);
  }

  async write(bytes: Uint8Array): Promise<Result<void, TransportError>> {
    if (!this.#open) return fail({ kind: 'closed', message: `${this.port} is closed` });
    this.#toDevice(bytes.slice());
    return ok(undefined);
  }

  async close(): Promise<void> {
    this.#open = false;
    this.listeners.stop();
  }

  unplug(reason: string): void {
    this.#open = false;
    this.listeners.hangUp(reason);
  }
}

/**
 * A transport and the device's end of it, joined in this process. Chunks are copied and delivered in order in later
 * microtasks, never inside the caller's `write`.
 */
export function createMemoryPair(port = 'memory://device'): { transport: Transport; wire: MemoryWire } {
  let plugged = true;
  const deviceListeners = new Set<(bytes: Uint8Array) => void>();
  const transport = new MemoryTransport(
    port,
    () => plugged,
    (bytes) =>
      queueMicrotask(() => {
        for (const listener of [...deviceListeners]) listener(bytes);
      }),
  );
  const wire: MemoryWire = {
    onData: (listener) => {
      deviceListeners.add(listener);
      return () => deviceListeners.delete(listener);
    },
    write: (bytes) => {
      if (!plugged || !transport.isOpen) return;
      const copy = bytes.slice();
      queueMicrotask(() => transport.listeners.data(copy));
    },
    hangUp: () => {
      plugged = false;
      queueMicrotask(() => transport.unplug('unplugged'));
    },
    plugIn: () => {
      plugged = true;
    },
  };
  return { transport, wire };
}
