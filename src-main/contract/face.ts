import { z } from 'zod';

/** Largest decoded portrait that is taken: an uncompressed 24-bit bitmap of a card's 102 × 126 pixels is 39 KB. */
export const PORTRAIT_BYTES = 65_536;

/** A card's portrait after its decoder: a picture file any browser shows. Lives in memory for one step, never on a disk. */
export const portraitSchema = z.strictObject({
  mimeType: z.enum(['image/bmp', 'image/png', 'image/jpeg', 'image/webp', 'image/avif']),
  base64: z
    .string()
    .regex(/^[A-Za-z0-9+/]+={0,2}$/)
    .max(Math.ceil(PORTRAIT_BYTES / 3) * 4),
});
export type Portrait = z.infer<typeof portraitSchema>;

/** Why no portrait came with a card: the reader gave none, no decoder is configured, or it could not read the photo. */
export const portraitLackSchema = z.enum(['notRead', 'noDecoder', 'unreadable']);
export type PortraitLack = z.infer<typeof portraitLackSchema>;

/** Why an attempt did not succeed, or none is possible. */
export const faceReasonSchema = z.enum([
  'noFace',
  'severalFaces',
  'tooFar',
  'tooDark',
  'notLive',
  'different',
  'timedOut',
  'noPortrait',
  'noCamera',
  'broken',
  /** Under fourteen: a guardian would have to consent, and none can here. */
  'minor',
]);
export type FaceReason = z.infer<typeof faceReasonSchema>;

const share = z.number().min(0).max(1);

/**
 * What the page saw in one camera picture, and nothing of the picture itself. `size` is the face's height in parts of the
 * picture's, `brightness` the mean grey of the face; with another number of faces than one the rest is null.
 */
export const faceLookSchema = z.strictObject({
  faces: z.number().int().min(0).max(10),
  size: share.nullable(),
  brightness: z.number().min(0).max(255).nullable(),
  /** How like the portrait: 0 nothing, 1 the same. */
  similarity: share.nullable(),
  /** How sure that a person stands there and not a picture of one (`antispoof`), and a living one (`liveness`). */
  antispoof: share.nullable(),
  liveness: share.nullable(),
});
export type FaceLook = z.infer<typeof faceLookSchema>;

const wish = z.string().max(64);

/** What the page tells of a comparison. `wish` is the camera opening it belongs to: a late word counts for nothing. */
export const faceToldSchema = z.discriminatedUnion('kind', [
  /** The best look of one attempt. */
  z.strictObject({ kind: z.literal('look'), wish, look: faceLookSchema }),
  /** There is no single face in the card's portrait, or the picture cannot be shown. */
  z.strictObject({ kind: z.literal('portraitUnusable'), wish }),
  /** The comparing part itself could not be loaded, or broke. */
  z.strictObject({ kind: z.literal('broken'), wish }),
]);
export type FaceTold = z.infer<typeof faceToldSchema>;

/** Below these a picture is not compared but asked for again: mean grey of the face, and its height in the picture. */
export const FACE_PICTURE = { brightness: 45, size: 0.2 } as const;
