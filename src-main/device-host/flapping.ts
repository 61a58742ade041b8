import { isFar } from './departure.ts';

/**
 * A device that comes and goes over and over (a loose plug, a dying power supply, a shaky link, a service that crashes at
 * each start) is left alone for a while: each coming would open a door to a citizen that closes again under their hands.
 */
export interface FlapLimits {
  /** This many departures within the window mean flapping; after a rest, one within the window does. */
  readonly times: number;
  readonly withinMs: number;
  /** How long it is left alone the first time; after each rest in vain twice as long, up to `longestMs`. */
  readonly restMs: number;
  readonly longestMs: number;
}

/** A wire of this machine: nobody puts a plug right in less, and a technician who did restarts it. */
const LOOSE_PLUG: FlapLimits = { times: 6, withinMs: 60_000, restMs: 5 * 60_000, longestMs: 5 * 60_000 };
/** A network may come right by itself and nobody would know it here: it is tried again soon, and later each time. */
const SHAKY_LINK: FlapLimits = { times: 6, withinMs: 60_000, restMs: 30_000, longestMs: 5 * 60_000 };

export const limitsAt = (port: string): FlapLimits => (isFar(port) ? SHAKY_LINK : LOOSE_PLUG);

export interface FlapRecord {
  /** When it went away, oldest first; only departures of a device that had been there count. */
  readonly goneAt: readonly number[];
  readonly restUntil: number | null;
  /** How long that rest is. */
  readonly restMs: number;
}
export const STEADY: FlapRecord = { goneAt: [], restUntil: null, restMs: 0 };

/** After one more departure at `now`. */
export function afterGone(record: FlapRecord, now: number, limits: FlapLimits): FlapRecord {
  const isInVain = record.restUntil !== null && now - record.restUntil < limits.withinMs;
  const goneAt = [...record.goneAt.filter((at) => now - at < limits.withinMs), now];
  if (!isInVain && goneAt.length < limits.times) return { ...record, goneAt };
  const restMs = isInVain ? Math.min(record.restMs * 2, limits.longestMs) : limits.restMs;
  return { goneAt: [], restUntil: now + restMs, restMs };
}

/** Milliseconds it has to rest yet; 0 when it may be opened. */
export const restLeft = ({ restUntil }: FlapRecord, now: number): number => Math.max(0, (restUntil ?? now) - now);
