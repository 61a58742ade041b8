import type { Transport } from '../contract/index.ts';

/**
 * The two listener lists every transport keeps. A hang-up is told once per opening; after `close` nothing is told.
 */
export class TransportListeners {
  readonly #data = new Set<(bytes: Uint8Array) => void>();
  readonly #hangUp = new Set<(reason: string) => void>();
  #live = false;

  readonly onData: Transport['onData'] = (listener) => {
    this.#data.add(listener);
    return () => this.#data.delete(listener);
  };

  readonly onHangUp: Transport['onHangUp'] = (listener) => {
    this.#hangUp.add(listener);
    return () => this.#hangUp.delete(listener);
  };

  /** From now on data and one hang-up are passed on. */
  start(): void {
    this.#live = true;
  }

  /** Nothing is passed on any more: the transport was closed by its owner. */
  stop(): void {
    this.#live = false;
  }

  data(bytes: Uint8Array): void {
    if (!this.#live) return;
    for (const listener of [...this.#data]) listener(bytes);
  }

  hangUp(reason: string): void {
    if (!this.#live) return;
    this.#live = false;
    for (const listener of [...this.#hangUp]) listener(reason);
  }
}
