import { fail, type HidIdentity, type HidTransport, ok, type Result, type TransportError } from '../contract/index.ts';
import { HidListeners } from './hid-listeners.ts';

/** The device's end of a HID cable: what a simulator of a HID device speaks over. */
export interface HidWire {
  /** Output reports from the terminal, whole, with their id in front. */
  onOutput(listener: (report: Uint8Array) => void): () => void;
  /** Sends an input report, id in front. Lost while nobody has the device open, as on a system that keeps none. */
  input(report: Uint8Array): void;
  hangUp(): void;
}

export interface MemoryHidWire extends HidWire {
  plugIn(): void;
  /** Feature reports by id, id in front: what `getFeature` answers and `sendFeature` stores. */
  readonly features: Map<number, Uint8Array>;
  /** From now on every write fails, as when the device stalls its pipe. */
  refuseWrites: boolean;
}

export interface MemoryHidOptions {
  readonly port?: string;
  readonly descriptor?: Uint8Array | null;
  readonly identity?: HidIdentity;
}

const NOBODY: HidIdentity = {
  vendorId: 0,
  productId: 0,
  serialNumber: null,
  manufacturer: null,
  product: null,
};

class MemoryHidTransport implements HidTransport {
  readonly port: string;
  readonly identity: HidIdentity;
  readonly descriptor: Uint8Array | null;
  readonly listeners = new HidListeners();
  readonly onReport = this.listeners.onReport;
  readonly onHangUp = this.listeners.onHangUp;
  readonly #wire: MemoryHidWire;
  readonly #plugged: () => boolean;
  readonly #output: (report: Uint8Array) => void;
  isOpen = false;

  constructor(
    options: MemoryHidOptions,
    wire: MemoryHidWire,
    plugged: () => boolean,
    output: (report: Uint8Array) => void,
  ) {
    this.port = options.port ?? 'hid://0000:0000';
    this.identity = options.identity ?? NOBODY;
    this.descriptor = options.descriptor ?? null;
    this.#wire = wire;
    this.#plugged = plugged;
    this.#output = output;
  }

  async open(): Promise<Result<void, TransportError>> {
    if (!this.#plugged()) return fail({ kind: 'notFound', message: `${this.port} is not plugged in` });
    if (this.isOpen) return fail({ kind: 'busy', message: `${this.port} is already open` });
    this.isOpen = true;
    this.listeners.start();
    return ok(undefined);
  }

  async writeOutput(report: Uint8Array): Promise<Result<void, TransportError>> {
    const refused = this.#refusal();
    if (refused) return fail(refused);
    this.#output(report.slice());
    return ok(undefined);
  }

  async getFeature(reportId: number, length: number): Promise<Result<Uint8Array, TransportError>> {
    const refused = this.#refusal();
    if (refused) return fail(refused);
    const report = this.#wire.features.get(reportId);
    if (!report) return fail({ kind: 'io', message: `${this.port} has no feature report ${reportId}` });
    return ok(report.slice(0, length));
  }

  async sendFeature(report: Uint8Array): Promise<Result<void, TransportError>> {
    const refused = this.#refusal();
    if (refused) return fail(refused);
    this.#wire.features.set(report[0] ?? 0, report.slice());
    return ok(undefined);
  }

  async close(): Promise<void> {
    this.isOpen = false;
    this.listeners.stop();
  }

  unplug(): void {
    this.isOpen = false;
    this.listeners.hangUp(`${this.port} was unplugged`);
  }

  #refusal(): TransportError | null {
    if (!this.isOpen) return { kind: 'closed', message: `${this.port} is closed` };
    return this.#wire.refuseWrites ? { kind: 'io', message: `writing to ${this.port} failed` } : null;
  }
}

/** A HID transport and its device's end, joined in this process. Reports arrive in order, in later microtasks. */
export function createMemoryHidPair(options: MemoryHidOptions = {}): { transport: HidTransport; wire: MemoryHidWire } {
  let plugged = true;
  const listeners = new Set<(report: Uint8Array) => void>();
  const wire: MemoryHidWire = {
    features: new Map(),
    refuseWrites: false,
    onOutput: (listener) => {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
    input: (report) => {
      if (!plugged || !transport.isOpen) return;
      const copy = report.slice();
      queueMicrotask(() => transport.listeners.report(copy));
    },
    hangUp: () => {
      plugged = false;
      queueMicrotask(() => transport.unplug());
    },
    plugIn: () => {
      plugged = true;
    },
  };
  const transport = new MemoryHidTransport(
    options,
    wire,
    () => plugged,
    (report) =>
      queueMicrotask(() => {
        for (const listener of [...listeners]) listener(report);
      }),
  );
  return { transport, wire };
}
