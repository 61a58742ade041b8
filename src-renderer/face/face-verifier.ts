import type { FaceLook } from '../../src-main/contract/face.ts';

/** RGBA pixels, row by row. Whoever takes them overwrites them when done. */
export interface Pixels {
  readonly width: number;
  readonly height: number;
  readonly data: Uint8ClampedArray;
}

/**
 * Compares a face before the camera with the portrait of a card. One instance serves one step of one person: it is made
 * when the step begins and disposed of when it ends. Nothing it is given, and nothing it works out from it, is kept,
 * stored or sent anywhere; only a `FaceLook` comes out. A site with a certified algorithm puts its own here.
 */
export interface FaceVerifier {
  /** Loads what it needs from files of the app. Rejects when it cannot work on this machine. */
  load(): Promise<void>;
  /** The portrait to compare with, overwritten in passing. `unusable` when not exactly one face is in it. */
  setPortrait(portrait: Pixels): Promise<'ready' | 'unusable'>;
  /** One camera picture, overwritten in passing. Compares only where exactly one face is in it. */
  compare(frame: Pixels): Promise<FaceLook>;
  /** Ends it and everything it holds. Whatever still runs rejects. Safe to call again. */
  dispose(): void;
}
