import type { Case } from './cases.ts';

/** Pairs that are still to be met, by the machine they want. */
export class Queue {
  readonly #byFit = new Map<string, Case[]>();
  /** How many machines of each fit are at work. */
  readonly #machines = new Map<string, number>();

  constructor(cases: readonly Case[]) {
    for (const one of cases) this.#byFit.set(one.fit, [...(this.#byFit.get(one.fit) ?? []), one]);
  }

  get left(): number {
    return [...this.#byFit.values()].reduce((sum, cases) => sum + cases.length, 0);
  }

  /** The next one for a machine that stands already, else one for the fit that has most to do for each of its machines. */
  next(fit: string | null): Case | null {
    const same = fit === null ? undefined : this.#byFit.get(fit)?.shift();
    if (same !== undefined) return same;
    if (fit !== null) this.#count(fit, -1);
    const weight = ([name, cases]: [string, Case[]]) => cases.length / (1 + (this.#machines.get(name) ?? 0));
    const [most] = [...this.#byFit].filter(([, cases]) => cases.length > 0).sort((a, b) => weight(b) - weight(a));
    if (most === undefined) return null;
    this.#count(most[0], 1);
    return most[1].shift() ?? null;
  }

  #count(fit: string, more: number): void {
    this.#machines.set(fit, Math.max(0, (this.#machines.get(fit) ?? 0) + more));
  }
}
