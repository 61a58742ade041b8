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

/** Every fault once and every phase once, in as few pairs as that takes; another choice for another seed. */
export function covering(faults: number, phases: number, seed: number): Pair[] {
  const random = seeded(seed);
  const shuffled = (count: number) => {
    const list = Array.from({ length: count }, (_, index) => index);
    for (let last = list.length - 1; last > 0; last--) {
      const other = Math.floor(random() * (last + 1));
      [list[last], list[other]] = [list[other] ?? 0, list[last] ?? 0];
    }
    return list;
  };
  const [some, others] = [shuffled(faults), shuffled(phases)];
  return Array.from(
    { length: Math.max(faults, phases) },
    (_, index): Pair => [some[index % faults] ?? 0, others[index % phases] ?? 0],
  );
}
