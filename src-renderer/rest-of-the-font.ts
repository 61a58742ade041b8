/** By then the first screen stands, and a page in waiting has nothing else to do. */
const AFTER_MS = 2_000;

/**
 * The page draws its own words with a small part of the font (`scripts/interface-font.ts`). The rest is fetched when nobody
 * waits for anything, so that a rare name stands in the right letters as soon as it is shown.
 */
export function fetchRestOfFont({ fonts }: Document): void {
  setTimeout(() => {
    requestIdleCallback(() => {
      // A face that cannot be had is the next one's to make up for, and at last the system's.
      for (const face of fonts) face.load().catch(() => undefined);
    });
  }, AFTER_MS);
}
