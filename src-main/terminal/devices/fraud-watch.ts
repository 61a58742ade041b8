import type { DeviceClass, DeviceStatus } from '../../../drivers/contract/status.ts';

/** States in which a device says that somebody may have tampered with it: it serves nobody until staff looked. */
const SUSPECT: ReadonlySet<DeviceStatus['device']> = new Set(['fraudAttempt', 'potentialFraud']);

/** Raises an alarm once for each time a device becomes suspect, and again only after it was fine in between. */
export class FraudWatch {
  readonly #alarm: (detail: string) => void;
  readonly #suspect = new Set<DeviceClass>();

  /** `alarm` writes it down and lights what there is to light; `detail` is `fraud.<class>`. */
  constructor(alarm: (detail: string) => void) {
    this.#alarm = alarm;
  }

  see({ deviceClass, device }: Pick<DeviceStatus, 'deviceClass' | 'device'>): void {
    if (SUSPECT.has(device)) {
      if (this.#suspect.has(deviceClass)) return;
      this.#suspect.add(deviceClass);
      this.#alarm(`fraud.${deviceClass}`);
      // Gone or not heard of is no proof that what was fitted there is gone too.
    } else if (device === 'online' || device === 'deviceBusy') this.#suspect.delete(deviceClass);
  }
}
