import { type Clock, systemClock, type Transport } from '../contract/index.ts';
import { masks } from './masks.ts';
import type { ClassMask, StreamMask } from './stream-mask.ts';
import type { Entry, RecordedClass, Transcript } from './transcript.ts';

export interface RecorderOptions {
  readonly deviceClass: RecordedClass;
  readonly variant?: string;
  readonly clock?: Clock;
  /** The ring keeps about this many bytes and gives up the oldest; 4 MB unless told. */
  readonly maxBytes?: number;
}

type Slot =
  | { readonly t: number; readonly event: 'open' | 'open-failed' | 'close' | 'hang-up' }
  /** `bytes` is filled from the front as the mask decides; nothing unmasked is ever kept here. */
  | { readonly t: number; readonly to: 'device' | 'host'; readonly bytes: Uint8Array; filled: number };

/** What a line costs beside its bytes. */
const SLOT_BYTES = 64;

/**
 * Records what passes over a transport, masked before it is kept. One recorder may wrap several transports of the same
 * port, one after the other.
 */
export class Recorder {
  readonly #options: RecorderOptions;
  readonly #clock: Clock;
  readonly #mask: ClassMask;
  readonly #start: number;
  #slots: Slot[] = [];
  #waiting: Record<'device' | 'host', Extract<Slot, { bytes: Uint8Array }>[]> = { device: [], host: [] };
  #bytes = 0;
  #dropped = 0;

  constructor(options: RecorderOptions) {
    this.#options = options;
    this.#clock = options.clock ?? systemClock;
    this.#mask = masks[options.deviceClass]();
    this.#start = this.#clock.now();
  }

  /** A transport that does just what `inner` does, and is recorded. */
  record(inner: Transport): Transport {
    const data = new Set<(bytes: Uint8Array) => void>();
    const hangUps = new Set<(reason: string) => void>();
    let stop: () => void = () => undefined;
    return {
      port: inner.port,
      open: async () => {
        stop();
        // Before it opens: what a device sends at once must not be lost.
        const stops = [
          inner.onData((bytes) => {
            // Listeners may overwrite what they got.
            this.#take('host', bytes);
            for (const listener of [...data]) listener(bytes);
          }),
          inner.onHangUp((reason) => {
            this.#note('hang-up');
            stop();
            for (const listener of [...hangUps]) listener(reason);
          }),
        ];
        stop = () => {
          for (const one of stops) one();
          stop = () => undefined;
        };
        const opened = await inner.open();
        this.#note(opened.ok ? 'open' : 'open-failed');
        if (!opened.ok) stop();
        return opened;
      },
      write: async (bytes, deadlineMs) => {
        this.#take('device', bytes);
        return inner.write(bytes, deadlineMs);
      },
      onData: (listener) => {
        data.add(listener);
        return () => data.delete(listener);
      },
      onHangUp: (listener) => {
        hangUps.add(listener);
        return () => hangUps.delete(listener);
      },
      close: async () => {
        stop();
        this.#note('close');
        await inner.close();
      },
    };
  }

  /** Everything kept so far. Bytes still undecided are blanked: call it when the recording is over. */
  transcript(): Transcript {
    for (const to of ['device', 'host'] as const) this.#fill(to, this.#stream(to).flush());
    const entries = this.#slots.map((slot): Entry => {
      const t = Math.round(slot.t * 10) / 10;
      if ('event' in slot) return { t, event: slot.event };
      return { t, to: slot.to, hex: Buffer.from(slot.bytes).toString('hex') };
    });
    const { deviceClass, variant = '' } = this.#options;
    return { head: { transcript: 1, deviceClass, variant, dropped: this.#dropped }, entries };
  }

  #stream(to: 'device' | 'host'): StreamMask {
    return to === 'device' ? this.#mask.toDevice : this.#mask.toHost;
  }

  #now(): number {
    return Math.max(0, this.#clock.now() - this.#start);
  }

  #note(event: 'open' | 'open-failed' | 'close' | 'hang-up'): void {
    this.#add({ t: this.#now(), event }, 0);
  }

  #take(to: 'device' | 'host', bytes: Uint8Array): void {
    if (bytes.length === 0) return;
    const slot = { t: this.#now(), to, bytes: new Uint8Array(bytes.length), filled: 0 };
    this.#waiting[to].push(slot);
    this.#add(slot, bytes.length);
    this.#fill(to, this.#stream(to).push(bytes, this.#clock.now()));
  }

  #add(slot: Slot, bytes: number): void {
    this.#slots.push(slot);
    this.#bytes += bytes + SLOT_BYTES;
    const limit = this.#options.maxBytes ?? 4_000_000;
    while (this.#bytes > limit && this.#slots.length > 1) {
      const oldest = this.#slots.shift();
      this.#bytes -= SLOT_BYTES + (oldest && 'bytes' in oldest ? oldest.bytes.length : 0);
      this.#dropped += 1;
    }
  }

  /** Masked bytes go into the chunks they came from, oldest first. */
  #fill(to: 'device' | 'host', masked: Uint8Array): void {
    let rest = masked;
    const waiting = this.#waiting[to];
    while (rest.length > 0) {
      const slot = waiting[0];
      // A mask that makes bytes would shift everything behind them.
      if (!slot) throw new Error('a mask gave more bytes than it was given');
      const piece = rest.subarray(0, slot.bytes.length - slot.filled);
      slot.bytes.set(piece, slot.filled);
      slot.filled += piece.length;
      rest = rest.subarray(piece.length);
      if (slot.filled === slot.bytes.length) waiting.shift();
    }
  }
}
