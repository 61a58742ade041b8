import type { BaseWindow, WebContents } from 'electron';
import { Page, type PageSetting } from './page.ts';
import { afterExit, afterHolding, HELD_MS, NEVER_EXITED } from './policy.ts';
import { pageBounds, type Size } from './window.ts';

/** Longest the old page stays on screen while the new one draws. */
const RAISE_WITHIN_MS = 250;
/** A painted page without a terminal gets its spare after this; with one, as soon as it shows something. */
const SPARE_WITHIN_MS = 3000;
/** A page that has its port and still shows nothing is broken. */
const PAINT_WITHIN_MS = 10_000;

export interface StageEvents {
  /** The page on stage waits for a line to the terminal. */
  wantsPort(page: Page): void;
}

/**
 * The pages in the window: the one on stage, and a spare that is loaded and waiting behind it without any line to
 * the terminal, so that the next citizen's page is there at once and has never seen the one before.
 */
export class Stage {
  readonly #window: BaseWindow;
  readonly #size: Size | null;
  readonly #setting: PageSetting;
  readonly #events: StageEvents;
  readonly #pages = new Map<number, Page>();
  readonly #freePartitions: string[] = [];
  #partitions = 0;
  #live: Page | null = null;
  #spare: Page | null = null;
  #leaving: Page | null = null;
  #safe: Page | null = null;
  #record = NEVER_EXITED;
  #raise: NodeJS.Timeout | undefined;
  #retry: NodeJS.Timeout | undefined;
  #unpainted: NodeJS.Timeout | undefined;
  #held: NodeJS.Timeout | undefined;
  #spareDue: NodeJS.Timeout | undefined;
  #terminalDown = false;
  #replacedAt = 0;
  #replacedFor = '';

  constructor(window: BaseWindow, size: Size | null, setting: PageSetting, events: StageEvents) {
    this.#window = window;
    this.#size = size;
    this.#setting = setting;
    this.#events = events;
    window.on('resize', () => this.#fit());
  }

  get live(): Page | null {
    return this.#live;
  }

  pageOf(contents: WebContents): Page | undefined {
    return this.#pages.get(contents.id);
  }

  start(): void {
    this.#bringOn(this.#open('page'));
  }

  /** A citizen left: their page goes, the spare comes. */
  replace(reason: string): void {
    const old = this.#live;
    if (old === null) return;
    // A second end before the first change is through: the leaving page is worthless already.
    this.#finishLeaving();
    this.#leaving = old;
    this.#live = null;
    this.#setting.log.info('page-replaced', { reason, spare: this.#spare?.ready === true });
    this.#replacedAt = performance.now();
    this.#replacedFor = reason;
    const next = this.#spare ?? this.#open('page');
    this.#spare = null;
    this.#bringOn(next);
    this.#raise = setTimeout(() => this.#finishLeaving(), RAISE_WITHIN_MS);
  }

  /** The terminal is in a crash loop (true) or holds again (false). */
  setTerminalDown(down: boolean): void {
    this.#terminalDown = down;
    this.#updateSafe();
  }

  destroyAll(): void {
    for (const timer of [this.#raise, this.#retry, this.#unpainted, this.#held, this.#spareDue]) clearTimeout(timer);
    for (const page of [...this.#pages.values()]) this.#destroy(page);
  }

  #open(what: 'page' | 'safe'): Page {
    const partition = what === 'safe' ? 'safe' : this.#takePartition();
    const page = Page.open(partition, what, this.#setting, {
      ready: (ready) => this.#onReady(ready),
      painted: () => this.#onPainted(),
      shown: (shown) => this.#onShown(shown),
      broken: (broken, reason) => this.#onBroken(broken, reason),
    });
    this.#pages.set(page.id, page);
    this.#window.contentView.addChildView(page.view, 0);
    this.#fit();
    return page;
  }

  #bringOn(page: Page): void {
    this.#live = page;
    page.view.setVisible(true);
    if (this.#leaving === null) page.view.webContents.focus();
    if (page.ready) this.#connect(page);
    clearTimeout(this.#held);
    this.#held = setTimeout(() => {
      this.#record = afterHolding(this.#record);
      this.#updateSafe();
    }, HELD_MS);
  }

  #connect(page: Page): void {
    this.#events.wantsPort(page);
    clearTimeout(this.#unpainted);
    this.#unpainted = setTimeout(() => {
      if (page === this.#live && !page.painted) this.#onBroken(page, 'unpainted');
    }, PAINT_WITHIN_MS);
  }

  #onReady(page: Page): void {
    if (page === this.#live) this.#connect(page);
    // The spare is warm: it need not draw until it is wanted.
    else if (page === this.#spare) page.view.setVisible(false);
  }

  #onPainted(): void {
    // A spare may wait: until the terminal's first picture is on, the processor belongs to that.
    clearTimeout(this.#spareDue);
    this.#spareDue = setTimeout(() => this.#prepareSpare(), SPARE_WITHIN_MS);
  }

  #onShown(page: Page): void {
    if (page !== this.#live) return;
    this.#finishLeaving();
    this.#prepareSpare();
  }

  #prepareSpare(): void {
    clearTimeout(this.#spareDue);
    if (this.#spare === null && this.#live?.painted === true && !this.#record.looping) this.#spare = this.#open('page');
  }

  #finishLeaving(): void {
    clearTimeout(this.#raise);
    const old = this.#leaving;
    if (old === null) return;
    this.#leaving = null;
    if (this.#live !== null) {
      this.#window.contentView.addChildView(this.#live.view);
      this.#live.view.webContents.focus();
    }
    if (this.#safe !== null) this.#window.contentView.addChildView(this.#safe.view);
    this.#destroy(old);
    this.#setting.log.info('page-changed', {
      ms: Math.round(performance.now() - this.#replacedAt),
      reason: this.#replacedFor,
    });
  }

  #onBroken(page: Page, reason: string): void {
    this.#setting.log.error('page-broken', { reason, live: page === this.#live });
    const decision = afterExit(this.#record, performance.now());
    this.#record = decision.record;
    this.#updateSafe();
    if (page === this.#live && !decision.record.looping) {
      this.replace(reason);
      this.#finishLeaving();
      return;
    }
    if (page === this.#live) this.#live = null;
    if (page === this.#spare) this.#spare = null;
    if (page === this.#leaving) this.#leaving = null;
    if (page === this.#safe) this.#safe = null;
    this.#destroy(page);
    clearTimeout(this.#retry);
    this.#retry = setTimeout(() => this.#recover(), decision.delayMs);
  }

  /** After a page broke: whatever is missing is made again. */
  #recover(): void {
    this.#updateSafe();
    if (this.#live !== null) {
      this.#prepareSpare();
      return;
    }
    const next = this.#spare ?? this.#open('page');
    this.#spare = null;
    this.#bringOn(next);
    if (this.#safe === null) this.#window.contentView.addChildView(next.view);
  }

  #updateSafe(): void {
    const wanted = this.#terminalDown || this.#record.looping;
    if (wanted && this.#safe === null) {
      this.#safe = this.#open('safe');
      this.#window.contentView.addChildView(this.#safe.view);
      this.#setting.log.error('safe-screen', { shown: true, terminal: this.#terminalDown });
    } else if (!wanted && this.#safe !== null) {
      this.#destroy(this.#safe);
      this.#safe = null;
      this.#setting.log.info('safe-screen', { shown: false });
    }
  }

  #fit(): void {
    const bounds = pageBounds(this.#window, this.#size);
    for (const page of this.#pages.values()) page.view.setBounds(bounds);
  }

  #destroy(page: Page): void {
    this.#pages.delete(page.id);
    this.#window.contentView.removeChildView(page.view);
    page
      .destroy()
      .then(() => {
        if (page.partition !== 'safe') this.#freePartitions.push(page.partition);
      })
      // An unwashed session is never used again.
      .catch(() => this.#setting.log.error('session-wash-failed'));
  }

  /** In-memory (no `persist:` prefix), washed before it comes back here. */
  #takePartition(): string {
    const washed = this.#freePartitions.shift();
    if (washed !== undefined) return washed;
    this.#partitions += 1;
    return `citizen-${this.#partitions}`;
  }
}
