/** A pair of a fault and a phase, by their places in their lists. */
export type Pair = readonly [fault: number, phase: number];

/** Numbers in [0, 1) that are the same for the same seed (mulberry32, public domain). */
export function seeded(seed: number): () => number {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}

/**
 * Every phase once and every list of faults at least once, one fault of each list; another choice for another seed.
 * `of` names the list of each fault.
 */
export function covering(of: readonly string[], phases: number, seed: number): Pair[] {
  const random = seeded(seed);
  const shuffled = <T>(given: readonly T[]): T[] => {
    const rest = [...given];
    return given.flatMap(() => rest.splice(Math.floor(random() * rest.length), 1));
  };
  const lists = shuffled([...new Set(of)]);
  const order = shuffled(Array.from({ length: phases }, (_, index) => index));
  return Array.from({ length: Math.max(lists.length, phases) }, (_, index): Pair => {
    const list = of.flatMap((name, at) => (name === lists[index % lists.length] ? [at] : []));
    return [list[Math.floor(random() * list.length)] ?? 0, order[index % phases] ?? 0];
  });
}
