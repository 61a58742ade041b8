/** The listeners of one channel: holds messages back until somebody listens, tells the close exactly once. */
export class Listeners {
  readonly #onMessage: ((message: unknown) => void)[] = [];
  readonly #onClose: (() => void)[] = [];
  #waiting: unknown[] = [];
  #closed = false;

  get closed(): boolean {
    return this.#closed;
  }

  addMessageListener(listener: (message: unknown) => void): void {
    this.#onMessage.push(listener);
    const waiting = this.#waiting;
    this.#waiting = [];
    for (const message of waiting) listener(message);
  }

  addCloseListener(listener: () => void): void {
    if (this.#closed) queueMicrotask(listener);
    else this.#onClose.push(listener);
  }

  deliver(message: unknown): void {
    if (this.#closed) return;
    if (this.#onMessage.length === 0) this.#waiting.push(message);
    for (const listener of this.#onMessage) listener(message);
  }

  /** @returns false when it was closed before */
  close(): boolean {
    if (this.#closed) return false;
    this.#closed = true;
    this.#waiting = [];
    for (const listener of this.#onClose.splice(0)) listener();
    return true;
  }
}
