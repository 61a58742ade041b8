import AxeBuilder from '@axe-core/playwright';
import type { Page } from '@playwright/test';

declare global {
  /** Left in the page by the builder's first run. */
  var axe:
    | {
        run(
          context: Document,
          options: { resultTypes: string[]; rules: Record<string, { enabled: boolean }> },
        ): Promise<{ violations: { id: string; nodes: { html: string }[] }[] }>;
      }
    | undefined;
}

/** A kiosk page is not zoomed by fingers; elder mode and high contrast are its ways to be larger and clearer. */
const NOT_HERE = 'meta-viewport';

/** axe for hundreds of looks at one page: brought in once, then asked inside the page. */
export class AxeInPage {
  readonly #page: Page;
  #there = false;

  constructor(page: Page) {
    this.#page = page;
  }

  async violations(): Promise<string[]> {
    if (!this.#there) await new AxeBuilder({ page: this.#page }).setLegacyMode(true).analyze();
    this.#there = true;
    return this.#page.evaluate(async (off) => {
      if (globalThis.axe === undefined) throw new Error('axe is not in the page');
      const { violations } = await globalThis.axe.run(document, {
        resultTypes: ['violations'],
        rules: { [off]: { enabled: false } },
      });
      return violations.map(({ id, nodes }) => `axe ${id}: ${nodes[0]?.html.slice(0, 160)}`);
    }, NOT_HERE);
  }
}
