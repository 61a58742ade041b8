import { z } from 'zod';
import { fail, ok, type Result } from '../contract/index.ts';

/** Device classes whose traffic can be masked, and so recorded. */
export const recordedClassSchema = z.enum([
  'idCardReader',
  'barcodeReader',
  'receiptPrinter',
  'documentPrinter',
  'cardReader',
  'auxiliaries',
]);
export type RecordedClass = z.infer<typeof recordedClassSchema>;

/**
 * What a line of a transcript is: a piece of a byte stream cut anywhere, a whole HID report, a whole APDU, the body of an IPP
 * request or answer, one XFS4IoT message.
 */
export const mediumSchema = z.enum(['stream', 'hid', 'apdu', 'ipp', 'xfs']);
export type Medium = z.infer<typeof mediumSchema>;

const hexSchema = z.string().regex(/^(?:[0-9a-f]{2})+$/);
/** Milliseconds since the first line. */
const timeSchema = z.number().min(0);
const toSchema = z.enum(['device', 'host']);

/** The first line. Says what was recorded, never where. */
const headSchema = z.strictObject({
  transcript: z.literal(1),
  deviceClass: recordedClassSchema,
  /** Left out by the first recorders, which knew streams only. */
  medium: mediumSchema.default('stream'),
  /** The family or other variant the driver was configured as; empty where it has none. */
  variant: z.string().max(40),
  /** Lines the ring gave up before the first one kept. */
  dropped: z.number().int().min(0),
});

/**
 * `fault`: what was asked could not be answered, `word` says why. `card-in` and `card-out`: something was put into the
 * reader or pulled.
 */
export const portEvents = ['open', 'open-failed', 'close', 'hang-up', 'fault', 'card-in', 'card-out'] as const;
export type PortEvent = (typeof portEvents)[number];

/** HID only: `feature` a feature report, `ask` the question for one (its id, then the length in two bytes). */
export const reportKinds = ['feature', 'ask'] as const;
export type ReportKind = (typeof reportKinds)[number];

/** Whose reports these are: what a virtual device needs to look like it. */
const hidSchema = z.strictObject({
  vendorId: z.number().int().min(0).max(0xffff),
  productId: z.number().int().min(0).max(0xffff),
  descriptor: hexSchema.nullable(),
});
export type RecordedHid = z.infer<typeof hidSchema>;

const entrySchema = z.union([
  z.strictObject({
    t: timeSchema,
    to: toSchema,
    hex: hexSchema,
    kind: z.enum(reportKinds).optional(),
    /** IPP only: so many bytes of a document followed; they are not kept. */
    document: z.number().int().min(0).optional(),
  }),
  z.strictObject({ t: timeSchema, to: toSchema, text: z.string() }),
  z.strictObject({
    t: timeSchema,
    event: z.enum(portEvents),
    word: z
      .string()
      .regex(/^[A-Za-z-]{1,40}$/)
      .optional(),
    hid: hidSchema.optional(),
  }),
]);
export type Entry = z.infer<typeof entrySchema>;

/** What passed over one port in the order it happened, personal data masked at capture. */
export interface Transcript {
  readonly head: z.infer<typeof headSchema>;
  readonly entries: readonly Entry[];
}

/** A line that is no event. */
export type FrameEntry = Exclude<Entry, { event: unknown }>;

export const bytesOf = (entry: FrameEntry): Uint8Array =>
  Uint8Array.from('hex' in entry ? Buffer.from(entry.hex, 'hex') : Buffer.from(entry.text, 'utf8'));

/** JSON lines: the head, then one entry a line. */
export const formatTranscript = ({ head, entries }: Transcript): string =>
  [head, ...entries].map((line) => `${JSON.stringify(line)}\n`).join('');

/** Reads a transcript; the error names the first bad line. Times may not run backwards. */
export function parseTranscript(text: string): Result<Transcript, string> {
  const lines = text.split('\n').filter((line) => line.trim() !== '');
  if (lines.length === 0) return fail('the file is empty');
  const values: unknown[] = [];
  for (const [index, line] of lines.entries()) {
    try {
      values.push(JSON.parse(line));
    } catch {
      return fail(`line ${index + 1} is not JSON${index === 0 ? ': no transcript, --record makes one' : ''}`);
    }
  }
  const [first, ...rest] = values;
  const head = headSchema.safeParse(first);
  if (!head.success) return fail('line 1 is no head of a transcript: --record makes one');
  const entries: Entry[] = [];
  let last = 0;
  for (const [index, value] of rest.entries()) {
    const entry = entrySchema.safeParse(value);
    if (!entry.success) return fail(`line ${index + 2} is no entry of a transcript`);
    if (entry.data.t < last) return fail(`line ${index + 2} is older than the one before`);
    last = entry.data.t;
    entries.push(entry.data);
  }
  return ok({ head: head.data, entries });
}
