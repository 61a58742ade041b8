/** By then the first screen stands, and a page in waiting has nothing else to do. */
const AFTER_MS = 2_000;
/** A page in waiting is hidden, and in time a hidden page is never idle. */
const IDLE_WITHIN_MS = 1_000;

/**
 * The page draws its own words with a small part of the font (`scripts/interface-font.ts`). The rest is fetched when nobody
 * waits for anything, so that a rare name stands in the right letters as soon as it is shown: part after part, because the
 * page stands still while one is checked.
 */
export function fetchRestOfFont({ fonts }: Document): void {
  // The sheet names the rarest first.
  const faces = [...fonts].reverse();
  const next = (): void => {
    const face = faces.shift();
    if (face === undefined) return;
    requestIdleCallback(
      () => {
        // The characters of a part that cannot be had are drawn by the system's fonts.
        face.load().then(next, next);
      },
      { timeout: IDLE_WITHIN_MS },
    );
  };
  setTimeout(next, AFTER_MS);
}
