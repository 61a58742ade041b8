import type { GuestAct } from '../../contract/device-messages.ts';
import type { Logger } from '../../logging/logger.ts';

/**
 * What guests of the northbound services do with the devices, in the ledger's audit: `receiptPrinter.printNative.begun`
 * before anything moves, then the same with the XFS4IoT completion code and the effect, or `lost.unknown` when the
 * device host went away in between. A beginning without an end means that this process died meanwhile.
 */
export class GuestAudit {
  readonly #write: (detail: string) => boolean;
  readonly #log: Logger['log'];
  readonly #open = new Map<string, GuestAct>();

  constructor(write: (detail: string) => boolean, log: Logger['log']) {
    this.#write = write;
    this.#log = log;
  }

  /** @returns whether it is on the disk */
  take(act: GuestAct): boolean {
    const { id, deviceClass, command, outcome, effect } = act;
    this.#log('guest.act', { device: deviceClass, command, outcome, effect });
    const begins = outcome === 'begun';
    const noted = this.#write([deviceClass, command, outcome, ...(begins ? [] : [effect])].join('.'));
    if (begins && noted) this.#open.set(id, act);
    else this.#open.delete(id);
    return noted;
  }

  /** Nobody can tell any more how these ended. Reading leaves nothing behind, paper may. */
  hostLost(): void {
    for (const act of [...this.#open.values()]) this.take({ ...act, outcome: 'lost', effect: 'unknown' });
  }
}
