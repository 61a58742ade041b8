import { MessageChannelMain, type MessagePortMain, utilityProcess } from 'electron';
import type { Page } from './page.ts';
import type { ShellLog } from './shell-log.ts';
import { type ForkedProcess, Supervised, type SupervisedEvents } from './supervised.ts';

/** A line of a child's output longer than this is cut: output is for people, not for data. */
const LINE_LIMIT = 4000;
/**
 * The device host waits for the terminal, so that the first picture has the processor to itself; a terminal that
 * cannot start holds it up no longer than this.
 */
const DEVICES_WAIT_MS = 1500;

export interface SupervisorSetting {
  /** Built entry files. */
  readonly terminal: string;
  readonly deviceHost: string;
  readonly args: readonly string[];
  readonly env: Record<string, string>;
  readonly write: (line: string) => void;
  readonly log: ShellLog;
}

export interface SupervisorEvents {
  sessionEnded(): void;
  /** The terminal opens or closes the way to a camera. */
  camera(open: boolean): void;
  /** The terminal wants a code from the keyboard-wedge scanner, or no longer. */
  wedge(wanted: boolean): void;
  /** A new terminal runs: the page on stage needs a new line. */
  terminalUp(): void;
  terminalLooping(looping: boolean): void;
  /** A technician wants everything started anew, this process too. */
  restartApp(): void;
}

/** Keeps `terminal` and `device-host` alive and joins them to each other and to the page on stage. */
export class Supervisor {
  readonly #setting: SupervisorSetting;
  readonly #terminal: Supervised<MessagePortMain>;
  readonly #deviceHost: Supervised<MessagePortMain>;
  #devicesDue: NodeJS.Timeout | undefined;

  constructor(setting: SupervisorSetting, events: SupervisorEvents) {
    this.#setting = setting;
    this.#terminal = this.#child('terminal', setting.terminal, {
      up: () => {
        this.#joinDevices();
        events.terminalUp();
      },
      ready: () => this.#startDevices(),
      // What it allowed dies with it.
      down: () => {
        events.camera(false);
        events.wedge(false);
      },
      said: (message) => {
        if (message.kind === 'session-ended') events.sessionEnded();
        if (message.kind === 'camera') events.camera(message.open);
        if (message.kind === 'wedge') events.wedge(message.wanted);
        if (message.kind === 'restart') this.#restart(message.what, events);
      },
      looping: (looping) => events.terminalLooping(looping),
    });
    // Without devices the terminal still serves what needs none, so a looping host shows no safe screen.
    this.#deviceHost = this.#child('device-host', setting.deviceHost, {
      up: () => this.#joinDevices(),
      ready: () => undefined,
      down: () => undefined,
      said: () => setting.log.warn('child-message-refused', { child: 'device-host' }),
      looping: () => undefined,
    });
  }

  start(): void {
    this.#terminal.start();
    this.#devicesDue = setTimeout(() => this.#startDevices(), DEVICES_WAIT_MS);
  }

  async stop(): Promise<void> {
    this.#cancelDevices();
    await Promise.all([this.#terminal.stop(), this.#deviceHost.stop()]);
  }

  /** What a keyboard-wedge scanner typed. */
  wedgeCode(text: string): void {
    if (this.#terminal.running) this.#terminal.post({ kind: 'wedge-code', text });
  }

  /** Gives `page` a fresh line to the terminal. Without a running terminal it gets one when that is up. */
  joinPage(page: Page): void {
    if (!this.#terminal.running) return;
    const { port1, port2 } = new MessageChannelMain();
    this.#terminal.post({ kind: 'renderer-port' }, [port1]);
    page.give(port2);
  }

  #restart(what: 'app' | 'deviceHost', events: SupervisorEvents): void {
    this.#setting.log.warn('restart-asked', { what });
    if (what === 'app') events.restartApp();
    else if (this.#deviceHost.running) void this.#deviceHost.restart();
  }

  #startDevices(): void {
    if (this.#devicesDue === undefined) return;
    this.#cancelDevices();
    this.#deviceHost.start();
  }

  #cancelDevices(): void {
    clearTimeout(this.#devicesDue);
    this.#devicesDue = undefined;
  }

  #joinDevices(): void {
    if (!this.#terminal.running || !this.#deviceHost.running) return;
    const { port1, port2 } = new MessageChannelMain();
    this.#terminal.post({ kind: 'device-port' }, [port1]);
    this.#deviceHost.post({ kind: 'device-port' }, [port2]);
  }

  #child(name: string, file: string, events: SupervisedEvents): Supervised<MessagePortMain> {
    const { args, env, log, write } = this.#setting;
    const fork = (): ForkedProcess<MessagePortMain> => {
      const child = utilityProcess.fork(file, [...args], { serviceName: `budayang ${name}`, stdio: 'pipe', env });
      for (const stream of [child.stdout, child.stderr]) passLines(stream, (line) => write(`[${name}] ${line}\n`));
      return child;
    };
    const kill = (pid: number): void => {
      process.kill(pid, 'SIGKILL');
    };
    return new Supervised({ name, fork, kill, now: () => performance.now(), log }, events);
  }
}

function passLines(stream: NodeJS.ReadableStream | null, line: (text: string) => void): void {
  let rest = '';
  stream?.on('data', (chunk: Buffer | string) => {
    const lines = (rest + chunk.toString()).split('\n');
    rest = (lines.pop() ?? '').slice(0, LINE_LIMIT);
    for (const text of lines) line(text.slice(0, LINE_LIMIT));
  });
}
