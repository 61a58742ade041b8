/** The terminal's word and the page's wish travel by different ways: a wish that comes first waits this long for it. */
const WORD_WITHIN_MS = 500;

export interface CameraAsk {
  /** Does the page on stage ask, from its main frame at our own address? */
  readonly fromStage: boolean;
  /** What it wants: exactly `['video']`. */
  readonly media: readonly string[];
}

/**
 * Whether a page may have a camera now. Only the terminal opens it, for a step that needs it, and closes it after; a
 * terminal that died has closed it. Closing takes no picture back from a page that goes on without leave: what ends it
 * for certain is the page's own end, which comes after every person.
 */
export class CameraGate {
  #open = false;
  readonly #waiting = new Set<(open: boolean) => void>();

  get open(): boolean {
    return this.#open;
  }

  /** The terminal's word. */
  set(open: boolean): void {
    this.#open = open;
    if (!open) return;
    for (const answer of [...this.#waiting]) answer(true);
  }

  /** Resolves with the answer, at the latest after half a second. */
  ask({ fromStage, media }: CameraAsk): Promise<boolean> {
    if (!fromStage || media.length !== 1 || media[0] !== 'video') return Promise.resolve(false);
    if (this.#open) return Promise.resolve(true);
    return new Promise((resolve) => {
      const answer = (open: boolean): void => {
        clearTimeout(late);
        this.#waiting.delete(answer);
        resolve(open);
      };
      const late = setTimeout(() => answer(false), WORD_WITHIN_MS);
      this.#waiting.add(answer);
    });
  }
}
