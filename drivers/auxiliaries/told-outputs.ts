import { failed, type Light, ok, type Volume } from '../contract/index.ts';
import type { Failure } from '../driver-shell/index.ts';
import type { LinkFault, SignalLink } from './link.ts';
import { lightWrites, volumeWrites } from './outputs.ts';
import type { BoardPicture } from './picture.ts';
import type { Profile } from './profile.ts';
import { RestartWatch } from './restart.ts';

/** What is written, and what is known once the board took it. */
export interface OutputOrder {
  readonly values: ReadonlyMap<string, number>;
  readonly taken: () => void;
}
type Ordered = { readonly ok: true; readonly value: OutputOrder } | Failure;

/** What a board's outputs are told, and are told again where it may have begun anew. One order or reminder at a time. */
export class ToldOutputs {
  readonly #link: SignalLink;
  readonly #profile: Profile;
  readonly #picture: BoardPicture;
  readonly #restarts: RestartWatch;
  #writing = false;

  constructor(link: SignalLink, profile: Profile, picture: BoardPicture) {
    this.#link = link;
    this.#profile = profile;
    this.#picture = picture;
    this.#restarts = new RestartWatch(profile.restart);
  }

  opened(): void {
    this.#restarts.opened();
    this.#writing = false;
  }

  /** The board said by its banner that it began anew. */
  began(): void {
    this.#restarts.began();
  }

  /** A word that it owed did not come: it may have begun anew. */
  owed(word: string): void {
    this.#restarts.owed(word);
  }

  hears(values: ReadonlyMap<string, number>): void {
    this.#restarts.hears(values, this.#writing);
  }

  get areDoubtful(): boolean {
    return this.#restarts.isDoubtful;
  }

  lightOrder(position: string, light: Light): Ordered {
    const row = this.#profile.lights[position];
    if (!row) return failed('unsupportedData', 'lightUnknown', `there is no light "${position}"`);
    const writes = lightWrites(row, light);
    if (!writes.ok) return failed('unsupportedData', writes.error, `light "${position}" cannot do that`);
    return ok({ values: writes.value, taken: () => this.#picture.lit(position, light) });
  }

  volumeOrder(volume: Volume): Ordered {
    const row = this.#profile.volume;
    if (!row) return failed('unsupportedCommand', 'volumeUnsupported', 'this board has no volume');
    const writes = volumeWrites(row, volume);
    if (!writes.ok) return failed('unsupportedData', writes.error, 'this board cannot sound like that');
    return ok({ values: writes.value, taken: () => this.#picture.loud(volume) });
  }

  /** Writes an order, and once more where it was not answered. */
  async order(values: ReadonlyMap<string, number>): Promise<LinkFault | null> {
    this.#writing = true;
    let fault = await this.#link.write(values);
    if (fault === 'noAnswer' || fault === 'badFrames') {
      this.owed(`a lost answer to ${this.#link.question}`);
      // Setting twice is setting once.
      fault = await this.#link.write(values);
    }
    if (fault === null) this.#restarts.wrote(values);
    this.#writing = false;
    return fault;
  }

  /** Tells lights and sound as they were told last, if there is a doubt; why they were, else null. */
  async remind(): Promise<string | null> {
    const doubt = this.#writing ? null : this.#restarts.take();
    if (doubt === null) return null;
    // What was said to a headset may come from the loudspeaker now: whoever gave that order gives it again.
    if (doubt.certain) this.#picture.unheard();
    // Nothing is written, so nothing is known of a board that says nothing.
    if (this.#picture.lights.size === 0 && this.#picture.volume === null) return null;
    this.#writing = true;
    const fault = await this.#tellAll();
    this.#writing = false;
    if (fault === null) return doubt.why;
    this.owed(doubt.why);
    return null;
  }

  /** What it refuses now is not known any more. */
  async #tellAll(): Promise<LinkFault | null> {
    const { lights, volume } = this.#picture;
    for (const [position, light] of [...lights]) {
      const fault = await this.#tell(this.lightOrder(position, light));
      if (fault === 'refused') this.#picture.unlit(position);
      else if (fault !== null) return fault;
    }
    const fault = volume === null ? null : await this.#tell(this.volumeOrder(volume));
    if (fault === 'refused') this.#picture.unheard();
    return fault === 'refused' ? null : fault;
  }

  async #tell(order: Ordered): Promise<LinkFault | null> {
    // What was taken once stands in the profile.
    if (!order.ok) return null;
    const { values } = order.value;
    const fault = await this.#link.write(values);
    if (fault === null) this.#restarts.wrote(values);
    return fault;
  }
}
