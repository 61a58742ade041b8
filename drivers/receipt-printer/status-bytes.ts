/** One fact in a status byte. `mask` may hold twin bits: either one counts. `whenClear` facts hold while no bit is set. */
export interface BitMeaning {
  readonly mask: number;
  readonly flag: StatusFlag;
  readonly whenClear?: true;
}
export type BitTable = readonly BitMeaning[];

/** The neutral words for everything a receipt printer says of itself (drivers/receipt-printer/README.md). */
export const statusFlags = [
  'auto-recoverable-error',
  'cover-open',
  'cutter-error',
  'drawer-pin3-high',
  'error',
  'feed-button',
  'head-open',
  'head-temperature',
  'holder-occupied',
  'mark-not-found',
  'motor-on',
  'not-selected',
  'offline',
  'paper-blocked',
  'paper-end',
  'paper-jam',
  'paper-near-end',
  'paused',
  'presenter-idle',
  'recoverable-error',
  'stopped-by-paper-end',
  'ticket-in-output',
  'ticket-pulled',
  'unrecoverable-error',
  'voltage',
  'waiting-online-recovery',
] as const;
export type StatusFlag = (typeof statusFlags)[number];

const ordered = (flags: Iterable<StatusFlag>): StatusFlag[] => [...new Set(flags)].sort();

/** Reads a row of status bytes, one table each, into the neutral words, sorted. Bits without a meaning are ignored. */
export function decodeStatus(bytes: ArrayLike<number>, tables: readonly BitTable[]): StatusFlag[] {
  const flags: StatusFlag[] = [];
  for (const [index, table] of tables.entries()) {
    const byte = bytes[index] ?? 0;
    for (const { mask, flag, whenClear } of table) {
      if (((byte & mask) !== 0) !== (whenClear === true)) flags.push(flag);
    }
  }
  return ordered(flags);
}

/** The other direction: status bytes that say exactly those of `flags` the tables know; `fixed` gives the constant bits. */
export function encodeStatus(
  flags: readonly StatusFlag[],
  tables: readonly BitTable[],
  fixed: readonly number[],
): Uint8Array {
  return Uint8Array.from(tables, (table, index) => {
    const meanings = table.filter(({ flag, whenClear }) => flags.includes(flag) !== (whenClear === true));
    return meanings.reduce((byte, { mask }) => byte | mask, fixed[index] ?? 0);
  });
}

/** Bits of a reply byte that never change: `(byte & mask) === value`. */
export interface FixedBits {
  readonly mask: number;
  readonly value: number;
}

export const matches = (byte: number, { mask, value }: FixedBits): boolean => (byte & mask) === value;

export const XON = 0x11;
export const XOFF = 0x13;

export type Reply =
  | { readonly kind: 'xon' | 'xoff' }
  | { readonly kind: 'realtime' | 'gs'; readonly byte: number }
  | { readonly kind: 'asb'; readonly bytes: Uint8Array }
  /** An answer to `GS I`, without header and end. */
  | { readonly kind: 'text'; readonly text: string };

const REALTIME: FixedBits = { mask: 0x93, value: 0x12 };
const ASB_FIRST: FixedBits = { mask: 0x93, value: 0x10 };
const ASB_LATER: FixedBits = { mask: 0x90, value: 0x00 };
/** An answer to `GS I` (Epson: printer information B): header, up to 80 characters, NUL. */
export const TEXT_HEADER = 0x5f;
const TEXT_END = 0x00;
const LONGEST_TEXT = 80;
/** A text whose rest does not come within this time was cut off on the wire. Milliseconds. */
const TEXT_PATIENCE_MS = 500;

/** What a printer sends for `GS I n`. Characters that are none of ASCII's become `?`. */
export const encodeText = (text: string): Uint8Array =>
  Uint8Array.of(TEXT_HEADER, ...Buffer.from(text.replace(/[^ -~]/g, '?').slice(0, LONGEST_TEXT), 'latin1'), TEXT_END);

/** An automatic status whose rest does not come within this time was cut off on the wire. Milliseconds. */
const ASB_PATIENCE_MS = 100;

/**
 * Tells apart what a printer that keeps the fixed bits sends on one stream: flow control, real-time replies, automatic
 * status (four bytes) and GS replies. Chunks may be cut anywhere. What stands inside an automatic status and cannot be
 * part of it does not end it: bytes it left over would pass for GS replies, that is for proofs. `now` is in milliseconds
 * and drops a half one that was never finished, so that it swallows a later reply at most.
 */
export class ReplyDemultiplexer {
  #asb: number[] = [];
  #asbAt = 0;
  #text: number[] | null = null;
  #textAt = 0;
  #texts = false;

  /**
   * Answers to `GS I` may come from now on, or no more. Their letters look like every other answer, so nothing but the
   * header tells where one begins, and that is taken for one only while they may come.
   */
  expectTexts(expected: boolean): void {
    this.#texts = expected;
    if (!expected) this.#text = null;
  }

  push(chunk: Uint8Array, now: number): Reply[] {
    const replies: Reply[] = [];
    if (now - this.#asbAt > ASB_PATIENCE_MS) this.#asb = [];
    if (now - this.#textAt > TEXT_PATIENCE_MS) this.#text = null;
    for (const byte of chunk) {
      if (this.#text !== null && this.#isText(byte)) {
        this.#textAt = now;
        // One letter more than there can be is kept, to know a text that is too long.
        if (byte !== TEXT_END && this.#text.length <= LONGEST_TEXT) this.#text.push(byte);
        if (byte !== TEXT_END) continue;
        const whole = this.#text.length <= LONGEST_TEXT;
        replies.push({ kind: 'text', text: whole ? Buffer.from(this.#text).toString('latin1').trim() : '' });
        this.#text = null;
      } else if (this.#texts && this.#text === null && this.#asb.length === 0 && byte === TEXT_HEADER) {
        this.#text = [];
        this.#textAt = now;
      } else if (byte === XON) replies.push({ kind: 'xon' });
      else if (byte === XOFF) replies.push({ kind: 'xoff' });
      else if (matches(byte, REALTIME)) replies.push({ kind: 'realtime', byte });
      else if (matches(byte, ASB_FIRST)) {
        this.#asb = [byte];
        this.#asbAt = now;
      } else if (this.#asb.length > 0 && matches(byte, ASB_LATER)) {
        this.#asb.push(byte);
        if (this.#asb.length === 4) {
          replies.push({ kind: 'asb', bytes: Uint8Array.from(this.#asb) });
          this.#asb = [];
        }
        // In the middle of a text nothing is a proof.
      } else if (this.#text === null) replies.push({ kind: 'gs', byte });
    }
    return replies;
  }

  /** Letters, and the end. Control bytes inside are what they always are, and so is the rest of a telling they began. */
  #isText(byte: number): boolean {
    if (this.#asb.length > 0 && matches(byte, ASB_LATER)) return false;
    return byte === TEXT_END || (byte >= 0x20 && byte < 0x7f);
  }
}
