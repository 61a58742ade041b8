import { unreachable } from '../../contract/index.ts';
import {
  GROUPS,
  type IppAttribute,
  type IppMessage,
  type IppValue,
  OUT_OF_BAND_TAGS,
  STRING_TAGS,
  TAGS,
} from './values.ts';

/** Lengths are SIGNED-SHORT (RFC 8010 §3.2). */
export const MAX_LENGTH = 0x7fff;
const NOTHING = new Uint8Array(0);

const utf8 = (value: string): Uint8Array => Buffer.from(value, 'utf8');

/** A two-byte length and the bytes. A value that does not fit is a bug of the caller. */
function counted(bytes: Uint8Array): Uint8Array {
  if (bytes.length > MAX_LENGTH) throw new Error(`an IPP value of ${bytes.length} bytes cannot be encoded`);
  return Buffer.concat([Buffer.of(bytes.length >> 8, bytes.length & 0xff), bytes]);
}

const tagged = (tag: number, name: string, value: Uint8Array): Uint8Array =>
  Buffer.concat([Buffer.of(tag), counted(utf8(name)), counted(value)]);

function integers(...values: number[]): Uint8Array {
  const bytes = Buffer.alloc(values.length * 4);
  for (const [index, value] of values.entries()) bytes.writeInt32BE(value, index * 4);
  return bytes;
}

function encodeValue(name: string, value: IppValue): Uint8Array {
  switch (value.syntax) {
    case 'unsupported':
    case 'unknown':
    case 'no-value':
    case 'not-settable':
    case 'delete-attribute':
    case 'admin-define':
      return tagged(OUT_OF_BAND_TAGS[value.syntax], name, NOTHING);
    case 'textWithoutLanguage':
    case 'nameWithoutLanguage':
    case 'keyword':
    case 'uri':
    case 'uriScheme':
    case 'charset':
    case 'naturalLanguage':
    case 'mimeMediaType':
      return tagged(STRING_TAGS[value.syntax], name, utf8(value.value));
    case 'integer':
    case 'enum':
      return tagged(TAGS[value.syntax], name, integers(value.value));
    case 'boolean':
      return tagged(TAGS.boolean, name, Uint8Array.of(value.value ? 1 : 0));
    case 'octetString':
    case 'dateTime':
      return tagged(TAGS[value.syntax], name, value.value);
    case 'resolution':
      return tagged(TAGS.resolution, name, Buffer.concat([integers(value.x, value.y), Buffer.of(value.units)]));
    case 'rangeOfInteger':
      return tagged(TAGS.rangeOfInteger, name, integers(value.lower, value.upper));
    case 'textWithLanguage':
    case 'nameWithLanguage': {
      const parts = [counted(utf8(value.language)), counted(utf8(value.value))];
      return tagged(TAGS[value.syntax], name, Buffer.concat(parts));
    }
    case 'collection':
      return Buffer.concat([
        tagged(TAGS.begCollection, name, NOTHING),
        ...value.members.flatMap((member) => [
          tagged(TAGS.memberAttrName, '', utf8(member.name)),
          ...member.values.map((one) => encodeValue('', one)),
        ]),
        tagged(TAGS.endCollection, '', NOTHING),
      ]);
    case 'other':
      return tagged(value.tag, name, value.value);
    default:
      return unreachable(value);
  }
}

const encodeAttribute = ({ name, values }: IppAttribute): Uint8Array =>
  Buffer.concat(values.map((value, index) => encodeValue(index === 0 ? name : '', value)));

/** The bytes of a request or answer up to and including the end tag (RFC 8010 §3.1). A document may follow. */
export function encodeIpp({ version, code, requestId, groups }: IppMessage): Uint8Array {
  return Uint8Array.from(
    Buffer.concat([
      Buffer.of(...version, code >> 8, code & 0xff),
      integers(requestId),
      ...groups.flatMap(({ tag, attributes }) => [Buffer.of(tag), ...attributes.map(encodeAttribute)]),
      Buffer.of(GROUPS.end),
    ]),
  );
}
