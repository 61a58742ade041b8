import { setTimeout as delay } from 'node:timers/promises';
import type { ElectronApplication, Locator, Page } from '@playwright/test';
import type { Stack } from '../../scripts/dock/stack.ts';
import type { ScreenName } from '../../src-main/contract/snapshot.ts';
import { pageOnStage } from './on-stage.ts';

const FINGER_MS = 400;

/** A citizen before the screen: sees the page on stage, touches what has a name, lays cards, takes paper. */
export class Kiosk {
  readonly electronApp: ElectronApplication;
  readonly stack: Stack;
  #page: Page | null = null;
  #touchedAt = Number.NEGATIVE_INFINITY;

  constructor(electronApp: ElectronApplication, stack: Stack) {
    this.electronApp = electronApp;
    this.stack = stack;
  }

  /** The page last seen on stage. After a session end or a crash, `look` finds its successor. */
  get page(): Page {
    if (this.#page === null) throw new Error('look first');
    return this.#page;
  }

  async look(): Promise<Page> {
    this.#page = await pageOnStage(this.electronApp);
    return this.#page;
  }

  /** Waits until the terminal shows attract with the platform's catalogue. */
  async ready(): Promise<void> {
    await this.sees('attract', 30_000);
  }

  /** Waits until the page that knew the person is gone, and its successor shows the screen. */
  async seesOnSuccessor(screen: ScreenName, before: Page): Promise<void> {
    const deadline = performance.now() + 15_000;
    while (!before.isClosed()) {
      if (performance.now() > deadline) throw new Error('the page that knew the person is still there');
      await delay(20);
    }
    await this.sees(screen);
  }

  /** Waits until the page on stage shows the screen, whichever page that is by then. */
  async sees(screen: ScreenName | 'interrupted', timeout = 15_000): Promise<Page> {
    const deadline = performance.now() + timeout;
    let last = 'nothing';
    while (performance.now() < deadline) {
      const page = await this.look();
      // Asked first: after a refused navigation Playwright waits in vain for what is there already.
      const now = await page
        .locator('html')
        .getAttribute('data-screen', { timeout: 1_000 })
        .catch(() => null);
      if (now === screen) return page;
      const shown = await page
        .locator(`html[data-screen="${screen}"]`)
        .waitFor({ state: 'attached', timeout: Math.min(1_000, Math.max(1, deadline - performance.now())) })
        .then(() => true)
        .catch(() => false);
      if (shown) return page;
      last = now ?? 'nothing';
    }
    throw new Error(`waited for the screen "${screen}", but "${last}" is shown`);
  }

  button(name: string | RegExp): Locator {
    return this.page.getByRole('button', { name }).first();
  }

  /** A finger needs a moment from touch to touch; two that are closer are one trembling touch to the page. */
  async touch(name: string | RegExp, timeout?: number): Promise<void> {
    await delay(Math.max(0, this.#touchedAt + FINGER_MS - performance.now()));
    await this.button(name).click(timeout === undefined ? {} : { timeout });
    this.#touchedAt = performance.now();
  }

  /** From attract to the notice of an item, by its theme. */
  async open(theme: string, item: string): Promise<void> {
    await this.sees('attract');
    await this.touch(/轻触屏幕开始/);
    await this.sees('home');
    await this.touch(new RegExp(theme));
    await this.sees('theme');
    await this.touch(new RegExp(item));
    await this.sees('notice');
  }

  async identify(person: string): Promise<void> {
    await this.touch(/开始办理/);
    await this.sees('identify');
    this.stack.machine.layCard(person);
    await this.sees('form');
  }
}
