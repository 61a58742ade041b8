import type { Clock } from '../contract/index.ts';

interface Sleeper {
  readonly at: number;
  readonly wake: () => void;
}

/**
 * A clock that jumps to the next sleeper as soon as this process has nothing else to do, so that minutes of device time
 * pass in milliseconds. Right for everything joined by memory transports (their chunks travel in microtasks); over
 * real ptys and sockets use `systemClock`.
 */
export class SimulatedClock implements Clock {
  #now = 0;
  #sleepers: Sleeper[] = [];
  #scheduled = false;

  now(): number {
    return this.#now;
  }

  delay(milliseconds: number, signal?: AbortSignal): Promise<void> {
    if (signal?.aborted) return Promise.resolve();
    return new Promise((resolve) => {
      const wake = () => {
        this.#sleepers = this.#sleepers.filter((other) => other !== sleeper);
        signal?.removeEventListener('abort', wake);
        resolve();
      };
      const sleeper: Sleeper = { at: this.#now + Math.max(0, milliseconds), wake };
      this.#sleepers.push(sleeper);
      signal?.addEventListener('abort', wake, { once: true });
      this.#schedule();
    });
  }

  #schedule(): void {
    if (this.#scheduled) return;
    this.#scheduled = true;
    setImmediate(() => {
      this.#scheduled = false;
      const next = this.#sleepers.reduce<Sleeper | null>(
        (first, one) => (first && first.at <= one.at ? first : one),
        null,
      );
      if (!next) return;
      this.#now = Math.max(this.#now, next.at);
      next.wake();
      if (this.#sleepers.length > 0) this.#schedule();
    });
  }
}
