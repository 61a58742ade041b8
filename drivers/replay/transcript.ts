import { z } from 'zod';
import { fail, ok, type Result } from '../contract/index.ts';

/** Device classes whose bytes can be masked, and so recorded. */
export const recordedClassSchema = z.enum(['idCardReader', 'barcodeReader', 'receiptPrinter']);
export type RecordedClass = z.infer<typeof recordedClassSchema>;

const hexSchema = z.string().regex(/^(?:[0-9a-f]{2})+$/);
/** Milliseconds since the first line. */
const timeSchema = z.number().min(0);

/** The first line. Says what was recorded, never where. */
const headSchema = z.strictObject({
  transcript: z.literal(1),
  deviceClass: recordedClassSchema,
  /** The family or other variant the driver was configured as; empty where it has none. */
  variant: z.string().max(40),
  /** Lines the ring gave up before the first one kept. */
  dropped: z.number().int().min(0),
});

const entrySchema = z.union([
  z.strictObject({ t: timeSchema, to: z.enum(['device', 'host']), hex: hexSchema }),
  z.strictObject({ t: timeSchema, event: z.enum(['open', 'open-failed', 'close', 'hang-up']) }),
]);
export type Entry = z.infer<typeof entrySchema>;

/** Bytes and events of one port in the order they happened, personal data masked at capture. */
export interface Transcript {
  readonly head: z.infer<typeof headSchema>;
  readonly entries: readonly Entry[];
}

/** JSON lines: the head, then one entry a line. */
export const formatTranscript = ({ head, entries }: Transcript): string =>
  [head, ...entries].map((line) => `${JSON.stringify(line)}\n`).join('');

/** Reads a transcript; the error names the first bad line. Times may not run backwards. */
export function parseTranscript(text: string): Result<Transcript, string> {
  const lines = text.split('\n').filter((line) => line.trim() !== '');
  const values: unknown[] = [];
  for (const [index, line] of lines.entries()) {
    try {
      values.push(JSON.parse(line));
    } catch {
      return fail(`line ${index + 1} is not JSON`);
    }
  }
  const [first, ...rest] = values;
  const head = headSchema.safeParse(first);
  if (!head.success) return fail('line 1 is no head of a transcript');
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
