import type { Clock } from '../contract/index.ts';
import type { Conversation, Observation } from './conversation.ts';
import type { PrinterFamily } from './family.ts';
import type { PrinterMemory } from './printer-memory.ts';
import { StrandedPaper } from './stranded.ts';

/** What a glance does not show is seen within this. */
const OBSERVE_EVERY_MS = 2_000;

export interface LooksOptions {
  readonly family: PrinterFamily;
  readonly clock: Clock;
  readonly widthDots: number;
  readonly memory: PrinterMemory;
  /** Everything was asked; null when the printer did not answer. */
  readonly observed: (seen: Observation | null) => void;
  /** A recovery drew a strip into the bin. */
  readonly cleared: () => void;
}

/** How an idle printer is looked at: everything is asked, or at a glance one thing that shows whether anything changed. */
export class Looks {
  readonly #options: LooksOptions;
  readonly #stranded: StrandedPaper;
  /** What a glance saw before all was asked last; null where that was asked without one. */
  #glimpse: string | null = null;
  /** When all questions were asked last. */
  #observedAt = Number.NEGATIVE_INFINITY;

  constructor(options: LooksOptions) {
    this.#options = options;
    const { family, clock, widthDots, memory } = options;
    this.#stranded = new StrandedPaper({
      family,
      clock,
      widthDots,
      memory,
      observe: (conversation) => this.all(conversation),
    });
  }

  async all(conversation: Conversation): Promise<Observation | null> {
    this.#glimpse = null;
    const seen = await conversation.askAll(this.#options.family.status);
    this.#observedAt = this.#options.clock.now();
    this.#options.observed(seen);
    return seen;
  }

  /** Asks everything, and brings the printer back once the cause of a stop is removed. */
  async allAndRecover(conversation: Conversation): Promise<void> {
    if (await this.#stranded.observeAndRecover(conversation)) this.#options.cleared();
  }

  /** True when the printer is as it was `seen`; else everything was asked. */
  async glance(conversation: Conversation, seen: () => Observation | null): Promise<boolean> {
    const { family, clock } = this.#options;
    const glimpse = (await conversation.ask(family.glance))?.evidence ?? null;
    const recent = clock.now() - this.#observedAt < OBSERVE_EVERY_MS;
    // Compared with what was seen before all was asked: a change in the middle of that is a change still.
    if (seen() !== null && recent && glimpse !== null && glimpse === this.#glimpse) return true;
    await this.allAndRecover(conversation);
    this.#glimpse = glimpse;
    return false;
  }
}
