import type { Clock } from '../contract/index.ts';

/** The last part of every silence is waited by itself. Milliseconds. */
const LAST_LOOK_MS = 15;

/**
 * Waits for a line to be silent for so long. Where this process itself stood still, its timers run before it takes what waited
 * in the kernel: so the last part begins only afterwards, and what was there ends the silence.
 */
export class Silence {
  readonly #clock: Clock;
  #stop = new AbortController();

  constructor(clock: Clock) {
    this.#clock = clock;
  }

  /** Begins anew: something came. */
  wait(milliseconds: number, then: () => void): void {
    this.stop();
    const stop = new AbortController();
    this.#stop = stop;
    const last = Math.min(LAST_LOOK_MS, milliseconds);
    void this.#clock
      .delay(milliseconds - last, stop.signal)
      .then(() => this.#clock.delay(last, stop.signal))
      .then(() => {
        if (!stop.signal.aborted) then();
      });
  }

  stop(): void {
    this.#stop.abort();
  }
}
