import { z } from 'zod';
import { MAX_BINARY_BYTES } from './limits.ts';

export const toBase64 = (bytes: Uint8Array): string =>
  Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength).toString('base64');

/** The bytes of text that passed `base64Schema`. */
export const fromBase64 = (text: string): Uint8Array => Uint8Array.from(Buffer.from(text, 'base64'));

/** Standard base64 with padding, at most what fits one message. Node's decoder forgives anything, so it is asked back. */
export const base64Schema = z
  .string()
  .max((MAX_BINARY_BYTES / 3) * 4)
  .refine((text) => Buffer.from(text, 'base64').toString('base64') === text, { message: 'not base64' });
