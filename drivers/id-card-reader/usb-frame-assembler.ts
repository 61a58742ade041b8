import { ANSWER_LENGTH } from './frame.ts';

const HEAD = 7;
/** The longest answer and one packet more: what a confused reader may send before it is thrown away. */
const LARGEST = ANSWER_LENGTH.max + 64;

/** A byte queue that overwrites what leaves it. */
class Queue {
  #bytes = new Uint8Array(LARGEST);
  length = 0;

  /** False when there is no room, and nothing is kept. */
  push(bytes: Uint8Array): boolean {
    if (this.length + bytes.length > LARGEST) return false;
    this.#bytes.set(bytes, this.length);
    this.length += bytes.length;
    return true;
  }

  peek(at: number): number {
    return this.#bytes[at] ?? 0;
  }

  take(count: number): Uint8Array {
    const taken = this.#bytes.slice(0, count);
    this.#bytes.copyWithin(0, count, this.length);
    this.#bytes.fill(0, this.length - count, this.length);
    this.length -= count;
    return taken;
  }

  clear(): void {
    this.#bytes.fill(0, 0, this.length);
    this.length = 0;
  }
}

/**
 * Puts answers together that travel on two pipes: seven bytes of preamble and length on one, the rest on the other, in
 * packets of any size and in either order. What does not fit together is handed on as it is: the frame parser behind says
 * that it is bad. Memory is bounded by one answer on each side.
 */
export class UsbFrameAssembler {
  readonly #head = new Queue();
  readonly #body = new Queue();

  head(bytes: Uint8Array): Uint8Array[] {
    return this.#push(this.#head, bytes);
  }

  body(bytes: Uint8Array): Uint8Array[] {
    return this.#push(this.#body, bytes);
  }

  /** Forgets and overwrites what was begun. */
  reset(): void {
    this.#head.clear();
    this.#body.clear();
  }

  #push(queue: Queue, bytes: Uint8Array): Uint8Array[] {
    const fits = queue.push(bytes);
    bytes.fill(0);
    if (!fits) {
      this.reset();
      return [];
    }
    return this.#whole();
  }

  #whole(): Uint8Array[] {
    const frames: Uint8Array[] = [];
    while (this.#head.length >= HEAD) {
      const length = this.#head.peek(5) * 256 + this.#head.peek(6);
      if (length < ANSWER_LENGTH.min || length > ANSWER_LENGTH.max) {
        // No length any answer has: nothing says where its rest would end.
        frames.push(this.#head.take(HEAD));
        this.reset();
        break;
      }
      if (this.#body.length < length) break;
      const head = this.#head.take(HEAD);
      const body = this.#body.take(length);
      const frame = new Uint8Array(HEAD + length);
      frame.set(head);
      frame.set(body, HEAD);
      body.fill(0);
      frames.push(frame);
    }
    return frames;
  }
}
