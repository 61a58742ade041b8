import { fail, ok, type Result } from '../contract/index.ts';

/** How a scanner ends a code: with bytes, or (`idle`) by silence of so many milliseconds. */
export type Suffix =
  | { readonly kind: 'bytes'; readonly name: 'CR' | 'LF' | 'CRLF' | 'TAB' | 'ETX'; readonly bytes: readonly number[] }
  | { readonly kind: 'idle'; readonly milliseconds: number };

export const SUFFIX_NAMES = ['CR', 'LF', 'CRLF', 'TAB', 'ETX', 'idle'] as const;
/** Silence that ends a code unless the configuration says otherwise; at 9600 Bd a byte takes 1 ms. */
export const DEFAULT_IDLE_MS = 150;
/**
 * Longest code taken, in bytes. A QR holds at most 7089 digits, 4296 alphanumerics or 2953 bytes (ISO/IEC 18004);
 * nothing people bring to a terminal comes near this.
 */
export const LONGEST_CODE = 4096;

const ENDINGS = { CR: [0x0d], LF: [0x0a], CRLF: [0x0d, 0x0a], TAB: [0x09], ETX: [0x03] } as const;

/** Reads the configured suffix: `CR`, `LF`, `CRLF`, `TAB`, `ETX`, `idle` or `idle(200)`. */
export function parseSuffix(text: string): Result<Suffix, string> {
  const idle = /^idle(?:\((\d{1,5})\))?$/.exec(text);
  if (idle) {
    const milliseconds = idle[1] === undefined ? DEFAULT_IDLE_MS : Number(idle[1]);
    if (milliseconds < 20 || milliseconds > 5_000) return fail('idle must be between 20 and 5000 milliseconds');
    return ok({ kind: 'idle', milliseconds });
  }
  for (const name of ['CR', 'LF', 'CRLF', 'TAB', 'ETX'] as const) {
    if (text === name) return ok({ kind: 'bytes', name, bytes: ENDINGS[name] });
  }
  return fail(`"${text}" is no suffix: expected ${SUFFIX_NAMES.join(', ')} or idle(milliseconds)`);
}

/**
 * Cuts a scanner's byte stream into codes, whatever way the stream was split. Codes are joined as bytes: a character
 * may be cut anywhere. What grows past `LONGEST_CODE` is dropped up to the next suffix and then counted in
 * `overruns`: only from there on is a byte the next code's. The same of a code that broke off, `brokenOff`, or was given up:
 * what comes of it up to the next suffix, or until the line falls silent once more, belongs to nobody.
 */
export class SuffixParser {
  readonly #suffix: Suffix;
  readonly #buffer = new Uint8Array(LONGEST_CODE);
  #length = 0;
  #matched = 0;
  /** Why the rest of this code is dropped. */
  #dropping: 'tooLong' | 'givenUp' | null = null;
  /** Something of it came since. */
  #restCame = false;
  #afterReturn = false;
  #overruns = 0;
  #brokenOff = 0;

  constructor(suffix: Suffix) {
    this.#suffix = suffix;
  }

  /** How many over-long codes were dropped, each to its end. */
  get overruns(): number {
    return this.#overruns;
  }

  /** How many codes began and never ended. */
  get brokenOff(): number {
    return this.#brokenOff;
  }

  /** True while a code has begun and not ended. */
  get pending(): boolean {
    return this.#length > 0 || this.#dropping !== null;
  }

  /** Takes a chunk; returns the codes it completed, without their suffix, none of them empty. */
  push(bytes: Uint8Array): Uint8Array[] {
    const codes: Uint8Array[] = [];
    for (const byte of bytes) this.#take(byte, codes);
    return codes;
  }

  /** The line fell silent: with the `idle` suffix this ends the code, with any other the code has broken off. */
  silence(): Uint8Array | null {
    const { kind } = this.#suffix;
    if (this.#dropping === 'tooLong') this.#overruns += 1;
    const begun = this.#dropping === null && this.#length > 0;
    const code = begun && kind === 'idle' ? this.#buffer.slice(0, this.#length) : null;
    // What came instead of a rest and has no end either is another one.
    const brokenOff = kind === 'bytes' && (begun || this.#restCame);
    if (brokenOff) this.#brokenOff += 1;
    const restMayCome = brokenOff || (kind === 'bytes' && this.#dropping === 'tooLong');
    this.#clear();
    if (restMayCome) this.#dropping = 'givenUp';
    return code;
  }

  /** Nobody waits for the begun code any more: the rest of it is nobody's. True when there was one, or more of one. */
  giveUp(): boolean {
    const came = this.#dropping === 'givenUp' ? this.#restCame : this.pending;
    if (!came) return false;
    const matched = this.#matched;
    this.#clear();
    this.#matched = matched;
    this.#dropping = 'givenUp';
    return true;
  }

  /** Forgets what was begun, and overwrites it: a code may be personal. */
  reset(): void {
    this.#clear();
    this.#afterReturn = false;
  }

  #take(byte: number, codes: Uint8Array[]): void {
    // Scanners set to CR often send CR LF; the LF is not the start of the next code.
    const strayFeed = this.#afterReturn && byte === 0x0a;
    this.#afterReturn = false;
    if (strayFeed) return;
    const suffix = this.#suffix;
    if (suffix.kind === 'bytes') {
      this.#matched = this.#matching(byte, suffix.bytes);
      if (this.#matched === suffix.bytes.length) {
        this.#end(suffix, codes);
        return;
      }
    }
    if (this.#dropping !== null) {
      this.#restCame = this.#dropping === 'givenUp';
      return;
    }
    if (this.#length === LONGEST_CODE) {
      const matched = this.#matched;
      this.#clear();
      this.#matched = matched;
      this.#dropping = 'tooLong';
      return;
    }
    this.#buffer[this.#length] = byte;
    this.#length += 1;
  }

  #matching(byte: number, ending: readonly number[]): number {
    if (byte === ending[this.#matched]) return this.#matched + 1;
    return byte === ending[0] ? 1 : 0;
  }

  #end(suffix: Extract<Suffix, { kind: 'bytes' }>, codes: Uint8Array[]): void {
    if (this.#dropping === 'tooLong') this.#overruns += 1;
    // All but the last suffix byte are already in the buffer.
    let length = this.#length - (suffix.bytes.length - 1);
    if (suffix.name === 'LF' && this.#buffer[length - 1] === 0x0d) length -= 1;
    if (this.#dropping === null && length > 0) codes.push(this.#buffer.slice(0, length));
    this.#clear();
    this.#afterReturn = suffix.name === 'CR';
  }

  #clear(): void {
    this.#buffer.fill(0, 0, this.#length);
    this.#length = 0;
    this.#matched = 0;
    this.#dropping = null;
    this.#restCame = false;
  }
}

/** What a scanner sends for one code: the codec's other side. */
export function encodeCode(code: Uint8Array, suffix: Suffix, aim: string | null = null): Uint8Array {
  const prefix = aim === null ? [] : [...aim].map((character) => character.charCodeAt(0));
  return Uint8Array.from([...prefix, ...code, ...(suffix.kind === 'bytes' ? suffix.bytes : [])]);
}

/**
 * Takes the AIM identifier (ISO/IEC 15424: `]`, a letter, a modifier) off the front where the scanner sends one.
 * A code without it is left whole.
 */
export function splitAim(code: Uint8Array): { aim: string | null; data: Uint8Array } {
  const head = String.fromCharCode(...code.subarray(0, 3));
  return /^\][A-Za-z][0-9A-Za-z]$/.test(head) ? { aim: head, data: code.subarray(3) } : { aim: null, data: code };
}
