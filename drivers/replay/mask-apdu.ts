import { createHmac, randomBytes } from 'node:crypto';
import { decodeCommandApdu, decodeResponseApdu, encodeCommandApdu, encodeResponseApdu } from '../card-reader/apdu.ts';
import { cardFiles, type RecordRow } from '../card-reader/card-files.ts';
import { decodeRecord, decodeValue, encodeRecord } from '../card-reader/record.ts';
import { mod11_2 } from '../id-card-reader/id-number.ts';
import { maskedText } from './mask-barcode-reader.ts';
import type { ClassMask, StreamMask } from './stream-mask.ts';

const SELECT = 0xa4;
const rows = new Map<number, RecordRow>(
  Object.values(cardFiles)
    .flatMap(({ records }): readonly RecordRow[] => records)
    .map((row) => [row.tag, row]),
);
const resident17 = '11010119000101001';
/** Invented digits where a value has a calendar or a table behind it. */
const DIGITS: Readonly<Partial<Record<RecordRow['field'], string>>> = {
  issueDate: '20200101',
  expiryDate: '20400101',
  nation: '01',
  birthPlace: '110101',
  birth: '19000101',
};

/** A value of the same length and coding that says nothing; what cannot be decoded stays undecodable. */
function inventedValue(row: RecordRow, value: Uint8Array, number: number): Uint8Array {
  const text = decodeValue(row.coding, value);
  const digits = DIGITS[row.field];
  if (!text.ok) return new Uint8Array(value.length).fill(row.coding === 'bcd' ? 0xaa : 0xff);
  switch (row.field) {
    case 'version':
    case 'cardType':
      return value.slice();
    case 'socialSecurityNumber':
      if (text.value.length === 18) return padded(value, resident17 + mod11_2(resident17));
      break;
    case 'cardNumber':
      // Another card stays another card: that they were changed in between is what a reading looks for.
      return padded(value, `A${String(number).padStart(text.value.length - 1, '0')}`.slice(0, text.value.length));
    case 'sex':
      return padded(value, text.value === '' ? '' : '1');
    default:
      break;
  }
  if (row.coding === 'hex') return new Uint8Array(value.length);
  if (row.coding === 'bcd') {
    const unset = /^(F*|0*)$/.test(text.value);
    return unset || digits === undefined || digits.length !== value.length * 2
      ? value.map((byte) => (byte === 0xff ? 0xff : 0))
      : Uint8Array.from(Buffer.from(digits, 'hex'));
  }
  return maskedText(value, row.coding === 'gbk' ? 'gb18030' : 'utf8');
}

/** `text` where the value's text stood, its padding as it was. */
function padded(value: Uint8Array, text: string): Uint8Array {
  const bytes = Buffer.from(text, 'latin1').subarray(0, value.length);
  const last = value.at(-1) ?? 0;
  const masked = new Uint8Array(value.length).fill(last === 0x20 ? 0x20 : 0x00);
  masked.set(bytes);
  return masked;
}

class ResponseMask implements StreamMask {
  readonly #key = randomBytes(16);
  readonly #numbers: string[] = [];

  /** One whole response. */
  push(bytes: Uint8Array): Uint8Array {
    const response = decodeResponseApdu(bytes);
    // No response at all, such as a card pulled in mid-answer: it may be the first half of a name.
    if (!response.ok) return new Uint8Array(bytes.length);
    const { data, sw } = response.value;
    return encodeResponseApdu({ data: this.#data(data), sw });
  }

  flush(): Uint8Array {
    return new Uint8Array(0);
  }

  /** Records of the application become invented ones; of anything else only the length is kept. */
  #data(data: Uint8Array): Uint8Array {
    const row = rows.get(data[0] ?? 0);
    const value = row && decodeRecord(row, data);
    if (!row || !value?.ok) return new Uint8Array(data.length);
    return encodeRecord(row, inventedValue(row, value.value, this.#numberOf(row, value.value)));
  }

  /** Which card number of this recording it is, from 0. Kept as a digest under a key that nobody else has. */
  #numberOf({ field }: RecordRow, value: Uint8Array): number {
    if (field !== 'cardNumber') return 0;
    const digest = createHmac('sha256', this.#key).update(value).digest('hex');
    if (!this.#numbers.includes(digest)) this.#numbers.push(digest);
    return this.#numbers.indexOf(digest);
  }
}

const commands: StreamMask = {
  push: (bytes) => {
    const command = decodeCommandApdu(bytes);
    if (!command.ok) return new Uint8Array(bytes.length);
    const { ins, data } = command.value;
    // Names of applications and files. What other commands carry may be a PIN.
    return encodeCommandApdu({ ...command.value, data: ins === SELECT ? data : new Uint8Array(data.length) });
  },
  flush: () => new Uint8Array(0),
};

/** Status words and heads are kept; records are invented, every other answer is zeros. */
export const maskApdus = (): ClassMask => ({ toDevice: commands, toHost: new ResponseMask() });
