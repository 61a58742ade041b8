import type { CutOutcome } from './page/cut-page.ts';
import type { Quad } from './page/quad.ts';
import type { Pixels } from './picture-meter.ts';

/** What the page asks of the picture worker. Pictures are handed over, not copied; the worker overwrites them when done. */
export type PictureAsk =
  | { readonly kind: 'readCode'; readonly pixels: Pixels }
  /** Is a page lying there, and where are its corners? */
  | { readonly kind: 'findPage'; readonly pixels: Pixels }
  /** Straighten and cut out what lies within the corners. */
  | { readonly kind: 'cutPage'; readonly pixels: Pixels; readonly quad: Quad; readonly maxBytes: number };

export interface PictureAnswers {
  /** Bytes of the code; null where none is seen. */
  readonly readCode: Uint8Array<ArrayBuffer> | null;
  readonly findPage: Quad | null;
  readonly cutPage: CutOutcome | null;
}
export type PictureKind = PictureAsk['kind'];
