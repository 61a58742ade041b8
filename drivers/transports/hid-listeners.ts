import type { HidTransport } from '../contract/index.ts';
import { TransportListeners } from './listeners.ts';

/** The listener lists of a HID transport: as of a byte stream, but what is passed on are whole reports. */
export class HidListeners {
  readonly #listeners = new TransportListeners();
  readonly onReport: HidTransport['onReport'] = this.#listeners.onData;
  readonly onHangUp: HidTransport['onHangUp'] = this.#listeners.onHangUp;

  start(): void {
    this.#listeners.start();
  }

  stop(): void {
    this.#listeners.stop();
  }

  report(report: Uint8Array): void {
    this.#listeners.data(report);
  }

  hangUp(reason: string): void {
    this.#listeners.hangUp(reason);
  }
}
