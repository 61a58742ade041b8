import type { Ledger } from '../ledger/ledger.ts';
import type { DoorMemory } from '../ledger/service-door.ts';
import { afterRest, afterRight, isCounting, LOCKS_MS, OPENABLE } from './door.ts';

/** How often what is left of a lock is written down: so much longer, at most, it lasts over a restart. Milliseconds. */
const KEEP_EVERY_MS = 60_000;

/**
 * What was tried at the door and how long it stays locked. Held in memory, where it counts down on a monotonic clock, and
 * in the ledger, so that a restart opens nothing: it goes on with the rest that was written last.
 */
export class DoorClock {
  readonly #ledger: Pick<Ledger, 'service'>;
  readonly #now: () => number;
  #memory: DoorMemory | null = null;
  #at = 0;
  #keeping: NodeJS.Timeout | undefined;

  constructor(ledger: Pick<Ledger, 'service'>, now: () => number) {
    this.#ledger = ledger;
    this.#now = now;
    if (isCounting(this.read())) this.#keep();
  }

  /** False while the ledger does not say what was tried. */
  get readable(): boolean {
    this.read();
    return this.#memory !== null;
  }

  /** As it is now. */
  read(): DoorMemory {
    const now = this.#now();
    if (this.#memory === null) {
      const stored = this.#ledger.service.door();
      // A ledger that cannot be read cannot say that the door is open.
      if (!stored.ok) return { ...OPENABLE, lockedForMs: LOCKS_MS[0] };
      this.#memory = stored.value ?? OPENABLE;
      this.#at = now;
    }
    this.#memory = afterRest(this.#memory, Math.max(0, now - this.#at));
    this.#at = now;
    return this.#memory;
  }

  /** True when it is on the disk. In memory it counts in any case: a full disk gives nobody more tries. */
  write(memory: DoorMemory): boolean {
    this.#memory = memory;
    this.#at = this.#now();
    if (isCounting(memory)) this.#keep();
    return this.#ledger.service.writeDoor(memory).ok;
  }

  /** Somebody proved who they are: `write` keeps it with what they used for it. Not taken, everything stays as it was. */
  clear(write: (memory: DoorMemory) => boolean): boolean {
    const memory = afterRight(this.read());
    if (!write(memory)) return false;
    this.#memory = memory;
    return true;
  }

  stop(): void {
    clearInterval(this.#keeping);
    this.#keeping = undefined;
  }

  #keep(): void {
    if (this.#keeping !== undefined) return;
    this.#keeping = setInterval(() => {
      const memory = this.read();
      this.#ledger.service.keepDoor(memory);
      if (!isCounting(memory)) this.stop();
    }, KEEP_EVERY_MS);
    this.#keeping.unref();
  }
}
