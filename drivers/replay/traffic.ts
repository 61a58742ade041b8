import type { PortEvent } from './transcript.ts';

/** One line of a ring, for eyes: `hex` may be shorter than `length`, and is masked. `t` in milliseconds since the ring began. */
export type TrafficFrame =
  | {
      readonly n: number;
      readonly t: number;
      readonly to: 'device' | 'host';
      readonly length: number;
      readonly hex: string;
      /** Bytes of a document that followed and are not kept. */
      readonly document: number;
    }
  | { readonly n: number; readonly t: number; readonly event: PortEvent; readonly word: string | null };

/** What passed since the ring began. `errors`: openings and writings that failed, hang-ups, questions that ended in a fault. */
export interface TrafficCounters {
  readonly framesIn: number;
  readonly bytesIn: number;
  readonly framesOut: number;
  readonly bytesOut: number;
  readonly errors: number;
  /** Openings after the first one that succeeded. */
  readonly reconnects: number;
  readonly sinceMs: number;
}

/** Counts, nothing else: no byte is looked at. */
export class Traffic {
  #in = { frames: 0, bytes: 0 };
  #out = { frames: 0, bytes: 0 };
  #errors = 0;
  #opened = 0;

  passed(to: 'device' | 'host', bytes: number): void {
    const way = to === 'host' ? this.#in : this.#out;
    way.frames += 1;
    way.bytes += bytes;
  }

  failed(): void {
    this.#errors += 1;
  }

  happened(event: PortEvent): void {
    if (event === 'open') this.#opened += 1;
    if (event === 'open-failed' || event === 'hang-up' || event === 'fault') this.#errors += 1;
  }

  counters(sinceMs: number): TrafficCounters {
    return {
      framesIn: this.#in.frames,
      bytesIn: this.#in.bytes,
      framesOut: this.#out.frames,
      bytesOut: this.#out.bytes,
      errors: this.#errors,
      reconnects: Math.max(0, this.#opened - 1),
      sinceMs: Math.round(sinceMs),
    };
  }
}
