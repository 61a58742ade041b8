/** Who talks to the printer now: one command, one question of the host, or one look of the driver's own. */
export class Turns {
  #busy = false;
  /** The driver asks by itself, because the printer told that something changed. Whoever comes waits for it. */
  #looking: Promise<void> | null = null;

  /** A command's turn; null when another has it. */
  async command<T>(act: () => Promise<T>): Promise<T | null> {
    // Not in a function of its own: between its end and what follows another look could begin.
    while (this.#looking) await this.#looking;
    if (this.#busy) return null;
    this.#busy = true;
    try {
      return await act();
    } finally {
      this.#busy = false;
    }
  }

  get taken(): boolean {
    return this.#busy;
  }

  /** The driver's own look; false when the printer was at something else, so that nobody looked. */
  async look(act: () => Promise<void>): Promise<boolean> {
    if (this.#busy || this.#looking) return false;
    this.#looking = act();
    await this.#looking;
    this.#looking = null;
    return true;
  }
}
