import type { DoorMemory } from '../ledger/service-door.ts';

/** Wrong tries before the door locks, over all staff numbers together: guessing over many numbers is guessing. */
export const TRIES = 5;
/** Locks grow: the second within a day is longer. Milliseconds. */
export const LOCKS_MS = [15 * 60_000, 60 * 60_000, 4 * 60 * 60_000] as const;
const FORGET_LOCKS_MS = 24 * 60 * 60_000;
/** So long after the last wrong try all are forgotten: one fiddler a month must not add up to a lock. */
const FORGET_TRIES_MS = 24 * 60 * 60_000;
/** Tries age for the lock, not for this: a few each day never lock, and are guessing all the same. An alarm, no lock. */
export const MANY_TRIES = 20;
export const MANY_TRIES_WITHIN_MS = 30 * 24 * 60 * 60_000;
export const CHALLENGE_LASTS_MS = 10 * 60_000;

export const OPENABLE: DoorMemory = { wrongTries: 0, triesForMs: 0, locks: [], lockedForMs: null };

export const isLocked = ({ lockedForMs }: DoorMemory): boolean => lockedForMs !== null;

/** Something of it passes with time: a lock, or the memory of earlier ones or of wrong tries. */
export const isCounting = ({ lockedForMs, locks, triesForMs }: DoorMemory): boolean =>
  lockedForMs !== null || locks.length > 0 || triesForMs > 0;

/** After one wrong try; `locked` says that this one locked the door (and an alarm is due). */
export function afterWrong(memory: DoorMemory): { readonly memory: DoorMemory; readonly locked: boolean } {
  const wrongTries = memory.wrongTries + 1;
  if (wrongTries < TRIES) return { memory: { ...memory, wrongTries, triesForMs: FORGET_TRIES_MS }, locked: false };
  const locks = [...memory.locks, FORGET_LOCKS_MS];
  const length = LOCKS_MS[Math.min(locks.length, LOCKS_MS.length) - 1] ?? LOCKS_MS[0];
  return { memory: { ...OPENABLE, locks, lockedForMs: length }, locked: true };
}

/** A right code clears the tries, not the memory of earlier locks. */
export const afterRight = (memory: DoorMemory): DoorMemory => ({ ...OPENABLE, locks: memory.locks });

/**
 * So much running time of this program has passed (a monotonic clock's, milliseconds). The wall clock is not asked at all:
 * set forward it would open the door, set back it would keep it shut. Time in which the machine is off does not count.
 */
export function afterRest(memory: DoorMemory, passedMs: number): DoorMemory {
  const left = memory.lockedForMs === null ? 0 : memory.lockedForMs - passedMs;
  const triesForMs = Math.max(0, memory.triesForMs - passedMs);
  return {
    wrongTries: triesForMs > 0 ? memory.wrongTries : 0,
    triesForMs,
    locks: memory.locks.map((rest) => rest - passedMs).filter((rest) => rest > 0),
    lockedForMs: left > 0 ? left : null,
  };
}
