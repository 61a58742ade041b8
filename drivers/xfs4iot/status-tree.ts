import type { Payload } from './generation-one.ts';

const isObject = (value: unknown): value is Payload =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

/** Deep enough for `printer.paper.upper`. */
const DEPTH = 4;

/**
 * Lays a `StatusChangedEvent` over the last status. Only what the event gives changes; null and absent mean "no
 * change", as a delta cannot say that a property went away. Lists are replaced whole.
 */
export function mergeStatus(last: Payload, delta: Payload, depth = DEPTH): Payload {
  const merged: Record<string, unknown> = { ...last };
  for (const [key, value] of Object.entries(delta)) {
    if (value === null || value === undefined) continue;
    const before = merged[key];
    merged[key] = isObject(value) && isObject(before) && depth > 0 ? mergeStatus(before, value, depth - 1) : value;
  }
  return merged;
}
