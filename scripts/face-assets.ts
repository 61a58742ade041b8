import { readFileSync } from 'node:fs';
import path from 'node:path';

/** The five models a comparison needs (`human.worker.ts`), of the twenty in the package: 10.4 MB of 31. */
const MODELS = ['blazeface', 'facemesh', 'faceres', 'antispoof', 'liveness'] as const;
/** One thread, with and without SIMD; the threaded build would start workers of its own. */
const WASM = ['tfjs-backend-wasm.wasm', 'tfjs-backend-wasm-simd.wasm'] as const;

/**
 * Vite plugin: puts models and WebAssembly of the face library into the folder `face/` of the built page, where `app://`
 * serves them. They are files of their own, read when a comparison begins and never at a start.
 *
 * @param modules the node_modules folder
 */
export function faceAssets(modules: string) {
  const files = [
    ...MODELS.flatMap((name) =>
      ['json', 'bin'].map((ending) => path.join(modules, '@vladmandic/human/models', `${name}.${ending}`)),
    ),
    ...WASM.map((name) => path.join(modules, '@tensorflow/tfjs-backend-wasm/dist', name)),
  ];
  return {
    name: 'face-assets',
    apply: 'build' as const,
    generateBundle(this: { emitFile(file: { type: 'asset'; fileName: string; source: Uint8Array }): void }): void {
      for (const file of files)
        this.emitFile({ type: 'asset', fileName: `face/${path.basename(file)}`, source: readFileSync(file) });
    },
  };
}
