import type { VendorModeStep } from '../../contract/device-messages.ts';

/**
 * XFS4IoT vendor mode, the terminal's side: other programs of this machine are asked to let go of the devices before a
 * technician comes in. The device host asks them and keeps the deadline.
 */
export class GuestsAway {
  readonly #tell: (step: VendorModeStep) => boolean;
  #away = true;
  /** Set by whoever waits for it. */
  onAway: () => void = () => undefined;

  constructor(tell: (step: VendorModeStep) => boolean) {
    this.#tell = tell;
  }

  get away(): boolean {
    return this.#away;
  }

  /** Staff's door is on the screen. Without a device host there are no guests. */
  door(): void {
    this.#away = false;
    if (!this.#tell('door')) this.said();
  }

  inside(): void {
    this.#tell('inside');
  }

  outside(): void {
    this.#tell('outside');
    this.#away = true;
  }

  /** All of them let go, or had the time to. */
  said(): void {
    if (this.#away) return;
    this.#away = true;
    this.onAway();
  }
}
