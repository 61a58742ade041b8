import { type DiagnosticsPageName, diagnosticsPageNames } from '../../contract/diagnostics.ts';
import type { OpenPage, PageContext, PageWish } from './page.ts';
import { overviewPage } from './pages/overview.ts';

const pages: Partial<Record<DiagnosticsPageName, (wish: PageWish, context: PageContext) => OpenPage>> = {
  overview: (_wish, context) => overviewPage(context),
};

/** Makes the page that is wished for; a wish without its subject leads to the overview. */
export function openPage(wish: PageWish, context: PageContext): OpenPage {
  const make = pages[wish.page];
  return make === undefined ? overviewPage(context) : make(wish, context);
}

/** Pages there are. */
export const drawnPages: readonly DiagnosticsPageName[] = diagnosticsPageNames.filter((name) => name in pages);
