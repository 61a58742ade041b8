/**
 * A device that comes and goes over and over (a loose plug, a dying power supply) is left alone for a while: each
 * coming would open a door to a citizen that closes again under their hands.
 */
export interface FlapLimits {
  /** This many departures within the window mean flapping. */
  readonly times: number;
  readonly withinMs: number;
  /** How long it is left alone then. */
  readonly restMs: number;
}
export const FLAP_LIMITS: FlapLimits = { times: 6, withinMs: 60_000, restMs: 5 * 60_000 };

export interface FlapRecord {
  /** When it went away, oldest first; only departures of a device that had been there count. */
  readonly goneAt: readonly number[];
  readonly restUntil: number | null;
}
export const STEADY: FlapRecord = { goneAt: [], restUntil: null };

/** After one more departure at `now`. */
export function afterGone(record: FlapRecord, now: number, limits: FlapLimits): FlapRecord {
  const goneAt = [...record.goneAt.filter((at) => now - at < limits.withinMs), now];
  return goneAt.length >= limits.times
    ? { goneAt: [], restUntil: now + limits.restMs }
    : { goneAt, restUntil: record.restUntil };
}

/** Milliseconds it has to rest yet; 0 when it may be opened. */
export const restLeft = ({ restUntil }: FlapRecord, now: number): number => Math.max(0, (restUntil ?? now) - now);
