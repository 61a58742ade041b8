import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { simulatedCard } from './simulated-card.ts';
import { decodeStandInPhoto, encodeStandInPhoto, STAND_IN_PICTURE_BYTES } from './stand-in-photo.ts';

describe('the stand-in photo', () => {
  it('gives back every picture that fits', () => {
    const pictures = fc.uint8Array({ minLength: 1, maxLength: STAND_IN_PICTURE_BYTES });
    fc.assert(
      fc.property(pictures, (picture) => {
        const photo = encodeStandInPhoto('image/avif', picture);
        if (!photo.ok) throw new Error(photo.error);
        expect(photo.value).toHaveLength(1024);
        expect(decodeStandInPhoto(photo.value)).toEqual({ type: 'image/avif', picture });
      }),
    );
  });

  it('refuses a picture that does not fit a card', () => {
    expect(encodeStandInPhoto('image/webp', new Uint8Array(STAND_IN_PICTURE_BYTES + 1))).toEqual({
      ok: false,
      error: 'tooLarge',
    });
  });

  it('is never taken for a photo of another format, nor such a one for it', () => {
    const card = simulatedCard({ cardType: 'resident', number: '110101190001010006' });
    if (!card.ok) throw new Error(card.error);
    expect(decodeStandInPhoto(card.value.photo)).toBeNull();
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 1100 }), (bytes) => {
        expect(decodeStandInPhoto(bytes)).toBeNull();
      }),
    );
  });
});
