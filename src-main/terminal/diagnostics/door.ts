import type { DoorMemory } from '../ledger/service-door.ts';

/** Wrong tries before the door locks, over all staff numbers together: guessing over many numbers is guessing. */
export const TRIES = 5;
/** Locks grow: the second within a day is longer. Milliseconds. */
export const LOCKS_MS = [15 * 60_000, 60 * 60_000, 4 * 60 * 60_000] as const;
const FORGET_LOCKS_MS = 24 * 60 * 60_000;
export const CHALLENGE_LASTS_MS = 10 * 60_000;

export const OPENABLE: DoorMemory = { wrongTries: 0, locks: [], lockedUntil: null };

export const isLocked = ({ lockedUntil }: DoorMemory, now: number): boolean =>
  lockedUntil !== null && now < lockedUntil;

/** After one wrong try; `locked` says that this one locked the door (and an alarm is due). */
export function afterWrong(memory: DoorMemory, now: number): { readonly memory: DoorMemory; readonly locked: boolean } {
  const wrongTries = memory.wrongTries + 1;
  if (wrongTries < TRIES) return { memory: { ...memory, wrongTries }, locked: false };
  const locks = [...memory.locks.filter((at) => now - at < FORGET_LOCKS_MS), now];
  const length = LOCKS_MS[Math.min(locks.length, LOCKS_MS.length) - 1] ?? LOCKS_MS[0];
  return { memory: { wrongTries: 0, locks, lockedUntil: now + length }, locked: true };
}

/** A right code clears the tries, not the memory of earlier locks. */
export const afterRight = (memory: DoorMemory): DoorMemory => ({ ...memory, wrongTries: 0, lockedUntil: null });

/**
 * A clock that was set back must not keep the door locked for ever, and one set forward must not open it early: a lock
 * longer than the longest there is was made under another clock and starts again.
 */
export function underThisClock(memory: DoorMemory, now: number): DoorMemory {
  const longest = LOCKS_MS[LOCKS_MS.length - 1] ?? 0;
  if (memory.lockedUntil === null || memory.lockedUntil - now <= longest) return memory;
  return { ...memory, lockedUntil: now + longest };
}
