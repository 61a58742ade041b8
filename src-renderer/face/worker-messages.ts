import type { FaceLook } from '../../src-main/contract/face.ts';

/** RGBA pixels on their way into the worker: the buffer is handed over, so the sender has none left. */
export interface HandedPixels {
  readonly width: number;
  readonly height: number;
  readonly buffer: ArrayBuffer;
}

/** Page → worker. Each gets exactly one answer, in order. */
export type Asked =
  | { readonly ask: 'load'; readonly assets: string }
  | { readonly ask: 'portrait'; readonly pixels: HandedPixels }
  | { readonly ask: 'compare'; readonly pixels: HandedPixels };

/** Worker → page. `failed` carries no words of the library: they may say something of a picture. */
export type Answered =
  | { readonly answer: 'loaded' }
  | { readonly answer: 'portrait'; readonly usable: boolean }
  | { readonly answer: 'look'; readonly look: FaceLook }
  | { readonly answer: 'failed' };
