/** Notices a process that still runs but no longer answers. Times are monotonic milliseconds. */
export interface Heartbeat {
  readonly nonce: number;
  /** When it last showed life; at the start, when it was started. */
  readonly aliveAt: number;
  /** It has answered at least once: before that it is loading and gets longer. */
  readonly answered: boolean;
}

export interface HeartbeatLimits {
  readonly hungAfterMs: number;
  readonly startUpMs: number;
}

export const startHeartbeat = (now: number): Heartbeat => ({ nonce: 0, aliveAt: now, answered: false });

/** The next ping; its `nonce` goes out. */
export const beat = (heart: Heartbeat): Heartbeat => ({ ...heart, nonce: heart.nonce + 1 });

/** An answer came. One to a ping that was never sent says nothing. */
export function heard(heart: Heartbeat, nonce: number, now: number): Heartbeat {
  if (!Number.isInteger(nonce) || nonce < 1 || nonce > heart.nonce) return heart;
  return { ...heart, aliveAt: now, answered: true };
}

export function hung(heart: Heartbeat, now: number, limits: HeartbeatLimits): boolean {
  return now - heart.aliveAt > (heart.answered ? limits.hungAfterMs : limits.startUpMs);
}

/**
 * The watcher itself slept (suspend, debugger, a stopped machine): nobody could answer meanwhile, so silence in
 * that time proves nothing and the count starts anew.
 */
export function afterGap(heart: Heartbeat, now: number, sinceLastTickMs: number, tickMs: number): Heartbeat {
  return sinceLastTickMs > tickMs * 4 ? { ...heart, aliveAt: now } : heart;
}
