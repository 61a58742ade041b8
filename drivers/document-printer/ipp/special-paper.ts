import type { SupplyLevel } from './supplies.ts';

/** Numbered or sealed stock in a tray of its own: no sensor says how much is left, so it is counted. */
export interface SpecialPaperOptions {
  /** Sheets loaded now, as the caller last stored them; null until it says so, and then none is used. */
  readonly sheets: number | null;
  /** A full tray, for the percentage; left out where nobody said. */
  readonly capacity?: number;
  /** At or below this it is `low`. */
  readonly lowAt: number;
  /** Called at every change: storing it is the caller's. */
  readonly onChange: (change: SpecialPaperChange) => void;
}

/** `certain` is false where the printer does not count sheets: then `used` is the least it can have been. */
export interface SpecialPaperChange {
  readonly sheets: number;
  readonly used: number;
  readonly certain: boolean;
}

export class SpecialPaper {
  readonly #options: SpecialPaperOptions;
  #sheets: number | null;

  constructor(options: SpecialPaperOptions) {
    this.#options = options;
    this.#sheets = options.sheets === null ? null : whole(options.sheets);
  }

  /** Null while nobody said how much lies there. */
  get sheets(): number | null {
    return this.#sheets;
  }

  supply(): SupplyLevel {
    const { lowAt, capacity } = this.#options;
    if (this.#sheets === null) return { name: 'specialPaper', level: 'unknown', percent: null };
    const level = this.#sheets === 0 ? 'out' : this.#sheets <= lowAt ? 'low' : 'full';
    const percent =
      capacity === undefined || capacity <= 0 ? null : Math.min(100, Math.round((this.#sheets * 100) / capacity));
    return { name: 'specialPaper', level, percent };
  }

  /** Sheets went into a job. The count stops at zero: the tray was filled by hand, so it may hold more than was said. */
  use(used: number, certain: boolean): void {
    if (this.#sheets === null || (whole(used) === 0 && certain)) return;
    this.#set(Math.max(0, this.#sheets - whole(used)), whole(used), certain);
  }

  /** A person put in paper and counted: `sheets` is what lies there now. */
  load(sheets: number): void {
    this.#set(whole(sheets), 0, true);
  }

  #set(sheets: number, used: number, certain: boolean): void {
    this.#sheets = sheets;
    this.#options.onChange({ sheets, used, certain });
  }
}

function whole(sheets: number): number {
  if (!Number.isInteger(sheets) || sheets < 0) throw new Error('sheets are counted in whole numbers from zero');
  return sheets;
}
