import path from 'node:path';
import { createCanvas, loadImage } from '@napi-rs/canvas';
import { PICTURE } from './camera-scenes.ts';

const folder = path.join(import.meta.dirname, 'faces');

/** Behind everybody in their pictures, from top to bottom: it goes on beside them. */
const WALL = { above: '#959b9f', below: '#6f6f75' } as const;

/** Invented persons who can stand before the camera (`faces/README.md`). */
export const facePeople = ['lin-yu', 'wu-loan'] as const;
export type FaceOf = (typeof facePeople)[number];

/**
 * What the camera sees of these people side by side, RGBA of the camera's size. `brightness` 1 is a lit hall.
 */
export async function facesBefore(people: readonly FaceOf[], brightness = 1): Promise<Uint8ClampedArray> {
  const { width, height } = PICTURE;
  const canvas = createCanvas(width, height);
  const context = canvas.getContext('2d');
  const shown = (height * 0.85) / Math.max(1, people.length) ** 0.5;
  const wall = context.createLinearGradient(0, height - shown, 0, height);
  wall.addColorStop(0, WALL.above);
  wall.addColorStop(1, WALL.below);
  context.fillStyle = wall;
  context.fillRect(0, 0, width, height);
  for (const [index, person] of people.entries()) {
    const picture = await loadImage(path.join(folder, `${person}.jpg`));
    const wide = (picture.width / picture.height) * shown;
    context.drawImage(picture, (width * (index + 0.5)) / people.length - wide / 2, height - shown, wide, shown);
  }
  context.globalAlpha = 1 - brightness;
  context.fillStyle = '#000000';
  context.fillRect(0, 0, width, height);
  return context.getImageData(0, 0, width, height).data;
}
