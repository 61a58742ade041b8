import { z } from 'zod';

/** Which of the machine's cameras: the one above the desk that looks at papers (高拍仪), or the one that looks at the person. */
export const cameraPlaceSchema = z.enum(['document', 'face']);
export type CameraPlace = z.infer<typeof cameraPlaceSchema>;

/** What an open camera is for. The page does this and nothing else with its pictures. */
export const cameraTaskSchema = z.enum(['readCode', 'cutPage', 'compareFace', 'look']);
export type CameraTask = z.infer<typeof cameraTaskSchema>;

/**
 * The terminal wants a camera open. The page opens it when this comes, works on `task` and closes it when it is gone;
 * `id` marks everything the page tells of it, so that a late word about an earlier opening counts for nothing.
 */
export const cameraWishSchema = z.object({
  id: z.string(),
  place: cameraPlaceSchema,
  task: cameraTaskSchema,
  /** A part of the camera's name as the system tells it; null where any will do. */
  label: z.string().nullable(),
});
export type CameraWish = z.infer<typeof cameraWishSchema>;

/** The cameras' part of a snapshot. */
export const cameraViewSchema = z.object({
  /** Cameras belong to this machine: the page tells every few seconds which it sees. */
  fitted: z.boolean(),
  open: cameraWishSchema.nullable(),
});
export type CameraView = z.infer<typeof cameraViewSchema>;

/** Longest code a QR symbol can carry (ISO/IEC 18004, version 40-L, byte mode). */
export const CODE_BYTES = 2953;
/**
 * Largest JPEG of one page. Two of them and a signature fit into one sealed record of the outbox (`RECORD_CHARACTERS`):
 * base64 in JSON and once more in the JWE makes 16 characters of 9 bytes.
 */
export const PAGE_BYTES = 100_000;

const base64 = (bytes: number) =>
  z
    .string()
    .regex(/^[A-Za-z0-9+/]+={0,2}$/)
    .max(Math.ceil(bytes / 3) * 4);
const level = z.number().int().min(0).max(255);
const wish = z.string().max(64);

/** Why a camera could not be opened, or stopped: not there, not allowed, another program has it, gone while it was open. */
export const cameraFailureSchema = z.enum(['absent', 'denied', 'busy', 'ended']);
export type CameraFailure = z.infer<typeof cameraFailureSchema>;

/** What the page tells of cameras. Nothing of it is believed further than it goes: it is checked as a stranger's word. */
export const cameraToldSchema = z.discriminatedUnion('kind', [
  /** Names of all cameras the system has now. */
  z.strictObject({ kind: z.literal('seen'), labels: z.array(z.string().max(300)).max(16) }),
  /** How the picture was in the last second: frames that came, mean and spread of grey, and whether nothing moved at all. */
  z.strictObject({
    kind: z.literal('picture'),
    wish,
    frames: z.number().int().min(0).max(1000),
    brightness: level,
    spread: level,
    still: z.boolean(),
  }),
  z.strictObject({ kind: z.literal('failed'), wish, why: cameraFailureSchema }),
  /** A code was read: its bytes, as they stand in the symbol. */
  z.strictObject({ kind: z.literal('code'), wish, bytes: base64(CODE_BYTES) }),
  /** A page was found, straightened and cut out: a JPEG. */
  z.strictObject({
    kind: z.literal('page'),
    wish,
    jpeg: base64(PAGE_BYTES),
    width: z.number().int().min(1).max(4096),
    height: z.number().int().min(1).max(4096),
  }),
]);
export type CameraTold = z.infer<typeof cameraToldSchema>;
