import type { Command } from '../../src-main/contract/commands.ts';
import type { KeypadKey } from '../../src-main/contract/keypad.ts';
import type { Snapshot } from '../../src-main/contract/snapshot.ts';
import { terminalMessageSchema } from '../../src-main/contract/terminal-messages.ts';
import type { Language } from '../../src-main/contract/text.ts';
import { PressGuard } from './press-guard.ts';

/** The part of a `MessagePort` the link uses; Node's and the browser's both have it. */
export type TerminalPort = {
  onmessage: ((event: MessageEvent) => void) | null;
  addEventListener(type: string, listener: () => void): void;
  postMessage(message: unknown): void;
  start(): void;
  close(): void;
};

/** What may stay on screen without a terminal: nothing about a person. */
export type LastKnown = { language: Language; elder: boolean; helpPhone: string | null };

export type LinkState =
  | { kind: 'connecting' }
  | { kind: 'live'; snapshot: Snapshot }
  | { kind: 'interrupted'; lastKnown: LastKnown };

/** `alive` comes every 500 ms; two missed ones are a dead terminal. */
export const SILENCE_MS = 1_000;
/** A cold start may take this long before the first port. */
export const FIRST_PORT_MS = 3_000;
/** Alive again but no snapshot: after this the page asks for a fresh start. */
export const RESYNC_MS = 1_500;
const TOUCH_EVERY_MS = 1_000;

const firstKnown: LastKnown = { language: 'zh-CN', elder: false, helpPhone: null };

/**
 * The only way to the terminal. Holds the newest snapshot and nothing else; silence or a closed port drops it.
 * Messages that do not fit the contract are ignored and counted in `refused`.
 */
export class TerminalLink {
  refused = 0;
  #state: LinkState = { kind: 'connecting' };
  #lastKnown = firstKnown;
  #port: TerminalPort | null = null;
  #silence: ReturnType<typeof setTimeout> | undefined;
  #resync: ReturnType<typeof setTimeout> | undefined;
  #lastTouch = Number.NEGATIVE_INFINITY;
  readonly #guard = new PressGuard();
  readonly #listeners = new Set<() => void>();
  readonly #keyListeners = new Set<(key: KeypadKey) => void>();
  readonly #now: () => number;
  readonly #reload: () => void;

  constructor({ reload, now = () => performance.now() }: { reload: () => void; now?: () => number }) {
    this.#reload = reload;
    this.#now = now;
    this.#silence = setTimeout(() => this.#interrupt(), FIRST_PORT_MS);
  }

  /** Takes a new port; the old one is closed and whatever it still says is not heard. */
  attach(port: TerminalPort): void {
    this.#detach();
    this.#port = port;
    port.onmessage = (event) => {
      if (this.#port === port) this.#hear(event.data);
    };
    port.addEventListener('close', () => {
      if (this.#port === port) this.#interrupt();
    });
    port.start();
    this.#listenForSilence();
  }

  readonly subscribe = (listener: () => void): (() => void) => {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  };

  readonly state = (): LinkState => this.#state;

  /** Keys of the tactile keypad. */
  readonly onKey = (listener: (key: KeypadKey) => void): (() => void) => {
    this.#keyListeners.add(listener);
    return () => this.#keyListeners.delete(listener);
  };

  /** A press. Refused (false) when it is the second half of a double touch or the terminal has not answered yet. */
  readonly press = (command: Command): boolean => {
    if (this.#state.kind !== 'live') return false;
    if (!this.#guard.allows(this.#now(), this.#state.snapshot.revision)) return false;
    this.#post(command);
    return true;
  };

  /** For what follows each keystroke (search): never held back, the terminal answers the newest. */
  readonly stream = (command: Command): void => {
    if (this.#state.kind === 'live') this.#post(command);
  };

  /**
   * A finger on the glass, at most once a second. While the countdown runs, a button speaks for itself when the finger
   * leaves it: told of the finger before, the terminal would take the question away with the button still held.
   */
  readonly touched = (onButton: boolean): void => {
    const counting = this.#state.kind === 'live' && (this.#state.snapshot.session?.idleSecondsLeft ?? null) !== null;
    if (onButton && counting) return;
    const now = this.#now();
    if (this.#port === null || now - this.#lastTouch < TOUCH_EVERY_MS) return;
    this.#lastTouch = now;
    this.#post({ type: 'touched' });
  };

  #post(command: Command): void {
    this.#port?.postMessage({ kind: 'command', command });
  }

  #hear(data: unknown): void {
    const parsed = terminalMessageSchema.safeParse(data);
    if (!parsed.success) {
      this.refused += 1;
      return;
    }
    this.#listenForSilence();
    if (parsed.data.kind === 'key') {
      for (const listener of this.#keyListeners) listener(parsed.data.key);
      return;
    }
    if (parsed.data.kind === 'alive') {
      if (this.#state.kind === 'interrupted') this.#askForSnapshot();
      return;
    }
    const { snapshot } = parsed.data;
    clearTimeout(this.#resync);
    this.#resync = undefined;
    this.#lastKnown = {
      language: snapshot.language,
      elder: snapshot.elder,
      helpPhone: snapshot.site.helpPhone,
    };
    this.#become({ kind: 'live', snapshot });
  }

  #listenForSilence(): void {
    clearTimeout(this.#silence);
    this.#silence = setTimeout(() => {
      // A busy page may be late itself: let messages that already arrived be heard first.
      this.#silence = setTimeout(() => this.#interrupt(), 0);
    }, SILENCE_MS);
  }

  // The snapshot is gone from memory and the terminal sends one only when something changes.
  #askForSnapshot(): void {
    if (this.#resync !== undefined) return;
    this.#post({ type: 'touched' });
    this.#resync = setTimeout(() => this.#reload(), RESYNC_MS);
  }

  #interrupt(): void {
    clearTimeout(this.#silence);
    clearTimeout(this.#resync);
    this.#resync = undefined;
    this.#guard.forget();
    this.#become({ kind: 'interrupted', lastKnown: this.#lastKnown });
  }

  #detach(): void {
    const port = this.#port;
    this.#port = null;
    if (port === null) return;
    port.onmessage = null;
    port.close();
  }

  #become(state: LinkState): void {
    this.#state = state;
    for (const listener of this.#listeners) listener();
  }
}
