import { type Canvas, createCanvas } from '@napi-rs/canvas';
import { type Point, type Triangle, triangles } from './head-mesh.ts';

type Colour = readonly [red: number, green: number, blue: number];

/** What makes one invented head: shape targets with their weights, and colours. */
export interface Head {
  readonly shape: Readonly<Record<string, number>>;
  readonly skin: Colour;
  readonly hair: Colour;
  readonly iris: Colour;
  readonly lips: Colour;
  readonly cloth: Colour;
  /** Half the height of the brows, in the mesh's decimetres. */
  readonly brow: number;
  readonly browColour?: Colour;
  /** Where the forehead ends. */
  readonly hairline?: number;
  readonly longHair?: boolean;
  /** Shade of a beard, 0–1. */
  readonly beard?: number;
}

/** How it stands before what light. Angles in radians. */
export interface View {
  readonly width: number;
  readonly height: number;
  readonly scale: number;
  readonly x?: number;
  readonly y?: number;
  readonly yaw?: number;
  readonly pitch?: number;
  readonly roll?: number;
  readonly light: Point;
  readonly ambient: number;
  readonly diffuse: number;
  readonly tint?: Colour;
  readonly background: readonly [top: Colour, bottom: Colour];
  /** Grey levels of a sensor's noise. */
  readonly noise?: number;
  /** Fine structure of skin and hair; off where the picture must be small. */
  readonly grain?: boolean;
}

const mix = (from: Colour, to: Colour, share: number): Colour => [
  from[0] + (to[0] - from[0]) * share,
  from[1] + (to[1] - from[1]) * share,
  from[2] + (to[2] - from[2]) * share,
];
const shade = ([red, green, blue]: Colour, by: Colour): Colour => [red * by[0], green * by[1], blue * by[2]];
const smooth = (low: number, high: number, value: number): number => {
  const t = Math.min(1, Math.max(0, (value - low) / (high - low)));
  return t * t * (3 - 2 * t);
};
const bump = (x: number, y: number): number => Math.exp(-(x ** 2 + y ** 2));
const chance = (x: number, y: number, z: number): number => {
  const value = Math.sin(x * 127.1 + y * 311.7 + z * 74.7) * 43_758.5453;
  return value - Math.floor(value);
};

/** Colour of a point of the mesh at rest (decimetres; eyes at y 7.285, mouth at 6.61): painted, not photographed. */
function paint(part: Triangle['part'], [x, y, z]: Point, head: Head, grain: boolean): Colour {
  const side = Math.abs(x);
  const strands = grain ? chance(Math.round(Math.atan2(x, z + 0.2) * 70), 0, 0) : 0;
  if (part === 'hair') return mix(head.hair, [0, 0, 0], 0.2 * strands);
  if (part === 'eye') {
    const away = Math.hypot(side - 0.31, y - 7.285);
    if (z < 1.25 || away >= 0.068) return [230, 222, 218];
    return away < 0.03 ? [8, 6, 5] : head.iris;
  }
  let colour: Colour = head.skin;
  colour = mix(colour, shade(colour, [1, 0.8, 0.78]), 0.5 * bump((side - 0.6) / 0.25, (y - 6.95) / 0.25));
  colour = mix(colour, shade(colour, [0.72, 0.62, 0.6]), 0.6 * bump((side - 0.31) / 0.2, (y - 7.2) / 0.08));
  if (z > 0.9) {
    const line = 7.5 + 0.05 * Math.sin(Math.min(1, Math.max(0, (side - 0.1) / 0.5)) * 2.6);
    const thick = head.brow * (1 - 0.6 * smooth(0.35, 0.62, side));
    const inside = (1 - smooth(thick * 0.6, thick * 1.3, Math.abs(y - line))) * smooth(0.09, 0.14, side);
    colour = mix(colour, head.browColour ?? head.hair, 0.85 * inside * (1 - smooth(0.55, 0.64, side)));
  }
  if (z > 1.2 && side < 0.3) {
    const above = y - 6.61;
    const half = above > 0 ? 0.075 * (1 - (side / 0.3) ** 2) : 0.1 * (1 - (side / 0.27) ** 2);
    colour = mix(colour, head.lips, 0.8 * (1 - smooth(half * 0.8, half * 1.1 + 0.005, Math.abs(above))));
    colour = mix(colour, [70, 30, 28], 0.8 * (1 - smooth(0.004, 0.014, Math.abs(above + 0.01))));
  }
  if (head.beard !== undefined) colour = mix(colour, head.hair, head.beard * smooth(6.95, 6.6, y) * smooth(0.5, 1, z));
  const top = y > (head.hairline ?? 7.95) - 0.15 * smooth(0.3, 0.6, side);
  const ear = z > 0 && z < 0.55 && side > 0.78 && y < 7.45;
  const back = z < 0.55 + 0.25 * smooth(7.3, 8, y) && y > 6.9 && !ear;
  if (top || back) colour = mix(head.hair, [0, 0, 0], 0.25 * strands);
  if (y < 5 + 0.25 * smooth(0, 1.2, side)) colour = head.cloth;
  const rough = grain ? 1 + 0.05 * (chance(Math.round(x * 80), Math.round(y * 80), Math.round(z * 80)) - 0.5) : 1;
  return shade(colour, [rough, rough, rough]);
}

const unit = ([x, y, z]: Point): Point => {
  const length = Math.hypot(x, y, z) || 1;
  return [x / length, y / length, z / length];
};
const dot = (a: Point, b: Point): number => a[0] * b[0] + a[1] * b[1] + a[2] * b[2];

function turn([x0, y0, z0]: Point, { yaw = 0, pitch = 0, roll = 0 }: View): Point {
  const x1 = x0 * Math.cos(yaw) + z0 * Math.sin(yaw);
  const z1 = -x0 * Math.sin(yaw) + z0 * Math.cos(yaw);
  const y2 = y0 * Math.cos(pitch) - z1 * Math.sin(pitch);
  const z2 = y0 * Math.sin(pitch) + z1 * Math.cos(pitch);
  return [x1 * Math.cos(roll) - y2 * Math.sin(roll), x1 * Math.sin(roll) + y2 * Math.cos(roll), z2];
}

/** Seen from this far, in decimetres. */
const DISTANCE = 16;
/** Drawn twice as large and made smaller: smooth edges. */
const FINE = 2;

/** Draws a head by z-buffer, with one light and a soft gloss. Slow (a second) and needs nothing but the canvas. */
export function drawHead(head: Head, view: View): Canvas {
  const width = view.width * FINE;
  const height = view.height * FINE;
  const { rest, corners, faces } = triangles(head.shape, head.longHair ?? false);
  const eyes = faces.find(({ part }) => part === 'eye');
  const middle = (corners[eyes?.at[0] ?? 0]?.[1] ?? 7.285) - 0.25;
  const scale = (view.scale * height) / 5.2;
  const turned = corners.map(([x, y, z]) => turn([x, y - middle, z - 0.3], view));
  const seen = turned.map(([x, y, z]): Point => {
    const near = DISTANCE / (DISTANCE - z);
    return [
      width / 2 + (view.x ?? 0) * width + x * near * scale,
      height * (0.47 + (view.y ?? 0)) - y * near * scale,
      z,
    ];
  });
  const normals = turned.map((): [number, number, number] => [0, 0, 0]);
  const must = <T>(value: T | undefined): T => {
    if (value === undefined) throw new Error('a face names a corner the mesh does not have');
    return value;
  };
  for (const { at } of faces) {
    const [a, b, c] = at.map((index) => must(turned[index])) as [Point, Point, Point];
    const u = [b[0] - a[0], b[1] - a[1], b[2] - a[2]] as const;
    const v = [c[0] - a[0], c[1] - a[1], c[2] - a[2]] as const;
    for (const index of at) {
      const normal = must(normals[index]);
      normal[0] += u[1] * v[2] - u[2] * v[1];
      normal[1] += u[2] * v[0] - u[0] * v[2];
      normal[2] += u[0] * v[1] - u[1] * v[0];
    }
  }
  const colours = new Float32Array(width * height * 3);
  const depth = new Float32Array(width * height).fill(Number.NEGATIVE_INFINITY);
  for (let y = 0; y < height; y += 1)
    for (let x = 0; x < width; x += 1) colours.set(mix(...view.background, y / height), (y * width + x) * 3);
  const light = unit(view.light);
  const gloss = unit([light[0], light[1], light[2] + 1]);
  for (const { part, at } of faces) {
    const [a, b, c] = at.map((index) => must(seen[index])) as [Point, Point, Point];
    const area = (b[1] - c[1]) * (a[0] - c[0]) + (c[0] - b[0]) * (a[1] - c[1]);
    if (Math.abs(area) < 1e-9) continue;
    const blend = (of: readonly Point[], weights: Point): Point => {
      const [p, q, r] = at.map((index) => must(of[index])) as [Point, Point, Point];
      return [0, 1, 2].map((k) => dot([must(p[k]), must(q[k]), must(r[k])], weights)) as unknown as Point;
    };
    const bottom = Math.min(height - 1, Math.ceil(Math.max(a[1], b[1], c[1])));
    const right = Math.min(width - 1, Math.ceil(Math.max(a[0], b[0], c[0])));
    for (let y = Math.max(0, Math.floor(Math.min(a[1], b[1], c[1]))); y <= bottom; y += 1)
      for (let x = Math.max(0, Math.floor(Math.min(a[0], b[0], c[0]))); x <= right; x += 1) {
        const s = ((b[1] - c[1]) * (x - c[0]) + (c[0] - b[0]) * (y - c[1])) / area;
        const t = ((c[1] - a[1]) * (x - c[0]) + (a[0] - c[0]) * (y - c[1])) / area;
        const weights: Point = [s, t, 1 - s - t];
        if (Math.min(...weights) < -1e-6) continue;
        const near = dot([a[2], b[2], c[2]], weights);
        const pixel = y * width + x;
        if (near <= (depth[pixel] ?? 0)) continue;
        depth[pixel] = near;
        const facing = unit(blend(normals, weights));
        const normal: Point = facing[2] < 0 ? [-facing[0], -facing[1], -facing[2]] : facing;
        const base = paint(part, blend(rest, weights), head, view.grain ?? true);
        const shine = Math.max(0, dot(normal, gloss)) ** (part === 'eye' ? 60 : 18) * (part === 'eye' ? 0.8 : 0.1);
        const lit =
          view.ambient * (part === 'eye' ? 1 : 0.75 + 0.25 * normal[2]) +
          view.diffuse * Math.max(0, dot(normal, light));
        const tint = view.tint ?? [1, 1, 1];
        base.forEach((value, channel) => {
          colours[pixel * 3 + channel] = Math.min(255, value * lit + 255 * shine * view.diffuse) * (tint[channel] ?? 1);
        });
      }
  }
  return toCanvas(colours, width, height, view);
}

function toCanvas(colours: Float32Array, width: number, height: number, { noise = 0, ...view }: View): Canvas {
  const large = createCanvas(width, height);
  const context = large.getContext('2d');
  const image = context.createImageData(width, height);
  let seed = 7;
  for (let pixel = 0; pixel < width * height; pixel += 1) {
    for (let channel = 0; channel < 3; channel += 1) {
      seed = (Math.imul(seed, 1_664_525) + 1_013_904_223) >>> 0;
      image.data[pixel * 4 + channel] = (colours[pixel * 3 + channel] ?? 0) + noise * FINE * 2 * (seed / 2 ** 32 - 0.5);
    }
    image.data[pixel * 4 + 3] = 255;
  }
  context.putImageData(image, 0, 0);
  const small = createCanvas(view.width, view.height);
  const drawn = small.getContext('2d');
  drawn.imageSmoothingQuality = 'high';
  drawn.drawImage(large, 0, 0, view.width, view.height);
  return small;
}
