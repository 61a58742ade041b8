import type { CameraFailure, CameraTold, CameraView, CameraWish } from '../../src-main/contract/camera.ts';
import { PAGE_BYTES } from '../../src-main/contract/camera.ts';
import { base64 } from './base64.ts';
import type { CameraOpening, OpenCamera } from './open-camera.ts';
import type { CutOutcome } from './page/cut-page.ts';
import type { Quad } from './page/quad.ts';
import { Steadiness } from './page/steadiness.ts';
import { PictureMeter, type Pixels } from './picture-meter.ts';
import type { PictureWork } from './picture-work.ts';

/** A status grows stale after 15 s (`drivers/contract/status.ts`): which cameras there are is told well within. */
const TELL_EVERY_MS = 5_000;
/** A look at the picture, and what the terminal hears of it. */
const LOOK_EVERY_MS = 120;
const METER_EVERY_MS = 1_000;
/** Enough for a code a hand's breadth wide, and for corners. */
const LOOK_PIXELS = 1_280;

export type CutPage = Extract<CutOutcome, { kind: 'page' }>;

/** What the screens draw of the cameras. */
export interface DeskView {
  readonly wish: CameraWish | null;
  /** Null while it opens. */
  readonly camera: OpenCamera | null;
  readonly failure: CameraFailure | null;
  /** Corners of the page that lies there, in parts of the picture's width and height. */
  readonly quad: Quad | null;
  /** How long the page has lain still, 0–1; it is cut out at 1. */
  readonly steady: number;
  /** The sheet that lay there last has nothing on it. */
  readonly blank: boolean;
  /** The page that was cut out last, kept until `forgetCut` or the next opening. */
  readonly cut: CutPage | null;
}
const NOTHING: DeskView = { wish: null, camera: null, failure: null, quad: null, steady: 0, blank: false, cut: null };

export interface DeskParts {
  tell(told: CameraTold): void;
  open(which: { place: CameraWish['place']; label: string | null }, signal: AbortSignal): Promise<CameraOpening>;
  labels(): Promise<string[]>;
  work(): PictureWork;
  /** Monotonic milliseconds. */
  now(): number;
}

/**
 * Does what the snapshot says about cameras: opens the one that is wanted, works on its pictures, closes it, and tells
 * the terminal. The one holder of a camera in the page; screens draw what it holds.
 */
export class CameraDesk {
  readonly #parts: DeskParts;
  readonly #listeners = new Set<() => void>();
  #view = NOTHING;
  #telling: ReturnType<typeof setInterval> | undefined;
  #opening: AbortController | null = null;

  constructor(parts: DeskParts) {
    this.#parts = parts;
  }

  readonly subscribe = (listener: () => void): (() => void) => {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  };

  readonly view = (): DeskView => this.#view;

  /** A new snapshot's word about cameras; null when there is no snapshot any more. */
  readonly follow = (view: CameraView | null): void => {
    this.#watch(view?.fitted === true);
    const wish = view?.open ?? null;
    if (wish?.id === this.#view.wish?.id) return;
    this.#close();
    if (wish === null) this.#become({ wish: null, camera: null, failure: null, quad: null, steady: 0 });
    else {
      this.forgetCut();
      this.#become({ ...NOTHING, wish });
      void this.#serve(wish);
    }
  };

  /** Something was plugged in or out. */
  readonly changed = (): void => {
    if (this.#telling !== undefined) this.#tellLabels();
  };

  /** Overwrites the page that was cut out. */
  readonly forgetCut = (): void => {
    this.#view.cut?.jpeg.fill(0);
    if (this.#view.cut !== null) this.#become({ cut: null });
  };

  #watch(fitted: boolean): void {
    if (fitted === (this.#telling !== undefined)) return;
    clearInterval(this.#telling);
    this.#telling = undefined;
    if (!fitted) return;
    this.#telling = setInterval(() => this.#tellLabels(), TELL_EVERY_MS);
    this.#tellLabels();
  }

  #tellLabels(): void {
    const { labels, tell } = this.#parts;
    labels().then(
      (all) => tell({ kind: 'seen', labels: all.slice(0, 16).map((label) => label.slice(0, 300)) }),
      () => tell({ kind: 'seen', labels: [] }),
    );
  }

  #close(): void {
    this.#opening?.abort();
    this.#opening = null;
    this.#view.camera?.close();
  }

  async #serve(wish: CameraWish): Promise<void> {
    const abort = new AbortController();
    this.#opening = abort;
    const opened = await this.#parts.open({ place: wish.place, label: wish.label }, abort.signal);
    if (abort.signal.aborted) {
      if (opened.ok) opened.value.close();
      return;
    }
    const fail = (why: CameraFailure): void => {
      if (abort.signal.aborted) return;
      this.#close();
      this.#become({ camera: null, failure: why, quad: null, steady: 0 });
      this.#parts.tell({ kind: 'failed', wish: wish.id, why });
    };
    if (!opened.ok) {
      fail(opened.error);
      return;
    }
    const camera = opened.value;
    camera.onEnded(() => fail('ended'));
    this.#become({ camera });
    const needsWork = wish.task === 'readCode' || wish.task === 'cutPage';
    const work = needsWork ? this.#parts.work() : null;
    await this.#look(wish, camera, work, abort.signal);
    work?.close();
  }

  async #look(wish: CameraWish, camera: OpenCamera, work: PictureWork | null, signal: AbortSignal): Promise<void> {
    const { now, tell } = this.#parts;
    const meter = new PictureMeter();
    const steadiness = new Steadiness();
    let frames = 0;
    let meteredAt = now();
    let last = '';
    while (!signal.aborted) {
      await delay(LOOK_EVERY_MS, signal);
      if (signal.aborted) return;
      const picture = camera.frame(LOOK_PIXELS);
      const passed = now() - meteredAt;
      if (passed >= METER_EVERY_MS) {
        const reading = picture === null ? { brightness: 0, spread: 0, still: false } : meter.read(picture);
        const came = Math.min(1_000, Math.round(((camera.frames - frames) * 1_000) / passed));
        tell({ kind: 'picture', wish: wish.id, frames: picture === null ? 0 : came, ...reading });
        frames = camera.frames;
        meteredAt = now();
      }
      if (picture === null) continue;
      if (work === null) picture.data.fill(0);
      else if (wish.task === 'readCode') {
        const bytes = await work.ask({ kind: 'readCode', pixels: picture });
        if (bytes === null || signal.aborted) continue;
        const code = base64(bytes);
        bytes.fill(0);
        // A code that is held there is told once.
        if (code !== last) tell({ kind: 'code', wish: wish.id, bytes: code });
        last = code;
      } else if (await this.#lookForPage(wish, camera, work, steadiness, picture, signal)) return;
    }
  }

  /** True when the page was cut out and handed over. */
  async #lookForPage(
    wish: CameraWish,
    camera: OpenCamera,
    work: PictureWork,
    steadiness: Steadiness,
    picture: Pixels,
    signal: AbortSignal,
  ): Promise<boolean> {
    const { width, height } = picture;
    const found = await work.ask({ kind: 'findPage', pixels: picture });
    if (signal.aborted) return true;
    const quad = found === null ? null : scaled(found, 1 / width, 1 / height);
    const steady = steadiness.see(quad, this.#parts.now());
    this.#become(quad === null ? { quad, steady, blank: false } : { quad, steady });
    if (quad === null || steady < 1) return false;
    const whole = camera.frame();
    if (whole === null) return false;
    const pixels = { data: whole.data, width: whole.width, height: whole.height };
    const cut = await work.ask({
      kind: 'cutPage',
      pixels,
      quad: scaled(quad, whole.width, whole.height),
      maxBytes: PAGE_BYTES,
    });
    if (signal.aborted) {
      if (cut?.kind === 'page') cut.jpeg.fill(0);
      return true;
    }
    steadiness.forget();
    if (cut?.kind === 'blank') this.#become({ blank: true });
    if (cut?.kind !== 'page') return false;
    this.#become({ cut, quad: null, steady: 0 });
    const { jpeg, width: cutWidth, height: cutHeight } = cut;
    this.#parts.tell({ kind: 'page', wish: wish.id, jpeg: base64(jpeg), width: cutWidth, height: cutHeight });
    return true;
  }

  #become(change: Partial<DeskView>): void {
    this.#view = { ...this.#view, ...change };
    for (const listener of [...this.#listeners]) listener();
  }
}

const scaled = (quad: Quad, x: number, y: number): Quad => {
  const [a, b, c, d] = quad;
  const at = (point: typeof a) => ({ x: point.x * x, y: point.y * y });
  return [at(a), at(b), at(c), at(d)];
};

const delay = (ms: number, signal: AbortSignal): Promise<void> =>
  new Promise((resolve) => {
    const done = (): void => {
      clearTimeout(timer);
      signal.removeEventListener('abort', done);
      resolve();
    };
    const timer = setTimeout(done, ms);
    signal.addEventListener('abort', done, { once: true });
  });
