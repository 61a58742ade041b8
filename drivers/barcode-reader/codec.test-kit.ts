import { readFileSync } from 'node:fs';
import { z } from 'zod';

const hexRecord = z.record(z.string(), z.string());
/** `test/vectors/scanner-serial.json`. */
export const vectors = z
  .object({
    plain: z.array(
      z.object({
        id: z.string(),
        chunksHex: z.array(z.string()),
        suffix: z.string(),
        aimPrefix: z.boolean().optional(),
        messages: z.array(z.union([z.string(), z.object({ aim: z.string(), text: z.string() })])),
      }),
    ),
    honeywell: hexRecord,
    newland: hexRecord,
    ssi: z.object({
      host: hexRecord,
      decoder: hexRecord,
      multipart: z.object({ framesHex: z.array(z.string()), typeHex: z.string(), dataHex: z.string() }),
      badChecksumHex: z.string(),
    }),
    gm65: hexRecord,
  })
  .parse(JSON.parse(readFileSync(new URL('../../test/vectors/scanner-serial.json', import.meta.url), 'utf8')));

export const bytes = (hex: string | undefined): Uint8Array => {
  if (hex === undefined) throw new Error('the vector is missing');
  return Uint8Array.from(Buffer.from(hex, 'hex'));
};
export const hex = (data: Uint8Array): string => Buffer.from(data).toString('hex').toUpperCase();
export const latin1 = (data: Uint8Array): string => Buffer.from(data).toString('latin1');

/** Cuts `data` at random places. */
export const split = (data: Uint8Array, cuts: readonly number[]): Uint8Array[] => {
  const places = [...new Set(cuts.map((cut) => cut % (data.length + 1)))].sort((left, right) => left - right);
  return [...places, data.length].map((end, index) => data.subarray(index === 0 ? 0 : places[index - 1], end));
};
