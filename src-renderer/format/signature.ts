import { type Signature, signatureSchema } from '../../src-main/contract/commands.ts';

type Point = { x: number; y: number };

const STROKES = 60;
const POINTS = 2_000;
const clamp = (value: number): number => Math.min(1000, Math.max(0, Math.round(value)));

/**
 * Strokes in pad pixels to thousandths of the pad. Points that round to the one before are left out; a stroke that
 * is still too long is thinned evenly and keeps its ends. Null while there is nothing that could be a signature.
 */
export function normaliseSignature(
  strokes: readonly (readonly Point[])[],
  width: number,
  height: number,
): Signature | null {
  if (width <= 0 || height <= 0) return null;
  const drawn = strokes.slice(0, STROKES).map((stroke) => thin(distinct(stroke, width, height)));
  const parsed = signatureSchema.safeParse(drawn.filter((stroke) => stroke.length > 0));
  return parsed.success ? parsed.data : null;
}

function distinct(stroke: readonly Point[], width: number, height: number): [number, number][] {
  const points: [number, number][] = [];
  for (const { x, y } of stroke) {
    const point: [number, number] = [clamp((x / width) * 1000), clamp((y / height) * 1000)];
    const last = points[points.length - 1];
    if (last === undefined || last[0] !== point[0] || last[1] !== point[1]) points.push(point);
  }
  return points;
}

function thin(points: [number, number][]): [number, number][] {
  if (points.length <= POINTS) return points;
  const step = (points.length - 1) / (POINTS - 1);
  return Array.from({ length: POINTS }, (_, index) => points[Math.round(index * step)] ?? [0, 0]);
}
