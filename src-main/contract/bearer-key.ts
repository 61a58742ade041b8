import { z } from 'zod';

/**
 * The key by which a terminal shows the platform who it is (`Authorization: Bearer`), and an operator likewise. The platform keeps
 * one plain SHA-256 of it, which is only sound for keys nobody can guess: make it from a random source.
 */
export const bearerKeySchema = z
  .string()
  .regex(/^[\x21-\x7e]{24,200}$/, 'must be 24 to 200 printable ASCII characters without spaces');
