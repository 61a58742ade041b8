/** Who wants to hear of one thing. Somebody who stops, or comes, while it is told disturbs nobody else. */
export class Listeners<T> {
  readonly #all = new Set<(value: T) => void>();

  /** Resolves to what stops it. */
  readonly add = (listener: (value: T) => void): (() => void) => {
    this.#all.add(listener);
    return () => {
      this.#all.delete(listener);
    };
  };

  tell(value: T): void {
    for (const listener of [...this.#all]) listener(value);
  }
}
