import type { Cameras } from '../devices/cameras.ts';

/** So long each camera is shown in turn, in seconds. */
const EACH_S = 5;

/** Keeps a picture on the screen while somebody judges it: one camera after the other, each anew when it fails. */
export class CameraShow {
  readonly #cameras: Pick<Cameras, 'open' | 'places'>;
  #close: () => void = () => undefined;
  #seconds = 0;
  #index = 0;

  constructor(cameras: Pick<Cameras, 'open' | 'places'>) {
    this.#cameras = cameras;
    this.#open();
  }

  /** Once a second. */
  tick(): void {
    this.#seconds += 1;
    if (this.#seconds % EACH_S !== 0 || this.#cameras.places.length < 2) return;
    this.#index += 1;
    this.#open();
  }

  stop(): void {
    this.#close();
  }

  #open(): void {
    this.#close();
    const { places } = this.#cameras;
    const place = places[this.#index % Math.max(1, places.length)];
    this.#close = place === undefined ? () => undefined : this.#cameras.open(place, 'look', () => undefined);
  }
}
