import type { Clock, DeviceClass, DeviceEvent, DeviceEventName, DeviceStatus } from '../../drivers/contract/index.ts';
import { ErrorEvents } from './error-events.ts';
import { type HostWord, unopenedStatus } from './host-words.ts';
import { doubted, identityFault } from './identity-check.ts';
import { activityOf, type Keeping, type Kept, keptAfter, NOT_KEPT, sourceOf } from './keeping.ts';
import { Thresholds } from './thresholds.ts';

export interface StatusDeskOptions {
  readonly deviceClass: DeviceClass;
  /** What the unit must call itself (SAM number, serial); null accepts any and only watches for a change. */
  readonly identity: string | null;
  readonly clock: Clock;
  readonly onStatus: (status: DeviceStatus) => void;
  readonly onEvent: (event: DeviceEvent) => void;
}

/**
 * Everything that is told of one logical device: what its driver says, with the axes only its keeper knows and a doubt
 * whether it is the unit that is bound; and the events that follow from it.
 */
export class StatusDesk {
  readonly #options: StatusDeskOptions;
  readonly #thresholds = new Thresholds();
  readonly #errors = new ErrorEvents();
  #last: DeviceStatus;
  #kept: Kept = NOT_KEPT;
  #bound: string | null;
  #commandRuns = false;
  #questionRuns = false;

  constructor(options: StatusDeskOptions) {
    this.#options = options;
    this.#bound = options.identity;
    this.#last = unopenedStatus(options.deviceClass, options.clock.now());
  }

  status(): DeviceStatus {
    const { lifecycle, attachment } = this.#kept;
    return { ...this.#last, lifecycle, attachment, activity: activityOf(lifecycle, this.#commandRuns, this.#last) };
  }

  get commandRuns(): boolean {
    return this.#commandRuns;
  }

  get isDetached(): boolean {
    return this.#kept.attachment === 'detached';
  }

  async whileCommandRuns<T>(command: () => Promise<T>): Promise<T> {
    this.#commandRuns = true;
    this.#say();
    try {
      return await command();
    } finally {
      this.#commandRuns = false;
      this.#say();
    }
  }

  /** The question how it is; its answer is a status. False where none came. */
  async whileAsked(ask: () => Promise<DeviceStatus | null>): Promise<boolean> {
    this.#questionRuns = true;
    try {
      const status = await ask();
      if (status !== null) this.take(status);
      return status !== null;
    } finally {
      this.#questionRuns = false;
    }
  }

  /** A status of the driver that was asked for. */
  take(status: DeviceStatus): void {
    this.#take(status, true);
  }

  /** A status the driver told by itself, unless a question or a command runs on it. */
  takeTold(status: DeviceStatus): void {
    this.#take(status, this.#questionRuns || this.#commandRuns);
  }

  /** What happened to it, and what is said of it meanwhile. */
  takeWord(what: Keeping, word: HostWord): void {
    this.mark(what);
    this.take({ ...this.#last, ...word, observedAt: this.#options.clock.now() });
  }

  /** What happened to it; a status follows at once. */
  mark(what: Keeping): void {
    this.#kept = keptAfter(this.#kept, what);
  }

  /** What happened to it, told by itself. */
  become(what: Keeping): void {
    const before = this.#kept;
    this.mark(what);
    if (this.#kept.lifecycle !== before.lifecycle || this.#kept.attachment !== before.attachment) this.#say();
  }

  /** A driver was made anew for it. */
  opened(): void {
    this.#errors.opened();
  }

  /** An event of its driver; one that the axes tell already is not passed on. */
  heard(event: DeviceEvent): void {
    this.#errors.heard(event);
    if (!this.#thresholds.covers(event)) this.#options.onEvent(event);
  }

  /** An event of the device host's own. */
  tell(name: DeviceEventName, detail: string): void {
    const { deviceClass, clock, onEvent } = this.#options;
    onEvent({ deviceClass, name, at: clock.now(), detail });
  }

  /** Whichever unit is there now is the one that shall be, unless one is configured. */
  acceptUnit(): void {
    this.#bound = this.#options.identity;
  }

  #take(status: DeviceStatus, asked: boolean): void {
    const checked = this.#checkIdentity(status);
    const now = this.#options.clock.now();
    this.#last = { ...checked, source: sourceOf(status, asked) };
    this.#say();
    for (const event of [...this.#thresholds.crossed(checked, now), ...this.#errors.of(checked, now)])
      this.#options.onEvent(event);
  }

  #say(): void {
    this.#options.onStatus(this.status());
  }

  #checkIdentity(status: DeviceStatus): DeviceStatus {
    const fault = identityFault(this.#bound, status);
    this.#bound ??= status.identity;
    if (fault === null) return status;
    if (!this.#last.faults.includes(fault))
      this.tell('Device.IdentityChanged', fault === 'identity-untold' ? 'untold' : 'another unit');
    return doubted(status, fault);
  }
}
