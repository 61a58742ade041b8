import { decodeIpp } from '../document-printer/ipp/decode.ts';
import { encodeIpp } from '../document-printer/ipp/encode.ts';
import type { IppAttribute, IppMessage, IppValue } from '../document-printer/ipp/values.ts';

/**
 * The only attributes whose texts, names, addresses and octets tell of the device and not of anybody; whole names. What an
 * operator, a site or a job gets into (`printer-info`, `printer-state-message`, `status-message`, …) is none of them.
 */
const KEPT: ReadonlySet<string> = new Set([
  ...['printer-uuid', 'job-uuid', 'printer-make-and-model', 'printer-device-id', 'printer-firmware-name'],
  ...['printer-firmware-string-version', 'printer-firmware-version', 'printer-firmware-patches'],
  ...['printer-supply', 'printer-supply-description', 'printer-input-tray', 'printer-output-tray'],
  ...['marker-names', 'marker-types', 'marker-colors', 'output-bin', 'output-bin-default', 'output-bin-supported'],
  ...['media', 'media-default', 'media-ready', 'media-supported', 'media-key', 'media-size-name'],
  ...['media-source', 'media-source-supported', 'media-type', 'media-type-supported', 'media-color'],
]);
/** Keywords, formats and languages have neither blanks nor anything beyond ASCII in them (RFC 8011 §5.1). */
const TOKEN = /^[\x21-\x7e]*$/;

/** Digits and letters lose what they said and which of the two they were; length and punctuation stay. */
export const plainText = (text: string): string =>
  [...text].map((character) => (/[\s\p{P}]/u.test(character) ? character : 'a')).join('');

function maskedValue(value: IppValue, kept: boolean): IppValue {
  switch (value.syntax) {
    case 'keyword':
    case 'uriScheme':
    case 'charset':
    case 'naturalLanguage':
    case 'mimeMediaType':
      return TOKEN.test(value.value) ? value : { ...value, value: plainText(value.value) };
    case 'textWithoutLanguage':
    case 'nameWithoutLanguage':
    case 'textWithLanguage':
    case 'nameWithLanguage':
      return kept ? value : { ...value, value: plainText(value.value) };
    case 'uri':
      return kept ? value : { ...value, value: `${/^[a-z]{1,10}:/.exec(value.value)?.[0] ?? 'ipp:'}//masked` };
    case 'octetString':
      return kept || value.value.length === 0 ? value : { ...value, value: new Uint8Array(value.value.length) };
    case 'other':
      return { ...value, value: new Uint8Array(value.value.length) };
    case 'collection':
      return { ...value, members: value.members.map(maskedAttribute) };
    default:
      // Numbers and times.
      return value;
  }
}

/** A member of a collection is judged by its own name. */
const maskedAttribute = ({ name, values }: IppAttribute): IppAttribute => ({
  name,
  values: values.map((value) => maskedValue(value, KEPT.has(name))),
});

/** A message with everything in it that may name a person, a place or a document made plain. */
export const maskedIpp = (message: IppMessage): IppMessage => ({
  ...message,
  groups: message.groups.map(({ tag, attributes }) => ({
    tag,
    attributes: attributes.map(maskedAttribute),
  })),
});

/** The bytes of a request or an answer, masked; of what is no IPP only the length is kept. */
export function maskIpp(bytes: Uint8Array): Uint8Array {
  const decoded = decodeIpp(bytes);
  if (!decoded.ok) return new Uint8Array(bytes.length);
  return encodeIpp(maskedIpp(decoded.value.message));
}
