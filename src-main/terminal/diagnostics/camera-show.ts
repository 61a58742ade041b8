import type { Cameras } from '../devices/cameras.ts';

/** So long each camera is shown in turn, in seconds. */
const EACH_S = 5;

/** Keeps a picture on the screen while somebody judges it: one camera after the other, each anew when it fails. */
export class CameraShow {
  readonly #cameras: Pick<Cameras, 'open' | 'places'>;
  #close: () => void = () => undefined;
  #seconds = 0;
  #index = 0;
  #failed = false;
  #stopped = false;

  constructor(cameras: Pick<Cameras, 'open' | 'places'>) {
    this.#cameras = cameras;
    this.#open();
  }

  /** Once a second. */
  tick(): void {
    this.#seconds += 1;
    const isNext = this.#seconds % EACH_S === 0 && this.#cameras.places.length > 1;
    if (isNext) this.#index += 1;
    if (isNext || this.#failed) this.#open();
  }

  stop(): void {
    this.#stopped = true;
    this.#close();
  }

  #open(): void {
    this.#close();
    this.#failed = false;
    const { places } = this.#cameras;
    const place = places[this.#index % Math.max(1, places.length)];
    if (place === undefined) return;
    this.#close = this.#cameras.open(place, 'look', ({ kind }) => {
      this.#failed ||= kind === 'failed' && !this.#stopped;
    });
  }
}
