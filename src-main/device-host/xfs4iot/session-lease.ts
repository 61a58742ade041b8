import { type DeviceClass, fail, ok, type Result } from '../../../drivers/contract/index.ts';
import type { Grant, Lease } from '../../../drivers/xfs4iot/facade/index.ts';

/**
 * A citizen goes before every guest: while one is at the machine no device is lent, and what is lent when one comes is
 * called back. One guest a device.
 */
export class SessionLease implements Lease {
  readonly #lent = new Map<DeviceClass, AbortController>();
  #occupied = false;

  get occupied(): boolean {
    return this.#occupied;
  }

  /** Told by the terminal: a session began or ended. */
  set occupied(occupied: boolean) {
    this.#occupied = occupied;
    if (!occupied) return;
    for (const grant of this.#lent.values()) grant.abort();
  }

  acquire(deviceClass: DeviceClass): Result<Grant, 'busy'> {
    if (this.#occupied || this.#lent.has(deviceClass)) return fail('busy');
    const grant = new AbortController();
    this.#lent.set(deviceClass, grant);
    return ok({
      revoked: grant.signal,
      release: () => {
        if (this.#lent.get(deviceClass) === grant) this.#lent.delete(deviceClass);
      },
    });
  }
}
