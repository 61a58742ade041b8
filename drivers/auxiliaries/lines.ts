import { SIGNAL_OF_LINE } from './profile-links.ts';

/**
 * One line of our own example board, in the manner of NMEA 0183: `$`, a word, signals as `,NAME=value`, `*`, the XOR of
 * everything between `$` and `*` as two hexadecimal digits, CR LF.
 */
export interface Line {
  /** `ST?` asks, `ST` tells, `SET` orders, `OK` and `NO` answer an order. */
  readonly word: string;
  readonly signals: ReadonlyMap<string, number>;
}

const WORD = /^[A-Z]{1,7}\??$/;
const FORM = /^\$([A-Z]{1,7}\??)((?:,[A-Z][A-Z0-9]{0,7}=\d{1,5})*)\*([0-9A-F]{2})$/;
const LARGEST_VALUE = 0xffff;
const LONGEST = 256;
const START = 0x24;

function checkOf(text: string): string {
  let check = 0;
  for (let at = 0; at < text.length; at++) check ^= text.charCodeAt(at);
  return check.toString(16).toUpperCase().padStart(2, '0');
}

/** Names and values out of range are a bug of the caller and throw. */
export function encodeLine({ word, signals }: Line): Uint8Array {
  if (!WORD.test(word)) throw new RangeError(`${word} is no word of this protocol`);
  const items = [...signals].map(([name, value]) => {
    if (!SIGNAL_OF_LINE.test(name) || !Number.isInteger(value) || value < 0 || value > LARGEST_VALUE)
      throw new RangeError(`${name}=${value} does not fit a line`);
    return `,${name}=${value}`;
  });
  const body = `${word}${items.join('')}`;
  return Buffer.from(`$${body}*${checkOf(body)}\r\n`, 'latin1');
}

/** One line without its CR LF; null when form, check or a value is wrong, or a signal is named twice. */
export function decodeLine(text: string): Line | null {
  const match = FORM.exec(text);
  if (!match || checkOf(text.slice(1, -3)) !== match[3]) return null;
  const signals = new Map<string, number>();
  for (const item of (match[2] ?? '').split(',').slice(1)) {
    const [name = '', digits = ''] = item.split('=');
    const value = Number(digits);
    if (signals.has(name) || value > LARGEST_VALUE || String(value) !== digits) return null;
    signals.set(name, value);
  }
  return { word: match[1] ?? '', signals };
}

/** Cuts a stream into lines; a line that is bad or too long is counted and dropped. */
export class LineParser {
  #text = '';
  #skipping = false;
  bad = 0;

  push(bytes: Uint8Array): Line[] {
    const lines: Line[] = [];
    for (const byte of bytes) {
      if (byte === 0x0a) {
        const line = this.#skipping ? null : decodeLine(this.#text.replace(/\r$/, ''));
        if (line) lines.push(line);
        else this.bad += 1;
        this.#text = '';
        this.#skipping = false;
      } else if (byte === START) {
        // A line begins wherever this stands, whatever was before it.
        if (this.#text !== '' || this.#skipping) this.bad += 1;
        this.#text = '$';
        this.#skipping = false;
      } else if (this.#text.length >= LONGEST) {
        this.#text = '';
        this.#skipping = true;
      } else if (!this.#skipping) this.#text += String.fromCharCode(byte);
    }
    return lines;
  }
}
