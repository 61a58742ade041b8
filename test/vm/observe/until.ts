import { setTimeout as delay } from 'node:timers/promises';

/** An emulated kernel on a busy machine is slow; nothing here takes a tenth of it by right. Milliseconds. */
const PATIENCE_MS = 30_000;

/** Resolves as soon as `look` gives something; throws when it never does. */
export async function until<T>(what: string, look: () => T | null | undefined | false): Promise<T> {
  const deadline = performance.now() + PATIENCE_MS;
  for (;;) {
    const found = look();
    if (found !== null && found !== undefined && found !== false) return found;
    if (performance.now() > deadline) throw new Error(`waited in vain: ${what}`);
    await delay(10);
  }
}
