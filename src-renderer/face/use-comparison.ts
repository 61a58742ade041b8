import { useEffect, useRef, useState } from 'react';
import type { FaceTold, Portrait } from '../../src-main/contract/face.ts';
import { useDeskView } from '../camera/desk-context.ts';
import { attempt, type FaceHint } from './attempt.ts';
import type { FaceVerifier } from './face-verifier.ts';
import { HumanVerifier } from './human-verifier.ts';
import { portraitPixels } from './portrait-pixels.ts';

/** The longer side of a picture that is compared: a face before the camera has some 300 of these pixels. */
const FRAME_PIXELS = 640;

const pause = (milliseconds: number): Promise<void> => new Promise((resolve) => setTimeout(resolve, milliseconds));

/**
 * Compares while the camera is open for it, and tells the terminal once. The verifier lives as long as the screen that
 * uses this; leaving it ends the worker and all it held.
 *
 * @returns what hinders at the moment, and whether a first picture was looked at
 */
export function useComparison(
  portrait: Portrait | null,
  tell: (told: FaceTold) => void,
): { readonly hint: FaceHint | null; readonly looked: boolean } {
  const { wish, camera } = useDeskView();
  const verifier = useRef<{ readonly it: FaceVerifier; readonly ready: Promise<void> } | null>(null);
  const told = useRef(tell);
  told.current = tell;
  const [seen, setSeen] = useState<{ hint: FaceHint | null; looked: boolean }>({ hint: null, looked: false });
  // By value: every snapshot brings a new object with the same picture in it.
  const base64 = portrait?.base64 ?? null;
  const mimeType = portrait?.mimeType ?? null;
  const opening = wish?.task === 'compareFace' && camera !== null ? wish.id : null;

  useEffect(
    () => () => {
      verifier.current?.it.dispose();
      verifier.current = null;
    },
    [],
  );

  useEffect(() => {
    if (opening === null || camera === null || base64 === null || mimeType === null) return;
    const abort = new AbortController();
    if (verifier.current === null) {
      const it = new HumanVerifier();
      verifier.current = { it, ready: it.load() };
    }
    const { it, ready } = verifier.current;
    setSeen({ hint: null, looked: false });
    const parts = {
      verifier: it,
      portrait: async () => {
        await ready;
        return portraitPixels({ mimeType, base64 });
      },
      frame: () => camera.frame(FRAME_PIXELS),
      onHint: (hint: FaceHint | null) => setSeen({ hint, looked: true }),
      now: () => performance.now(),
      pause,
      signal: abort.signal,
    };
    void attempt(parts).then((end) => {
      if (end !== null) told.current({ ...end, wish: opening });
    });
    return () => abort.abort();
  }, [opening, camera, base64, mimeType]);

  return seen;
}
