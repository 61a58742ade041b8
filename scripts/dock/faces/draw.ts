import { writeFileSync } from 'node:fs';
import path from 'node:path';
import { type Canvas, createCanvas } from '@napi-rs/canvas';
import { STAND_IN_PICTURE_BYTES } from '../../../drivers/id-card-reader/index.ts';
import { drawHead, type Head, type View } from './draw-head.ts';
import { readMakeHumanFrom } from './head-mesh.ts';

/**
 * Draws the faces of this folder anew, from a checkout of MakeHuman (README):
 *
 *     node scripts/dock/faces/draw.ts /path/to/makehuman/makehuman/data [folder to draw into]
 */
const [data, into = import.meta.dirname] = process.argv.slice(2);
if (data === undefined) throw new Error('name the data folder of MakeHuman');
readMakeHumanFrom(data);

/** A share of old age, and single traits over it. */
const shaped = (people: 'asian' | 'caucasian', sex: 'male' | 'female', old: number, traits: Head['shape']) => ({
  [`macrodetails/${people}-${sex}-old`]: old,
  [`macrodetails/${people}-${sex}-young`]: 1 - old,
  [`macrodetails/universal-${sex}-old-averagemuscle-averageweight`]: old,
  [`macrodetails/universal-${sex}-young-averagemuscle-averageweight`]: 1 - old,
  ...traits,
});
const both = (folder: string, name: string, weight: number) => ({
  [`${folder}/l-${name}`]: weight,
  [`${folder}/r-${name}`]: weight,
});

const heads: Readonly<Record<string, Head>> = {
  'lin-yu': {
    shape: shaped('asian', 'male', 1, {
      'head/head-rectangular': 0.7,
      'nose/nose-scale-horiz-incr': 0.6,
      'chin/chin-width-incr': 0.6,
      'head/head-age-incr': 0.6,
      ...both('cheek', 'cheek-bones-incr', 0.5),
    }),
    ...{ skin: [206, 158, 128], hair: [128, 126, 124], browColour: [90, 88, 86], iris: [48, 30, 20] },
    ...{ lips: [160, 100, 90], cloth: [60, 66, 84], brow: 0.042, hairline: 8.08 },
  },
  'wu-loan': {
    shape: shaped('asian', 'female', 0.45, {
      'head/head-round': 0.9,
      'nose/nose-scale-vert-decr': 0.6,
      ...both('cheek', 'cheek-volume-incr', 0.7),
      ...both('eyes', 'eye-scale-incr', 0.4),
    }),
    ...{ skin: [234, 192, 166], hair: [46, 36, 32], iris: [40, 26, 18], lips: [190, 96, 92] },
    ...{ cloth: [120, 50, 60], brow: 0.022, longHair: true },
  },
  'wang-yan': {
    shape: shaped('asian', 'male', 0, {
      'head/head-triangular': 1,
      'head/head-fat-decr': 0.8,
      'chin/chin-width-decr': 0.8,
      'nose/nose-scale-vert-incr': 0.7,
      'nose/nose-hump-incr': 0.6,
      'chin/chin-prominent-incr': 0.5,
      ...both('eyes', 'eye-height2-incr', 0.5),
    }),
    ...{ skin: [222, 178, 148], hair: [22, 18, 18], iris: [36, 22, 14], lips: [176, 112, 102] },
    ...{ cloth: [36, 70, 60], brow: 0.05, hairline: 7.85 },
  },
  'li-di': {
    shape: shaped('asian', 'female', 0.1, {
      'head/head-oval': 0.8,
      'nose/nose-scale-horiz-decr': 0.6,
      'chin/chin-triangle': 0.7,
      'chin/chin-height-incr': 0.4,
      ...both('eyes', 'eye-scale-incr', 0.7),
    }),
    ...{ skin: [240, 204, 182], hair: [70, 42, 30], iris: [62, 38, 22], lips: [200, 90, 96] },
    ...{ cloth: [210, 206, 190], brow: 0.026, hairline: 7.9, longHair: true },
  },
  'zhou-expired': {
    shape: shaped('asian', 'male', 0.4, {
      'head/head-fat-incr': 1,
      'head/head-square': 1,
      'nose/nose-scale-horiz-incr': 1,
      'nose/nose-volume-incr': 0.7,
      'chin/chin-jaw-drop-incr': 0.3,
      ...both('eyes', 'eye-trans-out', 0.5),
      ...both('eyes', 'eye-scale-decr', 0.5),
    }),
    ...{ skin: [196, 144, 112], hair: [30, 26, 24], iris: [34, 22, 16], lips: [150, 92, 84] },
    ...{ cloth: [44, 44, 48], brow: 0.058, hairline: 7.95, beard: 0.25 },
  },
  'y-sample': {
    shape: shaped('caucasian', 'male', 0.35, {
      'head/head-diamond': 0.5,
      'nose/nose-greek-incr': 0.6,
      'chin/chin-cleft-incr': 0.8,
      'chin/chin-height-incr': 0.5,
    }),
    ...{ skin: [238, 190, 168], hair: [140, 100, 60], iris: [80, 110, 130], lips: [190, 110, 104] },
    ...{ cloth: [90, 90, 110], brow: 0.034, hairline: 8.1, beard: 0.35 },
  },
};

const card: View = {
  ...{ width: 408, height: 504, scale: 1.62, y: 0.04, light: [0.1, 0.3, 1], ambient: 0.62, diffuse: 0.5 },
  background: [
    [250, 250, 250],
    [250, 250, 250],
  ],
  grain: false,
};
const beforeCamera: View = {
  ...{ width: 960, height: 720, scale: 1.5, yaw: 0.06, roll: 0.03, light: [0.3, 0.6, 1], ambient: 0.45, diffuse: 0.65 },
  background: [
    [150, 156, 160],
    [110, 112, 118],
  ],
  noise: 6,
};

/** The best a card has room for. */
async function portrait(drawn: Canvas): Promise<Buffer> {
  const half = createCanvas(204, 252);
  half.getContext('2d').drawImage(drawn, 0, 0, 204, 252);
  const small = createCanvas(102, 126);
  small.getContext('2d').drawImage(half, 0, 0, 102, 126);
  for (let quality = 70; quality > 0; quality -= 2) {
    const file = await small.encode('avif', { quality });
    if (file.length <= STAND_IN_PICTURE_BYTES) return file;
  }
  throw new Error('no portrait is small enough for a card');
}

for (const [person, head] of Object.entries(heads)) {
  const place = path.join(into, person);
  writeFileSync(`${place}.card.avif`, await portrait(drawHead({ ...head, longHair: false }, card)));
  if (person === 'lin-yu' || person === 'wu-loan')
    writeFileSync(`${place}.jpg`, await drawHead(head, beforeCamera).encode('jpeg', 82));
}
