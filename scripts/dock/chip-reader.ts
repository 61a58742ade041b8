import { insertVirtualCard, SimulatedCard, type VirtualCard } from '../../drivers/card-reader/index.ts';
import { type PrivatePcscd, privatePcscd, whyNoPcscd } from '../../drivers/card-reader/pcscd-kit.ts';
import { chipOf } from './persons.ts';

/**
 * The slot for social security cards: a virtual reader of a pcscd of our own, which the kiosk's driver speaks to as to any
 * card service. Only Linux has one, and only root may start it: elsewhere the machine has no such slot.
 */
export class SimulatedChipReader {
  /** Its name in the card service. */
  readonly name = 'Virtual PCD 00 00';
  readonly #service: PrivatePcscd;
  /** Without its service the terminal finds no slot, as when the reader's plug is pulled. */
  plugged = true;
  #inside: { readonly person: string; readonly card: VirtualCard } | null = null;

  private constructor(service: PrivatePcscd) {
    this.#service = service;
  }

  /** Null where there can be none. Points this process, and what it starts, at its card service. */
  static async open(): Promise<SimulatedChipReader | null> {
    if (whyNoPcscd() !== null) return null;
    let service: PrivatePcscd | null = null;
    try {
      service = await privatePcscd();
      await service.start();
      return new SimulatedChipReader(service);
    } catch {
      // The packages are not there, or another pcscd holds the place.
      await service?.dispose();
      return null;
    }
  }

  /** Puts this person's card in, instead of whatever is inside. False for a person who has none. */
  async insert(person: string): Promise<boolean> {
    const chip = chipOf(person);
    if (chip === null) return false;
    await this.pull();
    const put = await insertVirtualCard(new SimulatedCard({ card: chip }), this.#service.port);
    if (!put.ok) throw new Error(put.error);
    this.#inside = { person, card: put.value };
    return true;
  }

  async pull(): Promise<void> {
    const inside = this.#inside;
    this.#inside = null;
    inside?.card.pull();
    await inside?.card.ended;
  }

  async unplug(): Promise<void> {
    this.plugged = false;
    await this.pull();
    await this.#service.kill();
  }

  async plug(): Promise<void> {
    if (this.plugged) return;
    await this.#service.start();
    this.plugged = true;
  }

  /** Whose card is inside. */
  get card(): string | null {
    return this.#inside?.person ?? null;
  }

  async close(): Promise<void> {
    await this.pull();
    await this.#service.dispose();
  }
}
