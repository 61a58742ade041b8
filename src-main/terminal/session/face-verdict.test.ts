import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { type FaceLook, faceLookSchema } from '../../contract/face.ts';
import { faceVerdict } from './face-verdict.ts';

const limits = { similarity: 0.72, antispoof: 0.5, liveness: 0.5 };
const good: FaceLook = { faces: 1, size: 0.5, brightness: 120, similarity: 0.8, antispoof: 0.7, liveness: 0.9 };
const nothing = { size: null, brightness: null, similarity: null, antispoof: null, liveness: null };

describe('the verdict on a look', () => {
  it.each([
    ['match', good],
    ['match', { ...good, similarity: 0.72 }],
    ['different', { ...good, similarity: 0.7199 }],
    ['different', { ...good, similarity: null }],
    ['notLive', { ...good, antispoof: 0.49 }],
    ['notLive', { ...good, antispoof: null }],
    ['notLive', { ...good, liveness: 0.49, similarity: 1 }],
    ['tooDark', { ...good, brightness: 44, antispoof: 0 }],
    ['tooDark', { ...good, brightness: null }],
    ['tooFar', { ...good, size: 0.19, brightness: 0 }],
    ['tooFar', { ...good, size: null }],
    ['noFace', { faces: 0, ...nothing }],
    ['severalFaces', { faces: 2, ...nothing }],
    ['severalFaces', { ...good, faces: 3 }],
  ] as const)('%s', (verdict, look) => {
    expect(faceVerdict(faceLookSchema.parse(look), limits)).toBe(verdict);
  });

  const share = fc.option(fc.double({ min: 0, max: 1, noNaN: true }));
  const looks = fc.record({
    faces: fc.integer({ min: 0, max: 10 }),
    size: share,
    brightness: fc.option(fc.double({ min: 0, max: 255, noNaN: true })),
    similarity: share,
    antispoof: share,
    liveness: share,
  });

  it('never matches below any of the limits, whatever else was seen', () => {
    fc.assert(
      fc.property(looks, (look) => {
        if (faceVerdict(look, limits) !== 'match') return;
        expect(look.faces).toBe(1);
        expect(look.similarity).toBeGreaterThanOrEqual(limits.similarity);
        expect(look.antispoof).toBeGreaterThanOrEqual(limits.antispoof);
        expect(look.liveness).toBeGreaterThanOrEqual(limits.liveness);
      }),
    );
  });
});
