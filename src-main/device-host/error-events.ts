import type { Action, DeviceEvent, DeviceStatus } from '../../drivers/contract/index.ts';

/** XFS4IoT `Common.ErrorEvent.eventId`. */
type ErrorId = 'hardware' | 'software' | 'user' | 'fraudAttempt';

function errorIdOf({ device, action }: DeviceStatus): ErrorId {
  if (device === 'fraudAttempt' || device === 'potentialFraud') return 'fraudAttempt';
  if (action === 'configuration' || action === 'softwareError') return 'software';
  return action === 'clear' ? 'user' : 'hardware';
}

/**
 * Tells `Common.ErrorEvent` when a device begins to need something done, or something else than before: once each time, with
 * `eventId action` as its detail. A device that tells such events itself is left to do so.
 */
export class ErrorEvents {
  #last: Action = 'none';
  #tellsItself = false;

  /** A driver was opened anew; whether it tells errors is learnt again. */
  opened(): void {
    this.#tellsItself = false;
  }

  heard({ name }: Pick<DeviceEvent, 'name'>): void {
    if (name === 'Common.ErrorEvent') this.#tellsItself = true;
  }

  of(status: DeviceStatus, at: number): DeviceEvent[] {
    const { action, deviceClass } = status;
    const changed = action !== this.#last;
    this.#last = action;
    if (!changed || action === 'none' || this.#tellsItself) return [];
    return [{ deviceClass, name: 'Common.ErrorEvent', at, detail: `${errorIdOf(status)} ${action}` }];
  }
}
