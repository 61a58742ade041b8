import { FACE_PICTURE, type FaceLook, type FaceReason } from '../../src-main/contract/face.ts';
import type { FaceVerifier, Pixels } from './face-verifier.ts';

/** Looks good enough to compare that are taken before the best of them is told. */
const COMPARED_LOOKS = 3;
/** When this is over, what was seen is told; the terminal ends the attempt by itself somewhat later. */
const LOOKS_WITHIN_MS = 20_000;
const BETWEEN_MS = 150;

/** What hinders a comparison and the person can change; null when a look could be compared. */
export type FaceHint = Extract<FaceReason, 'noFace' | 'severalFaces' | 'tooFar' | 'tooDark'>;

export function hintOf({ faces, size, brightness }: FaceLook): FaceHint | null {
  if (faces === 0) return 'noFace';
  if (faces > 1) return 'severalFaces';
  if ((size ?? 0) < FACE_PICTURE.size) return 'tooFar';
  return (brightness ?? 0) < FACE_PICTURE.brightness ? 'tooDark' : null;
}

export type AttemptEnd =
  | { readonly kind: 'look'; readonly look: FaceLook }
  | { readonly kind: 'portraitUnusable' }
  | { readonly kind: 'broken' };

export interface AttemptParts {
  readonly verifier: FaceVerifier;
  /** Called once for each verifier: pixels of the card's portrait, or null when the picture cannot be read. */
  readonly portrait: () => Promise<Pixels | null>;
  /** The newest camera picture; null until one came. */
  readonly frame: () => Pixels | null;
  readonly onHint: (hint: FaceHint | null) => void;
  readonly now: () => number;
  readonly pause: (milliseconds: number) => Promise<void>;
  readonly signal: AbortSignal;
}

/**
 * One attempt: looks until a few pictures could be compared, and gives the best of them; or, when the time is over, the
 * last look, which says why none could. Null when it was called off. Keeps no picture: each is overwritten by the verifier.
 */
export async function attempt(parts: AttemptParts): Promise<AttemptEnd | null> {
  const { verifier, signal, now } = parts;
  try {
    const portrait = await parts.portrait();
    if (signal.aborted) {
      portrait?.data.fill(0);
      return null;
    }
    if (portrait === null || (await verifier.setPortrait(portrait)) === 'unusable')
      return signal.aborted ? null : { kind: 'portraitUnusable' };
    return await looks(parts, now() + LOOKS_WITHIN_MS);
  } catch {
    return signal.aborted ? null : { kind: 'broken' };
  }
}

async function looks({ verifier, frame, onHint, now, pause, signal }: AttemptParts, until: number) {
  let best: FaceLook | null = null;
  let last: FaceLook | null = null;
  let compared = 0;
  while (!signal.aborted && compared < COMPARED_LOOKS && now() < until) {
    const picture = frame();
    if (picture === null) {
      await pause(BETWEEN_MS);
      continue;
    }
    const look = await verifier.compare(picture);
    if (signal.aborted) return null;
    last = look;
    const hint = hintOf(look);
    onHint(hint);
    if (hint === null) {
      compared += 1;
      if ((look.similarity ?? 0) >= (best?.similarity ?? 0)) best = look;
    }
    await pause(BETWEEN_MS);
  }
  if (signal.aborted) return null;
  const told = best ?? last;
  return told === null ? ({ kind: 'broken' } as const) : ({ kind: 'look', look: told } as const);
}
