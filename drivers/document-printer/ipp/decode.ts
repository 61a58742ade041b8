import { fail, ok, type Result } from '../../contract/index.ts';
import { MAX_LENGTH } from './encode.ts';
import {
  GROUPS,
  type IppAttribute,
  type IppGroup,
  type IppMessage,
  type IppValue,
  OUT_OF_BAND_TAGS,
  type OutOfBand,
  STRING_TAGS,
  type StringSyntax,
  TAGS,
} from './values.ts';

/** A printer's whole description is some 30 KB; more than this is no answer. */
const MAX_VALUES = 20_000;
const MAX_DEPTH = 8;

/** What was decoded and where the document begins behind it. */
export interface DecodedIpp {
  readonly message: IppMessage;
  readonly documentOffset: number;
}

/** Thrown inside this file only: the one way out of nested reading. */
class Malformed extends Error {}

const stringSyntaxes = new Map<number, StringSyntax>(
  Object.entries(STRING_TAGS).map(([syntax, tag]) => [tag, syntax as StringSyntax]),
);
const outOfBand = new Map<number, OutOfBand>(
  Object.entries(OUT_OF_BAND_TAGS).map(([syntax, tag]) => [tag, syntax as OutOfBand]),
);

class Reader {
  readonly #bytes: Buffer;
  offset = 0;
  /** Values left before the message is called endless. */
  budget = MAX_VALUES;

  constructor(bytes: Uint8Array) {
    this.#bytes = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  }

  take(length: number, what: string): Buffer {
    if (this.offset + length > this.#bytes.length) throw new Malformed(`it ends inside ${what}`);
    const taken = this.#bytes.subarray(this.offset, this.offset + length);
    this.offset += length;
    return taken;
  }

  byte(what: string): number {
    return this.take(1, what).readUInt8();
  }

  /** The next byte, without taking it. */
  peek(what: string): number {
    const next = this.byte(what);
    this.offset -= 1;
    return next;
  }

  counted(what: string): Buffer {
    const length = this.take(2, `the length of ${what}`).readUInt16BE();
    if (length > MAX_LENGTH) throw new Malformed(`${what} has a negative length`);
    return this.take(length, what);
  }
}

/** The parts of one value on the wire, before its bytes are understood. */
interface RawValue {
  readonly tag: number;
  readonly name: string;
  readonly bytes: Buffer;
}

function readRaw(reader: Reader): RawValue {
  reader.budget -= 1;
  if (reader.budget < 0) throw new Malformed(`it has more than ${MAX_VALUES} values`);
  const tag = reader.byte('a value tag');
  const name = reader.counted('a name').toString('utf8');
  return { tag, name, bytes: reader.counted('a value') };
}

function exact(bytes: Buffer, length: number, what: string): Buffer {
  if (bytes.length !== length) throw new Malformed(`${what} has ${bytes.length} bytes, not ${length}`);
  return bytes;
}

function readLanguage(bytes: Buffer): { language: string; value: string } {
  const parts = new Reader(bytes);
  const language = parts.counted('a language').toString('utf8');
  const value = parts.counted('a text with language').toString('utf8');
  if (parts.offset !== bytes.length) throw new Malformed('a text with language is longer than its parts');
  return { language, value };
}

function readValue(reader: Reader, { tag, bytes }: RawValue, depth: number): IppValue {
  const string = stringSyntaxes.get(tag);
  if (string !== undefined) return { syntax: string, value: bytes.toString('utf8') };
  const none = outOfBand.get(tag);
  if (none !== undefined) return { syntax: none };
  switch (tag) {
    case TAGS.integer:
      return { syntax: 'integer', value: exact(bytes, 4, 'an integer').readInt32BE() };
    case TAGS.enum:
      return { syntax: 'enum', value: exact(bytes, 4, 'an enum').readInt32BE() };
    case TAGS.boolean: {
      const value = exact(bytes, 1, 'a boolean').readUInt8();
      if (value > 1) throw new Malformed(`a boolean is ${value}`);
      return { syntax: 'boolean', value: value === 1 };
    }
    case TAGS.octetString:
      return { syntax: 'octetString', value: Uint8Array.from(bytes) };
    case TAGS.dateTime:
      return { syntax: 'dateTime', value: Uint8Array.from(exact(bytes, 11, 'a dateTime')) };
    case TAGS.resolution:
      exact(bytes, 9, 'a resolution');
      return { syntax: 'resolution', x: bytes.readInt32BE(0), y: bytes.readInt32BE(4), units: bytes.readUInt8(8) };
    case TAGS.rangeOfInteger:
      exact(bytes, 8, 'a range');
      return { syntax: 'rangeOfInteger', lower: bytes.readInt32BE(0), upper: bytes.readInt32BE(4) };
    case TAGS.textWithLanguage:
      return { syntax: 'textWithLanguage', ...readLanguage(bytes) };
    case TAGS.nameWithLanguage:
      return { syntax: 'nameWithLanguage', ...readLanguage(bytes) };
    case TAGS.begCollection:
      exact(bytes, 0, 'the start of a collection');
      return { syntax: 'collection', members: readMembers(reader, depth + 1) };
    case TAGS.endCollection:
    case TAGS.memberAttrName:
      throw new Malformed('a part of a collection stands outside one');
    default:
      return { syntax: 'other', tag, value: Uint8Array.from(bytes) };
  }
}

/** Members up to and including the end of the collection (RFC 8010 §3.1.6, RFC 3382). */
function readMembers(reader: Reader, depth: number): IppAttribute[] {
  if (depth > MAX_DEPTH) throw new Malformed(`its collections are nested deeper than ${MAX_DEPTH}`);
  const members: { name: string; values: IppValue[] }[] = [];
  for (;;) {
    const raw = readRaw(reader);
    if (raw.name !== '') throw new Malformed('a member of a collection carries an attribute name');
    if (raw.tag === TAGS.endCollection) {
      if (members.some((member) => member.values.length === 0)) throw new Malformed('a collection member has no value');
      return members;
    }
    if (raw.tag === TAGS.memberAttrName) {
      if (raw.bytes.length === 0) throw new Malformed('a collection member has no name');
      members.push({ name: raw.bytes.toString('utf8'), values: [] });
      continue;
    }
    const member = members.at(-1);
    if (member === undefined) throw new Malformed('a collection begins with a value');
    member.values.push(readValue(reader, raw, depth));
  }
}

function readGroup(reader: Reader, tag: number): IppGroup {
  const attributes: { name: string; values: IppValue[] }[] = [];
  while (reader.peek('a group, without an end tag') > 0x0f) {
    const raw = readRaw(reader);
    const value = readValue(reader, raw, 0);
    if (raw.name !== '') attributes.push({ name: raw.name, values: [value] });
    else {
      const last = attributes.at(-1);
      if (last === undefined) throw new Malformed('a group begins with a value that has no name');
      last.values.push(value);
    }
  }
  return { tag, attributes };
}

/**
 * Reads one request or answer. Everything the peer says is untrusted: lengths, depth and the number of values are
 * bounded. The error is one sentence without any value in it. Unknown value tags and groups are kept as they are.
 */
export function decodeIpp(bytes: Uint8Array): Result<DecodedIpp, string> {
  const reader = new Reader(bytes);
  try {
    const head = reader.take(8, 'its first eight bytes');
    const groups: IppGroup[] = [];
    for (;;) {
      const tag = reader.byte('a group, without an end tag');
      if (tag === GROUPS.end) break;
      if (tag === 0 || tag > 0x0f) throw new Malformed('a value stands outside a group');
      groups.push(readGroup(reader, tag));
    }
    const version = [head.readUInt8(0), head.readUInt8(1)] as const;
    const message = { version, code: head.readUInt16BE(2), requestId: head.readInt32BE(4), groups };
    return ok({ message, documentOffset: reader.offset });
  } catch (error) {
    if (error instanceof Malformed) return fail(`not an IPP message: ${error.message}`);
    throw error;
  }
}
