import type { GuestAct } from '../../contract/device-messages.ts';
import type { Logger } from '../../logging/logger.ts';

/**
 * What guests of the northbound services do with the devices: written down before anything moves, and again with the
 * XFS4IoT completion code and the effect when it ended, or as `lost` when the device host went away in between. A beginning
 * without an end means that this process died meanwhile.
 */
export class GuestAudit {
  readonly #write: (act: GuestAct) => boolean;
  readonly #log: Logger['log'];
  readonly #open = new Map<string, GuestAct>();

  constructor(write: (act: GuestAct) => boolean, log: Logger['log']) {
    this.#write = write;
    this.#log = log;
  }

  /** @returns whether it is on the disk */
  take(act: GuestAct): boolean {
    const { id, deviceClass, command, outcome, effect } = act;
    this.#log('guest.act', { device: deviceClass, command, outcome, effect });
    const noted = this.#write(act);
    if (outcome === 'begun' && noted) this.#open.set(id, act);
    else this.#open.delete(id);
    return noted;
  }

  /** Nobody can tell any more how these ended. Reading leaves nothing behind, paper may. */
  hostLost(): void {
    for (const act of [...this.#open.values()]) this.take({ ...act, outcome: 'lost', effect: 'unknown' });
  }
}
