import { fail, ok, type Result, type TransportError } from '../contract/index.ts';
import type { SimulatorWire } from '../transports/simulator-wire.ts';
import type { UsbEndpoint, UsbFault, UsbPipes } from '../transports/usb-pipes.ts';

/** The endpoints of the two kinds of reader, as their descriptors list them. */
export const USB_LAYOUTS = {
  four: [
    { direction: 'out', number: 6, packetSize: 64 },
    { direction: 'in', number: 5, packetSize: 64 },
    { direction: 'out', number: 2, packetSize: 64 },
    { direction: 'in', number: 1, packetSize: 64 },
  ],
  two: [
    { direction: 'in', number: 1, packetSize: 64 },
    { direction: 'out', number: 1, packetSize: 64 },
  ],
} as const satisfies Record<string, readonly UsbEndpoint[]>;

const HEAD = 7;

interface Pipe {
  readonly packets: Uint8Array[];
  stalled: boolean;
  waiting: ((came: Result<Uint8Array, UsbFault>) => void) | null;
}

/**
 * A card reader on USB from its own side, packet by packet: what stands between the pipes and the protocol's simulator.
 * As `SimulatorWire` it takes the simulator's answers and cuts them the way the layout says.
 */
export class UsbSimulatedReader implements UsbPipes, SimulatorWire {
  readonly port: string;
  readonly #endpoints: readonly UsbEndpoint[];
  readonly #pipes = new Map<string, Pipe>();
  readonly #listeners = new Set<(bytes: Uint8Array) => void>();
  #received: number[] = [];
  #plugged = true;
  #open = false;
  /** Largest packet it sends; less than the endpoint's makes every packet a short one. */
  packetBytes = 64;
  /** A packet without bytes stands behind every piece, as some firmware sends. */
  emptyPackets = false;
  /** The rest of an answer leaves before its head. */
  bodyFirst = false;
  /** What was sent to which endpoint, hex, for tests. */
  readonly written: string[] = [];
  haltsCleared = 0;

  constructor(layout: keyof typeof USB_LAYOUTS | readonly UsbEndpoint[], port = 'usb://0400:c35a') {
    this.port = port;
    this.#endpoints = typeof layout === 'string' ? USB_LAYOUTS[layout] : layout;
    for (const { direction, number } of this.#endpoints) {
      this.#pipes.set(`${direction} ${number}`, { packets: [], stalled: false, waiting: null });
    }
  }

  async open(): Promise<Result<readonly UsbEndpoint[], TransportError>> {
    if (!this.#plugged) return fail({ kind: 'notFound', message: `${this.port} is not plugged in` });
    if (this.#open) return fail({ kind: 'busy', message: `${this.port} is already open` });
    this.#open = true;
    return ok(this.#endpoints);
  }

  async bulkIn(endpoint: number): Promise<Result<Uint8Array, UsbFault>> {
    const pipe = this.#pipes.get(`in ${endpoint}`);
    if (!this.#open || !pipe) return fail('gone');
    if (pipe.stalled) return fail('stall');
    const packet = pipe.packets.shift();
    if (packet) return ok(packet);
    return new Promise((resolve) => {
      pipe.waiting = resolve;
    });
  }

  async bulkOut(endpoint: number, bytes: Uint8Array): Promise<Result<void, UsbFault>> {
    const pipe = this.#pipes.get(`out ${endpoint}`);
    if (!this.#open || !pipe) return fail('gone');
    if (pipe.stalled) return fail('stall');
    this.written.push(`${endpoint.toString(16).padStart(2, '0')} ${Buffer.from(bytes).toString('hex')}`);
    this.#take(bytes);
    return ok(undefined);
  }

  async clearHalt(direction: 'in' | 'out', endpoint: number): Promise<void> {
    const pipe = this.#pipes.get(`${direction} ${endpoint}`);
    if (pipe) pipe.stalled = false;
    this.haltsCleared += 1;
  }

  async close(): Promise<void> {
    this.#open = false;
    this.#drop();
  }

  onData(listener: (bytes: Uint8Array) => void): () => void {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }

  /** An answer of the simulator, whole. */
  write(bytes: Uint8Array): void {
    if (!this.#open) return;
    const [head, body] = this.#numbers('in');
    if (head === undefined) return;
    if (body === undefined) {
      this.#send(head, bytes);
      return;
    }
    const pieces = [() => this.#send(head, bytes.subarray(0, HEAD)), () => this.#send(body, bytes.subarray(HEAD))];
    for (const piece of this.bodyFirst ? pieces.reverse() : pieces) piece();
  }

  /** Pulls the plug. */
  hangUp(): void {
    this.#plugged = false;
    this.#open = false;
    this.#drop();
  }

  plugIn(): void {
    this.#plugged = true;
    this.#received = [];
  }

  /** Halts a pipe until the terminal clears it. */
  stall(direction: 'in' | 'out', endpoint: number): void {
    const pipe = this.#pipes.get(`${direction} ${endpoint}`);
    if (!pipe) return;
    pipe.stalled = true;
    const waiting = pipe.waiting;
    pipe.waiting = null;
    waiting?.(fail('stall'));
  }

  #numbers(direction: 'in' | 'out'): number[] {
    return this.#endpoints
      .filter((endpoint) => endpoint.direction === direction)
      .map(({ number }) => number)
      .sort((left, right) => left - right);
  }

  #take(bytes: Uint8Array): void {
    if (this.#numbers('out').length === 1) {
      this.#hear(bytes);
      return;
    }
    // Head and rest arrive one after the other, on their own pipes.
    this.#received.push(...bytes);
    const length = (this.#received[5] ?? 0) * 256 + (this.#received[6] ?? 0);
    if (this.#received.length < HEAD + length) return;
    const frame = Uint8Array.from(this.#received.splice(0, HEAD + length));
    this.#hear(frame);
  }

  #hear(bytes: Uint8Array): void {
    queueMicrotask(() => {
      for (const listener of [...this.#listeners]) listener(bytes.slice());
    });
  }

  #send(endpoint: number, bytes: Uint8Array): void {
    for (let at = 0; at < bytes.length; at += this.packetBytes) {
      this.#packet(endpoint, bytes.slice(at, at + this.packetBytes));
    }
    if (this.emptyPackets) this.#packet(endpoint, new Uint8Array(0));
  }

  #packet(endpoint: number, packet: Uint8Array): void {
    const pipe = this.#pipes.get(`in ${endpoint}`);
    if (!pipe) return;
    const { waiting } = pipe;
    pipe.waiting = null;
    if (waiting) waiting(ok(packet));
    else pipe.packets.push(packet);
  }

  #drop(): void {
    for (const pipe of this.#pipes.values()) {
      const { waiting } = pipe;
      pipe.waiting = null;
      pipe.packets.length = 0;
      waiting?.(fail('gone'));
    }
  }
}
