import { startWorker } from '../camera/app-worker.ts';
import type { FaceVerifier, Pixels } from './face-verifier.ts';
import workerAddress from './human.worker.ts?worker&url';
import type { Answered, Asked } from './worker-messages.ts';

/** Where the build puts models and WebAssembly of the face library (`electron.config.ts`). */
const assets = (): string => new URL('face/', document.baseURI).href;

/**
 * The reference: `@vladmandic/human` in a worker of its own. Pixels are handed over to the worker, which overwrites them;
 * ending the worker ends the memory everything lay in. Not a certified identity check (README).
 */
export class HumanVerifier implements FaceVerifier {
  readonly #worker = startWorker(workerAddress);
  #waiting: { resolve: (answered: Answered) => void; reject: (why: Error) => void }[] = [];
  #over = false;

  constructor() {
    this.#worker.onmessage = ({ data }: MessageEvent<Answered>) => this.#waiting.shift()?.resolve(data);
    // Its words may say something of a picture: none is passed on.
    this.#worker.onerror = (event) => {
      event.preventDefault();
      this.dispose();
    };
  }

  async load(): Promise<void> {
    const answered = await this.#ask({ ask: 'load', assets: assets() }, []);
    if (answered.answer !== 'loaded') throw new Error('the face library could not be loaded');
  }

  async setPortrait(portrait: Pixels): Promise<'ready' | 'unusable'> {
    const pixels = handOver(portrait);
    const answered = await this.#ask({ ask: 'portrait', pixels }, [pixels.buffer]);
    return answered.answer === 'portrait' && answered.usable ? 'ready' : 'unusable';
  }

  async compare(frame: Pixels): ReturnType<FaceVerifier['compare']> {
    const pixels = handOver(frame);
    const answered = await this.#ask({ ask: 'compare', pixels }, [pixels.buffer]);
    if (answered.answer !== 'look') throw new Error('the face library broke');
    return answered.look;
  }

  dispose(): void {
    this.#over = true;
    this.#worker.terminate();
    for (const { reject } of this.#waiting) reject(new Error('the comparison is over'));
    this.#waiting = [];
  }

  #ask(asked: Asked, handed: Transferable[]): Promise<Answered> {
    if (this.#over) return Promise.reject(new Error('the comparison is over'));
    return new Promise((resolve, reject) => {
      this.#waiting.push({ resolve, reject });
      this.#worker.postMessage(asked, handed);
    });
  }
}

/** The pixels' own memory goes to the worker: what the sender held is empty after that. */
function handOver({ width, height, data }: Pixels): { width: number; height: number; buffer: ArrayBuffer } {
  const whole = data.byteOffset === 0 && data.byteLength === data.buffer.byteLength;
  if (whole && data.buffer instanceof ArrayBuffer) return { width, height, buffer: data.buffer };
  const copy = data.slice();
  data.fill(0);
  return { width, height, buffer: copy.buffer };
}
