import type { Completion, DeviceError } from '../../../drivers/contract/completion.ts';

/** The printer was at something else for the moment. */
const BUSY_MS = 2_000;
/** After a drawing back that failed and may go another time (the bin was full), or changed nothing (a switch is stuck). */
const AGAIN_AFTER_MS = 60_000;

/**
 * A receipt or a page nobody took must not go to the next person: as soon as one hangs out that is not of whoever is at
 * the machine, it is drawn back. Where the printer cannot, that stays a notice to everybody and work for staff.
 */
export class LeftPaper {
  readonly #retract: () => Promise<Completion<'nothing' | 'retracted'>>;
  readonly #now: () => number;
  /** Nothing is tried before. */
  #notBefore = 0;
  #running = false;

  constructor(options: { retract: () => Promise<Completion<'nothing' | 'retracted'>>; now: () => number }) {
    this.#retract = options.retract;
    this.#now = options.now;
  }

  /** `left`: a paper hangs out, and it is nobody's who is here. */
  look(left: boolean): void {
    if (!left) this.#notBefore = 0;
    else if (!this.#running && this.#now() >= this.#notBefore) void this.#drawBack();
  }

  async #drawBack(): Promise<void> {
    this.#running = true;
    const completion = await this.#retract();
    this.#running = false;
    this.#notBefore = this.#now() + (completion.ok ? AGAIN_AFTER_MS : waitAfter(completion.error.code));
  }
}

function waitAfter(code: DeviceError['code']): number {
  if (code === 'unsupportedCommand') return Number.POSITIVE_INFINITY;
  return code === 'sequenceError' ? BUSY_MS : AGAIN_AFTER_MS;
}
