import { mkdirSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import type { Page } from '@playwright/test';
import type { ScreenName } from '../../src-main/contract/snapshot.ts';
import type { Kiosk } from '../../test/e2e/kiosk.ts';
import { pictureOfSafe, safePage } from './safe-page.ts';

const DRAWN_WITHIN_MS = 10_000;
const ASK_EVERY_MS = 50;
/** What a page shows that has no line to the terminal: a spare shows it too, and nobody sees that. */
const UNCONNECTED: readonly string[] = ['opening', 'interrupted'];

/** For every page: tells each screen the moment it is drawn, also one that the next act would come too late for. */
const tellScreens = `(() => {
  const watched = globalThis.tellScreen !== undefined;
  globalThis.tellScreen ??= () => {
    const screen = document.documentElement?.dataset.screen;
    if (screen !== undefined) globalThis.screenDrawn(screen);
  };
  const what = { subtree: true, attributes: true, attributeFilter: ['data-screen'] };
  if (!watched) new MutationObserver(globalThis.tellScreen).observe(document, what);
  globalThis.tellScreen();
})()`;

const two = (value: number): string => String(value).padStart(2, '0');

/**
 * A folder of pictures for each story, numbered as they were seen: `01-opening/02-attract.png`. There is one of every screen
 * that was drawn, and one after every act that changed something on it.
 */
export class Album {
  readonly #kiosk: Kiosk;
  readonly #folder: string;
  #story = '';
  #stories = 0;
  #step = 0;
  /** Files of the story by step and screen: within one step the later picture of a screen is the better one. */
  #files = new Map<string, string>();
  #seen = new Set<string>();
  #last: Buffer = Buffer.alloc(0);
  #taking: Promise<unknown> = Promise.resolve();

  private constructor(kiosk: Kiosk, folder: string) {
    this.#kiosk = kiosk;
    this.#folder = folder;
  }

  /** From now on it sees every screen of the kiosk, on whichever page. */
  static async open(kiosk: Kiosk, folder: string): Promise<Album> {
    const album = new Album(kiosk, folder);
    const context = kiosk.electronApp.context();
    await context.exposeBinding('screenDrawn', ({ page }, screen: unknown) => album.#drawn(page, String(screen)));
    await context.addInitScript(tellScreens);
    return album;
  }

  async begin(story: string): Promise<void> {
    this.#stories += 1;
    this.#story = path.join(this.#folder, `${two(this.#stories)}-${story}`);
    this.#step = 0;
    this.#files = new Map();
    this.#seen = new Set();
    this.#last = Buffer.alloc(0);
    mkdirSync(this.#story, { recursive: true });
    // What is shown already; a page that is just being replaced tells nothing any more.
    const pages = this.#kiosk.electronApp.context().pages();
    await Promise.all(pages.map((page) => page.evaluate(tellScreens).catch(() => undefined)));
  }

  nextStep(): void {
    this.#step += 1;
  }

  /** What is on stage after an act. A page may be replaced while its picture is taken: then its successor is the picture. */
  async picture(attempts = 3): Promise<void> {
    try {
      await this.#inTurn(async () => {
        const safe = safePage(this.#kiosk);
        if (safe === null) await this.#take(await this.#kiosk.look(), null, this.#step);
        else this.#keep(this.#step, 'safe', await pictureOfSafe(safe));
      });
    } catch (error) {
      if (attempts === 1) throw error;
      await this.picture(attempts - 1);
    }
  }

  /** Waits until this screen is among the pictures of this story. */
  async glimpsed(screen: ScreenName, withinMs: number): Promise<void> {
    const until = performance.now() + withinMs;
    while (!this.#seen.has(screen)) {
      if (performance.now() > until) throw new Error(`the screen "${screen}" was not seen within ${withinMs / 1000} s`);
      await delay(ASK_EVERY_MS);
    }
  }

  #drawn(page: Page, screen: string): void {
    if (UNCONNECTED.includes(screen) || this.#story === '') return;
    const step = this.#step;
    // Its page may be gone by then, and the screen with it.
    void this.#inTurn(() => this.#take(page, screen, step)).catch(() => undefined);
  }

  /** @param only the screen it must be; null for whichever is shown */
  async #take(page: Page, only: string | null, step: number): Promise<void> {
    const named = () => page.locator('html').getAttribute('data-screen', { timeout: DRAWN_WITHIN_MS });
    const screen = await named();
    if (only !== null && screen !== only) return;
    // The screen is named a moment before it is drawn where its part of the program is still on its way.
    await page.locator('[data-loading]').waitFor({ state: 'detached', timeout: DRAWN_WITHIN_MS });
    const picture = await page.screenshot({ timeout: DRAWN_WITHIN_MS });
    if ((await named()) !== screen) {
      if (only !== null) return;
      throw new Error('the screen changed while its picture was taken');
    }
    this.#keep(step, screen ?? 'nothing', picture);
  }

  #keep(step: number, screen: string, picture: Buffer): void {
    this.#seen.add(screen);
    // What changes nothing on the screen needs no picture of its own.
    if (picture.equals(this.#last)) return;
    this.#last = picture;
    const key = `${step} ${screen}`;
    const file = this.#files.get(key) ?? `${two(this.#files.size + 1)}-${screen}.png`;
    this.#files.set(key, file);
    writeFileSync(path.join(this.#story, file), picture);
  }

  #inTurn(take: () => Promise<void>): Promise<void> {
    const taken = this.#taking.then(take);
    this.#taking = taken.catch(() => undefined);
    return taken;
  }
}
