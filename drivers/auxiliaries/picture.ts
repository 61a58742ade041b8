import type {
  AuxiliariesSnapshot,
  Clock,
  DeviceEvent,
  KeypadEvent,
  KeypadKey,
  Light,
  Volume,
} from '../contract/index.ts';
import { audioRouteSchema } from '../contract/index.ts';
import { Listeners } from '../driver-shell/index.ts';
import { changesBetween, type DebouncedInput, debouncedInputs, readInputs } from './inputs.ts';
import type { Profile } from './profile.ts';

/** What is believed of a board's inputs and was told to its outputs, and who hears of changes. It knows no wire. */
export class BoardPicture {
  readonly #profile: Profile;
  readonly #clock: Clock;
  readonly #inputs: readonly DebouncedInput[];
  readonly #lights = new Map<string, Light>();
  #volume: Volume | null = null;
  #key: KeypadKey | null = null;
  #snapshot: AuxiliariesSnapshot;
  readonly #snapshots = new Listeners<AuxiliariesSnapshot>();
  readonly #keys = new Listeners<KeypadEvent>();
  readonly #events = new Listeners<DeviceEvent>();
  readonly onSnapshot = this.#snapshots.add;
  readonly onKey = this.#keys.add;
  readonly onEvent = this.#events.add;

  constructor(profile: Profile, clock: Clock) {
    this.#profile = profile;
    this.#clock = clock;
    this.#inputs = debouncedInputs(profile);
    this.#snapshot = this.#look();
  }

  get snapshot(): AuxiliariesSnapshot {
    return this.#snapshot;
  }

  /** Lights as they were told, to be told again to a board that forgot them. */
  get lights(): ReadonlyMap<string, Light> {
    return this.#lights;
  }

  get volume(): Volume | null {
    return this.#volume;
  }

  /** Takes what the wire tells. A value still bouncing is looked at again when it is due, unless `closed` comes first. */
  take(values: ReadonlyMap<string, number>, closed: AbortSignal | undefined): void {
    const now = this.#clock.now();
    let changed = false;
    for (const input of this.#inputs) {
      const value = values.get(input.row.signal);
      if (value === undefined) continue;
      if (input.take(value, now)) changed = true;
      else if (input.due !== null) void this.#settleLater(input, input.due - now, closed);
    }
    if (changed) this.#publish();
  }

  /**
   * The board cannot be believed any more: every input is unknown, and told so. Nor does anybody know where it sounds: one
   * that lost its power rests at its loudspeaker.
   */
  forget(): void {
    const forgotten = this.#inputs.map((input) => input.forget()).includes(true) || this.#volume !== null;
    this.#volume = null;
    if (forgotten) this.#publish();
  }

  lit(position: string, light: Light): void {
    this.#lights.set(position, { ...light });
    this.#publish();
  }

  /** Nobody knows what this light does. */
  unlit(position: string): void {
    if (this.#lights.delete(position)) this.#publish();
  }

  /** Nobody knows where it sounds. */
  unheard(): void {
    if (this.#volume === null) return;
    this.#volume = null;
    this.#publish();
  }

  /** The port is given back: whoever opens it next knows nothing of what was told before. */
  leave(): void {
    this.#lights.clear();
    this.#volume = null;
    for (const input of this.#inputs) input.forget();
    this.#publish();
  }

  loud(volume: Volume): void {
    this.#volume = { ...volume };
    this.#publish();
  }

  /** Is a key held down for longer than anybody presses it? */
  get keyIsStuck(): boolean {
    const now = this.#clock.now();
    return this.#inputs.some(
      ({ row, value, since }) =>
        row.input === 'keypad' && value !== null && row.keys[String(value)] !== undefined && now - since > row.stuckMs,
    );
  }

  async #settleLater(input: DebouncedInput, milliseconds: number, closed: AbortSignal | undefined): Promise<void> {
    await this.#clock.delay(milliseconds, closed);
    if (closed?.aborted !== false) return;
    if (input.settle(this.#clock.now())) this.#publish();
  }

  #look(): AuxiliariesSnapshot {
    const { key: _key, ...inputs } = readInputs(this.#inputs);
    const names = Object.keys(this.#profile.lights);
    const lights = Object.fromEntries(names.map((name) => [name, this.#lights.get(name) ?? null]));
    const { volume } = this.#profile;
    return {
      ...inputs,
      keypad: this.#profile.inputs.some(({ input }) => input === 'keypad'),
      lights,
      routes: audioRouteSchema.options.filter((route) => volume?.routes[route] !== undefined),
      volume: this.#volume,
    };
  }

  #publish(): void {
    const before = this.#snapshot;
    this.#snapshot = this.#look();
    const at = this.#clock.now();
    this.#snapshots.tell(this.#snapshot);
    for (const detail of changesBetween(before, this.#snapshot)) {
      this.#events.tell({ deviceClass: 'auxiliaries', name: 'Auxiliaries.StatusChangedEvent', at, detail });
    }
    this.#press(readInputs(this.#inputs).key);
  }

  #press(key: KeypadKey | null): void {
    const before = this.#key;
    if (before === key) return;
    this.#key = key;
    if (before !== null) this.#keys.tell({ key: before, action: 'up' });
    if (key !== null) this.#keys.tell({ key, action: 'down' });
  }
}
