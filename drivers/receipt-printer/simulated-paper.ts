import { type Bitmap, bitmapOf } from './bitmap.ts';

/** From the print head to the cutter: 5 mm of paper that a cut without a feed leaves behind. */
const CUTTER_DISTANCE_ROWS = 40;

/** The roll of a simulated printer: every dot that reached the paper, cut where the cutter stands. */
export class SimulatedPaper {
  readonly widthDots: number;
  readonly #cut: Bitmap[] = [];
  #strip: Uint8Array[] = [];
  /** Rows left on the roll. */
  remaining: number;
  /** Rows moved since the start. */
  moved = 0;

  constructor(widthDots: number, remaining: number) {
    this.widthDots = widthDots;
    this.remaining = remaining;
    this.#strip = this.#lead();
  }

  /** Rows a cut must be fed for the last printed row to come off. */
  get cutterDistance(): number {
    return CUTTER_DISTANCE_ROWS;
  }

  /** Prints one row of dots (cropped or padded to the head) and moves on; false when there is no paper. */
  print(row: Uint8Array): boolean {
    if (this.remaining <= 0) return false;
    const printed = new Uint8Array(this.widthDots / 8);
    printed.set(row.subarray(0, printed.length));
    this.#strip.push(printed);
    this.remaining -= 1;
    this.moved += 1;
    return true;
  }

  cut(): void {
    const sheet = this.#strip.splice(0, Math.max(0, this.#strip.length - CUTTER_DISTANCE_ROWS));
    this.#cut.push(this.#join(sheet));
  }

  /** Each cut sheet since the start, oldest first. */
  get sheets(): readonly Bitmap[] {
    return this.#cut;
  }

  /** What still hangs in the printer. */
  get uncut(): Bitmap {
    return this.#join(this.#strip);
  }

  /** A hand tears off what stands in the mouth. */
  tearUncut(): Bitmap {
    const torn = this.uncut;
    this.#strip = this.#lead();
    return torn;
  }

  #lead(): Uint8Array[] {
    return Array.from({ length: CUTTER_DISTANCE_ROWS }, () => new Uint8Array(this.widthDots / 8));
  }

  #join(rows: readonly Uint8Array[]): Bitmap {
    return bitmapOf(this.widthDots, Uint8Array.from(Buffer.concat(rows)));
  }
}
