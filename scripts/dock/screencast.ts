import { setTimeout as delay } from 'node:timers/promises';
import { z } from 'zod';
import { DevToolsConnection, DevToolsError, type DevToolsEvent } from './devtools-connection.ts';
import { findButton } from './find-button.ts';
import { pageOnStage, SAFE_PAGE, type SeenPage } from './page-on-stage.ts';

/** Chromium sends the next picture only after the last was acknowledged, so this bounds the pictures a second. */
const FRAME_EVERY_MS = 60;
/** A person’s pace: the kiosk takes two touches within 350 ms for one. */
const BETWEEN_TOUCHES_MS = 400;
const LOOK_EVERY_MS = 200;
const PICTURE = { format: 'jpeg', quality: 80 };
const FRAME_LIMIT = { maxWidth: 810, maxHeight: 1440 };

const nothing = z.unknown();
const attachedSchema = z.object({
  sessionId: z.string(),
  targetInfo: z.object({ type: z.string(), url: z.string() }),
});
const detachedSchema = z.object({ sessionId: z.string() });
const frameSchema = z.object({ data: z.string(), sessionId: z.number() });
const lookSchema = z.object({
  result: z.object({ value: z.object({ url: z.string(), visible: z.boolean(), screen: z.string().nullable() }) }),
});
const shotSchema = z.object({ data: z.string() });
const metricsSchema = z.object({
  cssVisualViewport: z.object({ clientWidth: z.number(), clientHeight: z.number() }),
});

const LOOK = `({ url: location.href, visible: document.visibilityState === 'visible',
  screen: document.documentElement.dataset.screen ?? null })`;

export interface TouchEvent {
  readonly type: 'down' | 'move' | 'up';
  /** CSS pixels of the kiosk's page. */
  readonly x: number;
  readonly y: number;
}

/** The kiosk's screen as a person before it has it: what is on it, and a finger. Follows the page on stage. */
export class KioskScreen {
  readonly #line: DevToolsConnection;
  readonly #pages = new Map<string, SeenPage>();
  readonly #viewers = new Set<(jpeg: Buffer) => void>();
  readonly #stopListening: () => void;
  #onStage: string | null = null;
  #casting: string | null = null;
  #lastFrame: Buffer | null = null;
  #closed = false;
  #lastTouchAt = 0;
  #looking: Promise<void> = Promise.resolve();
  #touching: Promise<unknown> = Promise.resolve();

  private constructor(line: DevToolsConnection) {
    this.#line = line;
    this.#stopListening = line.on((event) => this.#onEvent(event));
  }

  /** @param url the browser's DevTools address */
  static async open(url: string): Promise<KioskScreen> {
    const screen = new KioskScreen(await DevToolsConnection.open(url));
    await screen.#line.ask(nothing, 'Target.setAutoAttach', {
      autoAttach: true,
      waitForDebuggerOnStart: false,
      flatten: true,
    });
    screen.#looking = screen.#keepLooking();
    return screen;
  }

  get running(): boolean {
    return this.#line.open;
  }

  /** Name of the screen on stage, such as `attract`, or `safe` for the safe page; null while none is drawn. */
  get screen(): string | null {
    const staged = this.#staged();
    return staged !== null && SAFE_PAGE.test(staged.url) ? 'safe' : (staged?.screen ?? null);
  }

  /** CSS pixels of the page on stage. @throws DevToolsError */
  async size(): Promise<{ width: number; height: number }> {
    const { cssVisualViewport } = await this.#line.ask(metricsSchema, 'Page.getLayoutMetrics', {}, this.#stage());
    return { width: cssVisualViewport.clientWidth, height: cssVisualViewport.clientHeight };
  }

  /** What the citizen sees now, as PNG. @throws DevToolsError */
  async png(): Promise<Buffer> {
    const { data } = await this.#line.ask(shotSchema, 'Page.captureScreenshot', { format: 'png' }, this.#stage());
    return Buffer.from(data, 'base64');
  }

  /** Pictures (JPEG) from now on, whenever something moves; begins with the last one. Returns the end of it. */
  watch(viewer: (jpeg: Buffer) => void): () => void {
    this.#viewers.add(viewer);
    if (this.#lastFrame !== null) viewer(this.#lastFrame);
    return () => {
      this.#viewers.delete(viewer);
    };
  }

  /** A finger on the screen, in order. @throws DevToolsError */
  touch(events: readonly TouchEvent[]): Promise<void> {
    const done = this.#touching.then(async () => {
      const sessionId = this.#stage();
      for (const { type, x, y } of events) await this.#mouse(sessionId, type, x, y);
      this.#lastTouchAt = performance.now();
    });
    this.#touching = done.catch(() => undefined);
    return done;
  }

  /** Touches the button with this name (a part is enough when only one matches). @throws DevToolsError */
  async touchButton(name: string): Promise<void> {
    const value = z.object({ x: z.number(), y: z.number() }).or(z.object({ names: z.array(z.string()) }));
    const { result } = await this.#line.ask(
      z.object({ result: z.object({ value }) }),
      'Runtime.evaluate',
      { expression: `(${findButton})(${JSON.stringify(name)})`, returnByValue: true },
      this.#stage(),
    );
    if ('names' in result.value)
      throw new DevToolsError(
        `no single button "${name}" can be touched; there are: ${result.value.names.join(' · ')}`,
      );
    const { x, y } = result.value;
    await delay(Math.max(0, this.#lastTouchAt + BETWEEN_TOUCHES_MS - performance.now()));
    await this.touch([
      { type: 'down', x, y },
      { type: 'up', x, y },
    ]);
  }

  async close(): Promise<void> {
    this.#closed = true;
    this.#stopListening();
    this.#line.close();
    await this.#looking;
  }

  #staged(): SeenPage | null {
    return this.#onStage === null ? null : (this.#pages.get(this.#onStage) ?? null);
  }

  #stage(): string {
    const staged = this.#staged();
    if (staged === null) throw new DevToolsError('no page is on the kiosk’s screen yet');
    return staged.sessionId;
  }

  async #mouse(sessionId: string, type: TouchEvent['type'], x: number, y: number): Promise<void> {
    const kinds = { down: 'mousePressed', move: 'mouseMoved', up: 'mouseReleased' } as const;
    await this.#line.ask(
      nothing,
      'Input.dispatchMouseEvent',
      {
        type: kinds[type],
        x,
        y,
        button: 'left',
        buttons: type === 'up' ? 0 : 1,
        ...(type === 'move' ? {} : { clickCount: 1 }),
      },
      sessionId,
    );
  }

  #onEvent({ method, params, sessionId }: DevToolsEvent): void {
    if (method === 'Target.attachedToTarget') {
      const { sessionId: attached, targetInfo } = attachedSchema.parse(params);
      if (targetInfo.type !== 'page') return;
      this.#pages.set(attached, { sessionId: attached, url: targetInfo.url, visible: false, screen: null });
    } else if (method === 'Target.detachedFromTarget') {
      const { sessionId: gone } = detachedSchema.parse(params);
      this.#pages.delete(gone);
      if (this.#casting === gone) this.#casting = null;
    } else if (method === 'Page.screencastFrame' && sessionId !== null) {
      const frame = frameSchema.parse(params);
      if (sessionId === this.#casting) this.#show(Buffer.from(frame.data, 'base64'));
      setTimeout(
        () => this.#tell('Page.screencastFrameAck', { sessionId: frame.sessionId }, sessionId),
        FRAME_EVERY_MS,
      );
    }
  }

  #show(jpeg: Buffer): void {
    this.#lastFrame = jpeg;
    for (const viewer of [...this.#viewers]) viewer(jpeg);
  }

  async #keepLooking(): Promise<void> {
    while (!this.#closed && this.#line.open) {
      await Promise.all([...this.#pages.keys()].map((sessionId) => this.#look(sessionId)));
      this.#onStage = pageOnStage([...this.#pages.values()], this.#onStage)?.sessionId ?? null;
      this.#cast();
      await delay(LOOK_EVERY_MS);
    }
  }

  async #look(sessionId: string): Promise<void> {
    try {
      const { result } = await this.#line.ask(
        lookSchema,
        'Runtime.evaluate',
        { expression: LOOK, returnByValue: true },
        sessionId,
      );
      if (this.#pages.has(sessionId)) this.#pages.set(sessionId, { sessionId, ...result.value });
    } catch (error) {
      // A page that is being replaced does not answer any more; the next round does not find it.
      if (!(error instanceof DevToolsError || error instanceof z.ZodError)) throw error;
    }
  }

  /** Pictures cost the kiosk time, so they are taken only of the page on stage and only while somebody looks. */
  #cast(): void {
    const wanted = this.#viewers.size > 0 ? this.#onStage : null;
    if (wanted === this.#casting) return;
    if (this.#casting !== null) this.#tell('Page.stopScreencast', {}, this.#casting);
    this.#casting = wanted;
    if (wanted === null) {
      this.#lastFrame = null;
      return;
    }
    this.#tell('Page.startScreencast', { ...PICTURE, ...FRAME_LIMIT }, wanted);
    // A page that stands still may never send a first picture by itself.
    this.#ignoreGone(
      this.#line.ask(shotSchema, 'Page.captureScreenshot', PICTURE, wanted).then(({ data }) => {
        if (this.#casting === wanted) this.#show(Buffer.from(data, 'base64'));
      }),
    );
  }

  /** For what needs no answer and may meet a page that just went. */
  #tell(method: string, params: object, sessionId: string): void {
    this.#ignoreGone(this.#line.ask(nothing, method, params, sessionId));
  }

  #ignoreGone(done: Promise<unknown>): void {
    done.catch((error: unknown) => {
      if (!(error instanceof DevToolsError)) throw error;
    });
  }
}
