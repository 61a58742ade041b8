/** Virtual milliseconds of one step of a jump; waits that follow each other are met one after the other. */
const STEP_MS = 250;

interface Wait {
  readonly dueAt: number;
  readonly act: () => void;
  real: NodeJS.Timeout;
}

/** Real time for the session's waits, and minutes of it at once where a test has no minutes. */
export class JumpClock {
  #ahead = 0;
  #next = 1;
  readonly #waits = new Map<number, Wait>();

  setTimeout(act: () => void, milliseconds: number): number {
    const id = this.#next++;
    const dueAt = this.#now() + milliseconds;
    this.#waits.set(id, { dueAt, act, real: setTimeout(() => this.#fire(id), milliseconds) });
    return id;
  }

  clearTimeout(id: number): void {
    clearTimeout(this.#waits.get(id)?.real);
    this.#waits.delete(id);
  }

  /** Everything that is due within that time happens now, in order. */
  jump(milliseconds: number): void {
    for (let left = milliseconds; left > 0; left -= STEP_MS) {
      this.#ahead += Math.min(STEP_MS, left);
      const due = [...this.#waits].filter(([, { dueAt }]) => dueAt <= this.#now());
      for (const [id] of due.sort(([, a], [, b]) => a.dueAt - b.dueAt)) this.#fire(id);
    }
    for (const [id, wait] of this.#waits) {
      clearTimeout(wait.real);
      wait.real = setTimeout(() => this.#fire(id), Math.max(0, wait.dueAt - this.#now()));
    }
  }

  #now(): number {
    return performance.now() + this.#ahead;
  }

  #fire(id: number): void {
    const wait = this.#waits.get(id);
    this.clearTimeout(id);
    wait?.act();
  }
}
