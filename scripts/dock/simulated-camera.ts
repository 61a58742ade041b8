import { closeSync, openSync, renameSync, rmSync, writeFileSync, writeSync } from 'node:fs';
import { type CameraScene, drawCode, drawScene, PICTURE } from './camera-scenes.ts';

/** Frames of the endless film. They differ by noise, as a sensor's do: the same frame again and again is a fault. */
const FRAMES = 6;
const RATE = 15;
/** Grey levels of noise, to both sides. */
const NOISE = 2;

const { width, height } = PICTURE;
const HEADER = Buffer.from(`YUV4MPEG2 W${width} H${height} F${RATE}:1 Ip A1:1 C420jpeg\n`);
const FRAME = Buffer.from('FRAME\n');
const LUMA = width * height;
const FRAME_BYTES = FRAME.length + LUMA * 1.5;

/**
 * A camera as a file (YUV4MPEG2) that Chromium plays in place of all cameras of its process: one file is one camera.
 * Every scene has the same size, so what the camera sees is changed by writing over the frames while Chromium plays them.
 */
export class SimulatedCamera {
  readonly file: string;
  #scene: CameraScene | 'picture' = 'desk';
  #plugged = true;

  constructor(file: string) {
    this.file = file;
    // Left behind by a run that ended while the camera was out.
    rmSync(this.#away, { force: true });
    writeFileSync(file, Buffer.alloc(HEADER.length + FRAMES * FRAME_BYTES));
    this.show('desk');
  }

  /** What it sees; `picture` for one that is no scene. */
  get scene(): CameraScene | 'picture' {
    return this.#scene;
  }

  /** Switches of Chromium that make the file its camera. Never in production: there the shell refuses all switches. */
  get switches(): string[] {
    return ['--use-fake-device-for-media-stream', `--use-file-for-fake-video-capture=${this.file}`];
  }

  /** Shows a scene from the next frame on. */
  show(scene: CameraScene): void {
    this.#write(drawScene(scene), scene === 'frozen' ? 0 : NOISE);
    this.#scene = scene;
  }

  /** Holds a code before it. */
  showCode(text: string): void {
    this.#write(drawCode(text), NOISE);
    this.#scene = 'code';
  }

  /** Shows any picture of the camera's size: RGBA, row by row. */
  showPicture(rgba: Uint8ClampedArray, noise = NOISE): void {
    this.#write(rgba, noise);
    this.#scene = 'picture';
  }

  get plugged(): boolean {
    return this.#plugged;
  }

  /** Chromium takes the file for the device: without it there is no camera, and an open one ends within seconds. */
  unplug(): void {
    if (this.#plugged) renameSync(this.file, this.#away);
    this.#plugged = false;
  }

  plug(): void {
    if (!this.#plugged) renameSync(this.#away, this.file);
    this.#plugged = true;
  }

  get #away(): string {
    return `${this.file}.unplugged`;
  }

  #write(rgba: Uint8ClampedArray, noise: number): void {
    const planes = yuv420(rgba);
    const out = openSync(this.#plugged ? this.file : this.#away, 'r+');
    let place = writeSync(out, HEADER, 0, HEADER.length, 0);
    for (let frame = 0; frame < FRAMES; frame += 1) {
      const bytes = Buffer.concat([FRAME, noise === 0 ? planes : noisy(planes, noise, frame + 1)]);
      place += writeSync(out, bytes, 0, bytes.length, place);
    }
    closeSync(out);
  }
}

/** Full-range BT.601 as JPEG has it (ITU-T T.871, 7), colour at half size in both directions. */
function yuv420(rgba: Uint8ClampedArray): Buffer {
  const planes = Buffer.alloc(LUMA * 1.5);
  const at = (offset: number): [number, number, number] => [
    rgba[offset] ?? 0,
    rgba[offset + 1] ?? 0,
    rgba[offset + 2] ?? 0,
  ];
  for (let pixel = 0; pixel < LUMA; pixel += 1) {
    const [red, green, blue] = at(pixel * 4);
    planes[pixel] = Math.round(0.299 * red + 0.587 * green + 0.114 * blue);
  }
  let blueAt = LUMA;
  let redAt = LUMA * 1.25;
  for (let y = 0; y < height; y += 2)
    for (let x = 0; x < width; x += 2) {
      const [red, green, blue] = at((y * width + x) * 4);
      planes[blueAt++] = clamp(128 - 0.168736 * red - 0.331264 * green + 0.5 * blue);
      planes[redAt++] = clamp(128 + 0.5 * red - 0.418688 * green - 0.081312 * blue);
    }
  return planes;
}

/** The same noise in every run: a linear congruential sequence (Numerical Recipes' constants). */
function noisy(planes: Buffer, noise: number, seed: number): Buffer {
  const out = Buffer.from(planes);
  let state = seed * 2_654_435_761;
  for (let pixel = 0; pixel < LUMA; pixel += 1) {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    out[pixel] = clamp((planes[pixel] ?? 0) + (state % (2 * noise + 1)) - noise);
  }
  return out;
}

const clamp = (value: number): number => Math.max(0, Math.min(255, Math.round(value)));
