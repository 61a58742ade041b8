/** What takes longer than this by right does not happen here. Milliseconds. */
const PATIENCE_MS = 60_000;

/** Something may have changed: look again. */
export class Turn {
  #wake: () => void = () => undefined;

  tell(): void {
    this.#wake();
  }

  async until(what: string, there: () => boolean): Promise<void> {
    const deadline = performance.now() + PATIENCE_MS;
    while (!there()) {
      const left = deadline - performance.now();
      if (left <= 0) throw new Error(`waited in vain: ${what}`);
      await new Promise<void>((resolve) => {
        const late = setTimeout(resolve, left);
        this.#wake = () => {
          clearTimeout(late);
          resolve();
        };
      });
    }
  }
}
