import { decodeIpp } from '../document-printer/ipp/decode.ts';
import { encodeIpp } from '../document-printer/ipp/encode.ts';
import type { IppAttribute, IppMessage, IppValue } from '../document-printer/ipp/values.ts';

/** Text, names and addresses that tell of the device, not of anybody. Every other one is masked. */
const KEPT = [
  /^(printer-|job-)uuid$/,
  /^printer-(make-and-model|device-id|firmware-.*|supply-description|input-tray|output-tray)$/,
  /^(media|marker|document-format|output-bin|pdl|pwg|print|sides|operations|ipp|identify|job-.*-(default|supported))/,
  /^(attributes-charset|attributes-natural-language|status-message)$/,
];
const isKept = (name: string): boolean => KEPT.some((pattern) => pattern.test(name));

/** Digits and letters lose what they said and which of the two they were; length and punctuation stay. */
export const plainText = (text: string): string =>
  [...text].map((character) => (/[\s\p{P}]/u.test(character) ? character : 'a')).join('');

function maskedValue(value: IppValue, kept: boolean): IppValue {
  switch (value.syntax) {
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
      return { ...value, members: value.members.map((member) => maskedAttribute(member, kept)) };
    default:
      // Numbers, keywords of the standard, formats, times.
      return value;
  }
}

const maskedAttribute = ({ name, values }: IppAttribute, kept = false): IppAttribute => ({
  name,
  values: values.map((value) => maskedValue(value, kept || isKept(name))),
});

/** A message with everything in it that may name a person, a place or a document made plain. */
export const maskedIpp = (message: IppMessage): IppMessage => ({
  ...message,
  groups: message.groups.map(({ tag, attributes }) => ({
    tag,
    attributes: attributes.map((one) => maskedAttribute(one)),
  })),
});

/** The bytes of a request or an answer, masked; of what is no IPP only the length is kept. */
export function maskIpp(bytes: Uint8Array): Uint8Array {
  const decoded = decodeIpp(bytes);
  if (!decoded.ok) return new Uint8Array(bytes.length);
  return encodeIpp(maskedIpp(decoded.value.message));
}
