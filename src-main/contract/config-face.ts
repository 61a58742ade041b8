import { z } from 'zod';

const share = z.number().min(0).max(1);

/**
 * Comparing a face with the card's portrait. Without this part the terminal does not do it, and items that allow it go
 * their other way. The three limits are **not** facts: they depend on camera, light and decoder, and a site measures its
 * own (`src-renderer/face/README.md` says how the defaults came about). Whoever is not recognised goes the other way,
 * so a limit too high costs time and one too low lets a stranger pass.
 */
export const faceConfigSchema = z.strictObject({
  portraitDecoder: z.discriminatedUnion('kind', [
    /**
     * The site's own program around its licensed library: program and arguments. It gets the 1024 bytes on standard
     * input and writes a BMP, PNG, JPEG or WebP to standard output within three seconds.
     */
    z.strictObject({ kind: z.literal('program'), command: z.array(z.string().min(1)).min(1).max(16) }),
    /** Pictures of the simulators' invented persons. Refused in production. */
    z.strictObject({ kind: z.literal('stand-in') }),
  ]),
  /** At least this like the portrait, 0–1. */
  similarity: share.default(0.72),
  /** At least this sure that it is no picture of a person, 0–1. */
  antispoof: share.default(0.5),
  /** At least this sure that the person is a living one, 0–1. */
  liveness: share.default(0.5),
  /** Attempts before only the other way is left. */
  attempts: z.number().int().min(1).max(5).default(3),
});
export type FaceConfig = z.infer<typeof faceConfigSchema>;
