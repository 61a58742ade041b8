import type { RestartSign } from './profile.ts';

/** Why a board may have forgotten what its outputs were told. `certain`: it says so itself; else a word that it owed was lost. */
export interface OutputDoubt {
  readonly certain: boolean;
  /** One line for a technician. */
  readonly why: string;
}

/**
 * Notices that a board may have begun anew: it is well again before anybody calls it silent, but its outputs are off. The signs
 * are those its profile names; where it names none, any word that a board owed and did not say is one.
 */
export class RestartWatch {
  readonly #signs: readonly RestartSign[];
  /** Counters and uptimes as they were told last. */
  readonly #last = new Map<string, number>();
  /** What the outputs were told, and whether the board has said the same since. */
  readonly #outputs = new Map<string, { readonly value: number; said: boolean }>();
  #doubt: OutputDoubt | null = null;

  constructor(signs: readonly RestartSign[]) {
    this.#signs = signs;
  }

  /** The port was opened anew: what was before says nothing. */
  opened(): void {
    this.#last.clear();
    this.#outputs.clear();
    this.#doubt = null;
  }

  /** The board took this. */
  wrote(values: ReadonlyMap<string, number>): void {
    for (const [signal, value] of values) this.#outputs.set(signal, { value, said: false });
  }

  /** An answer or a heartbeat that was owed did not come. */
  owed(what: string): void {
    this.#doubt ??= { certain: false, why: what };
  }

  /** The board says that it began anew. */
  began(): void {
    this.#doubt = { certain: true, why: 'its banner' };
  }

  /** What the wire tells; `ordering`: an order is on its way, so the outputs are between two states. */
  hears(values: ReadonlyMap<string, number>, ordering: boolean): void {
    for (const sign of this.#signs) {
      const why = this.#look(sign, values, ordering);
      if (why !== null) this.#doubt = { certain: true, why };
    }
  }

  get isDoubtful(): boolean {
    return this.#doubt !== null;
  }

  /** Hands the doubt over to whoever tells the outputs again. */
  take(): OutputDoubt | null {
    const doubt = this.#doubt;
    this.#doubt = null;
    return doubt;
  }

  #look(sign: RestartSign, values: ReadonlyMap<string, number>, ordering: boolean): string | null {
    switch (sign.shows) {
      case 'counter':
      case 'uptime': {
        const value = values.get(sign.signal);
        const before = this.#last.get(sign.signal);
        if (value === undefined) return null;
        this.#last.set(sign.signal, value);
        if (before === undefined || (sign.shows === 'uptime' ? value >= before : value === before)) return null;
        return `${sign.shows} ${before} -> ${value}`;
      }
      case 'outputs':
        return ordering ? null : this.#differing(values);
    }
  }

  /** An output that once was as told and is not any more. One that never became so is none of a restart's doing. */
  #differing(values: ReadonlyMap<string, number>): string | null {
    let why: string | null = null;
    for (const [signal, told] of this.#outputs) {
      const value = values.get(signal);
      if (value === undefined) continue;
      if (told.said && value !== told.value) why = `${signal} told ${told.value}, is ${value}`;
      told.said = value === told.value;
    }
    return why;
  }
}
