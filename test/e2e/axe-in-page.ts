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

/**
 * axe for hundreds of looks at one page: brought in once, then asked inside the page, and only of what it has not judged
 * yet: a page of the same elements, classes, roles and states with other words is the same to it.
 */
export class AxeInPage {
  readonly #page: Page;
  readonly #judged = new Set<string>();
  #there = false;

  constructor(page: Page) {
    this.#page = page;
  }

  async violations(): Promise<string[]> {
    const shape = await this.#page.evaluate(() => {
      const SAME_TO_AXE = new Set(['style', 'src', 'lang', 'data-screen', 'data-icon', 'data-act', 'data-chip', 'd']);
      const attributes = (element: Element): string =>
        [...element.attributes]
          .filter(({ name }) => !SAME_TO_AXE.has(name))
          // What is said aloud counts as said or not; all else as it is.
          .map(({ name, value }) =>
            name.startsWith('aria-label')
              ? `${name}=${value.trim() !== ''}`
              : `${name}=${value.replace(/react-aria\S*/g, 'id')}`,
          )
          .join(' ');
      const shapeOf = (element: Element): string => {
        // A drawing counts as one picture, with its name or hidden.
        if (element instanceof SVGElement) return `<svg ${attributes(element)}>`;
        const inside = [...element.childNodes].flatMap((child) =>
          child instanceof Element
            ? child.tagName === 'WBR'
              ? []
              : [shapeOf(child)]
            : child instanceof Text && child.data.trim() !== ''
              ? ['words']
              : [],
        );
        // Things alike beside each other are judged as one of them; words cut by <wbr> are one text.
        const apart = inside.filter((each, index) => each !== inside[index - 1]);
        return `<${element.tagName} ${attributes(element)}>${apart.join('')}`;
      };
      return shapeOf(document.documentElement);
    });
    if (this.#judged.has(shape)) return [];
    this.#judged.add(shape);
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
