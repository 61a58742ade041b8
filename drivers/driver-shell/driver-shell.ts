import { type Clock, type Completion, type Device, type DeviceStatus, failed } from '../contract/index.ts';
import type { Failure, FaultReport } from './faults.ts';
import { Listeners } from './listeners.ts';

const CLOSED = failed('canceled', 'closed', 'it was closed while it opened');

/** What a driver is before anybody opened it. */
export interface DriverIdentity extends Pick<DeviceStatus, 'deviceClass' | 'model' | 'media'> {
  /** null unless told. */
  readonly paper?: DeviceStatus['paper'];
  /** What is opened, for the line of evidence: a port's name. */
  readonly port: string;
}

/**
 * The outside of a driver, the same for every class: its status and who listens to it, opening and closing, one command at a
 * time. A class gives the four parts that touch its device: `isOpen`, `connect`, `check` and `disconnect`.
 *
 * | while           | a command            | refresh             | open              | close, hang-up       |
 * |-----------------|----------------------|---------------------|-------------------|----------------------|
 * | closed          | the class refuses it | renews what is known| connects          | closed               |
 * | open, idle      | runs                 | asks the device     | asks the device   | closed               |
 * | refreshing      | runs after it        | is the same one     | runs after it     | closed               |
 * | a command runs  | `busy`               | nothing is asked    | `busy`            | the class ends it    |
 */
export abstract class DriverShell implements Device {
  protected readonly clock: Clock;
  readonly #identity: DriverIdentity;
  readonly #statuses = new Listeners<DeviceStatus>();
  #status: DeviceStatus;
  #busy = false;
  #closings = 0;
  #asking: Promise<DeviceStatus> | null = null;

  protected constructor(identity: DriverIdentity, clock: Clock) {
    this.clock = clock;
    this.#identity = identity;
    const { deviceClass, model, media, paper = null } = identity;
    this.#status = {
      deviceClass,
      device: 'unknown',
      media,
      paper,
      action: 'none',
      faults: [],
      observedAt: clock.now(),
      evidence: 'not opened yet',
      identity: null,
      model,
    };
  }

  /** Is there a port, and something behind it to ask? */
  protected abstract get isOpen(): boolean;
  /** Opens the port and settles the first status. Whoever fails gives the port back, unless `refresh` shall see it recover. */
  protected abstract connect(): Promise<Completion<void>>;
  /** Asks the open device how it is and observes what it says. */
  protected abstract check(): Promise<Completion<void>>;
  /** Ends what runs and gives the port back; also when there is nothing of either. */
  protected abstract disconnect(): Promise<void>;

  status(): DeviceStatus {
    return this.#status;
  }

  onStatus(listener: (status: DeviceStatus) => void): () => void {
    return this.#statuses.add(listener);
  }

  open(): Promise<Completion<void>> {
    const closings = this.#closings;
    return this.alone(() => (this.isOpen ? this.check() : this.#begin(closings)));
  }

  async close(): Promise<void> {
    this.#closings += 1;
    await this.disconnect();
    this.#observeClosed();
  }

  refresh(): Promise<DeviceStatus> {
    return this.question(() => this.check());
  }

  /** For a class that looks in more ways than `check`: what is asked of an idle, open device, one at a time. */
  protected question(ask: () => Promise<unknown>): Promise<DeviceStatus> {
    if (this.#asking) return this.#asking;
    // A running command observes by itself.
    if (this.#busy) return Promise.resolve(this.#status);
    if (this.isOpen) {
      this.#asking = this.#ask(ask);
      return this.#asking;
    }
    // That it is closed is known now; before the first opening nothing is.
    if (this.#status.device === 'online') this.observeHangUp('no port is open');
    else if (this.#status.device !== 'unknown') this.observe({});
    return Promise.resolve(this.#status);
  }

  /** One command at a time; a command waits for a running `refresh`, which is short and not a person's. */
  protected async alone<T>(body: () => Promise<Completion<T>>): Promise<Completion<T>> {
    if (this.#busy) return failed('sequenceError', 'busy', 'another command is running');
    this.#busy = true;
    try {
      // Else it begins at once: whoever calls it off in the same breath finds it running.
      if (this.#asking) await this.#asking;
      return await body();
    } finally {
      this.#busy = false;
    }
  }

  /** For a command that must begin anew with the port. */
  protected async reopen(): Promise<Completion<void>> {
    const closings = this.#closings;
    await this.disconnect();
    return this.#begin(closings);
  }

  protected get isBusy(): boolean {
    return this.#busy;
  }

  protected get isAsking(): boolean {
    return this.#asking !== null;
  }

  protected report({ failure, status }: FaultReport): Failure {
    if (status) this.observe(status);
    return failure;
  }

  #observeClosed(): void {
    this.observe({ device: 'offline', ...this.unseen(), faults: [], action: 'none', evidence: 'closed' });
  }

  /** The port went away by itself. Says nothing to whoever waits: that is the class's. */
  protected observeHangUp(evidence: string): void {
    this.observe({ device: 'offline', ...this.unseen(), faults: ['hung-up'], action: 'maintenance', evidence });
  }

  /** The axes of a device nobody can look at: nothing seen before says anything now. */
  protected unseen(): Pick<DeviceStatus, 'media' | 'paper'> {
    const { media, paper = null } = this.#identity;
    return { media, paper };
  }

  protected observe(change: Partial<DeviceStatus>): void {
    this.#status = { ...this.#status, ...change, observedAt: this.clock.now() };
    this.#statuses.tell(this.#status);
  }

  /** `closings`: as many as there were when it was asked for; one more, and nobody wants it any longer. */
  async #begin(closings: number): Promise<Completion<void>> {
    if (closings !== this.#closings) return CLOSED;
    const evidence = `opening ${this.#identity.port}`;
    this.observe({ device: 'starting', faults: [], action: 'none', evidence });
    const connected = await this.connect();
    if (closings === this.#closings) return connected;
    // Closed while the port was opening: then there was nothing to give back yet, and what was observed since is over.
    if (this.isOpen) await this.disconnect();
    this.#observeClosed();
    return CLOSED;
  }

  async #ask(ask: () => Promise<unknown>): Promise<DeviceStatus> {
    const closings = this.#closings;
    try {
      await ask();
      if (closings !== this.#closings) this.#observeClosed();
      return this.#status;
    } finally {
      this.#asking = null;
    }
  }
}
