import fc from 'fast-check';
import { describe, expect, it, vi } from 'vitest';
import type { Pixels } from '../picture-meter.ts';
import { findPage } from './find-page.ts';
import type { Point, Quad } from './quad.ts';
import { Steadiness } from './steadiness.ts';
import { sizeOf, squareTo, straighten } from './straighten.ts';
import { isBlank, whiten } from './whiten.ts';

// Pictures are drawn pixel by pixel: half a second becomes ten where the machine has other work.
vi.setConfig({ testTimeout: 60_000 });

const WIDTH = 480;
const HEIGHT = 320;

/** A repeatable random sequence in 0 to 1 (mulberry32). */
function randomOf(seed: number): () => number {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296;
  };
}

const picture = (width: number, height: number, grey: (x: number, y: number) => number): Pixels => {
  const data = new Uint8ClampedArray(width * height * 4);
  for (let y = 0; y < height; y += 1)
    for (let x = 0; x < width; x += 1) {
      const level = grey(x, y);
      data.set([level, level, level, 255], (y * width + x) * 4);
    }
  return { data, width, height };
};

/** Where a point of the picture lies on the page (0 to 1 each way), by Newton's steps on the way out. */
function placeOn(quad: Quad): (x: number, y: number) => Point {
  const out = squareTo(quad);
  const small = 1e-4;
  return (x, y) => {
    let u = 0.5;
    let v = 0.5;
    for (let step = 0; step < 6; step += 1) {
      const here = out(u, v);
      const right = out(u + small, v);
      const below = out(u, v + small);
      const xu = (right.x - here.x) / small;
      const yu = (right.y - here.y) / small;
      const xv = (below.x - here.x) / small;
      const yv = (below.y - here.y) / small;
      const determinant = xu * yv - xv * yu;
      u += ((x - here.x) * yv - (y - here.y) * xv) / determinant;
      v += ((y - here.y) * xu - (x - here.x) * yu) / determinant;
    }
    return { x: u, y: v };
  };
}

interface Laid {
  readonly quad: Quad;
  readonly desk: number;
  readonly paper: number;
  readonly noise: number;
  readonly shadow: number;
  readonly written: boolean;
  readonly seed: number;
}

/** A page on a desk as a camera sees it: turned, in perspective, in a shadow, with lines of text and noise. */
function photograph({ quad, desk, paper, noise, shadow, written, seed }: Laid): Pixels {
  const on = placeOn(quad);
  const random = randomOf(seed);
  return picture(WIDTH, HEIGHT, (x, y) => {
    const { x: u, y: v } = on(x, y);
    const light = 1 - shadow * (x / WIDTH);
    const trembling = (random() - 0.5) * 2 * noise;
    if (u < 0 || u > 1 || v < 0 || v > 1) return desk * light + trembling;
    const line = Math.floor(v * 24);
    const inText = written && u > 0.12 && u < 0.88 && line > 2 && line < 21 && v * 24 - line < 0.4;
    const letter = inText && Math.sin(u * 180 + line) > -0.2;
    return (letter ? 40 : paper) * light + trembling;
  });
}

const laid = fc
  .record({
    turn: fc.double({ min: -0.6, max: 0.6, noNaN: true }),
    width: fc.double({ min: 120, max: 200, noNaN: true }),
    ratio: fc.double({ min: 0.7, max: 1.45, noNaN: true }),
    middle: fc.record({
      x: fc.double({ min: -25, max: 25, noNaN: true }),
      y: fc.double({ min: -10, max: 10, noNaN: true }),
    }),
    bends: fc.array(fc.double({ min: -9, max: 9, noNaN: true }), { minLength: 8, maxLength: 8 }),
    desk: fc.integer({ min: 15, max: 110 }),
    brighter: fc.integer({ min: 90, max: 140 }),
    noise: fc.integer({ min: 0, max: 8 }),
    shadow: fc.double({ min: 0, max: 0.35, noNaN: true }),
    written: fc.boolean(),
    seed: fc.integer(),
  })
  .map(({ turn, width, ratio, middle, bends, desk, brighter, ...rest }): Laid => {
    const height = Math.min(width * ratio, 210);
    const corner = (alongX: number, alongY: number, index: number): Point => ({
      x:
        WIDTH / 2 +
        middle.x +
        alongX * width * 0.5 * Math.cos(turn) -
        alongY * height * 0.5 * Math.sin(turn) +
        (bends[index] ?? 0),
      y:
        HEIGHT / 2 +
        middle.y +
        alongX * width * 0.5 * Math.sin(turn) +
        alongY * height * 0.5 * Math.cos(turn) +
        (bends[index + 4] ?? 0),
    });
    const quad: Quad = [corner(-1, -1, 0), corner(1, -1, 1), corner(1, 1, 2), corner(-1, 1, 3)];
    return { quad, desk, paper: Math.min(250, desk + brighter), ...rest };
  })
  .filter(({ quad }) => {
    const { width, height } = sizeOf(quad);
    return width * height > 0.1 * WIDTH * HEIGHT;
  })
  .filter(({ quad }) => quad.every(({ x, y }) => x > 6 && y > 6 && x < WIDTH - 6 && y < HEIGHT - 6));

const farthest = (one: Quad, other: Quad): number =>
  Math.max(...one.map(({ x, y }, index) => Math.hypot(x - (other[index]?.x ?? 0), y - (other[index]?.y ?? 0))));

describe('finding a page', () => {
  it('finds its four corners within one per cent of the diagonal, in order, however it lies, or looks again', () => {
    let missed = 0;
    fc.assert(
      fc.property(laid, (page) => {
        const found = findPage(photograph(page));
        if (found === null) missed += 1;
        else expect(farthest(found, page.quad)).toBeLessThan(0.01 * Math.hypot(WIDTH, HEIGHT));
      }),
      { numRuns: 30 },
    );
    // One in some hundreds; the camera sends the next frame a tenth of a second later.
    expect(missed).toBeLessThanOrEqual(1);
  });

  it('finds nothing on an empty desk, in noise, in darkness or in white', () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 0, max: 255 }),
        fc.integer({ min: 0, max: 128 }),
        fc.double({ min: -0.5, max: 0.5, noNaN: true }),
        fc.integer(),
        (grey, noise, slope, seed) => {
          const random = randomOf(seed);
          const empty = picture(WIDTH, HEIGHT, (x) => grey + slope * (x - WIDTH / 2) + (random() - 0.5) * 2 * noise);
          expect(findPage(empty)).toBeNull();
        },
      ),
      { numRuns: 20 },
    );
  });

  it.each<[string, (x: number, y: number) => number]>([
    ['a round lid', (x, y) => (Math.hypot(x - 240, y - 160) < 110 ? 230 : 50)],
    ['a page cut off by the rim', (x, y) => (x > 200 && y > 60 && y < 260 ? 230 : 50)],
    ['a dark folder on a bright desk', (x, y) => (x > 120 && x < 360 && y > 60 && y < 260 ? 40 : 220)],
    ['a triangle', (x, y) => (y > 60 && y < 260 && Math.abs(x - 240) < (y - 60) / 2 ? 230 : 50)],
    ['a single edge', (x) => (x > 240 ? 230 : 50)],
    ['a stamp-sized slip', (x, y) => (x > 220 && x < 270 && y > 140 && y < 180 ? 230 : 50)],
  ])('takes %s for no page', (_, grey) => {
    expect(findPage(picture(WIDTH, HEIGHT, grey))).toBeNull();
  });

  it('takes the sheet, not the box printed on it', () => {
    const boxed = picture(WIDTH, HEIGHT, (x, y) => {
      if (x < 130 || x > 350 || y < 20 || y > 300) return 60;
      const onBox = x > 160 && x < 320 && y > 60 && y < 260 && !(x > 164 && x < 316 && y > 64 && y < 256);
      return onBox ? 30 : 235;
    });
    const found = findPage(boxed);
    expect(found?.[0].x).toBeCloseTo(130, -1);
    expect(found?.[2].y).toBeCloseTo(300, -1);
  });

  it('never throws and never names a corner far outside, whatever the bytes', () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 1, max: 60 }),
        fc.integer({ min: 1, max: 60 }),
        fc.integer(),
        (width, height, seed) => {
          const random = randomOf(seed);
          const found = findPage(picture(width, height, () => (random() > 0.5 ? 255 : 0)));
          for (const { x, y } of found ?? []) {
            expect(Math.abs(x)).toBeLessThan(2 * width + 2);
            expect(Math.abs(y)).toBeLessThan(2 * height + 2);
          }
        },
      ),
      { numRuns: 60 },
    );
  });
});

describe('straightening', () => {
  it('gives back what was drawn on the page, whatever the perspective', () => {
    fc.assert(
      fc.property(laid, ({ quad }) => {
        const on = placeOn(quad);
        // Dark and bright fields, 4 by 4, none of them like its mirror image.
        const field = (u: number, v: number): number =>
          (0b1011_0010_1110_0001 >> (Math.min(3, Math.floor(v * 4)) * 4 + Math.min(3, Math.floor(u * 4)))) & 1
            ? 220
            : 30;
        const photo = picture(WIDTH, HEIGHT, (x, y) => {
          const { x: u, y: v } = on(x, y);
          return u < 0 || u > 1 || v < 0 || v > 1 ? 120 : field(u, v);
        });
        const page = straighten(photo, quad);
        for (let row = 0; row < 4; row += 1)
          for (let column = 0; column < 4; column += 1) {
            const x = Math.floor(((column + 0.5) / 4) * page.width);
            const y = Math.floor(((row + 0.5) / 4) * page.height);
            expect(page.data[(y * page.width + x) * 4]).toBe(field((column + 0.5) / 4, (row + 0.5) / 4));
          }
      }),
      { numRuns: 20 },
    );
  });

  it('leaves a page that lies straight as it is', () => {
    const quad: Quad = [
      { x: 0, y: 0 },
      { x: 40, y: 0 },
      { x: 40, y: 30 },
      { x: 0, y: 30 },
    ];
    expect(sizeOf(quad)).toEqual({ width: 40, height: 30 });
    const photo = picture(41, 31, (x, y) => (x * 5 + y * 3) % 256);
    const page = straighten(photo, quad);
    expect(page.data[(10 * 40 + 20) * 4]).toBeCloseTo((20.5 * 5 + 10.5 * 3) % 256, -1);
  });

  it('keeps a page within 1600 pixels', () => {
    const quad: Quad = [
      { x: 0, y: 0 },
      { x: 3200, y: 0 },
      { x: 3200, y: 2400 },
      { x: 0, y: 2400 },
    ];
    expect(sizeOf(quad)).toEqual({ width: 1600, height: 1200 });
  });
});

describe('whitening', () => {
  it('makes paper in a shadow as white as elsewhere, and ink stays ink', () => {
    const page = picture(320, 400, (x, y) => {
      const light = 1 - 0.5 * (x / 320);
      const letter = y % 40 < 8 && x % 10 < 5 && x > 30 && x < 290;
      return (letter ? 35 : 225) * light;
    });
    whiten(page);
    const at = (x: number, y: number): number => page.data[(y * 320 + x) * 4] ?? 0;
    expect(at(20, 205)).toBeGreaterThan(235);
    expect(at(300, 205)).toBeGreaterThan(235);
    expect(at(41, 203)).toBeLessThan(90);
    expect(at(281, 203)).toBeLessThan(90);
    expect(isBlank(page)).toBe(false);
  });

  it('keeps a red stamp red', () => {
    const page = picture(200, 200, () => 200);
    for (let y = 80; y < 120; y += 1) for (let x = 80; x < 120; x += 1) page.data.set([170, 30, 40], (y * 200 + x) * 4);
    whiten(page);
    const [red = 0, green = 0] = page.data.subarray((100 * 200 + 100) * 4);
    expect(red).toBeGreaterThan(green * 3);
    expect(isBlank(page)).toBe(false);
  });

  it('calls an empty sheet blank, also a noisy one in a shadow', () => {
    const random = randomOf(7);
    const page = picture(320, 400, (x) => 220 * (1 - 0.4 * (x / 320)) + (random() - 0.5) * 16);
    whiten(page);
    expect(isBlank(page)).toBe(true);
  });
});

describe('lying still', () => {
  const quad: Quad = [
    { x: 0.2, y: 0.2 },
    { x: 0.7, y: 0.2 },
    { x: 0.7, y: 0.8 },
    { x: 0.2, y: 0.8 },
  ];
  const moved = (by: number): Quad => {
    const [a, b, c, d] = quad;
    const shift = ({ x, y }: Point): Point => ({ x: x + by, y });
    return [shift(a), shift(b), shift(c), shift(d)];
  };

  it('takes a second and a bit, trembling allowed', () => {
    const steadiness = new Steadiness();
    expect(steadiness.see(quad, 0)).toBe(0);
    expect(steadiness.see(moved(0.004), 600)).toBeCloseTo(0.5);
    expect(steadiness.see(quad, 1_200)).toBe(1);
  });

  it('begins anew when the page moves or is gone, not for one look that missed it', () => {
    const steadiness = new Steadiness();
    steadiness.see(quad, 0);
    expect(steadiness.see(null, 300)).toBe(0);
    expect(steadiness.see(quad, 600)).toBeCloseTo(0.5);
    expect(steadiness.see(moved(0.1), 900)).toBe(0);
    for (const at of [1_000, 1_100, 1_200]) steadiness.see(null, at);
    expect(steadiness.see(moved(0.1), 1_300)).toBe(0);
  });
});
