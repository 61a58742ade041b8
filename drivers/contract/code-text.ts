import iconv from 'iconv-lite';
import { fail, ok, type Result } from './result.ts';

/** Why a code is not text: nothing in it, bytes of no known encoding, or characters that are not for reading. */
export type TextRefusal = 'empty' | 'encoding' | 'control';

const strictUtf8 = new TextDecoder('utf-8', { fatal: true });

/**
 * Controls, line and paragraph separators, and the marks that turn the writing direction: none belongs in a code,
 * and each can make a screen show something other than what was scanned.
 */
const NOT_FOR_READING = /[\p{Cc}\u2028\u2029\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069]/u;

/**
 * The text of a code: strict UTF-8, else GB 18030 (which older Chinese encoders write), else refused. A byte string
 * that is valid in both is taken as UTF-8. A byte order mark in front is dropped.
 */
export function decodeText(bytes: Uint8Array): Result<string, TextRefusal> {
  const text = utf8(bytes) ?? gb18030(bytes);
  if (text === null) return fail('encoding');
  if (text === '') return fail('empty');
  return NOT_FOR_READING.test(text) ? fail('control') : ok(text);
}

function utf8(bytes: Uint8Array): string | null {
  try {
    return strictUtf8.decode(bytes);
  } catch {
    return null;
  }
}

function gb18030(bytes: Uint8Array): string | null {
  const buffer = Buffer.from(bytes);
  const text = iconv.decode(buffer, 'gb18030');
  // The decoder replaces what it cannot read; only what encodes back to the very bytes was really this encoding.
  return !text.includes('\ufffd') && iconv.encode(text, 'gb18030').equals(buffer) ? text : null;
}
