import type { ElectronApplication, Locator, Page } from '@playwright/test';
import type { MessagePortMain } from 'electron';
import type { Snapshot } from '../../src-main/contract/snapshot.ts';

declare global {
  /** In Electron's main process: the end of the line that the terminal would hold. */
  var heldLine: { readonly port: MessagePortMain; readonly alive: NodeJS.Timeout } | undefined;
}

/**
 * The page on stage with the test in the terminal's place: it gets its line as the shell gives it, through the
 * preload, and shows each snapshot for as long as wanted. It closes its line to the real terminal by itself.
 */
export class HeldPage {
  readonly #electronApp: ElectronApplication;
  readonly page: Page;

  constructor(electronApp: ElectronApplication, page: Page) {
    this.#electronApp = electronApp;
    this.page = page;
  }

  /** Takes the terminal's place, also after `leave`. */
  async take(): Promise<void> {
    await this.#electronApp.evaluate(({ BaseWindow, MessageChannelMain }) => {
      const stage = BaseWindow.getAllWindows()[0]?.contentView.children.at(-1) as Electron.WebContentsView;
      const { port1, port2 } = new MessageChannelMain();
      port1.start();
      const alive = setInterval(() => port1.postMessage({ kind: 'alive' }), 250);
      globalThis.heldLine = { port: port1, alive };
      stage.webContents.postMessage('terminal-port', null, [port2]);
    });
  }

  /** The terminal is gone from one moment to the next. */
  async leave(): Promise<void> {
    await this.#electronApp.evaluate(() => {
      clearInterval(globalThis.heldLine?.alive);
      globalThis.heldLine?.port.close();
    });
    await this.#sees('interrupted');
    await this.#settle();
  }

  /** Gives the kiosk back to its terminal: the page gives up and is made anew, as one does that lost its way. */
  async release(): Promise<void> {
    await this.#electronApp.evaluate(() => clearInterval(globalThis.heldLine?.alive));
    const gone = this.page.waitForEvent('close');
    await this.page.evaluate(() => setTimeout(() => location.reload(), 0));
    await gone;
  }

  /** Draws the snapshot from nothing: no draft, page number or overlay of the screen before is left. */
  async show(snapshot: Snapshot): Promise<void> {
    await this.#send({ ...snapshot, screen: { name: 'starting' }, session: null, step: null, notices: [] });
    await this.#send(snapshot);
    await this.#settle();
  }

  async press(name: string): Promise<void> {
    await this.#button(name).click();
    await this.#settle();
  }

  /** Turns the list to its next page; false when there is none. Asked after every look, so it is one question to the page. */
  async turn(more: string): Promise<boolean> {
    const turned = await this.page.evaluate((words) => {
      const buttons = document.querySelectorAll<HTMLElement>('button:not([inert] *):not([data-disabled])');
      const button = [...buttons].find((each) => each.textContent === words);
      button?.click();
      return button !== undefined;
    }, more);
    if (turned) await this.#settle();
    return turned;
  }

  /** How many things stand on the page of the list that is shown; null where all fit on one. */
  async rows(more: string): Promise<number | null> {
    return this.page.evaluate((words) => {
      const buttons = document.querySelectorAll('button:not([inert] *)');
      const button = [...buttons].find((each) => each.textContent === words);
      return button?.closest('div')?.previousElementSibling?.childElementCount ?? null;
    }, more);
  }

  /** Makes it this hour in China on the page; the next picture follows it. */
  async setTime(hour: number): Promise<void> {
    const now = Date.UTC(2026, 10, 21, hour - 8);
    await this.page.evaluate((fixed) => {
      Date.now = () => fixed;
    }, now);
  }

  /** Like `leave`, and what the page does only after many seconds it does at once. */
  async leaveForLong(): Promise<void> {
    const real = await this.page.evaluateHandle(() => window.setTimeout);
    await this.page.evaluate((wait) => {
      const short = (what: () => void, ms = 0) => wait(what, ms > 5_000 ? 0 : ms);
      Object.assign(window, { setTimeout: short });
    }, real);
    await this.leave();
    await this.page.evaluate((wait) => Object.assign(window, { setTimeout: wait }) && undefined, real);
  }

  /** One that can be pressed now: not beneath an overlay, not on an unseen page of a list. */
  #button(name: string): Locator {
    return this.page
      .locator('button:not([inert] *):not([data-disabled])')
      .and(this.page.getByRole('button', { name, exact: true }));
  }

  async #send(snapshot: Snapshot): Promise<void> {
    await this.#electronApp.evaluate((_, sent) => {
      globalThis.heldLine?.port.postMessage({ kind: 'snapshot', snapshot: sent });
    }, snapshot);
    await this.#sees(snapshot.screen.name);
  }

  async #sees(screen: string): Promise<void> {
    await this.page.evaluate(async (wanted) => {
      const deadline = performance.now() + 10_000;
      while (document.documentElement.dataset.screen !== wanted) {
        if (performance.now() > deadline) throw new Error(`the page never showed ${wanted}`);
        await new Promise((resolve) => requestAnimationFrame(resolve));
      }
    }, screen);
  }

  /** Until letters are loaded, lists have measured themselves and the picture is drawn. */
  async #settle(): Promise<void> {
    await this.page.evaluate(async () => {
      const frame = () => new Promise((resolve) => requestAnimationFrame(resolve));
      await frame();
      // The staff side is fetched when it is first wanted.
      const fetched = () => document.querySelector('h1') !== null && document.querySelector('[data-loading]') === null;
      for (let waited = 0; !fetched() && waited < 300; waited += 1) await frame();
      await document.fonts.ready;
      await frame();
    });
  }
}
