import type { SimulatedMouth } from './simulated-mouth.ts';
import type { SimulatedPaper } from './simulated-paper.ts';
import type { StatusFlag } from './status-bytes.ts';

/** Faults that stay until taken away. `jam` and `cutter` also need `DLE ENQ` afterwards, as on real printers. */
export type PrinterFault = 'cover-open' | 'jam' | 'cutter' | 'offline' | 'head-hot' | 'unrecoverable';

/** What is wrong with a simulated printer now, in the neutral words, and who waits for it to go on. */
export class SimulatedCondition {
  readonly #paper: SimulatedPaper;
  readonly #mouth: Pick<SimulatedMouth, 'holdsOut' | 'pulled'>;
  readonly #nearEndRows: number;
  readonly #onChange: () => void;
  readonly #faults = new Set<PrinterFault>();
  /** Errors that outlive their cause until `DLE ENQ`. */
  readonly #latched = new Set<'jam' | 'cutter'>();
  readonly #waiting = new Set<() => void>();

  constructor(options: {
    paper: SimulatedPaper;
    mouth: Pick<SimulatedMouth, 'holdsOut' | 'pulled'>;
    nearEndRows: number;
    onChange: () => void;
  }) {
    this.#paper = options.paper;
    this.#mouth = options.mouth;
    this.#nearEndRows = options.nearEndRows;
    this.#onChange = options.onChange;
  }

  get faults(): readonly PrinterFault[] {
    return [...this.#faults];
  }

  get stopped(): boolean {
    return this.#faults.size > 0 || this.#latched.size > 0 || this.#paper.remaining <= 0;
  }

  set(fault: PrinterFault): void {
    this.#faults.add(fault);
    if (fault === 'jam' || fault === 'cutter') this.#latched.add(fault);
    this.changed();
  }

  clear(fault: PrinterFault): void {
    this.#faults.delete(fault);
    this.changed();
  }

  /** `DLE ENQ` acts only on a latched error whose cause is gone; true when there was one. */
  cure(): boolean {
    const curable = [...this.#latched].filter((fault) => !this.#faults.has(fault));
    for (const fault of curable) this.#latched.delete(fault);
    return curable.length > 0;
  }

  /** All flags that hold now, in the neutral words. */
  flags(): StatusFlag[] {
    const flags: StatusFlag[] = [];
    if (this.#faults.has('cover-open')) flags.push('cover-open');
    if (this.#latched.has('jam')) flags.push('paper-jam', 'recoverable-error', 'error');
    if (this.#latched.has('cutter')) flags.push('cutter-error', 'error');
    if (this.#faults.has('head-hot')) flags.push('head-temperature', 'auto-recoverable-error', 'error');
    if (this.#faults.has('unrecoverable')) flags.push('unrecoverable-error', 'error');
    if (this.#paper.remaining <= 0) flags.push('paper-end', 'stopped-by-paper-end');
    if (this.stopped) flags.push('offline');
    if (this.#paper.remaining < this.#nearEndRows) flags.push('paper-near-end');
    if (this.#mouth.holdsOut) flags.push('ticket-in-output');
    if (this.#mouth.pulled) flags.push('ticket-pulled');
    return flags;
  }

  /** One row was used: the sensors speak where it was the last, or the first one missed. */
  paperMoved(): void {
    if (this.#paper.remaining === 0 || this.#paper.remaining === this.#nearEndRows - 1) this.changed();
  }

  /** Something is otherwise than before: whoever waits looks again. */
  changed(): void {
    for (const wake of this.#waiting) wake();
    this.#waiting.clear();
    this.#onChange();
  }

  /** Waits while something stops the printer and `wanted` holds. */
  async untilGoing(wanted: () => boolean): Promise<void> {
    while (this.stopped && wanted()) {
      await new Promise<void>((resolve) => {
        this.#waiting.add(resolve);
      });
    }
  }
}
