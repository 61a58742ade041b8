/**
 * IPP values by their RFC 8010 syntax. One attribute may hold values of different syntaxes (§3.1.3 of RFC 8010 lets
 * `no-value` stand beside anything), so each value carries its own.
 */

/** Syntaxes whose value is a character string, by value tag (RFC 8010 §3.5.2). */
export const STRING_TAGS = {
  textWithoutLanguage: 0x41,
  nameWithoutLanguage: 0x42,
  keyword: 0x44,
  uri: 0x45,
  uriScheme: 0x46,
  charset: 0x47,
  naturalLanguage: 0x48,
  mimeMediaType: 0x49,
} as const;
export type StringSyntax = keyof typeof STRING_TAGS;

/** Values that say why there is none (RFC 8010 §3.5.2, RFC 3380 §8). Their length on the wire is not always zero. */
export const OUT_OF_BAND_TAGS = {
  unsupported: 0x10,
  unknown: 0x12,
  'no-value': 0x13,
  'not-settable': 0x15,
  'delete-attribute': 0x16,
  'admin-define': 0x17,
} as const;
export type OutOfBand = keyof typeof OUT_OF_BAND_TAGS;

export const TAGS = {
  integer: 0x21,
  boolean: 0x22,
  enum: 0x23,
  octetString: 0x30,
  dateTime: 0x31,
  resolution: 0x32,
  rangeOfInteger: 0x33,
  begCollection: 0x34,
  textWithLanguage: 0x35,
  nameWithLanguage: 0x36,
  endCollection: 0x37,
  memberAttrName: 0x4a,
} as const;

/** Group delimiter tags (RFC 8010 §3.5.1 and the IANA registry). */
export const GROUPS = { operation: 0x01, job: 0x02, end: 0x03, printer: 0x04, unsupported: 0x05 } as const;

/** One value. `octets` and `other` hold the bytes as they were; `dateTime` is the eleven octets of RFC 2579. */
export type IppValue =
  | { readonly syntax: StringSyntax; readonly value: string }
  | { readonly syntax: OutOfBand }
  | { readonly syntax: 'integer' | 'enum'; readonly value: number }
  | { readonly syntax: 'boolean'; readonly value: boolean }
  | { readonly syntax: 'octetString' | 'dateTime'; readonly value: Uint8Array }
  /** `units` 3 dots per inch, 4 dots per centimetre. */
  | { readonly syntax: 'resolution'; readonly x: number; readonly y: number; readonly units: number }
  | { readonly syntax: 'rangeOfInteger'; readonly lower: number; readonly upper: number }
  | {
      readonly syntax: 'textWithLanguage' | 'nameWithLanguage';
      readonly language: string;
      readonly value: string;
    }
  | { readonly syntax: 'collection'; readonly members: readonly IppAttribute[] }
  /** A value tag this codec does not know; RFC 8010 §3.5.2 asks for it to be passed over, not refused. */
  | { readonly syntax: 'other'; readonly tag: number; readonly value: Uint8Array };

/** A named attribute with at least one value. */
export interface IppAttribute {
  readonly name: string;
  readonly values: readonly IppValue[];
}

export interface IppGroup {
  readonly tag: number;
  readonly attributes: readonly IppAttribute[];
}

/** A request (`code` is the operation) or an answer (`code` is the status). A document follows it on the wire. */
export interface IppMessage {
  readonly version: readonly [major: number, minor: number];
  readonly code: number;
  readonly requestId: number;
  readonly groups: readonly IppGroup[];
}

const strings =
  (syntax: StringSyntax) =>
  (name: string, ...values: string[]): IppAttribute => ({ name, values: values.map((value) => ({ syntax, value })) });

export const keyword = strings('keyword');
export const uri = strings('uri');
export const charset = strings('charset');
export const naturalLanguage = strings('naturalLanguage');
export const nameAttribute = strings('nameWithoutLanguage');
export const text = strings('textWithoutLanguage');
export const mimeMediaType = strings('mimeMediaType');
export const integer = (name: string, ...values: number[]): IppAttribute => ({
  name,
  values: values.map((value) => ({ syntax: 'integer', value })),
});
export const enumeration = (name: string, ...values: number[]): IppAttribute => ({
  name,
  values: values.map((value) => ({ syntax: 'enum', value })),
});
export const boolean = (name: string, value: boolean): IppAttribute => ({
  name,
  values: [{ syntax: 'boolean', value }],
});
export const collection = (name: string, ...members: IppAttribute[]): IppAttribute => ({
  name,
  values: [{ syntax: 'collection', members }],
});
export const octets = (name: string, ...values: string[]): IppAttribute => ({
  name,
  values: values.map((value) => ({ syntax: 'octetString', value: Uint8Array.from(Buffer.from(value, 'utf8')) })),
});
