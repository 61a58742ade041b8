import {
  type Clock,
  type Completion,
  type Device,
  type DeviceClass,
  type DeviceEvent,
  type DeviceStatus,
  failed,
} from '../../drivers/contract/index.ts';
import { askUntilGone, REFRESH_EVERY_MS } from './asking.ts';
import { departureOf } from './departure.ts';
import { afterGone, type FlapLimits, limitsAt, restLeft, STEADY } from './flapping.ts';
import { type Barred, barredWord, flappingWord, placeTakenWord } from './host-words.ts';
import { inTime } from './in-time.ts';
import { failedOpening } from './keeping.ts';
import type { PhysicalDevice } from './physical-device.ts';
import { worthOpening } from './reopening.ts';
import { StatusDesk } from './status-desk.ts';

/** A driver whose closing takes longer hangs, and is left behind. */
const CLOSES_WITHIN_MS = 10_000;

export interface AttachmentOptions<D extends Device> {
  readonly deviceClass: DeviceClass;
  readonly create: () => D;
  /** The box and its wire; shared with other logical devices in the same box. */
  readonly physical: PhysicalDevice;
  /** What the unit must call itself (SAM number, serial); null accepts any and only watches for a change. */
  readonly identity: string | null;
  readonly clock: Clock;
  readonly onStatus: (status: DeviceStatus) => void;
  readonly onEvent: (event: DeviceEvent) => void;
  readonly flapLimits?: FlapLimits;
  /** The device is never opened and says so. */
  readonly barred?: Barred | null;
}

/**
 * Keeps one logical device usable: opens it, opens it again after it died or its port appeared, asks its status while
 * it is idle, lets one command at a time through, and leaves a flapping one alone.
 */
export class Attachment<D extends Device> {
  readonly deviceClass: DeviceClass;
  readonly #options: AttachmentOptions<D>;
  readonly #desk: StatusDesk;
  readonly #stopped = new AbortController();
  #restart = new AbortController();
  /** Open and usable. */
  #device: D | null = null;
  #flaps = STEADY;
  #openings = 0;
  #loop: Promise<void> = Promise.resolve();

  constructor(options: AttachmentOptions<D>) {
    this.deviceClass = options.deviceClass;
    this.#options = options;
    this.#desk = new StatusDesk(options);
  }

  start(): void {
    this.#loop = this.#options.barred ? this.#keepAway(this.#options.barred) : this.#keepOpen();
  }

  status(): DeviceStatus {
    return this.#desk.status();
  }

  /** A status its driver gave within a command, as it is kept: with a doubt where this is not the unit that is bound. */
  seen(status: DeviceStatus): DeviceStatus {
    this.#desk.take(status);
    return this.status();
  }

  /** Runs one command. A second one meanwhile is `sequenceError`; a device that is away is `deviceNotReady`. */
  async run<T>(command: (device: D) => Promise<Completion<T>>): Promise<Completion<T>> {
    const { barred, physical } = this.#options;
    if (barred) return failed('deviceNotReady', barred.fault, barred.why);
    if (this.#device === null) return failed('deviceNotReady', 'notOpen', `${this.deviceClass} is not there`);
    const free = await physical.takeForCommand(this.deviceClass);
    if (free === null)
      return failed('sequenceError', 'busy', `${this.deviceClass}: its wire carries another command now`);
    try {
      return await this.#desk.whileCommandRuns(async () => {
        if (this.#device === null || this.#desk.isDetached)
          return failed('deviceNotReady', 'notOpen', `${this.deviceClass} is not there any more`);
        return command(this.#device);
      });
    } finally {
      free();
    }
  }

  /** Closes the device and opens it anew; ends a quarantine and accepts the unit that is there now. */
  restart(): void {
    this.#flaps = STEADY;
    this.#desk.acceptUnit();
    this.#restart.abort();
  }

  /** Closes the device and opens it anew, for a test: what is bound stays bound, and what is left alone stays so. */
  reopen(): void {
    this.#restart.abort();
  }

  /** How often it was opened. */
  get openings(): number {
    return this.#openings;
  }

  async stop(): Promise<void> {
    this.#stopped.abort();
    const { clock } = this.#options;
    if (this.#device !== null) await inTime(this.#device.close(), CLOSES_WITHIN_MS, clock);
    await this.#loop;
  }

  async #keepAway(barred: Barred): Promise<void> {
    const { clock } = this.#options;
    const { signal } = this.#stopped;
    while (!signal.aborted) {
      this.#desk.takeWord('barred', barredWord(barred));
      await clock.delay(REFRESH_EVERY_MS, signal);
    }
  }

  async #keepOpen(): Promise<void> {
    const { clock, physical } = this.#options;
    const { signal } = this.#stopped;
    let attempts = 0;
    while (!signal.aborted) {
      this.#restart = new AbortController();
      const over = AbortSignal.any([signal, this.#restart.signal]);
      if (await this.#leftAlone(over)) continue;
      const place = physical.occupy();
      // One that is away is tried every few seconds: only what may come of it is worth telling.
      const quietly = attempts > 0 || this.#desk.isDetached;
      if (quietly) this.#desk.mark('opening');
      else this.#desk.become('opening');
      if (!place.ok) this.#desk.takeWord('unopened', placeTakenWord(place.error));
      else {
        if (await this.#once(over)) attempts = 0;
        place.value();
      }
      if (signal.aborted) return;
      const { faults } = this.status();
      attempts = (await worthOpening(physical.id, faults, attempts, clock, over)) ? 0 : attempts + 1;
    }
  }

  /** From one opening to its close; false when it could not be opened, or was given up because it is `over`. */
  async #once(over: AbortSignal): Promise<boolean> {
    const device = this.#options.create();
    // The driver ends its opening then: a search for a service may take seconds.
    const giveUp = () => void device.close();
    over.addEventListener('abort', giveUp, { once: true });
    const opened = await device.open();
    over.removeEventListener('abort', giveUp);
    if (opened.ok) await this.#whileThere(device);
    else if (!over.aborted) {
      this.#desk.mark(failedOpening(device.status()));
      this.#desk.take(device.status());
    }
    await inTime(device.close(), CLOSES_WITHIN_MS, this.#options.clock);
    return opened.ok;
  }

  async #whileThere(device: D): Promise<void> {
    const desk = this.#desk;
    const { clock, physical, flapLimits = limitsAt(physical.id) } = this.#options;
    const { signal: stopped } = this.#stopped;
    const { signal: restart } = this.#restart;
    // Usable first, then said to be: whoever hears of it asks at once.
    this.#device = device;
    this.#openings += 1;
    desk.mark('there');
    desk.opened();
    const stopStatus = device.onStatus((status) => desk.takeTold(status));
    const stopEvents = device.onEvent?.((event) => desk.heard(event));
    desk.tell('Device.Attached', device.status().model);
    desk.take(device.status());
    await askUntilGone(device, this.deviceClass, { clock, physical, desk, stopped, restart });
    this.#device = null;
    stopStatus();
    stopEvents?.();
    if (stopped.aborted) return;
    desk.become(restart.aborted ? 'released' : 'gone');
    desk.tell('Device.Detached', desk.status().faults[0] ?? device.status().device);
    if (restart.aborted || departureOf(device.status()) !== 'went') return;
    this.#flaps = afterGone(this.#flaps, clock.now(), flapLimits);
    if (restLeft(this.#flaps, clock.now()) > 0)
      desk.tell('Device.FlapDetected', `left alone for ${this.#flaps.restMs / 1000} s`);
  }

  /** While a flapping device is left alone: one slice of that time, with a status that says so. */
  async #leftAlone(over: AbortSignal): Promise<boolean> {
    const { clock } = this.#options;
    const left = restLeft(this.#flaps, clock.now());
    if (left === 0) return false;
    this.#desk.takeWord('resting', flappingWord(left));
    await clock.delay(Math.min(left, REFRESH_EVERY_MS), over);
    return true;
  }
}
