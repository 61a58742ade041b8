import type { DeviceClass, DeviceStatus, Health } from '../../drivers/contract/status.ts';

/**
 * Changes of state or fault at the same health that are written down of one device in an hour. A contact that comes and goes
 * says everything in so many; more would push real records out of the queue to the platform. A change of health always
 * is written: items come and go with it.
 */
export const SAME_HEALTH_AN_HOUR = 12;
const HOUR_MS = 3_600_000;

interface Told {
  readonly health: Health;
  readonly what: string;
}

/** What was written of each device, and how often lately. What is held back is written as it stands once there is room. */
export class ToldChanges {
  readonly #told = new Map<DeviceClass, Told>();
  readonly #lately = new Map<DeviceClass, number[]>();

  /** Shall this be written now? `now`: monotonic milliseconds. */
  take(status: DeviceStatus, health: Health, now: number): boolean {
    const { deviceClass } = status;
    const before = this.#told.get(deviceClass);
    const what = stateOf(status);
    if (before?.health === health && before.what === what) return false;
    if (before?.health === health) {
      const lately = (this.#lately.get(deviceClass) ?? []).filter((at) => now - at < HOUR_MS);
      if (lately.length >= SAME_HEALTH_AN_HOUR) return false;
      this.#lately.set(deviceClass, [...lately, now]);
    }
    this.#told.set(deviceClass, { health, what });
    return true;
  }
}

/** What makes a device another than it was: its axes and faults. Evidence and ages move all the time and say nothing new. */
export const stateOf = ({ device, media, paper, supplies, faults, attachment }: DeviceStatus): string =>
  JSON.stringify([
    device,
    media === 'jammed',
    paper,
    supplies?.map(({ name, level }) => [name, level]),
    [...faults].sort(),
    attachment,
  ]);
