import type { DeviceClass } from '../../drivers/contract/index.ts';
import type { TrafficView } from '../contract/device-messages.ts';
import type { TrafficRing } from './attached-devices.ts';

/** Twice a second something moves for the eye. */
const TELL_EVERY_MS = 500;

/** Tells the ring of one device while somebody looks at it; while nobody does, there is no timer and nothing is read. */
export class TrafficWatch {
  readonly #ringOf: (deviceClass: DeviceClass) => TrafficRing | null;
  readonly #tell: (deviceClass: DeviceClass, traffic: TrafficView | null) => void;
  #timer: NodeJS.Timeout | undefined;

  constructor(
    ringOf: (deviceClass: DeviceClass) => TrafficRing | null,
    tell: (deviceClass: DeviceClass, traffic: TrafficView | null) => void,
  ) {
    this.#ringOf = ringOf;
    this.#tell = tell;
  }

  look(deviceClass: DeviceClass | null): void {
    clearInterval(this.#timer);
    this.#timer = undefined;
    if (deviceClass === null) return;
    const ring = this.#ringOf(deviceClass);
    if (ring === null) {
      this.#tell(deviceClass, null);
      return;
    }
    const tell = () => this.#tell(deviceClass, { counters: ring.counters(), frames: ring.frames() });
    let told = ring.newest;
    tell();
    this.#timer = setInterval(() => {
      if (ring.newest === told) return;
      told = ring.newest;
      tell();
    }, TELL_EVERY_MS);
  }
}
