import { type Clock, systemClock } from '../contract/index.ts';
import { maskOf } from './masks.ts';
import { type ClassMask, nothingKept, type StreamMask } from './stream-mask.ts';
import { Traffic, type TrafficCounters, type TrafficFrame } from './traffic.ts';
import type { Entry, Medium, PortEvent, RecordedClass, RecordedHid, ReportKind, Transcript } from './transcript.ts';

export interface RecorderOptions {
  readonly deviceClass: RecordedClass;
  readonly variant?: string;
  /** `stream` unless told. */
  readonly medium?: Medium;
  /** Instead of the mask of the class: where one needs to know more than the class. */
  readonly mask?: ClassMask;
  readonly clock?: Clock;
  /** The ring keeps about this many bytes and gives up the oldest; 4 MB unless told. */
  readonly maxBytes?: number;
  /** The ring keeps this many lines; without it only `maxBytes` bounds it. */
  readonly maxFrames?: number;
  /** Of each line only so many bytes are kept; all unless told. A ring to be looked at, of which no device can be made. */
  readonly keepBytes?: number;
}

type Way = 'device' | 'host';
interface More {
  readonly kind?: ReportKind;
  readonly document?: number;
}
interface FrameSlot extends More {
  readonly n: number;
  readonly t: number;
  readonly to: Way;
  readonly length: number;
  /** Filled from the front as the mask decides; nothing unmasked is ever kept here. */
  readonly bytes: Uint8Array;
  filled: number;
}
interface EventSlot {
  readonly n: number;
  readonly t: number;
  readonly event: PortEvent;
  readonly word?: string;
  readonly hid?: RecordedHid;
}
type Slot = FrameSlot | EventSlot;

/** What a line costs beside its bytes. */
const SLOT_BYTES = 64;

/**
 * Records what passes at the boundary of a device, masked before it is kept. One recorder may follow several openings of
 * the same port, one after the other.
 */
export class Recorder {
  readonly #options: RecorderOptions;
  readonly #clock: Clock;
  #mask: ClassMask;
  readonly #start: number;
  readonly #traffic = new Traffic();
  #slots: Slot[] = [];
  #waiting: Record<Way, FrameSlot[]> = { device: [], host: [] };
  #bytes = 0;
  #dropped = 0;
  #next = 1;

  constructor(options: RecorderOptions) {
    this.#options = options;
    this.#clock = options.clock ?? systemClock;
    this.#mask = options.mask ?? maskOf(options.deviceClass, options.medium ?? 'stream');
    this.#start = this.#clock.now();
  }

  /** Bytes that passed, or one whole message: through the mask, which may decide later. The bytes are not kept. */
  take(to: Way, bytes: Uint8Array, more: More = {}): void {
    if (bytes.length === 0) return;
    const now = this.#clock.now();
    const { keepBytes = Number.POSITIVE_INFINITY } = this.#options;
    const kept = new Uint8Array(Math.min(bytes.length, keepBytes));
    const slot = { n: this.#next, t: this.#now(), to, length: bytes.length, bytes: kept, filled: 0, ...more };
    this.#waiting[to].push(slot);
    this.#add(slot, kept.length);
    this.#traffic.passed(to, bytes.length + (more.document ?? 0));
    this.#fill(to, this.#masked(to, bytes, now));
  }

  /** A whole message that its own mask has been over already; its length may be another than that of the real one. */
  takeMasked(to: Way, masked: Uint8Array, realLength: number, more: More = {}): void {
    const { keepBytes = Number.POSITIVE_INFINITY } = this.#options;
    const bytes = masked.slice(0, keepBytes);
    const slot = { n: this.#next, t: this.#now(), to, length: realLength, bytes, filled: realLength, ...more };
    this.#add(slot, bytes.length);
    this.#traffic.passed(to, realLength + (more.document ?? 0));
  }

  /** Something happened at the port. What was undecided when it closes belongs to nothing that comes later. */
  note(event: PortEvent, more: { word?: string; hid?: RecordedHid } = {}): void {
    if (event === 'close' || event === 'hang-up') this.#decide();
    if (more.hid) {
      const { descriptor, vendorId } = more.hid;
      this.#mask.opened?.(descriptor === null ? null : Uint8Array.from(Buffer.from(descriptor, 'hex')), vendorId);
    }
    this.#traffic.happened(event);
    this.#add({ n: this.#next, t: this.#now(), event, ...more }, 0);
  }

  /** Everything kept so far. Bytes still undecided are blanked: call it when the recording is over. */
  transcript(): Transcript {
    this.#decide();
    const { deviceClass, variant = '', medium = 'stream' } = this.#options;
    const entries = this.#slots.map((slot): Entry => {
      const t = Math.round(slot.t * 10) / 10;
      if ('event' in slot) {
        const { event, word, hid } = slot;
        return { t, event, ...(word === undefined ? {} : { word }), ...(hid === undefined ? {} : { hid }) };
      }
      const { to, bytes, kind, document } = slot;
      if (medium === 'xfs') return { t, to, text: Buffer.from(bytes).toString('utf8') };
      const more = { ...(kind === undefined ? {} : { kind }), ...(document === undefined ? {} : { document }) };
      return { t, to, hex: Buffer.from(bytes).toString('hex'), ...more };
    });
    return { head: { transcript: 1, deviceClass, medium, variant, dropped: this.#dropped }, entries };
  }

  /** The newest lines as they are now, those after line `after`; what is undecided yet stands as zeros. */
  frames(after = 0): TrafficFrame[] {
    return this.#slots
      .filter(({ n }) => n > after)
      .map((slot) => {
        const { n, t } = slot;
        if ('event' in slot) return { n, t, event: slot.event, word: slot.word ?? null };
        return {
          n,
          t,
          to: slot.to,
          length: slot.length,
          hex: Buffer.from(slot.bytes).toString('hex'),
          document: slot.document ?? 0,
        };
      });
  }

  /** A write that did not get through. */
  failed(): void {
    this.#traffic.failed();
  }

  counters(): TrafficCounters {
    return this.#traffic.counters(this.#now());
  }

  /** Number of the newest line; grows with everything that passes. */
  get newest(): number {
    return this.#next - 1;
  }

  /** A mask that fails is a bug of ours; the device must not stop for it, and nothing unmasked may be kept. */
  #masked(to: Way, bytes: Uint8Array, now: number): Uint8Array {
    try {
      return this.#stream(to).push(bytes, now);
    } catch {
      this.#mask = nothingKept();
      this.#waiting = { device: [], host: [] };
      return new Uint8Array(0);
    }
  }

  #stream(to: Way): StreamMask {
    return to === 'device' ? this.#mask.toDevice : this.#mask.toHost;
  }

  #decide(): void {
    for (const to of ['device', 'host'] as const) this.#fill(to, this.#stream(to).flush());
  }

  #now(): number {
    return Math.max(0, this.#clock.now() - this.#start);
  }

  #add(slot: Slot, bytes: number): void {
    this.#next += 1;
    this.#slots.push(slot);
    this.#bytes += bytes + SLOT_BYTES;
    const { maxBytes = 4_000_000, maxFrames = Number.POSITIVE_INFINITY } = this.#options;
    while ((this.#bytes > maxBytes || this.#slots.length > maxFrames) && this.#slots.length > 1) {
      const oldest = this.#slots.shift();
      this.#bytes -= SLOT_BYTES + (oldest && 'bytes' in oldest ? oldest.bytes.length : 0);
      this.#dropped += 1;
    }
  }

  /** Masked bytes go into the chunks they came from, oldest first. */
  #fill(to: Way, masked: Uint8Array): void {
    let rest = masked;
    const waiting = this.#waiting[to];
    while (rest.length > 0) {
      const slot = waiting[0];
      // A mask that makes bytes would shift everything behind them.
      if (!slot) throw new Error('a mask gave more bytes than it was given');
      const piece = rest.subarray(0, slot.length - slot.filled);
      if (slot.filled < slot.bytes.length) {
        slot.bytes.set(piece.subarray(0, slot.bytes.length - slot.filled), slot.filled);
      }
      slot.filled += piece.length;
      rest = rest.subarray(piece.length);
      if (slot.filled === slot.length) waiting.shift();
    }
  }
}
