import { type ChildMessage, childMessageSchema, type ShellMessage } from '../contract/terminal-messages.ts';
import { afterGap, beat, type Heartbeat, heard, hung, startHeartbeat } from './heartbeat.ts';
import { afterExit, afterHolding, HELD_MS, NEVER_EXITED } from './policy.ts';
import type { ShellLog } from './shell-log.ts';

const PING_MS = 500;
const LIMITS = { hungAfterMs: 3000, startUpMs: 15_000 };
const STOP_WITHIN_MS = 3000;
/** The end of a killed process is told within this, or its beginning never was. */
const KILLED_WITHIN_MS = 1000;
const KILLED = 9;

/** What we use of Electron's UtilityProcess. */
export interface ForkedProcess<Port> {
  readonly pid: number | undefined;
  postMessage(message: unknown, ports?: Port[]): void;
  on(event: 'spawn', listener: () => void): unknown;
  on(event: 'message', listener: (message: unknown) => void): unknown;
  on(event: 'exit', listener: (code: number) => void): unknown;
}

export interface SupervisedEvents {
  /** A new process runs and takes messages. */
  up(): void;
  /** It said that it is ready to serve. */
  ready(): void;
  /** Only what is neither ready nor pong. */
  said(message: ChildMessage): void;
  /** The process ended, whatever the reason. */
  down(): void;
  /** Entered (true) or left (false) the crash loop. */
  looping(looping: boolean): void;
}

export interface SupervisedSetting<Port> {
  readonly name: string;
  readonly fork: () => ForkedProcess<Port>;
  /** Ends a process that does not answer, without asking it. */
  readonly kill: (pid: number) => void;
  readonly now: () => number;
  readonly log: ShellLog;
}

/** One child kept alive: restarted when it ends, killed when it hangs, given rest when it loops. */
export class Supervised<Port> {
  readonly #setting: SupervisedSetting<Port>;
  readonly #events: SupervisedEvents;
  #process: ForkedProcess<Port> | null = null;
  #running = false;
  #stopping: (() => void) | null = null;
  #record = NEVER_EXITED;
  #heart: Heartbeat = startHeartbeat(0);
  #tickAt = 0;
  #ticking: NodeJS.Timeout | undefined;
  #waiting: NodeJS.Timeout | undefined;
  #holding: NodeJS.Timeout | undefined;

  constructor(setting: SupervisedSetting<Port>, events: SupervisedEvents) {
    this.#setting = setting;
    this.#events = events;
  }

  get running(): boolean {
    return this.#running;
  }

  get pid(): number | undefined {
    return this.#process?.pid;
  }

  start(): void {
    const child = this.#setting.fork();
    const startedAt = this.#setting.now();
    this.#process = child;
    this.#heart = startHeartbeat(startedAt);
    this.#tickAt = startedAt;
    child.on('spawn', () => {
      if (this.#process !== child) return;
      this.#running = true;
      if (this.#stopping !== null) {
        // Told to stop before it could be told anything.
        this.post({ kind: 'stop' });
        return;
      }
      this.#setting.log.info('child-started', { child: this.#setting.name, pid: child.pid ?? null });
      this.#events.up();
    });
    child.on('message', (data) => this.#onMessage(data, startedAt));
    child.on('exit', (code) => {
      if (this.#process === child) this.#onExit(code);
    });
    this.#ticking = setInterval(() => this.#tick(), PING_MS);
  }

  /** @returns false when there is no process to take it; the ports are then still the caller's */
  post(message: ShellMessage, ports: Port[] = []): boolean {
    if (!this.#running || this.#process === null) return false;
    this.#process.postMessage(message, ports);
    return true;
  }

  /** Asks it to leave, and makes it after 3 s. Resolves also when even that is not heard of: nobody waits for ever. */
  stop(): Promise<void> {
    clearTimeout(this.#waiting);
    return new Promise((resolve) => {
      if (this.#process === null) return resolve();
      this.#stopping = resolve;
      this.post({ kind: 'stop' });
      this.#waiting = setTimeout(() => {
        this.#killNow('did-not-stop');
        this.#waiting = setTimeout(() => this.#onExit(KILLED), KILLED_WITHIN_MS);
      }, STOP_WITHIN_MS);
    });
  }

  /** Ends it in order and starts it anew at once; not counted as a failure. Nothing while it is ending already. */
  async restart(): Promise<void> {
    if (this.#stopping !== null) return;
    await this.stop();
    this.#stopping = null;
    this.start();
  }

  #onMessage(data: unknown, startedAt: number): void {
    const parsed = childMessageSchema.safeParse(data);
    if (!parsed.success) {
      this.#setting.log.warn('child-message-refused', { child: this.#setting.name });
      return;
    }
    const message = parsed.data;
    if (message.kind === 'pong') {
      this.#heart = heard(this.#heart, message.nonce, this.#setting.now());
      return;
    }
    if (message.kind !== 'ready') {
      this.#events.said(message);
      return;
    }
    const ms = Math.round(this.#setting.now() - startedAt);
    this.#setting.log.info('child-ready', { child: this.#setting.name, ms });
    this.#events.ready();
    clearTimeout(this.#holding);
    this.#holding = setTimeout(() => this.#hold(), HELD_MS);
  }

  #hold(): void {
    const wasLooping = this.#record.looping;
    this.#record = afterHolding(this.#record);
    if (wasLooping) this.#events.looping(false);
  }

  #tick(): void {
    if (!this.#running) return;
    const now = this.#setting.now();
    this.#heart = afterGap(this.#heart, now, now - this.#tickAt, PING_MS);
    this.#tickAt = now;
    if (hung(this.#heart, now, LIMITS)) {
      this.#killNow('hung');
      return;
    }
    this.#heart = beat(this.#heart);
    this.post({ kind: 'ping', nonce: this.#heart.nonce });
  }

  #killNow(reason: string): void {
    const pid = this.#process?.pid;
    this.#setting.log.error('child-killed', {
      child: this.#setting.name,
      reason,
      silentMs: Math.round(this.#setting.now() - this.#heart.aliveAt),
    });
    if (pid !== undefined) this.#setting.kill(pid);
  }

  #onExit(code: number): void {
    this.#running = false;
    this.#process = null;
    clearInterval(this.#ticking);
    clearTimeout(this.#holding);
    this.#events.down();
    if (this.#stopping !== null) {
      clearTimeout(this.#waiting);
      this.#stopping();
      return;
    }
    const wasLooping = this.#record.looping;
    const decision = afterExit(this.#record, this.#setting.now());
    this.#record = decision.record;
    const { looping } = decision.record;
    this.#setting.log.error('child-ended', {
      child: this.#setting.name,
      code,
      restartInMs: decision.delayMs,
      exits: decision.record.exits.length,
      looping,
    });
    if (looping && !wasLooping) this.#events.looping(true);
    this.#waiting = setTimeout(() => this.start(), decision.delayMs);
  }
}
