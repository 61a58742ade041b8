/** More documents than one machine can leave in doubt at a printer. */
const MOST = 200;

/**
 * Names of this machine's documents that may still wait in the printer. It outlives each driver. Two terminals may share one
 * printer, and their jobs look alike but for the name: whoever cancels by anything else cancels another person's document.
 */
export class OurNames {
  readonly #names = new Set<string>();

  /** A document of that name is about to be handed over, or was by an earlier process. */
  begins(name: string): void {
    this.#names.add(name);
    const [oldest] = this.#names;
    if (this.#names.size > MOST && oldest !== undefined) this.#names.delete(oldest);
  }

  /** It waits nowhere any more. */
  ended(name: string): void {
    this.#names.delete(name);
  }

  has(name: string): boolean {
    return this.#names.has(name);
  }
}
