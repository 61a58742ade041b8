import type { AuxiliariesSnapshot, Light } from '../../../drivers/contract/index.ts';
import type { Logger } from '../../logging/logger.ts';

/** A switch that bounces all day must not fill the ledger: this many changes of one input an hour are written down. */
const WRITTEN_AN_HOUR = 20;
const HOUR_MS = 3_600_000;

type Word = readonly [what: string, state: string];

/** What staff and the platform must know of the cabinet, as machine words. Unknown says nothing: the device's status does. */
const watched = (inputs: AuxiliariesSnapshot): Word[] => [
  ...Object.entries(inputs.doors).map(([name, state]): Word => [`door.${name}`, state]),
  ...(inputs.tamper === null ? [] : [['tamper', inputs.tamper] as const]),
  ...(inputs.ups === null ? [] : [['ups', inputs.ups.state] as const]),
];
const AT_REST: ReadonlySet<string> = new Set(['closed', 'locked', 'off', 'good']);

/**
 * Watches the cabinet's inputs: doors, tamper switch and power go to the log and the ledger's audit when they change,
 * presence moves the light that draws people near. Keys are not here; nobody keeps them.
 */
export class Cabinet {
  readonly #options: {
    readonly now: () => number;
    /** To the ledger's audit, e.g. `door.cabinet.open`. */
    readonly write: (detail: string) => void;
    readonly log: Logger['log'];
    /** The light that shows presence; null where none is named. */
    readonly presenceLight: string | null;
    readonly setLight: (position: string, light: Light) => void;
    /** Something that the session's world is made of changed. */
    readonly onChange: () => void;
  };
  readonly #known = new Map<string, string>();
  readonly #written = new Map<string, number[]>();
  #inputs: AuxiliariesSnapshot | null = null;

  constructor(options: {
    now: () => number;
    write: (detail: string) => void;
    log: Logger['log'];
    presenceLight: string | null;
    setLight: (position: string, light: Light) => void;
    onChange: () => void;
  }) {
    this.#options = options;
  }

  get inputs(): AuxiliariesSnapshot | null {
    return this.#inputs;
  }

  /** On battery and soon empty. What nobody tells counts as power: the UPS shuts the machine down by itself. */
  get powerLow(): boolean {
    return this.#inputs?.ups?.state === 'low';
  }

  /** Something in the world changed: a board that only told until now may take orders. */
  look(): void {
    if (this.#inputs !== null) this.#showPresence(this.#inputs);
  }

  take(inputs: AuxiliariesSnapshot | null): void {
    this.#inputs = inputs;
    if (inputs !== null) {
      for (const [what, state] of watched(inputs)) this.#changed(what, state);
      this.#showPresence(inputs);
    }
    this.#options.onChange();
  }

  #changed(what: string, state: string): void {
    const before = this.#known.get(what);
    if (state === 'unknown' || state === before) return;
    this.#known.set(what, state);
    if (before === undefined && AT_REST.has(state)) return;
    this.#options.log('device.cabinetChanged', { what, state });
    const now = this.#options.now();
    const lately = (this.#written.get(what) ?? []).filter((at) => now - at < HOUR_MS);
    this.#written.set(what, lately);
    if (lately.length >= WRITTEN_AN_HOUR) return;
    lately.push(now);
    this.#options.write(`${what}.${state}`);
  }

  /** The board says which order it took last; one that came anew has forgotten. */
  #showPresence({ presence, lights }: AuxiliariesSnapshot): void {
    const { presenceLight, setLight } = this.#options;
    if (presenceLight === null || presence === null || presence === 'unknown') return;
    const flashRate = presence === 'present' ? 'continuous' : 'slow';
    if (lights[presenceLight]?.flashRate !== flashRate) setLight(presenceLight, { flashRate, color: null });
  }
}
