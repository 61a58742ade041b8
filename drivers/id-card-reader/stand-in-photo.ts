import { fail, ok, type Result } from '../contract/index.ts';

/**
 * A real card's photo is in a format (WLT) that only a licensed library decodes, so no invented person could have one.
 * The simulators' persons carry an ordinary picture instead, under a head of our own, in the same 1024 bytes: for
 * development only. A reader never answers this, and no decoder for production takes it.
 */
const HEAD = new TextEncoder().encode('BUDAYANG-STAND-IN');
const PHOTO_BYTES = 1024;
const types = ['image/avif', 'image/webp', 'image/jpeg', 'image/png'] as const;
export type StandInType = (typeof types)[number];

/** Bytes a picture may have: what is left of 1024 after head, type and length. */
export const STAND_IN_PICTURE_BYTES = PHOTO_BYTES - HEAD.length - 3;

/** Head, one byte of type, two of length (big-endian), the picture, zeros. Fails when the picture is too large. */
export function encodeStandInPhoto(type: StandInType, picture: Uint8Array): Result<Uint8Array, 'tooLarge'> {
  if (picture.length > STAND_IN_PICTURE_BYTES) return fail('tooLarge');
  const photo = new Uint8Array(PHOTO_BYTES);
  photo.set(HEAD);
  photo.set([types.indexOf(type), picture.length >> 8, picture.length & 0xff], HEAD.length);
  photo.set(picture, HEAD.length + 3);
  return ok(photo);
}

/** The picture of a stand-in photo, as a copy; null for anything else, a real card's photo above all. */
export function decodeStandInPhoto(
  photo: Uint8Array,
): { readonly type: StandInType; readonly picture: Uint8Array } | null {
  if (photo.length !== PHOTO_BYTES || !HEAD.every((byte, index) => photo[index] === byte)) return null;
  const [kind = 255, high = 0, low = 0] = photo.subarray(HEAD.length);
  const type = types[kind];
  const length = (high << 8) | low;
  if (type === undefined || length === 0 || length > STAND_IN_PICTURE_BYTES) return null;
  return { type, picture: photo.slice(HEAD.length + 3, HEAD.length + 3 + length) };
}
