/** Two touches closer than this are one trembling touch. */
export const DOUBLE_TOUCH_MS = 350;
/** A command the terminal refuses brings no new snapshot; after this the next press counts again. */
export const ANSWER_MS = 2_000;

/** Makes double and trembling touches one: a second press waits for the answer to the first. */
export class PressGuard {
  #at = Number.NEGATIVE_INFINITY;
  #revision: number | null = null;

  /** `now` in milliseconds of any steady clock, `revision` of the snapshot on screen. */
  allows(now: number, revision: number): boolean {
    const since = now - this.#at;
    if (since < DOUBLE_TOUCH_MS) return false;
    if (this.#revision === revision && since < ANSWER_MS) return false;
    this.#at = now;
    this.#revision = revision;
    return true;
  }

  forget(): void {
    this.#at = Number.NEGATIVE_INFINITY;
    this.#revision = null;
  }
}
