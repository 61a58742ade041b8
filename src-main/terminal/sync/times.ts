/** Waits of the uplink, in milliseconds. */
export interface SyncTimes {
  /** Lane B alone may wait this long for company. */
  readonly lingerMs: number;
  /** A batch that was not answered by then counts as lost. */
  readonly flightMs: number;
  readonly baseBackOffMs: number;
  /** With full jitter this is also the longest wait after the last fault cleared (bar: 60 s). */
  readonly maxBackOffMs: number;
  readonly maxRetryAfterMs: number;
  /** An idle terminal shows its newest record again this often: a restored platform notices what it lost, and the
   * terminal notices that the platform is away before a citizen does. */
  readonly verifyMs: number;
  /** After an alarm one careful attempt this often. */
  readonly haltedMs: number;
}

export const syncTimes: SyncTimes = {
  lingerMs: 2_000,
  flightMs: 20_000,
  baseBackOffMs: 500,
  maxBackOffMs: 30_000,
  maxRetryAfterMs: 60_000,
  verifyMs: 45_000,
  haltedMs: 15 * 60_000,
};
