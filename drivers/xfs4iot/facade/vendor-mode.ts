import type { Clock } from '../../contract/index.ts';
import { vendorMode } from '../messages.ts';
import { type Client, done, type Outcome, refused, type ServedService, served } from './served.ts';

type Phase = 'inactive' | 'enterPending' | 'active' | 'exitPending';
/** What a guest asks of the terminal: that the technician's door opens, or that the technician's screen is left. */
export type VendorModeWish = 'enter' | 'exit';

/** The standard has no limit, so that one hung application would keep every technician out. Milliseconds. */
const ACKNOWLEDGE_MS = 5_000;
const MOST_APPLICATIONS = 16;
/** After a door that a guest asked for and nobody came through: a program must not keep citizens away by asking on. Milliseconds. */
const REST_MS = 300_000;

const NOT_NOW = refused('sequenceError', 'not in this phase of vendor mode');

/**
 * Vendor mode as the guests see it. The terminal opens its technicians' door (`door`): registered guests are asked to let
 * go. When all have acknowledged, or the deadline passed, it is `quiet`; with a person let in (`inside`) the mode is
 * active. A guest may ask for the door, which opens when nobody is served and lets in by its own codes only; and only the
 * guest that asked may ask to leave.
 */
export class VendorModeDesk {
  readonly #clock: Clock;
  readonly #acknowledgeMs: number;
  readonly #onWish: (wish: VendorModeWish) => boolean;
  readonly #onQuiet: () => void;
  readonly #applications = new Map<Client, string>();
  #awaited = new Set<Client>();
  #deadline = new AbortController();
  #phase: Phase = 'inactive';
  #inside = false;
  #askedBy: Client | null = null;
  #guestAsked = false;
  #notBefore = Number.NEGATIVE_INFINITY;
  /** Set by the facade: the status is told at once. */
  onChange: () => void = () => undefined;

  constructor(options: {
    clock: Clock;
    acknowledgeMs?: number;
    /** False when no terminal is there to hear it. */
    onWish: (wish: VendorModeWish) => boolean;
    onQuiet: () => void;
  }) {
    this.#clock = options.clock;
    this.#acknowledgeMs = options.acknowledgeMs ?? ACKNOWLEDGE_MS;
    this.#onWish = options.onWish;
    this.#onQuiet = options.onQuiet;
  }

  get phase(): Phase {
    return this.#phase;
  }

  /** The technicians' door is on the screen. Asked again meanwhile it says again whether it is quiet. */
  door(): void {
    if (this.#phase === 'exitPending') this.#exited();
    if (this.#phase === 'inactive') this.#ask('enterPending', 'VendorMode.EnterModeRequestEvent');
    else if (this.#awaited.size === 0) this.#onQuiet();
  }

  /** A person was let in. */
  inside(): void {
    this.door();
    this.#inside = true;
    this.#goOn();
  }

  /** The screen is the citizens' again, or the terminal is gone. */
  outside(): void {
    if (this.#guestAsked && this.#phase === 'enterPending') this.#notBefore = this.#clock.now() + REST_MS;
    this.#guestAsked = false;
    this.#inside = false;
    this.#askedBy = null;
    if (this.#phase === 'active') this.#ask('exitPending', 'VendorMode.ExitModeRequestEvent');
    else if (this.#phase === 'enterPending') this.#exited();
  }

  stop(): void {
    this.#deadline.abort();
  }

  service(): ServedService {
    const at = { version: '2.0', completionVersion: '2.0', queued: false, audited: true };
    return {
      name: 'VendorMode',
      deviceClass: null,
      interfaces: [
        {
          name: 'VendorMode',
          commands: [
            served(vendorMode.register, at, async ({ appName }, { client }) => this.#register(client, appName ?? '')),
            served(vendorMode.enterModeRequest, at, async (_, { client }) => this.#requestEnter(client)),
            served(vendorMode.enterModeAcknowledge, at, async (_, { client }) =>
              this.#acknowledge('enterPending', client),
            ),
            served(vendorMode.exitModeRequest, at, async (_, { client }) => this.#requestExit(client)),
            served(vendorMode.exitModeAcknowledge, at, async (_, { client }) =>
              this.#acknowledge('exitPending', client),
            ),
          ],
          events: [
            ['VendorMode.EnterModeRequestEvent', '2.0'],
            ['VendorMode.ModeEnteredEvent', '2.0'],
            ['VendorMode.ExitModeRequestEvent', '2.0'],
            ['VendorMode.ModeExitedEvent', '2.0'],
          ],
        },
      ],
      capabilities: () => ({}),
      description: "the terminal's diagnostics mode",
      about: () => ({ model: 'Budayang terminal', identity: null }),
      status: () => ({
        common: { device: 'online', devicePosition: 'inPosition' },
        vendorMode: { device: 'online', service: this.#phase },
      }),
      left: (client) => {
        this.#applications.delete(client);
        if (this.#askedBy === client) this.#askedBy = null;
        if (this.#awaited.delete(client)) this.#goOn();
      },
    };
  }

  #register(client: Client, name: string): Outcome {
    const known = this.#applications.has(client);
    if (!known && this.#applications.size >= MOST_APPLICATIONS)
      return refused('deviceNotReady', 'too many applications');
    this.#applications.set(client, name);
    // One that comes in the middle of the question is asked, too, unless everybody has answered.
    if (!known && this.#phase === 'enterPending' && this.#awaited.size > 0) {
      this.#awaited.add(client);
      queueMicrotask(() => client.tell('VendorMode.EnterModeRequestEvent', {}));
    }
    return done();
  }

  #requestEnter(client: Client): Outcome {
    if (this.#phase !== 'inactive') return NOT_NOW;
    if (this.#clock.now() < this.#notBefore) return refused('deviceNotReady', 'nobody came through the door last time');
    if (!this.#onWish('enter')) return refused('deviceNotReady', 'the terminal is not there');
    this.#askedBy = client;
    this.#guestAsked = true;
    queueMicrotask(() => {
      if (this.#phase === 'inactive') this.#ask('enterPending', 'VendorMode.EnterModeRequestEvent');
    });
    return done();
  }

  #requestExit(client: Client): Outcome {
    if (this.#phase !== 'active') return NOT_NOW;
    if (this.#askedBy !== client) return refused('sequenceError', 'a person entered at the terminal and leaves there');
    return this.#onWish('exit') ? done() : refused('deviceNotReady', 'the terminal is not there');
  }

  #acknowledge(phase: Phase, client: Client): Outcome {
    if (this.#phase !== phase) return NOT_NOW;
    // Its completion goes before the event it may set off.
    if (this.#awaited.delete(client)) queueMicrotask(() => this.#goOn());
    return done();
  }

  #ask(phase: 'enterPending' | 'exitPending', event: string): void {
    this.#become(phase);
    this.#awaited = new Set(this.#applications.keys());
    this.#deadline.abort();
    const deadline = new AbortController();
    this.#deadline = deadline;
    for (const client of this.#awaited) client.tell(event, {});
    void this.#clock.delay(this.#acknowledgeMs, deadline.signal).then(() => {
      if (deadline.signal.aborted) return;
      this.#awaited.clear();
      this.#goOn();
    });
    this.#goOn();
  }

  /** Everybody let go: what was asked for happens. */
  #goOn(): void {
    if (this.#awaited.size > 0) return;
    this.#deadline.abort();
    if (this.#phase === 'exitPending') this.#exited();
    if (this.#phase !== 'enterPending') return;
    if (!this.#inside) {
      this.#onQuiet();
      return;
    }
    this.#become('active');
    this.#onQuiet();
    for (const client of this.#applications.keys()) client.tell('VendorMode.ModeEnteredEvent', {});
  }

  #exited(): void {
    this.#deadline.abort();
    this.#awaited.clear();
    this.#become('inactive');
    const connectedApplications = [...this.#applications.values()];
    for (const client of this.#applications.keys())
      client.tell('VendorMode.ModeExitedEvent', { connectedApplications });
  }

  #become(phase: Phase): void {
    this.#phase = phase;
    this.onChange();
  }
}
