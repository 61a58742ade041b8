import type { Clock, Completion, ReceiptJob } from '../contract/index.ts';
import type { PrinterMemory } from '../receipt-printer/printer-memory.ts';
import type { PaperMouth } from './mouth.ts';
import type { Failure } from './outcome.ts';
import type { Presenter } from './presenter.ts';
import type { XfsService } from './service.ts';

/** A strip that cannot be cut off is not tried again sooner, but by whoever prints. */
const PAUSE_MS = 10_000;

/** What a broken receipt may have left uncut in the printer: somebody's, not the next one's. */
export class StrandedStrip {
  readonly #clock: Clock;
  readonly #memory: PrinterMemory;
  readonly #mouth: PaperMouth;
  readonly #presenter: Presenter;
  /** Fills up what waits for its rest, begins anew, and cuts. */
  readonly #cutOff: (service: XfsService) => Promise<Completion<void>>;
  #triedAt = Number.NEGATIVE_INFINITY;

  constructor(parts: {
    clock: Clock;
    memory: PrinterMemory;
    mouth: PaperMouth;
    presenter: Presenter;
    cutOff: (service: XfsService) => Promise<Completion<void>>;
  }) {
    this.#clock = parts.clock;
    this.#memory = parts.memory;
    this.#mouth = parts.mouth;
    this.#presenter = parts.presenter;
    this.#cutOff = parts.cutOff;
  }

  mayLie(): void {
    this.#memory.jobBroke();
  }

  mayLieFromBefore(): void {
    this.#memory.earlierJobMayHaveBroken();
  }

  /** A receipt that was proved took what lay before it along. */
  wentWith(): void {
    this.#memory.stripCut(true);
  }

  /** While nobody prints and the printer could: nobody needs to wait for it then. */
  async goes(service: XfsService): Promise<void> {
    const due = this.#memory.stranded && this.#clock.now() - this.#triedAt >= PAUSE_MS;
    // What hangs out may be the receipt of somebody who is told to look for it.
    if (!due || this.#mouth.isHeld) return;
    this.#triedAt = this.#clock.now();
    const cut = await this.#cut(service);
    if (cut.ok && this.#mouth.isHeld) await this.#presenter.drawBack(service);
  }

  /** Before a receipt: null when no strip lies there any more. */
  async gone(service: XfsService, onBlocked?: ReceiptJob['onBlocked']): Promise<Failure | null> {
    if (!this.#memory.stranded) return null;
    const cut = await this.#cut(service);
    return cut.ok ? this.#presenter.clear(service, { onBlocked }) : cut;
  }

  async #cut(service: XfsService): Promise<Completion<void>> {
    const cut = await this.#cutOff(service);
    if (cut.ok) this.#memory.stripCut(true);
    return cut;
  }
}
