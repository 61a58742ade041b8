import type { FaceConfig } from '../../contract/config-face.ts';
import { FACE_PICTURE, type FaceLook } from '../../contract/face.ts';

/** What one look is worth. Everything but `match` can be tried again while attempts are left. */
export type FaceVerdict = 'match' | 'noFace' | 'severalFaces' | 'tooFar' | 'tooDark' | 'notLive' | 'different';

/**
 * Judges what the page saw by the site's limits. Pure. In this order, so that a person hears first what they can change:
 * how many faces, how near, how light; then whether it is a living person, then whether it is this one. A value that is
 * missing where one is needed never passes.
 */
export function faceVerdict(
  look: FaceLook,
  limits: Pick<FaceConfig, 'similarity' | 'antispoof' | 'liveness'>,
): FaceVerdict {
  if (look.faces === 0) return 'noFace';
  if (look.faces > 1) return 'severalFaces';
  if ((look.size ?? 0) < FACE_PICTURE.size) return 'tooFar';
  if ((look.brightness ?? 0) < FACE_PICTURE.brightness) return 'tooDark';
  if ((look.antispoof ?? 0) < limits.antispoof || (look.liveness ?? 0) < limits.liveness) return 'notLive';
  return (look.similarity ?? 0) >= limits.similarity ? 'match' : 'different';
}
