import type { Quad } from './quad.ts';

/** A page is cut out after it has lain still for this long. */
const STILL_MS = 1_200;
/** Corners may tremble by this part of the picture's diagonal: noise and a finger's shake, no moving page. */
const TREMBLE = 0.012;
/** Looks in between that find nothing do not start the wait anew until there are this many. */
const MISSES = 2;

/** How long a page has lain still. Corners come in parts of the picture's width and height. */
export class Steadiness {
  #since: { readonly quad: Quad; readonly at: number } | null = null;
  #misses = 0;

  /** @returns 0 for no page or one that moves, up to 1 for one that lay still long enough */
  see(quad: Quad | null, now: number): number {
    if (quad === null) {
      this.#misses += 1;
      if (this.#misses > MISSES) this.#since = null;
      return 0;
    }
    this.#misses = 0;
    if (this.#since === null || moved(this.#since.quad, quad) > TREMBLE) this.#since = { quad, at: now };
    return Math.min(1, (now - this.#since.at) / STILL_MS);
  }

  forget(): void {
    this.#since = null;
  }
}

/** The farthest way of a corner, in parts of the diagonal. */
const moved = (before: Quad, after: Quad): number =>
  Math.max(
    ...after.map((corner, index) => {
      const old = before[index] ?? corner;
      return Math.hypot(corner.x - old.x, corner.y - old.y) / Math.SQRT2;
    }),
  );
