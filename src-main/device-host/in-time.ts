import type { Clock } from '../../drivers/contract/index.ts';

/** What comes of it within so many milliseconds, or null: some calls into a system or a library never come back. */
export async function inTime<T>(work: Promise<T>, milliseconds: number, clock: Clock): Promise<T | null> {
  const over = new AbortController();
  const late = clock.delay(milliseconds, over.signal).then(() => null);
  try {
    return await Promise.race([work, late]);
  } finally {
    over.abort();
  }
}
