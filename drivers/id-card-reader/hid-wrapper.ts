import { z } from 'zod';
import { fail, ok, type Result } from '../contract/index.ts';

const byte = z.number().int().min(0).max(0xff);
const place = z.number().int().min(0).max(4_095);

/**
 * How one direction's reports carry the bytes of the serial protocol. All places are counted behind the report id.
 * `counts` says what the length field counts: the payload of this report, or the payload and the field itself.
 */
const reportLayoutSchema = z
  .strictObject({
    /** 0 where the device numbers no reports. */
    reportId: byte,
    /** Bytes of the report without its id. */
    length: z.number().int().min(8).max(4_096),
    payloadAt: place,
    payloadLength: z.number().int().min(1).max(4_096),
    lengthField: z
      .strictObject({
        at: place,
        bytes: z.union([z.literal(1), z.literal(2)]),
        endian: z.enum(['big', 'little']),
        counts: z.enum(['payload', 'payloadAndField']),
      })
      .nullable(),
    /** Bytes that always stand there; a received report without them is not ours. */
    constants: z.array(z.strictObject({ at: place, value: byte })).max(16),
    /** What fills the rest. */
    padding: byte,
  })
  .superRefine((layout, context) => {
    const payloadEnd = layout.payloadAt + layout.payloadLength;
    const taken = new Set<number>();
    const take = (at: number, what: string) => {
      if (at >= layout.length) context.addIssue({ code: 'custom', message: `${what} lies outside the report` });
      else if (at >= layout.payloadAt && at < payloadEnd) {
        context.addIssue({ code: 'custom', message: `${what} lies in the payload` });
      } else if (taken.has(at)) context.addIssue({ code: 'custom', message: `${what} lies on another field` });
      taken.add(at);
    };
    if (payloadEnd > layout.length)
      context.addIssue({ code: 'custom', message: 'the payload lies outside the report' });
    const { lengthField } = layout;
    for (let index = 0; index < (lengthField?.bytes ?? 0); index += 1)
      take((lengthField?.at ?? 0) + index, 'the length');
    for (const { at } of layout.constants) take(at, 'a constant');
    if (lengthField?.bytes === 1 && layout.payloadLength + 1 > 0xff) {
      context.addIssue({ code: 'custom', message: 'one byte cannot count that much payload' });
    }
  });
export type HidReportLayout = z.infer<typeof reportLayoutSchema>;

/**
 * How a HID card reader wraps the serial protocol. No maker publishes it: it is measured on the device and written down as
 * data, so that a new reader needs no code.
 */
export const hidWrapperProfileSchema = z.strictObject({
  name: z.string().regex(/^[a-z0-9-]{1,40}$/),
  /** Where it is known from; `example` was never seen on a device. */
  certainty: z.enum(['published', 'measured', 'example']),
  source: z.string().min(1).max(200),
  /** The interface it is on, where a device has several; null takes the only one. */
  usagePage: z.number().int().min(1).max(0xffff).nullable(),
  /** Terminal to reader, and back. */
  output: reportLayoutSchema,
  input: reportLayoutSchema,
});
export type HidWrapperProfile = z.infer<typeof hidWrapperProfileSchema>;

/** Cuts bytes into reports, id in front; no bytes make no report. */
export function wrapBytes(bytes: Uint8Array, layout: HidReportLayout): Uint8Array[] {
  const reports: Uint8Array[] = [];
  for (let start = 0; start < bytes.length; start += layout.payloadLength) {
    const payload = bytes.subarray(start, start + layout.payloadLength);
    const report = new Uint8Array(1 + layout.length).fill(layout.padding);
    report[0] = layout.reportId;
    for (const { at, value } of layout.constants) report[1 + at] = value;
    const { lengthField } = layout;
    if (lengthField) {
      const count = payload.length + (lengthField.counts === 'payloadAndField' ? lengthField.bytes : 0);
      const high = count >> 8;
      const low = count & 0xff;
      const field = lengthField.bytes === 1 ? [low] : lengthField.endian === 'big' ? [high, low] : [low, high];
      report.set(field, 1 + lengthField.at);
    }
    report.set(payload, 1 + layout.payloadAt);
    reports.push(report);
  }
  return reports;
}

/** `other`: another report id or other constants, nothing wrong. `length`: too short, or it counts more than fits. */
export type HidWrapperFault = 'other' | 'length';

/**
 * The payload of one report. Without a length field all of it, padding included: the protocol's own lengths end a frame.
 * Longer reports are taken: Windows pads every report to the longest.
 */
export function unwrapReport(report: Uint8Array, layout: HidReportLayout): Result<Uint8Array, HidWrapperFault> {
  if (report[0] !== layout.reportId) return fail('other');
  if (report.length < 1 + layout.length) return fail('length');
  const body = report.subarray(1, 1 + layout.length);
  if (layout.constants.some(({ at, value }) => body[at] !== value)) return fail('other');
  const { lengthField, payloadAt, payloadLength } = layout;
  if (!lengthField) return ok(body.slice(payloadAt, payloadAt + payloadLength));
  const first = body[lengthField.at] ?? 0;
  const second = body[lengthField.at + 1] ?? 0;
  const field =
    lengthField.bytes === 1 ? first : lengthField.endian === 'big' ? first * 256 + second : second * 256 + first;
  const count = field - (lengthField.counts === 'payloadAndField' ? lengthField.bytes : 0);
  if (count < 0 || count > payloadLength) return fail('length');
  return ok(body.slice(payloadAt, payloadAt + count));
}
