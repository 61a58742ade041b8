import {
  EJECTOR_PARAMETERS,
  type EscPosCommand,
  NO_PARAMETER,
  type NoParameterKind,
  ONE_PARAMETER,
  type OneParameterKind,
} from './escpos.ts';

/** A command and its length, `more` while the stream is too short to tell. */
type Match = { command: EscPosCommand; length: number } | 'more' | null;

const startsWith = (bytes: Uint8Array, lead: readonly number[]): boolean => lead.every((byte, i) => bytes[i] === byte);
const u16 = (bytes: Uint8Array, at: number): number => (bytes[at] ?? 0) | ((bytes[at + 1] ?? 0) << 8);

const keysOf = <K extends string>(table: Readonly<Record<K, readonly number[]>>): [K, readonly number[]][] =>
  Object.entries(table) as [K, readonly number[]][];
const NONE = keysOf<NoParameterKind>(NO_PARAMETER);
const ONE = keysOf<OneParameterKind>(ONE_PARAMETER);

function matchSimple(bytes: Uint8Array): Match {
  for (const [kind, lead] of NONE) {
    if (startsWith(bytes, lead)) return { command: { kind }, length: lead.length };
  }
  for (const [kind, lead] of ONE) {
    if (!startsWith(bytes, lead)) continue;
    const n = bytes[lead.length];
    return n === undefined ? 'more' : { command: { kind, n }, length: lead.length + 1 };
  }
  return null;
}

function matchCut(bytes: Uint8Array): Match {
  const mode = bytes[2];
  if (mode === undefined) return 'more';
  if (mode === 0x41 || mode === 0x42) {
    const dots = bytes[3];
    if (dots === undefined) return 'more';
    return { command: { kind: 'feedAndCut', partial: mode === 0x42, dots }, length: 4 };
  }
  if (mode !== 0 && mode !== 1) return null;
  return { command: { kind: 'cut', partial: mode === 1 }, length: 3 };
}

function matchEjector(bytes: Uint8Array): Match {
  const n = bytes[2];
  if (n === undefined) return 'more';
  const length = 3 + (EJECTOR_PARAMETERS[n] ?? 0);
  if (bytes.length < length) return 'more';
  return { command: { kind: 'ejector', n, parameters: bytes.slice(3, length) }, length };
}

function matchRaster(bytes: Uint8Array): Match {
  if (bytes.length >= 3 && bytes[2] !== 0x30) return null;
  if (bytes.length < 8) return 'more';
  const widthBytes = u16(bytes, 4);
  const rows = u16(bytes, 6);
  const length = 8 + widthBytes * rows;
  if (bytes.length < length) return 'more';
  const data = bytes.slice(8, length);
  return { command: { kind: 'raster', scale: bytes[3] ?? 0, widthBytes, rows, data }, length };
}

function matchParenthesis(bytes: Uint8Array): Match {
  if (bytes.length < 7) return 'more';
  const size = u16(bytes, 3);
  const length = 5 + size;
  if (size < 2) return null;
  if (bytes.length < length) return 'more';
  const body = bytes.slice(7, length);
  const fn = bytes[6] ?? 0;
  if (bytes[2] === 0x6b) return { command: { kind: 'symbol', code: bytes[5] ?? 0, function: fn, body }, length };
  if (bytes[2] === 0x4c && bytes[5] === 0x30) return { command: { kind: 'graphics', function: fn, body }, length };
  return { command: { kind: 'unknown', bytes: bytes.slice(0, length) }, length };
}

function matchBarcode(bytes: Uint8Array): Match {
  const system = bytes[2];
  const size = bytes[3];
  if (system === undefined || size === undefined) return 'more';
  if (system < 0x41) return null;
  if (bytes.length < 4 + size) return 'more';
  return { command: { kind: 'barcode', system, data: bytes.slice(4, 4 + size) }, length: 4 + size };
}

const isLead = (byte: number): boolean => byte === 0x1b || byte === 0x1d || byte === 0x1c || byte === 0x10;

function match(bytes: Uint8Array): Match {
  const first = bytes[0] ?? 0;
  if (!isLead(first) && first !== 0x0a) {
    let length = 1;
    while (length < bytes.length && !isLead(bytes[length] ?? 0) && bytes[length] !== 0x0a) length += 1;
    return { command: { kind: 'text', bytes: bytes.slice(0, length) }, length };
  }
  if (first !== 0x0a && bytes.length < 2) return 'more';
  if (startsWith(bytes, [0x1b, 0x63]) && bytes.length < 3) return 'more';
  const simple = matchSimple(bytes);
  if (simple) return simple;
  let found: Match = null;
  if (first === 0x1d && bytes[1] === 0x56) found = matchCut(bytes);
  if (first === 0x1d && bytes[1] === 0x65) found = matchEjector(bytes);
  if (first === 0x1d && bytes[1] === 0x76) found = matchRaster(bytes);
  if (first === 0x1d && bytes[1] === 0x28) found = matchParenthesis(bytes);
  if (first === 0x1d && bytes[1] === 0x6b) found = matchBarcode(bytes);
  return found ?? { command: { kind: 'unknown', bytes: bytes.slice(0, 2) }, length: 2 };
}

/**
 * Cuts the byte stream of a terminal into commands, as a printer's buffer does. Chunks may be cut anywhere. At most one
 * unfinished command is kept, whose length its own header bounds (16 MB at worst, by a raster header).
 */
export class EscPosTokenizer {
  #rest: Uint8Array = new Uint8Array(0);

  push(chunk: Uint8Array): EscPosCommand[] {
    const joined = new Uint8Array(this.#rest.length + chunk.length);
    joined.set(this.#rest);
    joined.set(chunk, this.#rest.length);
    this.#rest = joined;
    const commands: EscPosCommand[] = [];
    while (this.#rest.length > 0) {
      const found = match(this.#rest);
      if (found === 'more' || found === null) break;
      commands.push(found.command);
      this.#rest = this.#rest.subarray(found.length);
    }
    return commands;
  }

  /** Forgets an unfinished command (a printer's `clear buffers`). */
  clear(): void {
    this.#rest = new Uint8Array(0);
  }
}

export interface RealtimeCommand {
  readonly kind: 'realtimeStatus' | 'realtimeRecover';
  readonly n: number;
}

/** Finds `DLE EOT n` and `DLE ENQ n` wherever they stand in the stream, inside pictures too, as printers' interfaces do. */
export class RealtimeScanner {
  #held: number[] = [];

  push(byte: number): RealtimeCommand | null {
    const [first, second] = this.#held;
    if (first === 0x10 && second !== undefined) {
      this.#held = [];
      return { kind: second === 0x04 ? 'realtimeStatus' : 'realtimeRecover', n: byte };
    }
    if (first === 0x10 && (byte === 0x04 || byte === 0x05)) this.#held = [0x10, byte];
    else this.#held = byte === 0x10 ? [0x10] : [];
    return null;
  }
}
