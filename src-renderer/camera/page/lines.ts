import type { Edges } from './edges.ts';

/**
 * A straight edge: all points with `x * cos(angle) + y * sin(angle) = distance`. The normal points to the brighter side,
 * so each edge has one direction of 360 degrees and not one of 180.
 */
export interface Line {
  /** Radians, 0 to 2π. */
  readonly angle: number;
  /** Pixels from the picture's middle. */
  readonly distance: number;
  readonly votes: number;
}

const ANGLES = 180;
const TURN = 2 * Math.PI;
/** A pixel's slope is this sure of its direction: it votes for so many steps of two degrees to both sides. */
const UNSURE = 3;
/** Two peaks nearer than this are one line. */
const APART = { steps: 5, pixels: 6 } as const;
/** Lines of text are edges too, on a page as many as forty: the border must not be crowded out. */
const MOST = 64;
/** A side of a page is at least this part of the picture's shorter side. */
const LEAST_PART = 0.18;

/** The strongest straight edges, strongest first (Hough transform, Duda and Hart 1972, each pixel along its own slope). */
export function linesOf(edges: Edges): Line[] {
  const { width, height } = edges;
  const reach = Math.ceil(Math.hypot(width, height) / 2);
  const distances = 2 * reach + 1;
  const votes = new Uint16Array(ANGLES * distances);
  const cosines = Array.from({ length: ANGLES }, (_, step) => Math.cos((step * TURN) / ANGLES));
  const sines = Array.from({ length: ANGLES }, (_, step) => Math.sin((step * TURN) / ANGLES));
  for (let y = 1; y < height - 1; y += 1)
    for (let x = 1; x < width - 1; x += 1) {
      const here = y * width + x;
      if (edges.thin[here] !== 1) continue;
      const own = Math.atan2(edges.slopeY[here] ?? 0, edges.slopeX[here] ?? 0);
      const middle = Math.round((own / TURN) * ANGLES) + ANGLES;
      for (let turn = middle - UNSURE; turn <= middle + UNSURE; turn += 1) {
        const step = turn % ANGLES;
        const distance = (x - width / 2) * (cosines[step] ?? 0) + (y - height / 2) * (sines[step] ?? 0);
        const cell = step * distances + Math.round(distance) + reach;
        votes[cell] = (votes[cell] ?? 0) + 1;
      }
    }
  return peaks(votes, distances, reach, Math.min(width, height) * LEAST_PART);
}

function peaks(votes: Uint16Array, distances: number, reach: number, least: number): Line[] {
  const cells: { step: number; place: number; votes: number }[] = [];
  for (let cell = 0; cell < votes.length; cell += 1) {
    // An edge that lies between two distances gives its votes to both.
    const sum = (votes[cell] ?? 0) + (votes[cell + 1] ?? 0);
    if (sum >= least) cells.push({ step: Math.floor(cell / distances), place: cell % distances, votes: sum });
  }
  cells.sort((one, other) => other.votes - one.votes);
  const found: typeof cells = [];
  for (const cell of cells) {
    const near = found.some((other) => {
      const turned = Math.abs(cell.step - other.step);
      return Math.min(turned, ANGLES - turned) <= APART.steps && Math.abs(cell.place - other.place) <= APART.pixels;
    });
    if (!near) found.push(cell);
    if (found.length === MOST) break;
  }
  return found.map(({ step, place, votes: count }) => ({
    angle: (step * TURN) / ANGLES,
    distance: place - reach + 0.5,
    votes: count,
  }));
}
