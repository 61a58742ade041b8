import {
  type Clock,
  fail,
  ok,
  type Result,
  systemClock,
  type Transport,
  type TransportError,
  unreachable,
} from '../contract/index.ts';
import { TransportListeners } from '../transports/listeners.ts';
import type { UsbEndpoint, UsbFault, UsbPipes } from '../transports/usb-pipes.ts';
import { UsbFrameAssembler } from './usb-frame-assembler.ts';

/** Preamble and length: what travels on the first pair of pipes where there are two pairs. */
const USB_HEAD = 7;

/**
 * How the reader's endpoints carry a frame. `two`: whole, as on a serial line. `four`: the seven bytes of preamble and
 * length on one pair, the rest on the other.
 */
export type UsbSdtLayout =
  | { readonly kind: 'two'; readonly out: UsbEndpoint; readonly in: UsbEndpoint }
  | {
      readonly kind: 'four';
      readonly headOut: UsbEndpoint;
      readonly bodyOut: UsbEndpoint;
      readonly headIn: UsbEndpoint;
      readonly bodyIn: UsbEndpoint;
    };

/** Chosen by what is there, never by fixed numbers; of a pair the lower number carries the head (02 06, 81 85). */
export function usbSdtLayout(endpoints: readonly UsbEndpoint[]): UsbSdtLayout | null {
  const sorted = (direction: 'in' | 'out') =>
    endpoints.filter((one) => one.direction === direction).sort((left, right) => left.number - right.number);
  const [headOut, bodyOut] = sorted('out');
  const [headIn, bodyIn] = sorted('in');
  if (!headOut || !headIn) return null;
  if (bodyOut && bodyIn) return { kind: 'four', headOut, bodyOut, headIn, bodyIn };
  return { kind: 'two', out: headOut, in: headIn };
}

const DEFAULT_WRITE_MS = 2_000;
/** How long one transfer waits for the reader to say something; ends only in another one. Milliseconds. */
const LISTEN_MS = 500;
/** So many stalls or failures in a row, and the reader counts as gone. */
const MOST_FAULTS = 5;
const AFTER_FAULT_MS = 50;

/** A card reader on USB `0400:C35A` (vendor class) as the byte stream the card protocol expects. */
export class UsbSdtTransport implements Transport {
  readonly port: string;
  readonly #pipes: UsbPipes;
  readonly #clock: Clock;
  readonly #listeners = new TransportListeners();
  readonly onData = this.#listeners.onData;
  readonly onHangUp = this.#listeners.onHangUp;
  #layout: UsbSdtLayout | null = null;
  #assembler = new UsbFrameAssembler();
  /** Changes with every opening and closing: listening that belongs to an older one ends. */
  #opening = 0;
  #listening: Promise<unknown> = Promise.resolve();

  constructor(pipes: UsbPipes, clock: Clock = systemClock) {
    this.port = pipes.port;
    this.#pipes = pipes;
    this.#clock = clock;
  }

  get release(): number | null {
    return this.#pipes.release ?? null;
  }

  /** Which layout the reader has; null while closed. */
  get layout(): UsbSdtLayout | null {
    return this.#layout;
  }

  async open(): Promise<Result<void, TransportError>> {
    if (this.#layout) return fail({ kind: 'busy', message: `${this.port} is already open` });
    const opened = await this.#pipes.open();
    if (!opened.ok) return opened;
    const layout = usbSdtLayout(opened.value);
    if (!layout) {
      await this.#pipes.close();
      return fail({ kind: 'io', message: `${this.port} has no pipes a card reader has` });
    }
    this.#layout = layout;
    this.#assembler = new UsbFrameAssembler();
    this.#opening += 1;
    this.#listeners.start();
    this.#listening = this.#listen(layout, this.#opening);
    return ok(undefined);
  }

  /** Takes one whole frame, as the protocol's exchange writes it. */
  async write(bytes: Uint8Array, deadlineMs = DEFAULT_WRITE_MS): Promise<Result<void, TransportError>> {
    const layout = this.#layout;
    if (!layout) return fail({ kind: 'closed', message: `${this.port} is closed` });
    // An answer to an older question that arrived by halves belongs to nobody.
    this.#assembler.reset();
    switch (layout.kind) {
      case 'two':
        return this.#out(layout.out, bytes, deadlineMs);
      case 'four': {
        const head = await this.#out(layout.headOut, bytes.subarray(0, USB_HEAD), deadlineMs);
        if (!head.ok) return head;
        return this.#out(layout.bodyOut, bytes.subarray(USB_HEAD), deadlineMs);
      }
      default:
        return unreachable(layout);
    }
  }

  async close(): Promise<void> {
    this.#opening += 1;
    this.#layout = null;
    this.#listeners.stop();
    this.#assembler.reset();
    await this.#pipes.close();
    await this.#listening;
  }

  async #out(endpoint: UsbEndpoint, bytes: Uint8Array, deadlineMs: number): Promise<Result<void, TransportError>> {
    const opening = this.#opening;
    let sent = await this.#pipes.bulkOut(endpoint.number, bytes, deadlineMs);
    if (!sent.ok && sent.error === 'stall') {
      // A halted pipe took nothing: freeing it and sending again repeats nothing.
      await this.#pipes.clearHalt('out', endpoint.number);
      sent = await this.#pipes.bulkOut(endpoint.number, bytes, deadlineMs);
    }
    if (sent.ok) return ok(undefined);
    switch (sent.error) {
      case 'timeout':
        return fail({ kind: 'timeout', message: `writing to ${this.port} took longer than ${deadlineMs} ms` });
      case 'gone':
        this.#lost(opening, `${this.port} was unplugged`);
        return fail({ kind: 'closed', message: `${this.port} was closed while writing` });
      case 'stall':
      case 'failed':
        return fail({ kind: 'io', message: `writing to ${this.port} failed (${sent.error})` });
      default:
        return unreachable(sent.error);
    }
  }

  #listen(layout: UsbSdtLayout, opening: number): Promise<unknown> {
    switch (layout.kind) {
      case 'two':
        return this.#pump(layout.in, opening, (bytes) => this.#listeners.data(bytes));
      case 'four':
        return Promise.all([
          this.#pump(layout.headIn, opening, (bytes) => this.#told(this.#assembler.head(bytes))),
          this.#pump(layout.bodyIn, opening, (bytes) => this.#told(this.#assembler.body(bytes))),
        ]);
      default:
        return unreachable(layout);
    }
  }

  #told(pieces: readonly Uint8Array[]): void {
    for (const piece of pieces) this.#listeners.data(piece);
  }

  /** One packet a transfer: a longer transfer would wait for ever behind an answer that fills its last packet. */
  async #pump(endpoint: UsbEndpoint, opening: number, take: (bytes: Uint8Array) => void): Promise<void> {
    let faults = 0;
    while (this.#opening === opening) {
      const came = await this.#pipes.bulkIn(endpoint.number, endpoint.packetSize, LISTEN_MS);
      if (this.#opening !== opening) return;
      if (came.ok) {
        faults = 0;
        if (came.value.length > 0) take(came.value);
        continue;
      }
      if (came.error === 'timeout') continue;
      faults += 1;
      if (came.error === 'gone' || faults === MOST_FAULTS) return this.#lost(opening, this.#why(came.error));
      if (came.error === 'stall') await this.#pipes.clearHalt('in', endpoint.number);
      await this.#clock.delay(AFTER_FAULT_MS);
    }
  }

  #why(fault: UsbFault): string {
    return fault === 'gone' ? `${this.port} was unplugged` : `${this.port} failed ${MOST_FAULTS} times (${fault})`;
  }

  #lost(opening: number, reason: string): void {
    if (this.#opening !== opening) return;
    this.#opening += 1;
    this.#layout = null;
    this.#assembler.reset();
    this.#listeners.hangUp(reason);
    void this.#pipes.close();
  }
}
