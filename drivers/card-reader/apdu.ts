import { fail, ok, type Result } from '../contract/index.ts';

/**
 * One short command APDU (ISO/IEC 7816-4, 5.1): head, up to 255 bytes of data, and how many bytes are expected back
 * (1 to 256; null when none). Extended lengths are not spoken here.
 */
export interface CommandApdu {
  readonly cla: number;
  readonly ins: number;
  readonly p1: number;
  readonly p2: number;
  readonly data: Uint8Array;
  readonly le: number | null;
}

/** What a card answers: data, then two status bytes as one number, e.g. `0x9000`. */
export interface ResponseApdu {
  readonly data: Uint8Array;
  readonly sw: number;
}

export type ApduFault = 'length' | 'value';

const HEAD = 4;
const LARGEST_DATA = 255;
/** 256 bytes of data and the status word. */
const LARGEST_RESPONSE = 258;

const isByte = (value: number): boolean => Number.isInteger(value) && value >= 0 && value <= 0xff;

/** Cases 1 to 4 in their short form. Impossible values are a bug of the caller and throw. */
export function encodeCommandApdu({ cla, ins, p1, p2, data, le }: CommandApdu): Uint8Array {
  if (![cla, ins, p1, p2].every(isByte)) throw new RangeError('an APDU head is four bytes');
  if (data.length > LARGEST_DATA) throw new RangeError('a short APDU holds at most 255 bytes');
  if (le !== null && !(Number.isInteger(le) && le >= 1 && le <= 256)) throw new RangeError('Le runs from 1 to 256');
  return Uint8Array.from([
    ...[cla, ins, p1, p2],
    ...(data.length > 0 ? [data.length, ...data] : []),
    ...(le === null ? [] : [le & 0xff]),
  ]);
}

/** The card's side of `encodeCommandApdu`. `data` is a copy. */
export function decodeCommandApdu(bytes: Uint8Array): Result<CommandApdu, ApduFault> {
  const [cla, ins, p1, p2] = bytes;
  if (cla === undefined || ins === undefined || p1 === undefined || p2 === undefined) return fail('length');
  // FF is no class (5.4.1): it opens the protocol selection of T=0 and T=1.
  if (cla === 0xff) return fail('value');
  const head = { cla, ins, p1, p2 };
  const body = bytes.subarray(HEAD);
  const first = body[0];
  if (first === undefined) return ok({ ...head, data: new Uint8Array(0), le: null });
  const expected = (byte: number): number => (byte === 0 ? 256 : byte);
  if (body.length === 1) return ok({ ...head, data: new Uint8Array(0), le: expected(first) });
  // A zero here would open an extended length.
  if (first === 0) return fail('length');
  const data = body.slice(1, 1 + first);
  if (data.length !== first) return fail('length');
  const rest = body.subarray(1 + first);
  const [last] = rest;
  if (last === undefined) return ok({ ...head, data, le: null });
  return rest.length === 1 ? ok({ ...head, data, le: expected(last) }) : fail('length');
}

export function encodeResponseApdu({ data, sw }: ResponseApdu): Uint8Array {
  return Uint8Array.from([...data, sw >> 8, sw & 0xff]);
}

/**
 * `data` is a view. A status word begins with 6 or 9 but for 60 (ISO/IEC 7816-3, 10.3.3); anything else, an empty answer
 * among them, is no response at all.
 */
export function decodeResponseApdu(bytes: Uint8Array): Result<ResponseApdu, ApduFault> {
  if (bytes.length < 2 || bytes.length > LARGEST_RESPONSE) return fail('length');
  const sw1 = bytes.at(-2) ?? 0;
  const sw2 = bytes.at(-1) ?? 0;
  if (sw1 === 0x60 || (sw1 >> 4 !== 6 && sw1 >> 4 !== 9)) return fail('value');
  return ok({ data: bytes.subarray(0, -2), sw: (sw1 << 8) | sw2 });
}
