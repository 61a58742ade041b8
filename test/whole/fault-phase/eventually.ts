import { setTimeout as pause } from 'node:timers/promises';

/** Asserts again and again until it holds; the last failure where it does not within that time. */
export async function eventually(
  holds: () => Promise<void> | void,
  { withinMs, everyMs }: { withinMs: number; everyMs: number },
): Promise<void> {
  const until = performance.now() + withinMs;
  for (;;) {
    try {
      return await holds();
    } catch (thrown) {
      if (performance.now() > until) throw thrown;
    }
    await pause(everyMs);
  }
}
