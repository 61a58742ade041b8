import { readCode } from './read-code.ts';
import type { PictureAnswers, PictureAsk } from './worker-messages.ts';

// Runs beside the page, under a policy of its own: files of the app, no network, no DOM. One question at a time.

async function answer(ask: PictureAsk): Promise<PictureAnswers[PictureAsk['kind']]> {
  const { pixels } = ask;
  switch (ask.kind) {
    case 'readCode':
      return readCode(new ImageData(new Uint8ClampedArray(pixels.data), pixels.width, pixels.height));
    case 'findPage':
    case 'cutPage':
      return null;
  }
}

self.addEventListener('message', ({ data: ask }: MessageEvent<PictureAsk>) => {
  const done = (value: unknown): void => {
    ask.pixels.data.fill(0);
    self.postMessage(value);
  };
  answer(ask).then(done, () => done(null));
});
