import './no-graphics.ts';
import { Human } from '@vladmandic/human';
import type { FaceLook } from '../../src-main/contract/face.ts';
import { brightnessIn } from './brightness.ts';
import type { Answered, Asked, HandedPixels } from './worker-messages.ts';

/** The worker's own scope; the page's library of types does not know it. */
interface Scope {
  onmessage: ((event: { readonly data: Asked }) => void) | null;
  postMessage(message: Answered): void;
}
const scope = globalThis as unknown as Scope;

const off = { enabled: false } as const;

/** One thread, WebAssembly, and of its twenty models the five a comparison needs. */
function humanWith(assets: string): Human {
  const human = new Human({
    backend: 'wasm',
    wasmPath: assets,
    modelBasePath: assets,
    debug: false,
    async: false,
    cacheModels: false,
    cacheSensitivity: 0,
    skipAllowed: false,
    warmup: 'none',
    filter: off,
    gesture: off,
    body: off,
    hand: off,
    object: off,
    segmentation: off,
    face: {
      enabled: true,
      detector: { rotation: true, maxDetected: 3, minConfidence: 0.3, skipFrames: 0, skipTime: 0 },
      mesh: { enabled: true },
      attention: off,
      iris: off,
      emotion: off,
      description: { enabled: true, skipFrames: 0, skipTime: 0 },
      antispoof: { enabled: true, skipFrames: 0, skipTime: 0 },
      liveness: { enabled: true, skipFrames: 0, skipTime: 0 },
    },
  });
  // Its threads would be workers of the worker, which the policy forbids.
  human.tf.env().set('WASM_HAS_MULTITHREAD_SUPPORT', false);
  return human;
}

let human: Human | null = null;
let portrait: number[] | null = null;

/** Faces in the pixels, which are overwritten; the library gets its own copy as numbers and gives it back. */
async function facesIn({ width, height, buffer }: HandedPixels) {
  if (human === null) throw new Error('not loaded');
  const rgba = new Uint8ClampedArray(buffer);
  const numbers = withoutAlpha(rgba);
  try {
    const tensor = human.tf.tensor(numbers, [1, height, width, 3], 'float32');
    const result = await human.detect(tensor);
    human.tf.dispose(tensor);
    if (result.error !== null) throw new Error('the library failed');
    const [only, ...others] = result.face.map((face) => {
      const [left, top, boxWidth, boxHeight] = face.boxRaw;
      const share = { left, top, width: boxWidth, height: boxHeight };
      return {
        embedding: face.embedding ?? null,
        size: clamp(boxHeight),
        brightness: brightnessIn({ width, height, data: rgba }, share),
        // Left out by the library where they are exactly 0.
        antispoof: clamp(face.real ?? 0),
        liveness: clamp(face.live ?? 0),
      };
    });
    return { only: others.length === 0 ? (only ?? null) : null, count: result.face.length };
  } finally {
    rgba.fill(0);
    numbers.fill(0);
  }
}

function withoutAlpha(rgba: Uint8ClampedArray): Float32Array {
  const rgb = new Float32Array((rgba.length / 4) * 3);
  for (let from = 0, to = 0; from < rgba.length; from += 4)
    for (let channel = 0; channel < 3; channel += 1) rgb[to++] = rgba[from + channel] ?? 0;
  return rgb;
}

const clamp = (value: number): number => Math.min(1, Math.max(0, value));

async function answer(asked: Asked): Promise<Answered> {
  switch (asked.ask) {
    case 'load':
      human = humanWith(asked.assets);
      await human.load();
      return { answer: 'loaded' };
    case 'portrait': {
      const { only } = await facesIn(asked.pixels);
      portrait = only?.embedding ?? null;
      return { answer: 'portrait', usable: portrait !== null };
    }
    case 'compare': {
      const { only, count } = await facesIn(asked.pixels);
      return { answer: 'look', look: lookOf(only, count) };
    }
  }
}

function lookOf(face: Awaited<ReturnType<typeof facesIn>>['only'], faces: number): FaceLook {
  if (face === null || human === null)
    return { faces, size: null, brightness: null, similarity: null, antispoof: null, liveness: null };
  const { size, brightness, antispoof, liveness, embedding } = face;
  const similarity =
    portrait === null || embedding === null ? null : clamp(human.match.similarity(portrait, embedding));
  embedding?.fill(0);
  return { faces, size, brightness, similarity, antispoof, liveness };
}

scope.onmessage = ({ data }) => {
  void answer(data).then(
    (said) => scope.postMessage(said),
    () => scope.postMessage({ answer: 'failed' }),
  );
};
