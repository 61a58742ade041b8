import { readFileSync } from 'node:fs';
import { z } from 'zod';
import { type HidPosLayout, hidPosOf } from './hid-pos-layout.ts';

const message = z.object({
  aim: z.string().nullable(),
  dataHex: z.string(),
  utf8: z.string().optional(),
  after: z.literal('flush-timeout').optional(),
});
const sequence = z.object({ id: z.string(), reportsHex: z.array(z.string()), messages: z.array(message) });
const pair = z.tuple([z.number(), z.number()]);
const layoutSchema = z.object({
  reportId: z.number(),
  length: z.number().optional(),
  aim: pair,
  data: pair,
  continued: pair.optional(),
});
export const vectors = z
  .object({
    layouts: z.record(z.string(), layoutSchema),
    reportDescriptorHex: z.string(),
    sequences: z.array(sequence),
    bad: z.array(sequence.extend({ error: z.literal('length').nullable(), messages: z.array(message).optional() })),
    variants: z.array(z.object({ layout: z.string(), reportsHex: z.array(z.string()), messages: z.array(message) })),
    outputReports: z.array(z.object({ id: z.string(), hex: z.string() })),
  })
  .parse(JSON.parse(readFileSync(new URL('../../test/vectors/scanner-hidpos.json', import.meta.url), 'utf8')));

export const bytes = (hex: string) => Uint8Array.from(Buffer.from(hex, 'hex'));
export const hex = (data: Uint8Array) => Buffer.from(data).toString('hex').toUpperCase();

export function vectorLayout(name: string, reportLength: number): HidPosLayout {
  const layout = vectors.layouts[name];
  if (!layout) throw new Error(`no layout ${name}`);
  return {
    reportId: layout.reportId,
    lengthAt: layout.length ?? null,
    aimAt: layout.aim[0],
    dataAt: layout.data[0],
    dataLength: layout.data[1],
    continuedAt: layout.continued ? { byte: layout.continued[0], bit: layout.continued[1] } : null,
    reportLength,
  };
}

export function fromDescriptor(raw: Uint8Array, vendorId: number | null = null) {
  const read = hidPosOf(raw, vendorId);
  if (!read.ok) throw new Error(read.error);
  return read.value;
}
