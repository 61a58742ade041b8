import type { GuestAct } from '../../contract/device-messages.ts';
import type { GuestPaperOut } from '../session/world.ts';

/** So long whoever stands at a guest may take what it printed. */
const HAND_MS = 60_000;

type Slot = keyof GuestPaperOut;
const SLOTS: Partial<Record<GuestAct['deviceClass'], Slot>> = { receiptPrinter: 'receipt', documentPrinter: 'page' };

/**
 * Whose what hangs in a slot may be while nobody is served here: another program of this machine printed it for somebody
 * who stands there now. Their time ends a minute after the print, or when somebody begins here.
 */
export class GuestSlots {
  readonly #now: () => number;
  readonly #slots = new Map<Slot, { readonly running: boolean; readonly until: number }>();

  constructor(now: () => number) {
    this.#now = now;
  }

  take({ deviceClass, command, outcome, effect }: GuestAct): void {
    const slot = SLOTS[deviceClass];
    if (slot === undefined || !command.startsWith('print')) return;
    const until = this.#slots.get(slot)?.until ?? 0;
    const running = outcome === 'begun';
    this.#slots.set(slot, { running, until: running || effect === 'none' ? until : this.#now() + HAND_MS });
  }

  /** Somebody begins here. */
  forget(): void {
    this.#slots.clear();
  }

  holds(): GuestPaperOut {
    return { receipt: this.#held('receipt'), page: this.#held('page') };
  }

  #held(slot: Slot): boolean {
    const one = this.#slots.get(slot);
    return one !== undefined && (one.running || this.#now() < one.until);
  }
}
