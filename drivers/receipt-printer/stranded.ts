import type { Clock } from '../contract/index.ts';
import { BAND_ROWS } from './bands.ts';
import { obstaclesIn, wantsRecovery } from './condition.ts';
import type { Conversation, Observation } from './conversation.ts';
import type { PrinterFamily } from './family.ts';
import type { PrinterMemory } from './printer-memory.ts';

/** `DLE ENQ 2` against an error that is still there makes cutter and motor try again: not more often than this. */
const RECOVERY_PAUSE_MS = 10_000;
const RECOVER_AND_CLEAR = Uint8Array.of(0x10, 0x05, 0x02);
const INITIALISE = Uint8Array.of(0x1b, 0x40);
const WRITE_DEADLINE_MS = 5_000;
/** Cutting, and drawing the strip into the bin. */
const FENCE_MS = 5_000;
/** 9 kB at 9600 baud. */
const FILL_DEADLINE_MS = 20_000;

/** Brings a stopped printer back once the cause is gone, and clears out what a broken job left in it. */
export class StrandedPaper {
  readonly #family: PrinterFamily;
  readonly #clock: Clock;
  readonly #bandBytes: number;
  readonly #memory: PrinterMemory;
  readonly #observe: (conversation: Conversation) => Promise<Observation | null>;
  #recoveredAt = Number.NEGATIVE_INFINITY;

  constructor(options: {
    family: PrinterFamily;
    clock: Clock;
    widthDots: number;
    memory: PrinterMemory;
    /** Asks the printer and publishes what it says. */
    observe: (conversation: Conversation) => Promise<Observation | null>;
  }) {
    this.#family = options.family;
    this.#clock = options.clock;
    this.#bandBytes = (options.widthDots / 8) * BAND_ROWS;
    this.#memory = options.memory;
    this.#observe = options.observe;
  }

  /** Looks, and recovers where that is due. True when a strip was drawn into the bin. */
  async observeAndRecover(conversation: Conversation): Promise<boolean> {
    const seen = await this.#observe(conversation);
    if (!seen) return false;
    const ready = obstaclesIn(seen.flags).length === 0;
    if (!(ready ? this.#memory.stranded : wantsRecovery(seen.flags))) return false;
    if (!ready && this.#clock.now() - this.#recoveredAt < RECOVERY_PAUSE_MS) return false;
    this.#recoveredAt = this.#clock.now();
    await conversation.write(RECOVER_AND_CLEAR, WRITE_DEADLINE_MS);
    const again = await this.#observe(conversation);
    if (!again || !this.#memory.stranded || wantsRecovery(again.flags)) return false;
    return this.#clearOut(conversation);
  }

  /** Cuts what the broken job left in the mouth, so that it never hangs on the next person's receipt. */
  async #clearOut(conversation: Conversation): Promise<boolean> {
    const { prologue, cut, exit } = this.#family;
    // On a pulled data cable the printer kept its power and waits for the rest of a picture, in which every command to
    // come would drown: white rows fill it, and where nothing waits zeros mean nothing.
    const filled = await conversation.write(new Uint8Array(this.#bandBytes), FILL_DEADLINE_MS);
    if (!filled.ok) return false;
    const bytes = Uint8Array.of(...prologue, ...INITIALISE, ...cut, ...(exit?.retract ?? []));
    const cleared = await conversation.write(bytes, WRITE_DEADLINE_MS);
    if (!cleared.ok) return false;
    this.#memory.stripCut((await conversation.settleFences(FENCE_MS)) && (await conversation.fence(FENCE_MS)));
    return exit?.retract != null;
  }
}
