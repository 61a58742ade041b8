import type { IdCard } from '../contract/index.ts';
import { decodeCardText, encodeCardText } from '../id-card-reader/card-text.ts';
import { fromBase64, toBase64 } from '../xfs4iot/base64.ts';
import { decodeIdCard, encodeIdCard } from '../xfs4iot/native-formats.ts';
import { maskedCode } from './mask-barcode-reader.ts';
import { syntheticText } from './synthetic-card.ts';
import { INTERFACES, LABELS, STANDARD_WORDS } from './xfs-words.ts';

type Json = string | number | boolean | null | readonly Json[] | { readonly [key: string]: Json };

/** A word of the standard or a version; longer or other text is masked. */
const WORD = /^[a-z][A-Za-z]{0,40}$|^\d{1,3}\.\d{1,3}$/;
const VERSION = /^\d{1,3}\.\d{1,3}$/;
const KEY = /^[A-Za-z][A-Za-z0-9.]{0,60}$/;
/** Interfaces whose messages tell of devices only. */
const IMPERSONAL = /^(Common|Lights|Auxiliaries|ServicePublisher|Storage)\./;
/** Percents, counts, seconds; a telephone number is longer. */
const MOST_OF_DEVICE = 1_000_000;
const MOST_LABEL = 80;
const OUR_FORMAT = /^budayang\.[a-z-]{1,20}\/\d$/;
const TYPES: ReadonlySet<unknown> = new Set(['command', 'acknowledge', 'event', 'completion', 'unsolicited']);
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

const isName = (text: string): boolean => {
  const [before = '', after = '', ...more] = text.split('.');
  return INTERFACES.has(before) && /^[A-Z][A-Za-z]{0,59}$/.test(after) && more.length === 0;
};
const numberOnly = (value: Json): Json | undefined => (typeof value === 'number' ? value : undefined);
const wordOnly = (value: Json): Json | undefined =>
  typeof value === 'string' ? (STANDARD_WORDS.has(value) ? value : plainly(value)) : undefined;

const HEADER: Readonly<Record<string, (value: Json) => Json | undefined>> = {
  type: (value) => (TYPES.has(value) ? value : undefined),
  name: (value) => (typeof value === 'string' ? (isName(value) ? value : plainly(value)) : undefined),
  version: (value) => (typeof value === 'string' && VERSION.test(value) ? value : undefined),
  requestId: numberOnly,
  timeout: numberOnly,
  status: wordOnly,
  completionCode: wordOnly,
  errorDescription: (value) => (typeof value === 'string' ? plainly(value) : undefined),
};

const maskedHeader = (header: { readonly [key: string]: Json }): { readonly [key: string]: Json } =>
  Object.fromEntries(
    Object.entries(HEADER).flatMap(([key, keep]): [string, Json][] => {
      const kept = keep(header[key] ?? null);
      return kept === undefined ? [] : [[key, kept]];
    }),
  );

/** What a device tells of itself: numbers of its own size, and words of the standard; every other text is plain. */
function maskedOfDevice(key: string, value: Json, told: boolean): Json {
  if (typeof value === 'string') {
    if (key === 'serviceURI') return `${/^wss?:/.exec(value)?.[0] ?? 'ws:'}//masked`;
    if (STANDARD_WORDS.has(value) || VERSION.test(value)) return value;
    if (WORDS.has(key)) return key === 'errorCode' && WORD.test(value) ? value : plainly(value);
    const named =
      told && ((LABELS.has(key) && value.length <= MOST_LABEL) || (key === 'name' && INTERFACES.has(value)));
    return named || OUR_FORMAT.test(value) ? value : plainly(value);
  }
  if (typeof value === 'number') return Math.abs(value) < MOST_OF_DEVICE ? value : 0;
  if (isList(value)) return value.map((one) => maskedOfDevice(key, one, told));
  if (isObject(value)) return deviceObject(value, told);
  return value;
}

const deviceObject = (object: { readonly [key: string]: Json }, told: boolean): Json =>
  Object.fromEntries(
    Object.entries(object).map(([key, value]) => [
      KEY.test(key) ? key : plainly(key),
      maskedOfDevice(key, value, told),
    ]),
  );

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
  const kept = IMPERSONAL.test(name) ? deviceObject(payload, name === 'Common.Capabilities') : maskedObject(payload);
  return JSON.stringify({ header: masked, payload: kept });
}
