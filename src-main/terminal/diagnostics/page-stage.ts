import type { DiagnosticsPage, ServiceAct } from '../../contract/diagnostics.ts';
import type { OpenPage, PageContext, PageWish } from './page.ts';
import { overviewPage } from './pages/overview.ts';
import { openPage } from './pages.ts';
import type { AtWork } from './staff-visit.ts';

/** The one page of whoever is inside; what runs on it ends before another may use the same device. */
export class PageStage {
  #page: OpenPage | null = null;

  view(): DiagnosticsPage | null {
    return this.#page?.view() ?? null;
  }

  act(act: ServiceAct): boolean {
    return this.#page?.act?.(act) ?? false;
  }

  tick(): void {
    this.#page?.tick?.();
  }

  /** What runs there. */
  get atWork(): AtWork {
    return { busy: this.#page?.busy?.() ?? false, underWay: this.#page?.underWay?.() ?? false };
  }

  begin(context: PageContext): void {
    this.#page = overviewPage(context);
  }

  /** Ends what runs there; the page stays until another is opened. */
  end(): void {
    this.#page?.close?.();
  }

  /** False for a page without its subject: the overview opens instead. */
  open(wish: PageWish, context: PageContext): boolean {
    const page = openPage(wish, context);
    this.#page = page ?? overviewPage(context);
    return page !== null;
  }

  close(): void {
    const page = this.#page;
    this.#page = null;
    page?.close?.();
  }
}
