/**
 * Time as drivers see it. `now` is monotonic milliseconds; it is never a wall clock.
 * `delay` resolves after `milliseconds` (less than nothing is nothing), or at once when `signal` aborts (it never rejects).
 */
export interface Clock {
  now(): number;
  delay(milliseconds: number, signal?: AbortSignal): Promise<void>;
}

export const systemClock: Clock = {
  now: () => performance.now(),
  delay: (milliseconds, signal) =>
    new Promise((resolve) => {
      if (signal?.aborted) return resolve();
      const done = () => {
        clearTimeout(timer);
        signal?.removeEventListener('abort', done);
        resolve();
      };
      const timer = setTimeout(done, Math.max(0, milliseconds));
      signal?.addEventListener('abort', done, { once: true });
    }),
};
