import type { IdCard } from '../contract/index.ts';
import { decodeCardText, encodeCardText } from '../id-card-reader/card-text.ts';
import { fromBase64, toBase64 } from '../xfs4iot/base64.ts';
import { decodeIdCard, encodeIdCard } from '../xfs4iot/native-formats.ts';
import { maskedCode } from './mask-barcode-reader.ts';
import { syntheticText } from './synthetic-card.ts';

type Json = string | number | boolean | null | readonly Json[] | { readonly [key: string]: Json };

/** A word of the standard or a version; longer or other text is masked. */
const WORD = /^[a-z][A-Za-z]{0,40}$|^\d{1,3}\.\d{1,3}$/;
const KEY = /^[A-Za-z][A-Za-z0-9.]{0,60}$/;
/** Interfaces whose messages tell of devices only. */
const IMPERSONAL = /^(Common|Lights|Auxiliaries|ServicePublisher|Storage)\./;
/** Bytes as base64, whatever they hold. */
const BINARY = new Set(['data', 'chipData', 'barcodeData']);
/** Words of the standard in messages that may be about a person. */
const WORDS = new Set([
  ...[
    'status',
    'errorCode',
    'inputData',
    'move',
    'to',
    'from',
    'chipPower',
    'chipProtocol',
    'paperSource',
    'threshold',
  ],
  ...['state', 'result', 'mediaControl', 'completionCode', 'action', 'eventId'],
]);
const isObject = (value: Json): value is { readonly [key: string]: Json } =>
  typeof value === 'object' && value !== null && !Array.isArray(value);
const isList = (value: Json): value is readonly Json[] => Array.isArray(value);

const plainly = (text: string): string => text.replace(/\d/g, '0').replace(/[^\d\s\p{P}]/gu, 'a');

/** An invented card of the same layout in the format of our own facade. */
function inventedCard(card: IdCard): Uint8Array | null {
  const real = encodeCardText(card);
  const invented = real.ok ? decodeCardText(syntheticText(real.value)) : real;
  return invented.ok ? encodeIdCard(invented.value) : null;
}

function maskedBinary(key: string, text: string): string {
  if (Buffer.from(text, 'base64').toString('base64') !== text) return 'A'.repeat(text.length);
  const bytes = fromBase64(text);
  if (key === 'barcodeData') return toBase64(maskedCode(bytes));
  const card = key === 'data' ? decodeIdCard(bytes) : null;
  const invented = card === null ? null : inventedCard(card);
  return toBase64(invented ?? new Uint8Array(bytes.length));
}

function maskedValue(key: string, value: Json): Json {
  if (typeof value === 'string') {
    if (BINARY.has(key)) return maskedBinary(key, value);
    if (key === 'symbology') return WORD.test(value) ? value : plainly(value);
    return WORDS.has(key) && WORD.test(value) ? value : plainly(value);
  }
  if (typeof value === 'number') return /^(wadIndex|totalWads|timeout|binNumber)$/.test(key) ? value : 0;
  if (isList(value)) return value.map((one) => maskedValue(key, one));
  if (isObject(value)) return maskedObject(value);
  return value;
}

const maskedObject = (object: { readonly [key: string]: Json }): Json =>
  Object.fromEntries(
    Object.entries(object).map(([key, value]) => [KEY.test(key) ? key : plainly(key), maskedValue(key, value)]),
  );

function maskedHeader(header: { readonly [key: string]: Json }): Json {
  const { errorDescription, ...rest } = header;
  const kept = Object.entries(rest).filter(
    ([key, value]) =>
      KEY.test(key) && (typeof value === 'number' || (typeof value === 'string' && KEY_OR_WORD.test(value))),
  );
  return {
    ...Object.fromEntries(kept),
    ...(typeof errorDescription === 'string' ? { errorDescription: plainly(errorDescription) } : {}),
  };
}
const KEY_OR_WORD = /^[A-Za-z][A-Za-z0-9.]{0,60}$|^\d{1,3}\.\d{1,3}$/;

/** One XFS4IoT message with everything in it that may come from a person masked, field by field. */
export function maskXfs(text: string): string {
  let message: Json;
  try {
    message = JSON.parse(text);
  } catch {
    return '{}';
  }
  if (!isObject(message) || !isObject(message.header ?? null)) return '{}';
  const header = isObject(message.header ?? null) ? (message.header ?? {}) : {};
  const masked = isObject(header) ? maskedHeader(header) : {};
  const { payload } = message;
  if (payload === undefined || !isObject(payload)) return JSON.stringify({ header: masked });
  const name = isObject(header) && typeof header.name === 'string' ? header.name : '';
  const kept = IMPERSONAL.test(name) ? withoutDescription(payload) : maskedObject(payload);
  return JSON.stringify({ header: masked, payload: kept });
}

/** A service's own words to an error may name what it choked on. */
function withoutDescription(payload: { readonly [key: string]: Json }): Json {
  const { errorDescription, ...rest } = payload;
  return typeof errorDescription === 'string' ? { ...rest, errorDescription: plainly(errorDescription) } : rest;
}
