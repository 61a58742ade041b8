import { randomUUID } from 'node:crypto';
import { type DeviceStatus, type Health, health } from '../../../drivers/contract/status.ts';
import type {
  CameraFailure,
  CameraPlace,
  CameraTask,
  CameraTold,
  CameraView,
  CameraWish,
} from '../../contract/camera.ts';
import type { Config } from '../../contract/config.ts';
import {
  type CameraDoubt,
  type CamerasKnown,
  cameraStatus,
  nothingKnown,
  placeHealth,
  placesOf,
} from './camera-status.ts';

/** The page opens a camera in about half a second; one that says nothing at all for this long is silent. */
const ANSWERS_WITHIN_MS = 8_000;
const NOTE_EVERY_MS = 60_000;
/** Nothing but darkness: mean and spread of grey below these (a lens cap gives 0–3 with noise). */
const BLACK = { brightness: 14, spread: 6 } as const;
/** How many seconds in a row a picture may be so before it counts. */
const SECONDS_OF: Readonly<Record<Exclude<CameraDoubt, 'camera-busy'>, number>> = {
  'camera-silent': 3,
  'picture-black': 3,
  'picture-frozen': 5,
};

/** What whoever opened a camera hears of it. */
export type CameraNews =
  /** Once a second; `doubt` says what is wrong with the picture, null while nothing is. */
  | {
      readonly kind: 'picture';
      readonly doubt: CameraDoubt | null;
      readonly frames: number;
      readonly brightness: number;
    }
  | { readonly kind: 'failed'; readonly why: CameraFailure }
  /** Bytes of a code as they stand in its symbol: a stranger's, not yet known to be text. */
  | { readonly kind: 'code'; readonly bytes: Buffer }
  | { readonly kind: 'page'; readonly jpeg: Buffer; readonly width: number; readonly height: number };

interface Opening {
  readonly wish: CameraWish;
  readonly hear: (news: CameraNews) => void;
  readonly silent: NodeJS.Timeout;
  readonly bad: { doubt: CameraDoubt | null; seconds: number };
}

/**
 * The terminal's side of the cameras. The page has the picture, the terminal has the say: which camera is open, for what,
 * and when it is closed. At most one is open; another opening ends the one before (`failed`, `ended`).
 */
export class Cameras {
  readonly places: readonly CameraPlace[];
  readonly #configured: NonNullable<Config['devices']['camera']> | undefined;
  readonly #now: () => number;
  readonly #onChange: () => void;
  readonly #gate: (open: boolean) => void;
  readonly #onSeen: (labels: readonly string[]) => void;
  #notedAt = Number.NEGATIVE_INFINITY;
  #known: CamerasKnown = nothingKnown;
  #opening: Opening | null = null;

  constructor(options: {
    configured: Config['devices']['camera'];
    /** Monotonic milliseconds. */
    now: () => number;
    /** The wish or a health changed. */
    onChange: () => void;
    /** Tells the shell whether the page may have a camera; before the page hears of a wish. */
    gate: (open: boolean) => void;
    /** Names of all cameras, when they are others than before and once a minute. */
    onSeen?: (labels: readonly string[]) => void;
  }) {
    this.#configured = options.configured;
    this.places = placesOf(options.configured);
    this.#now = options.now;
    this.#onChange = options.onChange;
    this.#gate = options.gate;
    this.#onSeen = options.onSeen ?? (() => undefined);
  }

  /** For the snapshot. */
  view(): CameraView {
    return { fitted: this.places.length > 0, open: this.#opening?.wish ?? null };
  }

  /** Null where no camera belongs to this machine. */
  status(): { readonly health: Health; readonly status: DeviceStatus } | null {
    if (this.#configured === undefined) return null;
    const now = this.#now();
    const status = cameraStatus(this.#configured, this.#known, now);
    return { status, health: health(status, now) };
  }

  /** Health of each camera; one that is left out does not belong to this machine. */
  healths(): Partial<Record<CameraPlace, Health>> {
    const configured = this.#configured;
    if (configured === undefined) return {};
    const now = this.#now();
    return Object.fromEntries(this.places.map((place) => [place, placeHealth(place, configured, this.#known, now)]));
  }

  /** Opens a camera; what it returns closes it. Nothing is heard after closing. */
  open(place: CameraPlace, task: CameraTask, hear: (news: CameraNews) => void): () => void {
    const before = this.#opening;
    if (before !== null) {
      clearTimeout(before.silent);
      this.#opening = null;
      before.hear({ kind: 'failed', why: 'ended' });
    }
    const label = this.#configured?.[place]?.label ?? null;
    const opening: Opening = {
      wish: { id: randomUUID(), place, task, label },
      hear,
      silent: setTimeout(() => this.#fails(opening, 'busy', 'camera-silent'), ANSWERS_WITHIN_MS),
      bad: { doubt: null, seconds: 0 },
    };
    this.#opening = opening;
    this.#gate(true);
    this.#onChange();
    return () => this.#close(opening);
  }

  /** A word of the page. False when it speaks of an opening that is over, or of none. */
  told(told: CameraTold): boolean {
    if (told.kind === 'seen') {
      this.#see(told.labels);
      return true;
    }
    const opening = this.#opening;
    if (opening === null || opening.wish.id !== told.wish) return false;
    switch (told.kind) {
      case 'picture':
        this.#judge(opening, told);
        return true;
      case 'failed':
        this.#fails(opening, told.why, told.why === 'busy' ? 'camera-busy' : null);
        return true;
      case 'code':
        if (opening.wish.task !== 'readCode') return false;
        opening.hear({ kind: 'code', bytes: Buffer.from(told.bytes, 'base64') });
        return true;
      case 'page': {
        if (opening.wish.task !== 'cutPage') return false;
        const { width, height } = told;
        opening.hear({ kind: 'page', jpeg: Buffer.from(told.jpeg, 'base64'), width, height });
        return true;
      }
    }
  }

  /** The page is another one or gone, and its picture with it. Which cameras there are grows stale by itself. */
  pageLost(): void {
    if (this.#opening !== null) this.#fails(this.#opening, 'ended', null);
  }

  stop(): void {
    if (this.#opening !== null) this.#close(this.#opening);
  }

  #close(opening: Opening): void {
    if (this.#opening !== opening) return;
    clearTimeout(opening.silent);
    this.#opening = null;
    this.#gate(false);
    this.#onChange();
  }

  #see(labels: readonly string[]): void {
    const gone = (place: CameraPlace) => {
      const label = this.#configured?.[place]?.label ?? null;
      return !labels.some((one) => label === null || one.includes(label));
    };
    // One that was pulled out and put back is another thing than the one that was doubted.
    const doubts = Object.fromEntries(
      Object.entries(this.#known.doubts).filter(([place]) => !gone(place as CameraPlace)),
    );
    const before = this.#known.seen;
    this.#known = { ...this.#known, doubts, seen: { labels, at: this.#now() } };
    const others = before?.labels.join('\n') !== labels.join('\n');
    if (others || this.#now() - this.#notedAt >= NOTE_EVERY_MS) {
      this.#notedAt = this.#now();
      this.#onSeen(labels);
    }
    const opening = this.#opening;
    if (opening !== null && gone(opening.wish.place)) this.#fails(opening, 'absent', null);
    else if (others) this.#onChange();
  }

  #judge(opening: Opening, picture: Extract<CameraTold, { kind: 'picture' }>): void {
    clearTimeout(opening.silent);
    const { place } = opening.wish;
    const looks = doubtIn(picture);
    const { bad } = opening;
    bad.seconds = looks === bad.doubt ? bad.seconds + 1 : 1;
    bad.doubt = looks;
    const doubt = looks !== null && bad.seconds >= SECONDS_OF[looks] ? looks : null;
    const line = `${picture.frames} fps, brightness ${picture.brightness}, spread ${picture.spread}`;
    this.#known = { ...this.#known, pictures: { ...this.#known.pictures, [place]: line } };
    if (doubt !== null) this.#doubt(place, doubt);
    // Two good seconds: one may be the last of what was before.
    else if (looks === null && bad.seconds >= 2) this.#doubt(place, null);
    opening.hear({ kind: 'picture', doubt, frames: picture.frames, brightness: picture.brightness });
  }

  #doubt(place: CameraPlace, doubt: CameraDoubt | null): void {
    const { [place]: old, ...others } = this.#known.doubts;
    if ((old?.doubt ?? null) === null && doubt === null) return;
    const doubts = doubt === null ? others : { ...others, [place]: { doubt, at: this.#now() } };
    this.#known = { ...this.#known, doubts };
    if (old?.doubt !== doubt) this.#onChange();
  }

  #fails(opening: Opening, why: CameraFailure, doubt: CameraDoubt | null): void {
    if (doubt !== null) this.#doubt(opening.wish.place, doubt);
    this.#close(opening);
    opening.hear({ kind: 'failed', why });
  }
}

function doubtIn({
  frames,
  brightness,
  spread,
  still,
}: Extract<CameraTold, { kind: 'picture' }>): Exclude<CameraDoubt, 'camera-busy'> | null {
  if (frames === 0) return 'camera-silent';
  if (brightness < BLACK.brightness && spread < BLACK.spread) return 'picture-black';
  return still ? 'picture-frozen' : null;
}
