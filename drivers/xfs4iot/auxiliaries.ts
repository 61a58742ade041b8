import { changesBetween } from '../auxiliaries/inputs.ts';
import {
  type AudioRoute,
  type Auxiliaries,
  type AuxiliariesSnapshot,
  type Completion,
  completed,
  type Door,
  failed,
  type Light,
  type UpsState,
  type Volume,
} from '../contract/index.ts';
import { Listeners } from '../driver-shell/index.ts';
import { XfsDevice } from './device.ts';
import { auxiliaries } from './messages.ts';
import { failureOf } from './outcome.ts';
import type { AuxiliariesStatus } from './payloads/auxiliaries.ts';
import type { XfsDeviceOptions } from './reaching.ts';

export interface XfsAuxiliariesOptions extends XfsDeviceOptions {
  /** XFS4IoT names of the lights that are fitted, e.g. `statusGood`, `receiptPrinter`. */
  readonly lights?: readonly string[];
}

const STEP_MS = 5_000;
const WATCHED = {
  operatorSwitch: 'register',
  tamperSensor: 'register',
  proximitySensor: 'register',
  enhancedAudioSensor: 'register',
  cabinetDoor: 'register',
  safeDoor: 'register',
  ups: 'register',
} as const;

/** Words of `Common.Status.device` of a board that nobody can look at, and that may have lost its power. */
const AWAY: readonly unknown[] = ['offline', 'powerOff', 'noDevice', 'starting', 'unknown'];

const DOORS = ['cabinetDoor', 'safeDoor'] as const;
/** The contract has one word for a door that does not open by hand. */
const doorOf = (word: NonNullable<AuxiliariesStatus['cabinetDoor']>): Door => (word === 'bolted' ? 'locked' : word);

/** XFS4IoT's `powering` is "the UPS powers the system": our `engaged`. Our `powering` is charging. */
function upsOf({ low, powering, recovered }: NonNullable<AuxiliariesStatus['UPS']>): UpsState {
  if (powering) return low ? 'low' : 'engaged';
  if (recovered) return 'recovered';
  if (low) return 'powering';
  return powering === false || low === false ? 'good' : 'unknown';
}

const HEADSET = { present: 'plugged', notPresent: 'unplugged', unknown: 'unknown' } as const;

type Inputs = Omit<AuxiliariesSnapshot, 'lights' | 'volume'>;

/** The contract's words for what a service said of its sensors. */
export const inputsOf = (status: AuxiliariesStatus): Inputs => ({
  presence: status.proximitySensor ?? null,
  doors: Object.fromEntries(DOORS.flatMap((name) => (status[name] ? [[name, doorOf(status[name])]] : []))),
  tamper: status.tamperSensor ?? null,
  ups: status.UPS ? { state: upsOf(status.UPS), percent: null } : null,
  operatorSwitch: status.operatorSwitch ?? null,
  headset: status.enhancedAudioSensor ? HEADSET[status.enhancedAudioSensor] : null,
  keypad: false,
  // A service without loudness, or without a controller of where it sounds, leaves it out of its status.
  routes:
    status.enhancedAudioControl != null ? ['speaker', 'headset'] : typeof status.volume === 'number' ? ['speaker'] : [],
});

/** `private…`: through the headset only. Null where the service has no such controller, or does not know. */
function routeTold({ enhancedAudioControl: word }: AuxiliariesStatus): AudioRoute | null {
  if (word == null || word === 'unknown') return null;
  return word.startsWith('private') ? 'headset' : 'speaker';
}

/** XFS4IoT counts from 1 to 1000. */
const percentTold = ({ volume }: AuxiliariesStatus): number | null =>
  typeof volume === 'number' ? Math.min(100, Math.max(0, Math.round(volume / 10))) : null;

/** What is fitted stays known when the service is gone; what it says does not. */
const unseen = (inputs: Inputs): Inputs => ({
  presence: inputs.presence && 'unknown',
  doors: Object.fromEntries(Object.keys(inputs.doors).map((name) => [name, 'unknown'])),
  tamper: inputs.tamper && 'unknown',
  ups: inputs.ups && { state: 'unknown', percent: null },
  operatorSwitch: inputs.operatorSwitch && 'unknown',
  headset: inputs.headset && 'unknown',
  keypad: inputs.keypad,
  routes: inputs.routes,
});

/** Doors, sensors, lights and loudness behind an `Auxiliaries` service. It has no keys: those are another interface. */
export class XfsAuxiliaries extends XfsDevice implements Auxiliaries {
  readonly #lights: Record<string, Light | null>;
  readonly #snapshots = new Listeners<AuxiliariesSnapshot>();
  readonly onSnapshot = this.#snapshots.add;
  #inputs: Inputs = inputsOf({});
  #volume: Volume | null = null;
  /** Where the service says that it sounds, and how loud. */
  #route: AudioRoute | null = null;
  #percent: number | null = null;
  #said: AuxiliariesSnapshot | null = null;

  constructor(options: XfsAuxiliariesOptions) {
    const { lights, ...link } = options;
    super(link, { deviceClass: 'auxiliaries', of: 'Auxiliaries' });
    this.#lights = Object.fromEntries((lights ?? []).map((name) => [name, null]));
    this.onStatus(() => this.#look());
  }

  /** Opens and asks to be told of changes; a service that tells them anyway may refuse that. */
  protected override async connect(): Promise<Completion<void>> {
    this.#forget();
    const opened = await super.connect();
    if (!opened.ok || this.service === null) return opened;
    await this.service.run(auxiliaries.register, WATCHED, { timeoutMs: STEP_MS });
    return opened;
  }

  snapshot(): AuxiliariesSnapshot {
    const told = this.#route;
    // What it says counts more than what it took: a plug may have moved it. How loud it is elsewhere says nothing of here.
    const taken = this.#volume?.route === told ? this.#volume : null;
    const percent = this.#percent ?? taken?.percent ?? null;
    const here = told === null || percent === null ? null : { route: told, percent };
    const volume = told === null ? this.#volume : here;
    return { ...this.#inputs, lights: { ...this.#lights }, volume };
  }

  onKey(): () => void {
    return () => undefined;
  }

  setLight(position: string, light: Light): Promise<Completion<void>> {
    return this.exclusively(async (service) => {
      if (!Object.hasOwn(this.#lights, position)) {
        return failed('unsupportedData', 'lightUnknown', 'no such light is fitted');
      }
      const { flashRate, color } = light;
      const state = color === null ? { flashRate } : { flashRate, color };
      const answer = await service.run(
        auxiliaries.setLight,
        { [position]: { default: state } },
        { timeoutMs: STEP_MS },
      );
      if (answer.kind !== 'success') return failureOf(auxiliaries.setLight.name, answer, 'unknown');
      this.#lights[position] = light;
      this.#tell();
      return completed(undefined, 'done');
    });
  }

  /** XFS4IoT has one loudness from 1 to 1000; a route only where there is an Enhanced Audio Controller. */
  setVolume(volume: Volume): Promise<Completion<void>> {
    return this.exclusively(async (service) => {
      const routed = this.#inputs.routes.includes('headset');
      if (volume.route !== 'speaker' && !routed)
        return failed('unsupportedData', 'routeUnsupported', 'only the speaker can be set');
      if (!Number.isInteger(volume.percent) || volume.percent < 0 || volume.percent > 100) {
        return failed('unsupportedData', 'volumeInvalid', 'the loudness is not 0 to 100');
      }
      const level = Math.max(1, volume.percent * 10);
      const enhancedAudioControl =
        volume.route === 'headset' ? ('privateAudioManual' as const) : ('publicAudioManual' as const);
      // One without a loudness of its own only moves the sound.
      const loudness = typeof service.status.auxiliaries?.volume === 'number' || !routed ? { volume: level } : {};
      const wanted = routed ? { ...loudness, enhancedAudioControl } : loudness;
      const answer = await service.run(auxiliaries.setAuxiliaries, wanted, { timeoutMs: STEP_MS });
      if (answer.kind !== 'success') return failureOf(auxiliaries.setAuxiliaries.name, answer, 'unknown');
      this.#volume = volume;
      if (routed) this.#route = volume.route;
      if (this.#percent !== null) this.#percent = volume.percent;
      this.#tell();
      return completed(undefined, 'done');
    });
  }

  #look(): void {
    const status = this.service?.isOpen ? this.service.status : null;
    const told = AWAY.includes(status?.common?.device) ? null : status?.auxiliaries;
    // While it is being opened nothing is known; what it then says first is no change.
    if (!told && this.#said === null) return;
    this.#inputs = told ? inputsOf(told) : unseen(this.#inputs);
    if (!told) this.#forget();
    this.#route = told ? routeTold(told) : null;
    this.#percent = told ? percentTold(told) : null;
    this.#tell();
  }

  /** What it was told before it went, nobody knows whether it still does: whoever gave the order gives it again. */
  #forget(): void {
    this.#volume = null;
    for (const name of Object.keys(this.#lights)) this.#lights[name] = null;
  }

  #tell(): void {
    const snapshot = this.snapshot();
    const before = this.#said;
    if (JSON.stringify(snapshot) === JSON.stringify(before)) return;
    this.#said = snapshot;
    this.#snapshots.tell(snapshot);
    if (before === null) return;
    for (const change of changesBetween(before, snapshot)) this.say('Auxiliaries.StatusChangedEvent', change);
  }
}
