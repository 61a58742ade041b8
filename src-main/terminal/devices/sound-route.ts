import type { AudioRoute, AuxiliariesSnapshot, Volume } from '../../../drivers/contract/index.ts';

/** Loud enough to be heard, not loud enough to hurt whoever plugs a headset in. Percent. */
const PERCENT: Readonly<Record<AudioRoute, number>> = { headset: 40, speaker: 50 };

type SoundInputs = Pick<AuxiliariesSnapshot, 'headset' | 'routes' | 'volume'>;

/** Where the sound belongs, by what the socket says; null while nobody can tell. */
const wantedRoute = ({ headset, routes }: SoundInputs): AudioRoute | null => {
  if (headset === 'unknown') return null;
  const route = headset === 'plugged' ? 'headset' : 'speaker';
  return routes.includes(route) ? route : null;
};

/**
 * Turns the sound to a headset and back. What counts is what the board last took: one that came anew has forgotten and
 * rests at its loudspeaker, so it is told again; one that moved the sound by itself is told how loud it is there. One order
 * at a time; one that was refused is given again with the next word of the board.
 */
export class SoundRoute {
  readonly #setVolume: (volume: Volume) => Promise<unknown>;
  #inputs: SoundInputs | null = null;
  #ordered: Volume | null = null;
  /** Where the board is as loud as it was told, be it by its own number: one that rounds is not told for ever. */
  #loudAt: AudioRoute | null = null;
  /** Somebody tests the sound, and says where it goes. */
  #held: object | null = null;

  constructor(setVolume: (volume: Volume) => Promise<unknown>) {
    this.#setVolume = setVolume;
  }

  /**
   * A headset is in, and the sound goes there only: what is said may be somebody's. A board that cannot set where it sounds
   * leaves that to the socket's own switch, also one that can set how loud.
   */
  get privately(): boolean {
    const inputs = this.#inputs;
    if (inputs?.headset !== 'plugged' || this.#ordered?.route === 'speaker') return false;
    if (!inputs.routes.includes('headset')) return true;
    if (inputs.volume?.route !== 'headset') return false;
    return inputs.volume.percent <= PERCENT.headset || this.#loudAt === 'headset';
  }

  take(inputs: SoundInputs | null): void {
    this.#inputs = inputs;
    // What the board that went was told, nobody took.
    if (inputs === null) this.#ordered = null;
    if (inputs?.volume?.route !== this.#loudAt) this.#loudAt = null;
    this.look();
  }

  /** Gives the order that is due, if any. */
  look(): void {
    if (this.#inputs === null || this.#held !== null || this.#ordered !== null) return;
    const route = wantedRoute(this.#inputs);
    if (route === null) return;
    const { routes, volume } = this.#inputs;
    const isOtherwiseLoud = volume !== null && volume.percent !== PERCENT[route] && this.#loudAt !== route;
    // A board that nobody told anything rests at its loudspeaker.
    if (route !== (volume?.route ?? 'speaker') || (isOtherwiseLoud && routes.includes('headset')))
      void this.#order(route);
  }

  /** Leaves the sound to whoever tests it; given back, it goes where the socket says, as loud as it is used. */
  hold(): () => void {
    const held = {};
    this.#held = held;
    return () => {
      if (this.#held !== held) return;
      this.#held = null;
      const route = this.#inputs === null ? null : wantedRoute(this.#inputs);
      if (route === null) return;
      const { volume } = this.#inputs ?? {};
      if (volume != null && (volume.route !== route || volume.percent !== PERCENT[route])) void this.#order(route);
    };
  }

  async #order(route: AudioRoute): Promise<void> {
    const volume: Volume = { route, percent: PERCENT[route] };
    const before = this.#inputs?.volume ?? null;
    this.#ordered = volume;
    await this.#setVolume(volume);
    if (this.#ordered !== volume) return;
    this.#ordered = null;
    const after = this.#inputs?.volume ?? null;
    if (after?.route === route && (before?.route !== route || before.percent !== after.percent)) this.#loudAt = route;
    // The plug moved meanwhile; what was refused waits for the board's next word.
    if (this.#inputs !== null && wantedRoute(this.#inputs) !== route) this.look();
  }
}
