import type { AuxiliariesSnapshot } from '../../../drivers/contract/auxiliaries.ts';
import type { HandStep } from './hand-steps.ts';
import { failed, passed, type StepResult } from './steps.ts';

/** So long hands keep a thing where they put it, and no loose contact does. Milliseconds; ours, boards report at least every 200. */
export const STEADY_MS = 500;
/** So many shorter ones may come from the spring of a switch or a quick finger; more is a loose contact. */
const MOST_FLICKERS = 3;

/**
 * There and back: two changes, wherever it stands at the beginning, each kept for `STEADY_MS`. Times are monotonic
 * milliseconds. A contact that chatters fails, whatever it says between.
 */
export class ThereAndBack {
  readonly #step: HandStep;
  /** Where it was kept, in the board's words. */
  readonly #words: string[] = [];
  #kept: 'rest' | 'away' | null = null;
  #now: { readonly side: 'rest' | 'away'; readonly word: string; readonly since: number } | null = null;
  #flickers = 0;

  constructor(step: HandStep) {
    this.#step = step;
  }

  /** What the board says at `at`; the result once there is one. */
  take(inputs: AuxiliariesSnapshot, at: number): StepResult | null {
    const word = this.#step.read(inputs);
    const side = word === null ? null : this.#sideOf(word);
    if (word === null || side === null) return this.at(at);
    const before = this.#now;
    if (before?.side === side) return this.at(at);
    if (before !== null && at - before.since < STEADY_MS) this.#flickers += 1;
    const result = this.at(at);
    this.#now = { side, word, since: before === null ? Number.NEGATIVE_INFINITY : at };
    return result ?? this.at(at);
  }

  /** Time passed. */
  at(at: number): StepResult | null {
    if (this.#flickers > MOST_FLICKERS)
      return failed(`it chatters: ${this.#flickers} changes took less than ${STEADY_MS} ms`);
    const now = this.#now;
    if (now === null || now.side === this.#kept || at - now.since < STEADY_MS) return null;
    this.#kept = now.side;
    this.#words.push(now.word);
    return this.#words.length === 3 ? passed(this.#words.join(' > ')) : null;
  }

  #sideOf(word: string): 'rest' | 'away' | null {
    const { rest, away } = this.#step;
    return rest.includes(word) ? 'rest' : away.includes(word) ? 'away' : null;
  }
}
