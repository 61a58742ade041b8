/** What can be seen from outside of one of the kiosk's pages. */
export interface SeenPage {
  readonly sessionId: string;
  readonly url: string;
  /** The window shows it: a warm spare is hidden, one that is still loading is not. */
  readonly visible: boolean;
  /** What it draws (`data-screen`). */
  readonly screen: string | null;
}

/** The static page above all others for when nothing works; it has no script that could say what it draws. */
export const SAFE_PAGE = /^app:\/\/[^/]+\/safe\.html$/;

/** What a page draws that has no line to the terminal, as a spare. */
const UNCONNECTED: readonly (string | null)[] = [null, 'starting', 'interrupted'];

/**
 * Which page the citizen sees. The kiosk keeps a spare behind the live page and for a moment the page that leaves
 * before it; the safe page lies above all others while it exists.
 *
 * @param pages in the order they appeared
 * @param current the one that was on stage when last looked
 */
export function pageOnStage(pages: readonly SeenPage[], current: string | null): SeenPage | null {
  const safe = pages.find((page) => SAFE_PAGE.test(page.url));
  if (safe !== undefined) return safe;
  const shown = pages.filter((page) => page.visible);
  // The later of two that draw is the one that takes over; the earlier is about to be destroyed.
  const drawing = shown.filter((page) => !UNCONNECTED.includes(page.screen)).at(-1);
  return drawing ?? shown.find((page) => page.sessionId === current) ?? shown[0] ?? null;
}
