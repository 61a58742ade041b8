import { cutPage, type Encode } from './page/cut-page.ts';
import { findPage } from './page/find-page.ts';
import type { Pixels } from './picture-meter.ts';
import { readCode } from './read-code.ts';
import type { PictureAnswers, PictureAsk } from './worker-messages.ts';

// Runs beside the page, under a policy of its own: files of the app, no network, no DOM. One question at a time.

const imageOf = ({ data, width, height }: Pixels): ImageData => new ImageData(data, width, height);

const encode: Encode = async (pixels, quality, scale) => {
  const whole = new OffscreenCanvas(pixels.width, pixels.height);
  whole.getContext('2d')?.putImageData(imageOf(pixels), 0, 0);
  const canvas = new OffscreenCanvas(Math.round(pixels.width * scale), Math.round(pixels.height * scale));
  const context = canvas.getContext('2d');
  if (context === null) throw new Error('no canvas');
  context.imageSmoothingQuality = 'high';
  context.drawImage(whole, 0, 0, canvas.width, canvas.height);
  const blob = await canvas.convertToBlob({ type: 'image/jpeg', quality });
  // Set to nothing, a canvas lets go of its picture.
  whole.width = 0;
  canvas.width = 0;
  return new Uint8Array(await blob.arrayBuffer());
};

async function answer(ask: PictureAsk): Promise<PictureAnswers[PictureAsk['kind']]> {
  switch (ask.kind) {
    case 'readCode':
      return readCode(imageOf(ask.pixels));
    case 'findPage':
      return findPage(ask.pixels);
    case 'cutPage':
      return cutPage(ask.pixels, ask.quad, ask.maxBytes, encode);
  }
}

self.addEventListener('message', ({ data: ask }: MessageEvent<PictureAsk>) => {
  const done = (value: unknown): void => {
    ask.pixels.data.fill(0);
    self.postMessage(value);
  };
  answer(ask).then(done, () => done(null));
});
