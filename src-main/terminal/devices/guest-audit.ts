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
  #receiptInDoubt: boolean;

  /** @param lastReceipt detail of the newest act with the receipt printer before this process, if there was one */
  constructor(write: (detail: string) => boolean, log: Logger['log'], lastReceipt: string | null = null) {
    this.#write = write;
    this.#log = log;
    this.#receiptInDoubt = lastReceipt !== null && /\.(begun|partial|unknown)$/.test(lastReceipt);
  }

  /** A part of a guest's receipt may hang in the printer's mouth: it must not come out on a citizen's. */
  get receiptInDoubt(): boolean {
    return this.#receiptInDoubt;
  }

  /** A citizen's receipt was cut, so nothing older hangs there any more. */
  receiptProven(): void {
    this.#receiptInDoubt = false;
  }

  /** @returns whether it is on the disk */
  take(act: GuestAct): boolean {
    const { id, deviceClass, command, outcome, effect } = act;
    this.#log('guest.act', { device: deviceClass, command, outcome, effect });
    const begins = outcome === 'begun';
    if (deviceClass === 'receiptPrinter' && !begins && effect !== 'none')
      this.#receiptInDoubt = effect === 'unknown' || effect === 'partial';
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
