import type { Pixels } from '../picture-meter.ts';
import { type Edges, edgesOf } from './edges.ts';
import { greyOf, stepOf } from './grey.ts';
import { type Line, linesOf } from './lines.ts';
import type { Point, Quad } from './quad.ts';

/** Corners are looked for in a picture of this size: finer shows text, coarser loses corners. */
const LONGEST = 400;
/** A page takes at least this part of the picture, and shows each side to at least this part. */
const LEAST_AREA = 0.06;
const LEAST_SIDE_SEEN = 0.62;
const LEAST_MEAN_SEEN = 0.75;
/** Corners of a page that lies under a camera, in degrees; also what one side may be turned from being square. */
const CORNER = { least: 55, most: 125 } as const;
/** Corners may lie outside by this part of the picture: what is cut off there is not a page. */
const OUTSIDE = 0.01;
/** An edge pixel belongs to a side when it is so near, in pixels, and slopes to its bright side within so many radians. */
const NEAR = 2;
const ALIKE = 0.5;

/**
 * Finds the one page that lies there: four straight edges that enclose something brighter than what is around them (the
 * mat of a document camera is dark). Null where there is none; of several the one that fills most.
 */
export function findPage(pixels: Pixels): Quad | null {
  const edges = edgesOf(greyOf(pixels, LONGEST));
  const lines = linesOf(edges);
  const candidates = [...enclosures(lines)]
    .map((four) => cornersOf(four, edges))
    .filter((quad) => quad !== null)
    .map((quad) => ({ quad, area: areaOf(quad) / (edges.width * edges.height) }))
    .filter(({ area }) => area >= LEAST_AREA)
    .sort((one, other) => other.area - one.area);
  let best: { quad: Quad; worth: number } | null = null;
  for (const { quad, area } of candidates) {
    // Nothing that follows can be worth more.
    if (best !== null && area < best.worth) break;
    const seen = quad.map((corner, index) => seenPart(edges, corner, quad[(index + 1) % 4] ?? corner));
    if (Math.min(...seen) < LEAST_SIDE_SEEN) continue;
    const mean = seen.reduce((sum, part) => sum + part, 0) / 4;
    if (mean < LEAST_MEAN_SEEN) continue;
    // A larger one whose sides are only partly there is two things seen as one.
    const worth = area * mean ** 4;
    if (best === null || worth > best.worth) best = { quad, worth };
  }
  if (best === null) return null;
  const fine = refined(best.quad, edges) ?? best.quad;
  const step = stepOf(pixels, LONGEST);
  // The middle of a coarse pixel lies in the middle of the pixels it stands for.
  const back = ({ x, y }: Point): Point => ({ x: (x + 0.5) * step - 0.5, y: (y + 0.5) * step - 0.5 });
  const [a, b, c, d] = fine;
  return [back(a), back(b), back(c), back(d)];
}

/** Four lines whose bright sides look at each other, in the order top, right, bottom, left. */
function* enclosures(lines: readonly Line[]): Generator<readonly [Line, Line, Line, Line]> {
  const slack = ((90 - CORNER.least) * Math.PI) / 180;
  const turnedBy = (one: Line, other: Line, quarter: number): boolean =>
    Math.abs(wrapped(other.angle - one.angle - (quarter * Math.PI) / 2)) <= slack;
  // The bright side of a top edge is below it: its normal points down, within 45 degrees.
  const tops = lines.filter(({ angle }) => Math.abs(wrapped(angle - Math.PI / 2)) <= Math.PI / 4 + 0.05);
  for (const top of tops)
    for (const right of lines) {
      if (!turnedBy(top, right, 1)) continue;
      for (const bottom of lines) {
        if (!turnedBy(top, bottom, 2) || !turnedBy(right, bottom, 1)) continue;
        for (const left of lines)
          if (turnedBy(top, left, 3) && turnedBy(bottom, left, 1)) yield [top, right, bottom, left];
      }
    }
}

const wrapped = (angle: number): number => Math.atan2(Math.sin(angle), Math.cos(angle));

/** Null where two sides do not meet, or meet outside, or at no corner of a page. */
function cornersOf([top, right, bottom, left]: readonly [Line, Line, Line, Line], picture: Edges): Quad | null {
  const corners = [meeting(left, top), meeting(top, right), meeting(right, bottom), meeting(bottom, left)];
  const [a, b, c, d] = corners.map((corner) =>
    corner === null ? null : { x: corner.x + picture.width / 2, y: corner.y + picture.height / 2 },
  );
  if (!a || !b || !c || !d) return null;
  const quad: Quad = [a, b, c, d];
  const margin = OUTSIDE * Math.max(picture.width, picture.height);
  const inside = ({ x, y }: Point): boolean =>
    x >= -margin && y >= -margin && x <= picture.width + margin && y <= picture.height + margin;
  return quad.every(inside) && quad.every((_, index) => isCorner(quad, index)) ? quad : null;
}

function meeting(one: Line, other: Line): Point | null {
  const determinant = Math.sin(other.angle - one.angle);
  if (Math.abs(determinant) < 0.2) return null;
  return {
    x: (one.distance * Math.sin(other.angle) - other.distance * Math.sin(one.angle)) / determinant,
    y: (other.distance * Math.cos(one.angle) - one.distance * Math.cos(other.angle)) / determinant,
  };
}

function isCorner(quad: Quad, index: number): boolean {
  const here = quad[index];
  const before = quad[(index + 3) % 4];
  const after = quad[(index + 1) % 4];
  if (here === undefined || before === undefined || after === undefined) return false;
  const inX = before.x - here.x;
  const inY = before.y - here.y;
  const outX = after.x - here.x;
  const outY = after.y - here.y;
  // Positive where the corners go round clockwise (y points down), so crossed sides are out.
  if (outX * inY - outY * inX <= 0) return false;
  const angle =
    (Math.acos((inX * outX + inY * outY) / (Math.hypot(inX, inY) * Math.hypot(outX, outY))) * 180) / Math.PI;
  return angle >= CORNER.least && angle <= CORNER.most;
}

/** Shoelace formula. */
const areaOf = (quad: Quad): number =>
  Math.abs(
    quad.reduce((sum, { x, y }, index) => {
      const next = quad[(index + 1) % 4] ?? { x, y };
      return sum + x * next.y - next.x * y;
    }, 0),
  ) / 2;

/** Edge pixels along a side: which part of it has one that belongs to it, and where they are. */
function alongSide(edges: Edges, from: Point, to: Point): { seen: number; points: Point[] } {
  const length = Math.hypot(to.x - from.x, to.y - from.y);
  const count = Math.max(8, Math.round(length));
  // Clockwise: the bright inside is to the right of the way.
  const normalX = -(to.y - from.y) / length;
  const normalY = (to.x - from.x) / length;
  const points: Point[] = [];
  for (let index = 0; index < count; index += 1) {
    const part = (index + 0.5) / count;
    const x = from.x + (to.x - from.x) * part;
    const y = from.y + (to.y - from.y) * part;
    const found = edgeNear(edges, { x, y }, { x: normalX, y: normalY });
    if (found !== null) points.push(found);
  }
  return { seen: points.length / count, points };
}

const seenPart = (edges: Edges, from: Point, to: Point): number => alongSide(edges, from, to).seen;

function edgeNear(edges: Edges, at: Point, normal: Point): Point | null {
  for (let away = 0; away <= NEAR; away += 1)
    for (const side of away === 0 ? [0] : [away, -away]) {
      const x = Math.round(at.x + normal.x * side);
      const y = Math.round(at.y + normal.y * side);
      if (x < 0 || y < 0 || x >= edges.width || y >= edges.height) continue;
      const index = y * edges.width + x;
      if (edges.thin[index] !== 1) continue;
      const slope = Math.atan2(edges.slopeY[index] ?? 0, edges.slopeX[index] ?? 0);
      if (Math.abs(wrapped(slope - Math.atan2(normal.y, normal.x))) <= ALIKE) return { x, y };
    }
  return null;
}

/** Each side drawn anew through its own edge pixels: the steps of angle and distance it was found with are coarse. */
function refined(quad: Quad, edges: Edges): Quad | null {
  const sides = quad.map((corner, index) => fitted(alongSide(edges, corner, quad[(index + 1) % 4] ?? corner).points));
  const [top, right, bottom, left] = sides;
  if (!top || !right || !bottom || !left) return null;
  const corners = [meeting(left, top), meeting(top, right), meeting(right, bottom), meeting(bottom, left)];
  const [a, b, c, d] = corners;
  return a && b && c && d ? [a, b, c, d] : null;
}

/** The straight line with the least squares of distances to the points; null for too few. */
function fitted(points: readonly Point[]): Line | null {
  if (points.length < 8) return null;
  const meanX = points.reduce((sum, { x }) => sum + x, 0) / points.length;
  const meanY = points.reduce((sum, { y }) => sum + y, 0) / points.length;
  let xx = 0;
  let yy = 0;
  let xy = 0;
  for (const { x, y } of points) {
    xx += (x - meanX) ** 2;
    yy += (y - meanY) ** 2;
    xy += (x - meanX) * (y - meanY);
  }
  const angle = 0.5 * Math.atan2(2 * xy, xx - yy) + Math.PI / 2;
  return { angle, distance: meanX * Math.cos(angle) + meanY * Math.sin(angle), votes: points.length };
}
