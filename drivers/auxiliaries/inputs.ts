import type { AuxiliariesSnapshot, KeypadKey } from '../contract/index.ts';
import type { InputRow, Profile } from './profile.ts';

/** One input's way from what the wire tells to what is believed. Pure but for the state it keeps; time comes in. */
export class DebouncedInput {
  readonly row: InputRow;
  /** What is believed; null while unknown. */
  value: number | null = null;
  /** Since when it is believed. */
  since = 0;
  #candidate: number | null = null;
  #candidateSince = 0;

  constructor(row: InputRow) {
    this.row = row;
  }

  /** Takes what the wire tells. The first value after silence is believed at once: nothing is known to be defended. */
  take(value: number, now: number): boolean {
    if (this.value === null) return this.#believe(value, now);
    if (value === this.value) {
      this.#candidate = null;
      return false;
    }
    if (value !== this.#candidate) {
      this.#candidate = value;
      this.#candidateSince = now;
    }
    return this.settle(now);
  }

  /** True when a value that stood long enough is believed now. */
  settle(now: number): boolean {
    if (this.#candidate === null || now - this.#candidateSince < this.row.debounceMs) return false;
    return this.#believe(this.#candidate, now);
  }

  /** When `settle` may have something to do; null when nothing is on its way. */
  get due(): number | null {
    return this.#candidate === null ? null : this.#candidateSince + this.row.debounceMs;
  }

  /** True when something was known. */
  forget(): boolean {
    this.#candidate = null;
    const known = this.value !== null;
    this.value = null;
    return known;
  }

  #believe(value: number, now: number): boolean {
    this.#candidate = null;
    this.value = value;
    this.since = now;
    return true;
  }
}

const stateOf = <T>(states: Readonly<Record<string, T>>, value: number | null): T | 'unknown' =>
  (value === null ? undefined : states[String(value)]) ?? 'unknown';

/** What is told or known of outputs, and what is fitted: no inputs. */
type Outputs = 'lights' | 'volume' | 'routes' | 'keypad';

/** The inputs' part of a snapshot. */
export function readInputs(
  inputs: readonly DebouncedInput[],
): Omit<AuxiliariesSnapshot, Outputs> & { key: KeypadKey | null } {
  const doors: AuxiliariesSnapshot['doors'] = {};
  let snapshot: Omit<AuxiliariesSnapshot, Outputs | 'doors'> = {
    presence: null,
    tamper: null,
    ups: null,
    operatorSwitch: null,
    headset: null,
  };
  let percent: number | null = null;
  let key: KeypadKey | null = null;
  for (const { row, value } of inputs) {
    switch (row.input) {
      case 'presence':
        snapshot = { ...snapshot, presence: stateOf(row.states, value) };
        break;
      case 'door':
        doors[row.name] = stateOf(row.states, value);
        break;
      case 'tamper':
        snapshot = { ...snapshot, tamper: stateOf(row.states, value) };
        break;
      case 'ups':
        snapshot = { ...snapshot, ups: { state: stateOf(row.states, value), percent: null } };
        break;
      case 'upsPercent':
        percent = value !== null && value <= 100 ? value : null;
        break;
      case 'operatorSwitch':
        snapshot = { ...snapshot, operatorSwitch: stateOf(row.states, value) };
        break;
      case 'headset':
        snapshot = { ...snapshot, headset: stateOf(row.states, value) };
        break;
      case 'keypad':
        key = (value === null ? undefined : row.keys[String(value)]) ?? null;
        break;
    }
  }
  return { ...snapshot, doors, ups: snapshot.ups && { ...snapshot.ups, percent }, key };
}

/** What changed between two snapshots, one line each: `door.cabinet open`. Nothing in it is personal. */
export function changesBetween(before: AuxiliariesSnapshot, after: AuxiliariesSnapshot): string[] {
  const flat = (snapshot: AuxiliariesSnapshot): [string, string][] => [
    ...(['presence', 'tamper', 'operatorSwitch', 'headset'] as const).map((axis): [string, string] => [
      axis,
      snapshot[axis] ?? '',
    ]),
    ...Object.entries(snapshot.doors).map(([name, door]): [string, string] => [`door.${name}`, door]),
    ['ups', snapshot.ups?.state ?? ''],
    ['upsPercent', snapshot.ups?.percent?.toString() ?? ''],
  ];
  const old = new Map(flat(before));
  return flat(after)
    .filter(([axis, word]) => old.get(axis) !== word)
    .map(([axis, word]) => `${axis} ${word || 'unknown'}`);
}

export const debouncedInputs = (profile: Profile): DebouncedInput[] =>
  profile.inputs.map((row) => new DebouncedInput(row));
