import type { Clock } from '../contract/index.ts';
import { type Bitmap, bitmapOf } from './bitmap.ts';

/** What the person in front does with paper that is held out. Milliseconds after it came. */
export type Taker =
  | { readonly kind: 'takes'; readonly afterMs: number }
  /** Tears half of it off; the rest stays in the mouth. */
  | { readonly kind: 'pulls-half'; readonly afterMs: number }
  | { readonly kind: 'leaves' };

/** The motor draws 84 mm back in about this time; a model, no data sheet says it. */
const RETRACT_MS = 1_500;
const BIN_SHEETS = 20;

function halves(sheet: Bitmap): readonly [outer: Bitmap, inner: Bitmap] {
  const rowBytes = sheet.widthDots / 8;
  const middle = Math.floor(sheet.heightDots / 2) * rowBytes;
  return [bitmapOf(sheet.widthDots, sheet.data.slice(0, middle)), bitmapOf(sheet.widthDots, sheet.data.slice(middle))];
}

/** The paper behind the cutter of a simulated printer, the bin it can be drawn into, and the hand in front. */
export class SimulatedMouth {
  readonly #clock: Clock;
  readonly #changed: () => void;
  #held: Bitmap[] = [];
  #out = false;
  #generation = 0;
  taker: Taker = { kind: 'takes', afterMs: 2_000 };
  /** The next drawing back jams with the paper still in the mouth. */
  jamOnRetract = false;
  /** Sheets the bin takes before it is jammed full. */
  binSheets = BIN_SHEETS;
  pulled = false;
  /** What people hold in their hands, in the order they took it; half sheets too. */
  readonly taken: Bitmap[] = [];
  /** What lies in the bin. */
  readonly bin: Bitmap[] = [];

  constructor(clock: Clock, changed: () => void) {
    this.#clock = clock;
    this.#changed = changed;
  }

  /** Does the sensor see paper held out? */
  get holdsOut(): boolean {
    return this.#out && this.#held.length > 0;
  }

  /** A cut sheet arrives behind the cutter, on top of whatever was left there. */
  receive(sheet: Bitmap, presentNow: boolean): void {
    this.#held.push(sheet);
    if (presentNow) this.present();
  }

  present(): void {
    if (this.#held.length === 0) return;
    this.#out = true;
    this.#generation += 1;
    this.#changed();
    const { taker } = this;
    if (taker.kind === 'leaves') return;
    const generation = this.#generation;
    void this.#clock.delay(taker.afterMs).then(() => {
      if (generation !== this.#generation || !this.holdsOut) return;
      if (taker.kind === 'takes') this.take();
      else this.#tear();
    });
  }

  /** A hand takes everything that is held out. */
  take(): void {
    this.taken.push(...this.#held);
    this.#empty();
  }

  /** True when the paper went into the bin; false when it jammed and stayed in the mouth. */
  async retract(): Promise<boolean> {
    if (this.#held.length === 0) return true;
    const generation = ++this.#generation;
    await this.#clock.delay(RETRACT_MS);
    // Snatched meanwhile.
    if (generation !== this.#generation) return true;
    if (this.jamOnRetract || this.bin.length + this.#held.length > this.binSheets) {
      this.#out = true;
      return false;
    }
    this.bin.push(...this.#held);
    this.#empty();
    return true;
  }

  emptyBin(): void {
    this.bin.length = 0;
  }

  #tear(): void {
    const last = this.#held.pop();
    if (!last) return;
    const [outer, inner] = halves(last);
    this.taken.push(outer);
    this.#held.push(inner);
    this.pulled = true;
    this.#changed();
  }

  #empty(): void {
    this.#held = [];
    this.#out = false;
    this.pulled = false;
    this.#generation += 1;
    this.#changed();
  }
}
