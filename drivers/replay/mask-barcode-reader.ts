import iconv from 'iconv-lite';
import { ACK, ENQ, ETX, NAK, SOH, STX } from '../barcode-reader/dialect.ts';
import { classifyPayload } from '../barcode-reader/payload.ts';
import { formatOwnCode } from '../contract/own-code.ts';
import { mod11_2 } from '../id-card-reader/id-number.ts';
import { type ClassMask, joined, nothingPersonal, type StreamMask } from './stream-mask.ts';

/** CR, LF, TAB, ETX: what ends a code. */
const ENDS = [0x0d, 0x0a, 0x09, 0x03];
/** Silence after which the next byte begins another code; the longest code of all. */
const IDLE_MS = 150;
const LONGEST = 4096;

/**
 * Replies of scanners to the settings this product writes, and nothing more: they are matched by name, so that a
 * person's code is none of them. Honeywell, then Newland.
 */
const OUTCOME = `[${ACK}${ENQ}${NAK}]`;
const REPLIES = new RegExp(
  `(?:TRGMOD|VSUFCR)[0-9]{0,4}${OUTCOME}[.!]|${STX}${SOH}0000[@#](?:SCNTRG|SCNMOD|SETUPE)[0-9*]{0,4}${OUTCOME};${ETX}`,
  'g',
);

const strictUtf8 = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true });
const latin1 = (bytes: Uint8Array): string => Buffer.from(bytes).toString('latin1');

function decoded(bytes: Uint8Array): { text: string; encoding: 'utf8' | 'gb18030' } | null {
  try {
    return { text: strictUtf8.decode(bytes), encoding: 'utf8' };
  } catch {
    const buffer = Buffer.from(bytes);
    const text = iconv.decode(buffer, 'gb18030');
    return iconv.encode(text, 'gb18030').equals(buffer) ? { text, encoding: 'gb18030' } : null;
  }
}

/** The same kind of character of the same length: digits, letters, and everything beyond ASCII lose what they said. */
function maskedCharacter(character: string, encoding: 'utf8' | 'gb18030'): string {
  if (character >= '0' && character <= '9') return '0';
  if (character >= 'a' && character <= 'z') return 'a';
  if (character >= 'A' && character <= 'Z') return 'A';
  if (character < '\u0080') return character;
  const length = iconv.encode(character, encoding).length;
  if (encoding === 'gb18030') return length === 2 ? '样' : '\u{20000}';
  return length === 2 ? 'é' : length === 3 ? '样' : '\u{20000}';
}

const plainly = (text: string, encoding: 'utf8' | 'gb18030'): string =>
  [...text].map((character) => maskedCharacter(character, encoding)).join('');

const resident17 = '11010119000101001';

/** Text in either encoding, character for character; as long as the real one where it decodes. */
export function maskedText(bytes: Uint8Array, encoding: 'utf8' | 'gb18030'): Uint8Array {
  const buffer = Buffer.from(bytes);
  const masked = iconv.encode(plainly(iconv.decode(buffer, encoding), encoding), encoding);
  return masked.length === bytes.length ? Uint8Array.from(masked) : new Uint8Array(bytes.length);
}

/** Keeps the class of a payload as well, so that a replayed one is answered like the real one. */
function maskedPayload(text: string, encoding: 'utf8' | 'gb18030'): string {
  const payload = classifyPayload(text);
  const masked = plainly(text, encoding);
  switch (payload.class) {
    case 'resident-id-number':
      return resident17 + mod11_2(resident17);
    case 'own-code':
      return formatOwnCode({ kind: payload.code.kind, id: plainly(payload.code.id, encoding) });
    case 'health-card-static':
    case 'health-card-dynamic':
      // 64 hex digits, then the mark that tells the two apart.
      return masked.slice(0, 64) + text.slice(64, 67) + masked.slice(67);
    default: {
      // Never more than the mark of its class: `https://`, `BDY1:`, `424`, `62`.
      const longest = payload.class === 'url' ? 8 : payload.class === 'own-code-damaged' ? 5 : 3;
      for (let kept = 0; kept <= longest; kept += 1) {
        const candidate = text.slice(0, kept) + masked.slice(kept);
        if (classifyPayload(candidate).class === payload.class) return candidate;
      }
      return masked;
    }
  }
}

/** One code or reply without its ending; as long as the real one. */
export function maskedCode(bytes: Uint8Array): Uint8Array {
  const known = decoded(bytes);
  if (known) {
    const masked = iconv.encode(maskedPayload(known.text, known.encoding), known.encoding);
    if (masked.length === bytes.length) return Uint8Array.from(masked);
  }
  // No text: it stays none. FF is in neither encoding.
  return bytes.map((byte) => (byte >= 0x80 ? 0xff : maskedCharacter(String.fromCharCode(byte), 'utf8').charCodeAt(0)));
}

/** Replies are kept, what stands around them is codes. */
function maskedSegment(bytes: Uint8Array): Uint8Array {
  const text = latin1(bytes);
  const pieces: Uint8Array[] = [];
  let at = 0;
  for (const reply of text.matchAll(REPLIES)) {
    pieces.push(maskedCode(bytes.subarray(at, reply.index)), bytes.slice(reply.index, reply.index + reply[0].length));
    at = reply.index + reply[0].length;
  }
  const rest = bytes.subarray(at);
  const end = rest.length > 0 && ENDS.includes(rest.at(-1) ?? 0) ? rest.length - 1 : rest.length;
  pieces.push(maskedCode(rest.subarray(0, end)), rest.slice(end));
  return joined(pieces);
}

class CodeMask implements StreamMask {
  #held: number[] = [];
  #lastAt = 0;

  push(bytes: Uint8Array, now: number): Uint8Array {
    const out: Uint8Array[] = [];
    if (now - this.#lastAt > IDLE_MS) out.push(this.flush());
    this.#lastAt = now;
    for (const byte of bytes) {
      this.#held.push(byte);
      if (ENDS.includes(byte) || this.#held.length >= LONGEST) out.push(this.flush());
    }
    return joined(out);
  }

  flush(): Uint8Array {
    const segment = maskedSegment(Uint8Array.from(this.#held));
    this.#held.fill(0);
    this.#held = [];
    return segment;
  }
}

/** What people show becomes something else of the same form; commands and replies are kept. */
export const maskBarcodeReader = (): ClassMask => ({ toDevice: nothingPersonal(), toHost: new CodeMask() });
