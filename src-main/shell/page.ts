import { type MessagePortMain, session as sessions, WebContentsView } from 'electron';
import { APP_ORIGIN, PAGE_PATH, SAFE_PATH } from './app-files.ts';
import { type AppSource, serveApp } from './app-protocol.ts';
import { PAPER } from './ground.ts';
import { refuseFileChoosers } from './guard-contents.ts';
import { afterGap, beat, type Heartbeat, heard, hung, startHeartbeat } from './heartbeat.ts';
import { lockSession, type SessionCameras, washSession } from './lock-session.ts';
import type { ShellLog } from './shell-log.ts';

const BEAT_MS = 500;
const LIMITS = { hungAfterMs: 2500, startUpMs: 15_000 };

export interface PageSetting {
  readonly preload: string;
  readonly source: AppSource;
  readonly devTools: boolean;
  readonly cameras: SessionCameras;
  readonly log: ShellLog;
}

export interface PageEvents {
  /** Its script runs and waits for a port. */
  ready(page: Page): void;
  /** Something was painted for the first time. */
  painted(page: Page): void;
  /** It drew what came through its port. */
  shown(page: Page): void;
  /** It crashed, hangs or did not load: it will not come back. Told once. */
  broken(page: Page, reason: string): void;
}

/** One sandboxed page in its own in-memory session. */
export class Page {
  readonly view: WebContentsView;
  readonly partition: string;
  ready = false;
  painted = false;
  readonly #events: PageEvents;
  #broken = false;
  #heart: Heartbeat = startHeartbeat(performance.now());
  #beatAt = performance.now();
  readonly #beating: NodeJS.Timeout;

  private constructor(view: WebContentsView, partition: string, events: PageEvents) {
    this.view = view;
    this.partition = partition;
    this.#events = events;
    this.#beating = setInterval(() => this.#beat(), BEAT_MS);
  }

  /**
   * @param partition name of an in-memory session that no living page uses
   * @param what the citizen's page, or the static page for when nothing works
   */
  static open(partition: string, what: 'page' | 'safe', setting: PageSetting, events: PageEvents): Page {
    const view = new WebContentsView({
      webPreferences: {
        partition,
        ...(what === 'page' ? { preload: setting.preload } : { javascript: false }),
        sandbox: true,
        contextIsolation: true,
        nodeIntegration: false,
        nodeIntegrationInWorker: false,
        nodeIntegrationInSubFrames: false,
        webSecurity: true,
        allowRunningInsecureContent: false,
        experimentalFeatures: false,
        webviewTag: false,
        plugins: false,
        navigateOnDragDrop: false,
        spellcheck: false,
        disableDialogs: true,
        safeDialogs: true,
        enableWebSQL: false,
        devTools: setting.devTools,
        // The pickers have neither a permission nor a dialog that could be taken over, so they do not exist.
        disableBlinkFeatures: 'FileSystemAccessLocal',
      },
    });
    view.setBackgroundColor(PAPER);
    const page = new Page(view, partition, events);
    page.#watch();
    page.#load(`${APP_ORIGIN}${what === 'page' ? PAGE_PATH : SAFE_PATH}`, setting).catch((error: unknown) => {
      setting.log.error('page-load-failed', { reason: error instanceof Error ? error.message : 'unknown' });
      page.#breakDown('load-failed');
    });
    return page;
  }

  get id(): number {
    return this.view.webContents.id;
  }

  /** Hands the page its line to the terminal; the one before is worthless from now on. */
  give(port: MessagePortMain): void {
    this.view.webContents.postMessage('terminal-port', null, [port]);
  }

  /** A message of its preload, from its main frame. */
  say(channel: string, value: unknown): void {
    switch (channel) {
      case 'page-ready':
        if (this.ready) return;
        this.ready = true;
        this.#events.ready(this);
        return;
      case 'page-painted':
        if (this.painted) return;
        this.painted = true;
        this.#events.painted(this);
        return;
      case 'page-shown':
        this.#events.shown(this);
        return;
      case 'page-pong':
        if (typeof value === 'number') this.#heart = heard(this.#heart, value, performance.now());
        return;
      default:
        return;
    }
  }

  /** Ends the renderer at once and forgets what its session held. */
  async destroy(): Promise<void> {
    clearInterval(this.#beating);
    this.#broken = true;
    const { webContents } = this.view;
    const { session } = webContents;
    if (!webContents.isDestroyed()) {
      if (!webContents.isCrashed()) webContents.forcefullyCrashRenderer();
      webContents.close();
    }
    await washSession(session);
  }

  async #load(url: string, setting: PageSetting): Promise<void> {
    const { webContents } = this.view;
    refuseFileChoosers(webContents, setting.log);
    await prepareSession(this.partition, setting);
    await webContents.loadURL(url);
  }

  #watch(): void {
    const { webContents } = this.view;
    webContents.on('render-process-gone', (_event, details) => this.#breakDown(details.reason));
    webContents.on('unresponsive', () => this.#breakDown('unresponsive'));
    webContents.on('did-fail-load', (_event, _code, _text, _url, isMainFrame) => {
      if (isMainFrame) this.#breakDown('did-fail-load');
    });
    webContents.on('did-navigate', (_event, url, status) => {
      if (!url.startsWith(`${APP_ORIGIN}/`) || status !== 200) this.#breakDown('wrong-page');
    });
    // The guard refuses every navigation; one to itself means that the page gave up and wants to be made anew.
    webContents.on('will-frame-navigate', (details) => {
      if (details.isMainFrame && details.url === webContents.getURL()) this.#breakDown('asked');
    });
    webContents.on('destroyed', () => this.#breakDown('destroyed'));
  }

  #beat(): void {
    if (!this.ready || this.view.webContents.isDestroyed()) return;
    const now = performance.now();
    this.#heart = afterGap(this.#heart, now, now - this.#beatAt, BEAT_MS);
    this.#beatAt = now;
    if (hung(this.#heart, now, LIMITS)) {
      this.#breakDown('hung');
      return;
    }
    this.#heart = beat(this.#heart);
    this.view.webContents.send('page-ping', this.#heart.nonce);
  }

  #breakDown(reason: string): void {
    if (this.#broken) return;
    this.#broken = true;
    clearInterval(this.#beating);
    this.#events.broken(this, reason);
  }
}

const prepared = new Map<string, Promise<void>>();

/** Sessions are reused after washing (Electron never frees one), so each is served and locked once. */
function prepareSession(partition: string, setting: PageSetting): Promise<void> {
  const known = prepared.get(partition);
  if (known !== undefined) return known;
  const session = sessions.fromPartition(partition, { cache: false });
  serveApp(session, setting.source);
  const locked = lockSession(session, setting.log, setting.cameras);
  prepared.set(partition, locked);
  return locked;
}
