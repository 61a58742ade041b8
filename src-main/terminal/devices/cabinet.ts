import type { AuxiliariesSnapshot, Light, Volume } from '../../../drivers/contract/index.ts';
import type { Logger } from '../../logging/logger.ts';
import { type Guided, guidePositions } from './guide-lights.ts';
import { SoundRoute } from './sound-route.ts';

/** A switch that bounces all day must not fill the ledger: this many lines of each kind about one input an hour. */
const WRITTEN_AN_HOUR = 20;
const HOUR_MS = 3_600_000;
/** Nobody before the machine for so long: whoever began something has walked away. */
const LEFT_MS = 10_000;

type Word = readonly [what: string, state: string];

/** What staff and the platform must know of the cabinet, as machine words. Unknown says nothing: the device's status does. */
const watched = (inputs: AuxiliariesSnapshot): Word[] => [
  ...Object.entries(inputs.doors).map(([name, state]): Word => [`door.${name}`, state]),
  ...(inputs.tamper === null ? [] : [['tamper', inputs.tamper] as const]),
  ...(inputs.ups === null ? [] : [['ups', inputs.ups.state] as const]),
];
const AT_REST: ReadonlySet<string> = new Set(['closed', 'locked', 'off', 'good']);
/** States somebody made with their hands. */
const OPENED: ReadonlySet<string> = new Set(['open', 'tampered', 'on']);

/** What the session hears of the cabinet. */
export type CabinetNews = 'presence.left' | 'presence.back' | 'operator.called' | 'operator.gone';

/** Whoever tests the board hears each of its words, and every key without its name. */
export interface BoardWatch {
  readonly inputs: (inputs: AuxiliariesSnapshot) => void;
  readonly key: () => void;
}

interface CabinetOptions {
  readonly now: () => number;
  /** To the ledger's audit, e.g. `door.cabinet.open`. */
  readonly write: (detail: string) => void;
  /** The same for what nobody of staff did: the machine was opened while no technician is inside. */
  readonly alarm?: (detail: string) => void;
  /** Somebody of staff has the screen: an open door is their work. */
  readonly staffInside?: () => boolean;
  readonly log: Logger['log'];
  /** The light that shows presence; null where none is named. */
  readonly presenceLight: string | null;
  /** The lamp or contact of an alarm; null where none is named. */
  readonly alarmLight?: string | null;
  readonly setLight: (position: string, light: Light) => void;
  /** Ends when the board took it or refused it. */
  readonly setVolume?: (volume: Volume) => Promise<unknown>;
  readonly onNews?: (news: CabinetNews) => void;
  /** Shorter in tests only. */
  readonly leftMs?: number | undefined;
  /** Something that the session's world is made of changed. */
  readonly onChange: () => void;
}

/**
 * Watches the cabinet's inputs: doors, tamper switch and power go to the log and the ledger's audit when they change,
 * presence moves the light that draws people near and ends what was abandoned, the operator's switch calls staff's door,
 * a headset turns the sound to it. Keys are not here; nobody keeps them.
 */
export class Cabinet {
  readonly #options: CabinetOptions;
  readonly #known = new Map<string, string>();
  readonly #written = new Map<string, number[]>();
  /** What alarmed since staff last came in: the first opening of each input always does. */
  readonly #alarming = new Set<string>();
  #inputs: AuxiliariesSnapshot | null = null;
  #guided: Guided | null = null;
  /** The sensor has seen somebody since it last was wrong: one that misses who stands there is not believed. */
  #believed = false;
  #leaving: NodeJS.Timeout | undefined;
  #called = false;
  readonly #sound: SoundRoute;
  #watch: BoardWatch | null = null;
  #alarmed = false;

  constructor(options: CabinetOptions) {
    this.#options = options;
    this.#sound = new SoundRoute(options.setVolume ?? (async () => undefined));
  }

  get inputs(): AuxiliariesSnapshot | null {
    return this.#inputs;
  }

  /** On battery and soon empty. What nobody tells counts as power: the UPS shuts the machine down by itself. */
  get powerLow(): boolean {
    return this.#inputs?.ups?.state === 'low';
  }

  /** What the page may know: whether somebody is near (null: nobody can tell) and whether it may speak into a headset. */
  view(): { someoneNear: boolean | null; headset: boolean } {
    const presence = this.#inputs?.presence ?? null;
    return {
      someoneNear: presence === null || presence === 'unknown' ? null : presence === 'present',
      headset: this.#sound.privately,
    };
  }

  /** The operator's switch stands on maintenance or supervisor. */
  get operatorCalls(): boolean {
    return this.#called;
  }

  /** Something in the world changed: a board that only told until now may take orders. */
  look(): void {
    if (this.#inputs !== null) this.#showLights(this.#inputs);
    this.#sound.look();
  }

  /** The light of this slot flashes from now on, and no other slot's. */
  guide(guided: Guided | null): void {
    if (this.#guided?.position === guided?.position && this.#guided?.flashRate === guided?.flashRate) return;
    this.#guided = guided;
    this.look();
  }

  /** An alarm: the lamp or contact is on until somebody of staff has come in. */
  alarm(): void {
    this.#alarmed = true;
    this.look();
  }

  /** Somebody of staff proved who they are, and sees what happened. */
  staffCame(): void {
    this.#alarmed = false;
    this.#alarming.clear();
    this.look();
  }

  /** Somebody touched the screen or a key. Where the sensor says that nobody is there, it is wrong. */
  touched(): void {
    if (this.#inputs?.presence !== 'notPresent') return;
    this.#believed = false;
    this.#stopLeaving();
  }

  /** One watch at a time; the newest counts. */
  watch(hear: BoardWatch): () => void {
    this.#watch = hear;
    return () => {
      if (this.#watch === hear) this.#watch = null;
    };
  }

  /** Whoever tests the sound says where it goes, until the returned function is called. */
  holdSound(): () => void {
    const giveBack = this.#sound.hold();
    return () => {
      giveBack();
      this.#options.onChange();
    };
  }

  /** A key went down. True when it was for whoever tests the board, and is nobody else's. */
  pressed(): boolean {
    const tested = this.#watch;
    tested?.key();
    return tested !== null;
  }

  take(inputs: AuxiliariesSnapshot | null): void {
    this.#inputs = inputs;
    if (inputs !== null) {
      for (const [what, state] of watched(inputs)) this.#changed(what, state);
      this.#showLights(inputs);
    } else this.#stopLeaving();
    this.#sound.take(inputs);
    this.#watchPresence(inputs);
    this.#watchOperator(inputs);
    if (inputs !== null) this.#watch?.inputs(inputs);
    this.#options.onChange();
  }

  stop(): void {
    this.#stopLeaving();
  }

  #changed(what: string, state: string): void {
    const before = this.#known.get(what);
    if (state === 'unknown' || state === before) return;
    this.#known.set(what, state);
    if (before === undefined && AT_REST.has(state)) return;
    this.#options.log('device.cabinetChanged', { what, state });
    if (this.#isWritten(what)) this.#options.write(`${what}.${state}`);
    if (!OPENED.has(state) || (this.#options.staffInside?.() ?? false)) return;
    this.#alarmed = true;
    const counted = this.#isWritten(`alarm.${what}`);
    if (!counted && this.#alarming.has(what)) return;
    this.#alarming.add(what);
    this.#options.alarm?.(`${what}.${state}`);
  }

  /** Whether one more line of this kind goes to the ledger; what staff did with a door costs its alarm nothing. */
  #isWritten(line: string): boolean {
    const now = this.#options.now();
    const lately = (this.#written.get(line) ?? []).filter((at) => now - at < HOUR_MS);
    this.#written.set(line, lately);
    if (lately.length >= WRITTEN_AN_HOUR) return false;
    lately.push(now);
    return true;
  }

  /** The board says which order it took last; one that came anew has forgotten. */
  #showLights(inputs: AuxiliariesSnapshot): void {
    const { presenceLight, alarmLight = null, setLight } = this.#options;
    const wanted = new Map<string, Light['flashRate']>();
    for (const position of guidePositions) if (position in inputs.lights) wanted.set(position, 'off');
    const { presence } = inputs;
    if (presenceLight !== null && presence !== null && presence !== 'unknown')
      wanted.set(presenceLight, presence === 'present' ? 'continuous' : 'slow');
    // Where the hand goes counts more than that somebody is there.
    if (this.#guided !== null && this.#guided.position in inputs.lights)
      wanted.set(this.#guided.position, this.#guided.flashRate);
    if (alarmLight !== null && alarmLight in inputs.lights)
      wanted.set(alarmLight, this.#alarmed ? 'continuous' : 'off');
    for (const [position, flashRate] of wanted) {
      const told = inputs.lights[position]?.flashRate;
      // A light nobody told anything is out.
      if (told !== flashRate && !(told === undefined && flashRate === 'off'))
        setLight(position, { flashRate, color: null });
    }
  }

  #watchPresence(inputs: AuxiliariesSnapshot | null): void {
    switch (inputs?.presence ?? null) {
      case 'present':
        this.#believed = true;
        this.#stopLeaving();
        this.#options.onNews?.('presence.back');
        return;
      case 'notPresent':
        if (this.#believed && this.#leaving === undefined) this.#leave();
        return;
      default:
        this.#stopLeaving();
    }
  }

  /** Said again and again: a case that is being handed in lets nobody be sent away. */
  #leave(): void {
    this.#leaving = setTimeout(() => {
      this.#options.onNews?.('presence.left');
      this.#leave();
    }, this.#options.leftMs ?? LEFT_MS);
  }

  #stopLeaving(): void {
    clearTimeout(this.#leaving);
    this.#leaving = undefined;
  }

  #watchOperator(inputs: AuxiliariesSnapshot | null): void {
    const position = inputs?.operatorSwitch ?? null;
    if (position === null || position === 'unknown') return;
    const called = position !== 'run';
    if (called === this.#called) return;
    this.#called = called;
    this.#options.onNews?.(called ? 'operator.called' : 'operator.gone');
  }
}
