import type { DeviceClass, DeviceEvent, Health } from '../../../drivers/contract/index.ts';
import type { RecentEvents } from './services.ts';

const KEPT = 30;

/** What devices told lately, and since when each is as it is. Times are monotonic milliseconds. */
export class DeviceHistory implements RecentEvents {
  readonly #events = new Map<DeviceClass, DeviceEvent[]>();
  readonly #since = new Map<DeviceClass, { readonly health: Health; readonly state: string; readonly at: number }>();

  told(event: DeviceEvent): void {
    this.#events.set(event.deviceClass, [event, ...this.of(event.deviceClass)].slice(0, KEPT));
  }

  /** `state`: whatever makes it another than it was (`stateOf` in `told-changes.ts`). */
  seen(deviceClass: DeviceClass, health: Health, state: string, now: number): void {
    const known = this.#since.get(deviceClass);
    if (known?.health === health && known.state === state) return;
    this.#since.set(deviceClass, { health, state, at: now });
  }

  of(deviceClass: DeviceClass): readonly DeviceEvent[] {
    return this.#events.get(deviceClass) ?? [];
  }

  since(deviceClass: DeviceClass): number | null {
    return this.#since.get(deviceClass)?.at ?? null;
  }
}
