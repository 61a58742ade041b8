import { createHash } from 'node:crypto';
import { SSI, SSI_CONTINUED, SSI_RETRANSMITTED, type SsiPacket } from './ssi.ts';
import { LONGEST_CODE } from './suffix-parser.ts';

/** A whole code: the type byte of its parts (1C QR), and the rest of them joined. */
export interface SsiCode {
  readonly type: number;
  readonly data: Uint8Array;
}

/** What a line tells by itself. */
export interface SsiListener {
  code(code: SsiCode): void;
  /** A code ended that was longer than any people bring. */
  tooLong(): void;
  /** A code began and never ended. */
  brokenOff(): void;
}

/**
 * Joins the parts of a code as bytes; every part begins with the type byte. A code longer than `LONGEST_CODE` is dropped to its
 * end and counted; so is one that breaks off. The rest of one that was given up, up to its last part, is nobody's.
 */
export class SsiCodeJoiner {
  #type: number | null = null;
  #parts: Uint8Array[] = [];
  #length = 0;
  #last: string | null = null;
  /** The scanner took a new session since the last part: it is done with that one. */
  #newSession = false;
  /** Type of the code whose rest is dropped. */
  #givenUp: number | null = null;
  /** The next code began before this read: `any`, or only when its first part is one sent again. */
  #staleNext: 'any' | 'resent' | null = null;
  #overruns = 0;
  #brokenOff = 0;

  get overruns(): number {
    return this.#overruns;
  }

  /** Codes that began and never ended. */
  get brokenOff(): number {
    return this.#brokenOff;
  }

  /** True while a code has begun and not ended. */
  get pending(): boolean {
    return this.#type !== null;
  }

  /** True while a silence changes what the next part is. */
  get awaitsSilence(): boolean {
    return this.pending || this.#givenUp !== null || this.#staleNext !== null;
  }

  /**
   * The code when `packet` was its last part. A part sent again because its acknowledgement was lost counts once, also
   * when it was the last part of a code that is already told.
   */
  push(packet: SsiPacket): SsiCode | null {
    const [type] = packet.data;
    if (packet.opcode !== SSI.decodeData || type === undefined) return null;
    const resent = (packet.status & SSI_RETRANSMITTED) !== 0;
    const continued = (packet.status & SSI_CONTINUED) !== 0;
    const digest = createHash('sha256').update(packet.data).digest('hex');
    if (resent && this.#last === digest) return null;
    this.#last = digest;
    this.#newSession = false;
    if (this.#belongsToNobody(type, resent)) {
      this.#givenUp = continued ? type : null;
      return null;
    }
    // Parts of another type belong to another code: the begun one lost its end.
    if (this.#type !== null && type !== this.#type) this.#forget();
    this.#type = type;
    this.#length += packet.data.length - 1;
    this.#parts.push(packet.data.slice(1));
    if (this.#length > LONGEST_CODE) for (const part of this.#parts.splice(0)) part.fill(0);
    if (continued) return null;
    const whole = this.#length > LONGEST_CODE ? null : Uint8Array.from(Buffer.concat(this.#parts));
    if (!whole) this.#overruns += 1;
    this.#forget();
    return whole ? { type, data: whole } : null;
  }

  /** The scanner began to look for a new code. */
  sessionBegan(): void {
    this.#newSession = true;
  }

  /** What came broken is asked for again: in a new session it is no part that we have, however alike. */
  askedAgain(): void {
    if (this.#newSession) this.#last = null;
  }

  /** Nobody waits any more for a begun code, which is overwritten: it may be personal. True when there was one. */
  giveUp(): boolean {
    if (this.#type === null) return false;
    this.#givenUp = this.#type;
    this.#forget();
    return true;
  }

  /** Nobody waits any more for the code whose first part is on its way, or comes once more. */
  giveUpNext(which: 'any' | 'resent'): void {
    this.#staleNext = which;
  }

  /** The line has been silent for long: a begun code has broken off, what was given up is over. */
  silence(): void {
    if (this.giveUp()) this.#brokenOff += 1;
    else this.#givenUp = null;
    this.#staleNext = null;
  }

  /**
   * Forgets what was begun, and overwrites it. The digest of the last part stays, or its retransmission would be handed to
   * the next person.
   */
  reset(): void {
    this.#forget();
    this.#givenUp = null;
    this.#staleNext = null;
  }

  #belongsToNobody(type: number, resent: boolean): boolean {
    const stale = this.#staleNext === 'any' || (this.#staleNext === 'resent' && resent);
    this.#staleNext = null;
    // Of another type is another code.
    const rest = this.#givenUp === type;
    this.#givenUp = null;
    return rest || (stale && this.#type === null);
  }

  #forget(): void {
    for (const part of this.#parts) part.fill(0);
    this.#parts = [];
    this.#length = 0;
    this.#type = null;
  }
}

/** "NR" of type 01: the scanner looked and found nothing. A Code 39 of just these letters is lost, and nobody brings one. */
export const isNoRead = ({ type, data }: SsiCode): boolean =>
  type === 0x01 && Buffer.from(data).toString('latin1') === 'NR';
