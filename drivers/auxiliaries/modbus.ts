import { fail, ok, type Result } from '../contract/index.ts';

/**
 * Modbus over a serial line, RTU framing: unit, function, data, CRC-16 with its low byte first. The four functions an
 * input and relay board needs. Modbus Application Protocol 1.1b3 (6.1, 6.2, 6.5, 6.11, 7); Serial Line 1.02 (2.5.1, 6.2.2).
 */
export type ModbusRequest =
  | { readonly kind: 'read'; readonly function: 1 | 2; readonly start: number; readonly count: number }
  | { readonly kind: 'writeCoil'; readonly address: number; readonly on: boolean }
  | { readonly kind: 'writeCoils'; readonly start: number; readonly on: readonly boolean[] };

/** `exception` is the board's own refusal: 1 function, 2 address, 3 value, 4 failure, 6 busy. */
export type ModbusResponse =
  | { readonly kind: 'bits'; readonly bits: readonly boolean[] }
  | { readonly kind: 'written' }
  | { readonly kind: 'exception'; readonly code: number };

const MOST_READ = 2000;
const MOST_WRITTEN = 1968;
const LARGEST_FRAME = 256;

export function crc16(bytes: Uint8Array): number {
  let crc = 0xffff;
  for (const byte of bytes) {
    crc ^= byte;
    for (let bit = 0; bit < 8; bit++) crc = crc & 1 ? (crc >> 1) ^ 0xa001 : crc >> 1;
  }
  return crc;
}

const word = (value: number): number[] => [(value >> 8) & 0xff, value & 0xff];
const wordAt = (bytes: Uint8Array, at: number): number => ((bytes[at] ?? 0) << 8) | (bytes[at + 1] ?? 0);

/** Lowest bit first, the last byte filled with zeros. */
function packBits(bits: readonly boolean[]): number[] {
  const bytes = new Array<number>(Math.ceil(bits.length / 8)).fill(0);
  for (const [index, on] of bits.entries()) if (on) bytes[index >> 3] = (bytes[index >> 3] ?? 0) | (1 << (index & 7));
  return bytes;
}

const unpackBits = (bytes: Uint8Array, count: number): boolean[] =>
  Array.from({ length: count }, (_, index) => (((bytes[index >> 3] ?? 0) >> (index & 7)) & 1) === 1);

function frame(unit: number, body: readonly number[]): Uint8Array {
  const bytes = Uint8Array.from([unit, ...body]);
  const crc = crc16(bytes);
  return Uint8Array.from([...bytes, crc & 0xff, crc >> 8]);
}

const isWhole = (bytes: Uint8Array): boolean => bytes.length >= 4 && crc16(bytes) === 0;

export const functionOf = (request: ModbusRequest): number =>
  request.kind === 'read' ? request.function : request.kind === 'writeCoil' ? 0x05 : 0x0f;

export function encodeRequest(unit: number, request: ModbusRequest): Uint8Array {
  switch (request.kind) {
    case 'read':
      return frame(unit, [request.function, ...word(request.start), ...word(request.count)]);
    case 'writeCoil':
      return frame(unit, [0x05, ...word(request.address), ...word(request.on ? 0xff00 : 0)]);
    case 'writeCoils': {
      const data = packBits(request.on);
      return frame(unit, [0x0f, ...word(request.start), ...word(request.on.length), data.length, ...data]);
    }
  }
}

/** The board's side: bytes of one request, for any unit. */
export function decodeRequest(bytes: Uint8Array): Result<{ unit: number; request: ModbusRequest }, 'crc' | 'shape'> {
  if (!isWhole(bytes)) return fail('crc');
  const unit = bytes[0] ?? 0;
  const code = bytes[1];
  const start = wordAt(bytes, 2);
  const count = wordAt(bytes, 4);
  if ((code === 1 || code === 2) && bytes.length === 8 && count >= 1 && count <= MOST_READ) {
    return ok({ unit, request: { kind: 'read', function: code, start, count } });
  }
  if (code === 0x05 && bytes.length === 8 && (count === 0xff00 || count === 0)) {
    return ok({ unit, request: { kind: 'writeCoil', address: start, on: count !== 0 } });
  }
  if (code === 0x0f && count >= 1 && count <= MOST_WRITTEN) {
    const size = Math.ceil(count / 8);
    const request = { kind: 'writeCoils', start, on: unpackBits(bytes.subarray(7), count) } as const;
    if (bytes[6] === size && bytes.length === 9 + size) return ok({ unit, request });
  }
  return fail('shape');
}

/** How long a request of this function is once `bytes` hold enough of it to tell; null when not yet or never. */
export function requestLength(bytes: Uint8Array): number | null {
  const code = bytes[1];
  if (code === 0x0f) return bytes[6] === undefined ? null : 9 + bytes[6];
  return code === undefined ? null : 8;
}

export function encodeResponse(unit: number, request: ModbusRequest, response: ModbusResponse): Uint8Array {
  const code = functionOf(request);
  switch (response.kind) {
    case 'exception':
      return frame(unit, [code | 0x80, response.code]);
    case 'bits': {
      const data = packBits(response.bits);
      return frame(unit, [code, data.length, ...data]);
    }
    case 'written':
      if (request.kind === 'writeCoil') return encodeRequest(unit, request);
      return frame(
        unit,
        request.kind === 'writeCoils' ? [code, ...word(request.start), ...word(request.on.length)] : [code],
      );
  }
}

/** The answer to this very request, or null for anything else: another unit, function, address, length, or a wrong CRC. */
export function decodeResponse(unit: number, request: ModbusRequest, bytes: Uint8Array): ModbusResponse | null {
  if (!isWhole(bytes) || bytes[0] !== unit) return null;
  const code = functionOf(request);
  if (bytes[1] === (code | 0x80)) return bytes.length === 5 ? { kind: 'exception', code: bytes[2] ?? 0 } : null;
  if (bytes[1] !== code) return null;
  if (request.kind === 'read') {
    const size = Math.ceil(request.count / 8);
    if (bytes[2] !== size || bytes.length !== 5 + size) return null;
    return { kind: 'bits', bits: unpackBits(bytes.subarray(3), request.count) };
  }
  const expected = encodeResponse(unit, request, { kind: 'written' });
  return Buffer.from(expected).equals(Buffer.from(bytes)) ? { kind: 'written' } : null;
}

/** Finds the answer to one request in a stream however it is cut, behind whatever garbage. Memory is bounded. */
export class ResponseFinder {
  readonly #unit: number;
  readonly #request: ModbusRequest;
  #buffer: Uint8Array = new Uint8Array(0);
  /** Bytes that were no part of any answer. */
  garbage = 0;

  constructor(unit: number, request: ModbusRequest) {
    this.#unit = unit;
    this.#request = request;
  }

  push(bytes: Uint8Array): ModbusResponse | null {
    this.#buffer = Uint8Array.from([...this.#buffer, ...bytes]);
    const { kind } = this.#request;
    const whole = kind === 'read' ? 5 + Math.ceil(this.#request.count / 8) : 8;
    for (let at = 0; at + 5 <= this.#buffer.length; at++) {
      for (const length of [5, whole]) {
        const found = decodeResponse(this.#unit, this.#request, this.#buffer.subarray(at, at + length));
        if (!found || at + length > this.#buffer.length) continue;
        this.garbage += at;
        this.#buffer = this.#buffer.slice(at + length);
        return found;
      }
    }
    const spare = this.#buffer.length - LARGEST_FRAME;
    if (spare > 0) {
      this.garbage += spare;
      this.#buffer = this.#buffer.slice(spare);
    }
    return null;
  }
}
