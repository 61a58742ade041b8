/**
 * SDT frame (GA/T 467 chapter 7): `AA AA AA 96 69 | length, 2 bytes big-endian | body | check`. `length` counts body and
 * check; the check is the XOR of everything after the preamble but itself. Both directions look alike: a request's body
 * is `CMD PARA data`, an answer's is `SW1 SW2 SW3 data`.
 */
const PREAMBLE = Uint8Array.of(0xaa, 0xaa, 0xaa, 0x96, 0x69);
const HEAD = PREAMBLE.length + 2;

/** Shortest and longest legal `length`. The longest is the answer to `30 10` with two fingerprints. */
export const REQUEST_LENGTH = { min: 0x0003, max: 0x090a } as const;
export const ANSWER_LENGTH = { min: 0x0004, max: 0x090a } as const;

const LARGEST_FRAME = HEAD + ANSWER_LENGTH.max;

/** Within one frame bytes follow each other closely; after a pause this long the rest is not coming. Milliseconds. */
const DEFAULT_IDLE_MS = 500;

function xor(bytes: Uint8Array): number {
  let sum = 0;
  for (const byte of bytes) sum ^= byte;
  return sum;
}

/** Frames a body; throws on a body no frame can carry, which is a bug of the caller. */
export function encodeFrame(body: Uint8Array): Uint8Array {
  const length = body.length + 1;
  if (length < REQUEST_LENGTH.min || length > ANSWER_LENGTH.max) throw new RangeError(`no frame of length ${length}`);
  const frame = new Uint8Array(HEAD + length);
  frame.set(PREAMBLE);
  frame.set([length >> 8, length & 0xff], PREAMBLE.length);
  frame.set(body, HEAD);
  frame[frame.length - 1] = xor(frame.subarray(PREAMBLE.length, -1));
  return frame;
}

export type FrameError = 'checksum' | 'length' | 'truncated';

export type FrameEvent =
  /** The bytes between length and check, copied: the receiver may keep and must zero them. */
  { readonly kind: 'frame'; readonly body: Uint8Array } | { readonly kind: 'error'; readonly error: FrameError };

/**
 * Finds frames in a byte stream however it is cut, and finds its way back after garbage: memory is bounded by the largest
 * frame, lengths outside `limits` are refused before anything is awaited, and a frame with a wrong check gives up only
 * its first byte so that a good frame behind it is still found. Bytes taken out are zeroed.
 */
export class FrameParser {
  readonly #buffer = new Uint8Array(LARGEST_FRAME);
  readonly #limits: { readonly min: number; readonly max: number };
  readonly #idleMs: number;
  #used = 0;
  #lastByteAt = 0;

  constructor(limits: { readonly min: number; readonly max: number }, idleMs = DEFAULT_IDLE_MS) {
    this.#limits = limits;
    this.#idleMs = idleMs;
  }

  /** Takes the next chunk, received at monotonic `now` milliseconds. */
  push(bytes: Uint8Array, now: number): FrameEvent[] {
    const events: FrameEvent[] = [];
    if (this.#used > 0 && now - this.#lastByteAt > this.#idleMs) {
      if (this.#used >= HEAD) events.push({ kind: 'error', error: 'truncated' });
      this.reset();
    }
    this.#lastByteAt = now;
    let rest = bytes;
    while (rest.length > 0) {
      const piece = rest.subarray(0, this.#buffer.length - this.#used);
      this.#buffer.set(piece, this.#used);
      this.#used += piece.length;
      rest = rest.subarray(piece.length);
      this.#scan(events);
    }
    return events;
  }

  /** Forgets and zeroes an unfinished frame. */
  reset(): void {
    this.#buffer.fill(0);
    this.#used = 0;
  }

  #scan(events: FrameEvent[]): void {
    let start = 0;
    for (;;) {
      start = this.#nextPreamble(start);
      if (this.#used - start < HEAD) break;
      const length = ((this.#buffer[start + 5] ?? 0) << 8) | (this.#buffer[start + 6] ?? 0);
      if (length < this.#limits.min || length > this.#limits.max) {
        events.push({ kind: 'error', error: 'length' });
        start += 1;
        continue;
      }
      const end = start + HEAD + length;
      if (this.#used < end) break;
      if (xor(this.#buffer.subarray(start + PREAMBLE.length, end)) !== 0) {
        events.push({ kind: 'error', error: 'checksum' });
        start += 1;
        continue;
      }
      events.push({ kind: 'frame', body: this.#buffer.slice(start + HEAD, end - 1) });
      start = end;
    }
    this.#buffer.copyWithin(0, start, this.#used);
    this.#buffer.fill(0, this.#used - start, this.#used);
    this.#used -= start;
  }

  /** The first place from `start` where a preamble stands or may still become one. */
  #nextPreamble(start: number): number {
    let at = start;
    while (at < this.#used && !this.#mayBePreamble(at)) at++;
    return at;
  }

  #mayBePreamble(at: number): boolean {
    const known = Math.min(PREAMBLE.length, this.#used - at);
    for (let index = 0; index < known; index++) if (this.#buffer[at + index] !== PREAMBLE[index]) return false;
    return true;
  }
}
