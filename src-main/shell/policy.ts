/** How a process that ends by itself is brought back. Times are monotonic milliseconds. */
export interface RestartRecord {
  /** Exits inside the window, oldest first. */
  readonly exits: readonly number[];
  /** True from the crash loop on until the process has held. */
  readonly looping: boolean;
}

export interface RestartDecision {
  readonly record: RestartRecord;
  readonly delayMs: number;
}

export const NEVER_EXITED: RestartRecord = { exits: [], looping: false };

/** After the first exit at once; every further one inside the window waits longer. */
const BACK_OFF_MS = [0, 250, 500, 1000, 2000] as const;
const WINDOW_MS = 60_000;
const LOOP_EXITS = 5;
/** How long a crash-looping process rests between attempts. */
export const LOOP_RETRY_MS = 30_000;
/** How long a process must run to count as held. */
export const HELD_MS = 10_000;

/** The process ended without being told to, at `now`. */
export function afterExit(record: RestartRecord, now: number): RestartDecision {
  const exits = [...record.exits.filter((at) => now - at < WINDOW_MS), now];
  const looping = record.looping || exits.length >= LOOP_EXITS;
  if (looping) return { record: { exits, looping }, delayMs: LOOP_RETRY_MS };
  return { record: { exits, looping }, delayMs: BACK_OFF_MS[exits.length - 1] ?? LOOP_RETRY_MS };
}

/** The process has been ready for `HELD_MS`: the loop is over. A slow drip of exits still counts in its window. */
export function afterHolding(record: RestartRecord): RestartRecord {
  return record.looping ? NEVER_EXITED : record;
}
