import type { PostFailure } from './http-failure.ts';

/** Hears every request and answer as they are on the wire, without the document and without glances that show nothing new. */
export interface IppTap {
  asked(head: Uint8Array, documentBytes: number): void;
  answered(body: Uint8Array): void;
  /** A word of `PostFailure.fault`. */
  failed(word: PostFailure['fault']): void;
}

/** An answer but for its request id, bytes 4 to 7 (RFC 8010 §3.1.1). */
const withoutNumber = (body: Uint8Array): string =>
  Buffer.concat([body.subarray(0, 4), body.subarray(8)]).toString('latin1');

/** Tells glances only where they show something new: two a second would push a print out of what is kept. */
export class GlanceTap implements IppTap {
  readonly #tap: IppTap;
  /** The answer to the last one. */
  #seen: string | null = null;
  #asked: readonly [Uint8Array, number] | null = null;

  constructor(tap: IppTap) {
    this.#tap = tap;
  }

  asked(head: Uint8Array, documentBytes: number): void {
    this.#asked = [head, documentBytes];
  }

  answered(body: Uint8Array): void {
    const shown = withoutNumber(body);
    if (shown === this.#seen) return;
    this.#seen = shown;
    this.#tellAsked();
    this.#tap.answered(body);
  }

  failed(word: PostFailure['fault']): void {
    this.#tellAsked();
    this.#tap.failed(word);
  }

  #tellAsked(): void {
    if (this.#asked) this.#tap.asked(...this.#asked);
    this.#asked = null;
  }
}
