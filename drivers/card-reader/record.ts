import iconv from 'iconv-lite';
import { fail, ok, type Result } from '../contract/index.ts';
import type { Coding, RecordRow } from './card-files.ts';

/** Why a record is not what it should be. Never the bytes themselves. */
export type RecordFault = 'shape' | 'tag' | 'size' | 'coding';

/**
 * One record is a tag, a length and the value, the first two one byte each. The value must end where the
 * answer ends; cards that do not pad give shorter values than the table says, never longer ones. The value is a view.
 */
export function decodeRecord(row: RecordRow, bytes: Uint8Array): Result<Uint8Array, RecordFault> {
  const [tag, length] = bytes;
  if (tag === undefined || length === undefined) return fail('shape');
  if (tag !== row.tag) return fail('tag');
  if (length > row.size) return fail('size');
  return bytes.length === 2 + length ? ok(bytes.subarray(2)) : fail('shape');
}

export function encodeRecord(row: RecordRow, value: Uint8Array): Uint8Array {
  if (value.length > row.size) throw new RangeError(`record ${row.tag} holds at most ${row.size} bytes`);
  return Uint8Array.from([row.tag, value.length, ...value]);
}

/** NUL and space pad on either side; inside a name they stay. */
const PADDING = /^[\0 ]+|[\0 ]+$/g;
// biome-ignore lint/suspicious/noControlCharactersInRegex: a control character in a name is what is looked for
const CONTROLS = /[\u0000-\u001f\u007f]/;

/**
 * A value as text: hexadecimal digits, printable ASCII, decimal digits or a name in GBK (as GB 18030, whose two-byte part
 * keeps GBK's private-use characters). Padding is taken off. Undecodable bytes are a fault: no name is better than a wrong
 * one.
 */
export function decodeValue(coding: Coding, value: Uint8Array): Result<string, RecordFault> {
  const bytes = Buffer.from(value.buffer, value.byteOffset, value.byteLength);
  switch (coding) {
    case 'hex':
      return ok(bytes.toString('hex').toUpperCase());
    case 'bcd': {
      const digits = bytes.toString('hex').toUpperCase();
      // Unwritten bytes are FF, and some cards leave them so.
      return /^(\d*|F+)$/.test(digits) ? ok(digits) : fail('coding');
    }
    case 'ascii': {
      const text = bytes.toString('latin1').replace(PADDING, '');
      return /^[\x21-\x7e]*$/.test(text) ? ok(text) : fail('coding');
    }
    case 'gbk': {
      const text = iconv.decode(bytes, 'gb18030');
      const exact = !text.includes('\ufffd') && iconv.encode(text, 'gb18030').equals(bytes);
      const name = text.replace(PADDING, '');
      return exact && !CONTROLS.test(name) ? ok(name) : fail('coding');
    }
  }
}

/** The card's side of `decodeValue`: padded to the record's size with NUL or, as some issuers do, with spaces. */
export function encodeValue(row: RecordRow, text: string, padding: 0x00 | 0x20 = 0x00): Uint8Array {
  const bytes =
    row.coding === 'gbk' ? iconv.encode(text, 'gb18030') : Buffer.from(text, row.coding === 'ascii' ? 'latin1' : 'hex');
  if (bytes.length > row.size) throw new RangeError(`${row.field} holds at most ${row.size} bytes`);
  const whole = new Uint8Array(row.size).fill(padding);
  whole.set(bytes);
  return whole;
}

/** `20200101` → `2020-01-01`; null for what no calendar has, such as the zeros or Fs of an unset date. */
export function isoDateOfDigits(digits: string): string | null {
  const match = /^(\d{4})(\d{2})(\d{2})$/.exec(digits);
  if (!match) return null;
  const iso = `${match[1]}-${match[2]}-${match[3]}`;
  const date = new Date(`${iso}T00:00:00Z`);
  return !Number.isNaN(date.getTime()) && date.toISOString().startsWith(iso) ? iso : null;
}
