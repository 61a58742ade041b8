import {
  type Clock,
  type Completion,
  type Device,
  type DeviceClass,
  type DeviceEvent,
  type DeviceEventName,
  type DeviceStatus,
  failed,
} from '../../drivers/contract/index.ts';
import { ErrorEvents } from './error-events.ts';
import { afterGone, FLAP_LIMITS, type FlapLimits, restLeft, STEADY } from './flapping.ts';
import { activityOf, failedOpening, type Keeping, type Kept, keptAfter, NOT_KEPT, sourceOf } from './keeping.ts';
import type { PhysicalDevice } from './physical-device.ts';
import { portMayHaveCome } from './port-appearance.ts';
import { Thresholds } from './thresholds.ts';

/** Waits between attempts to open a device that is not there; the last one repeats. A port that appears ends them. */
const REOPEN_AFTER_MS = [250, 500, 1000, 2000, 5000] as const;
/** An idle device is asked this often, well inside the age at which a status turns stale. */
const REFRESH_EVERY_MS = 4000;
/** A receipt printer that names no pace tells an open cover only when asked. */
const RECEIPT_REFRESH_MS = 800;
const askAgainIn = (device: Device, deviceClass: DeviceClass): number => {
  const own = deviceClass === 'receiptPrinter' ? RECEIPT_REFRESH_MS : REFRESH_EVERY_MS;
  return Math.min(device.askAgainInMs?.() ?? own, REFRESH_EVERY_MS);
};

/** In these states it was reached: whoever can tell who it is has told. */
const SPEAKS: ReadonlySet<DeviceStatus['device']> = new Set(['online', 'deviceBusy', 'hardwareError', 'userError']);

/** Why a device is never opened here. `fault` is its fault word and error code, `why` one sentence. */
export interface Barred {
  /** Its driver may not run in production; or no driver can serve it as it is configured. */
  readonly fault: 'no-conformance-report' | 'misconfigured';
  readonly why: string;
}

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
  readonly #stopped = new AbortController();
  readonly #thresholds = new Thresholds();
  readonly #errors = new ErrorEvents();
  #device: D | null = null;
  #last: DeviceStatus;
  #busy = false;
  #asking = false;
  #kept: Kept = NOT_KEPT;
  #flaps = STEADY;
  #identity: string | null;
  #restart = new AbortController();
  #openings = 0;
  #loop: Promise<void> = Promise.resolve();

  constructor(options: AttachmentOptions<D>) {
    this.deviceClass = options.deviceClass;
    this.#options = options;
    this.#identity = options.identity;
    this.#last = {
      deviceClass: options.deviceClass,
      device: 'starting',
      media: null,
      paper: null,
      action: 'none',
      faults: [],
      observedAt: options.clock.now(),
      evidence: 'not opened yet',
      identity: null,
      model: options.deviceClass,
    };
  }

  start(): void {
    this.#loop = this.#options.barred ? this.#keepAway(this.#options.barred) : this.#keepOpen();
  }

  status(): DeviceStatus {
    const { lifecycle, attachment } = this.#kept;
    return { ...this.#last, lifecycle, attachment, activity: activityOf(lifecycle, this.#busy, this.#last) };
  }

  /** Runs one command. A second one meanwhile is `sequenceError`; a device that is away is `deviceNotReady`. */
  async run<T>(command: (device: D) => Promise<Completion<T>>): Promise<Completion<T>> {
    const { barred } = this.#options;
    if (barred) return failed('deviceNotReady', barred.fault, barred.why);
    if (this.#device === null) return failed('deviceNotReady', 'notOpen', `${this.deviceClass} is not there`);
    const free = await this.#options.physical.takeForCommand(this.deviceClass);
    if (free === null)
      return failed('sequenceError', 'busy', `${this.deviceClass}: its wire carries another command now`);
    this.#busy = true;
    this.#say();
    try {
      if (this.#device === null)
        return failed('deviceNotReady', 'notOpen', `${this.deviceClass} is not there any more`);
      return await command(this.#device);
    } finally {
      this.#busy = false;
      this.#say();
      free();
    }
  }

  /** Closes the device and opens it anew; ends a quarantine and accepts the unit that is there now. */
  restart(): void {
    this.#flaps = STEADY;
    this.#identity = this.#options.identity;
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
    await this.#device?.close();
    await this.#loop;
  }

  async #keepAway({ fault, why }: Barred): Promise<void> {
    const { clock } = this.#options;
    const { signal } = this.#stopped;
    this.#kept = keptAfter(this.#kept, 'barred');
    while (!signal.aborted) {
      this.#take({
        ...this.#last,
        device: 'offline',
        action: 'configuration',
        faults: [fault],
        observedAt: clock.now(),
        evidence: why,
      });
      await clock.delay(REFRESH_EVERY_MS, signal);
    }
  }

  async #keepOpen(): Promise<void> {
    const { clock } = this.#options;
    const { signal } = this.#stopped;
    let attempts = 0;
    while (!signal.aborted) {
      this.#restart = new AbortController();
      if (await this.#resting()) continue;
      const place = this.#options.physical.occupy();
      // One that is away is tried every few seconds: only what may come of it is worth telling.
      const quietly = attempts > 0 || this.#kept.attachment === 'detached';
      this.#kept = keptAfter(this.#kept, 'opening');
      if (!quietly) this.#say();
      if (!place.ok) this.#refusePlace(place.error);
      else {
        if (await this.#once()) attempts = 0;
        place.value();
      }
      if (signal.aborted) return;
      const wait = AbortSignal.any([signal, this.#restart.signal]);
      const reopen = new AbortController();
      const patience = clock.delay(
        REOPEN_AFTER_MS[Math.min(attempts, REOPEN_AFTER_MS.length - 1)] ?? 5000,
        AbortSignal.any([wait, reopen.signal]),
      );
      const came = portMayHaveCome(this.#options.physical.id, AbortSignal.any([wait, reopen.signal])).then(() => true);
      attempts = (await Promise.race([patience.then(() => false), came])) ? 0 : attempts + 1;
      reopen.abort();
    }
  }

  /** From one opening to its close; false when it could not be opened. */
  async #once(): Promise<boolean> {
    const device = this.#options.create();
    const opened = await device.open();
    if (opened.ok) await this.#whileThere(device);
    else {
      this.#kept = keptAfter(this.#kept, failedOpening(device.status()));
      this.#take(device.status());
    }
    await device.close();
    return opened.ok;
  }

  #refusePlace(why: string): void {
    this.#kept = keptAfter(this.#kept, 'unopened');
    this.#take({
      ...this.#last,
      device: 'offline',
      action: 'configuration',
      faults: ['port-busy'],
      observedAt: this.#options.clock.now(),
      evidence: why,
    });
  }

  async #whileThere(device: D): Promise<void> {
    // Usable first, then said to be: whoever hears of it asks at once.
    this.#device = device;
    this.#openings += 1;
    this.#kept = keptAfter(this.#kept, 'there');
    this.#errors.opened();
    const stopStatus = device.onStatus((status) => this.#take(status, sourceOf(status, this.#asking || this.#busy)));
    const stopEvents = device.onEvent?.((event) => {
      this.#errors.heard(event);
      if (!this.#thresholds.covers(event)) this.#options.onEvent(event);
    });
    this.#tell('Device.Attached', device.status().model);
    this.#take(device.status());
    await this.#refreshUntilGone(device);
    this.#device = null;
    stopStatus();
    stopEvents?.();
    if (this.#stopped.signal.aborted) return;
    this.#become(this.#restart.signal.aborted ? 'released' : 'gone');
    this.#tell('Device.Detached', device.status().faults[0] ?? device.status().device);
    if (this.#restart.signal.aborted) return;
    const { clock, flapLimits = FLAP_LIMITS } = this.#options;
    // A loose plug comes and goes; what only stopped answering did not go anywhere.
    if (fellSilent(device.status())) return;
    this.#flaps = afterGone(this.#flaps, clock.now(), flapLimits);
    if (restLeft(this.#flaps, clock.now()) > 0) this.#tell('Device.FlapDetected', `${flapLimits.times} departures`);
  }

  /** While a flapping device is left alone: one slice of that time, with a status that says so. */
  async #resting(): Promise<boolean> {
    const { clock } = this.#options;
    const left = restLeft(this.#flaps, clock.now());
    if (left === 0) return false;
    this.#kept = keptAfter(this.#kept, 'resting');
    this.#take({
      ...this.#last,
      device: 'offline',
      action: 'maintenance',
      faults: ['flapping'],
      observedAt: clock.now(),
      evidence: `came and went too often; left alone for ${Math.ceil(left / 1000)} s more`,
    });
    await clock.delay(Math.min(left, REFRESH_EVERY_MS), AbortSignal.any([this.#stopped.signal, this.#restart.signal]));
    return true;
  }

  /** Returns once the device said that it is gone, or shall be opened anew, and no command is running on it. */
  async #refreshUntilGone(device: D): Promise<void> {
    const { clock, physical } = this.#options;
    const { signal } = this.#stopped;
    while (!signal.aborted) {
      const gone = new AbortController();
      const stopListening = device.onStatus((status) => {
        if (isGone(status)) gone.abort();
      });
      if (!isGone(device.status()))
        await clock.delay(
          askAgainIn(device, this.deviceClass),
          AbortSignal.any([signal, gone.signal, this.#restart.signal]),
        );
      stopListening();
      if (signal.aborted) return;
      const over = isGone(device.status()) || this.#restart.signal.aborted;
      if (this.#busy) {
        // Nobody asks meanwhile: what the driver itself sees in its command is told, and what it does not see grows old.
        if (over) {
          this.#become('ending');
          await clock.delay(50, signal);
        }
        continue;
      }
      if (over) return;
      const free = physical.take({ who: this.deviceClass, why: 'status' });
      if (free === null) continue;
      this.#asking = true;
      try {
        this.#take(await (device.glance?.() ?? device.refresh()));
      } finally {
        this.#asking = false;
        free();
      }
    }
  }

  #take(status: DeviceStatus, source = sourceOf(status, true)): void {
    const checked = this.#checkIdentity(status);
    const now = this.#options.clock.now();
    this.#last = { ...checked, source };
    this.#say();
    for (const event of [...this.#thresholds.crossed(checked, now), ...this.#errors.of(checked, now)])
      this.#options.onEvent(event);
  }

  #become(what: Keeping): void {
    const before = this.#kept;
    this.#kept = keptAfter(before, what);
    if (this.#kept.lifecycle !== before.lifecycle || this.#kept.attachment !== before.attachment) this.#say();
  }

  #say(): void {
    this.#options.onStatus(this.status());
  }

  /** Another unit at the same place, or one that does not say which it is, works, but a person has to say that it shall. */
  #checkIdentity(status: DeviceStatus): DeviceStatus {
    const expected = this.#identity;
    if (expected === null) this.#identity = status.identity;
    if (expected === null || expected === status.identity) return status;
    // Of one that is away nobody expects a name.
    if (status.identity === null && !SPEAKS.has(status.device)) return status;
    const fault = status.identity === null ? 'identity-untold' : 'identity-changed';
    if (!this.#last.faults.includes(fault))
      this.#tell('Device.IdentityChanged', status.identity === null ? 'untold' : 'another unit');
    return {
      ...status,
      action: status.action === 'none' ? 'configuration' : status.action,
      faults: [...status.faults, fault],
    };
  }

  #tell(name: DeviceEventName, detail: string): void {
    this.#options.onEvent({ deviceClass: this.deviceClass, name, at: this.#options.clock.now(), detail });
  }
}

/** Three questions in a row without an answer; no event of the port or the operating system. */
const fellSilent = ({ faults }: Pick<DeviceStatus, 'faults'>): boolean => faults.includes('no-answer');

/**
 * Only opening the port again can help: it is dead, or nothing answers on it (a line that hung up without a word looks
 * just like that). A device that is merely `offline`, such as a printer with its cover open, holds its port and comes
 * back on it. Fault words: drivers/README.md.
 */
const isGone = ({ device, faults }: DeviceStatus): boolean =>
  device === 'noDevice' ||
  device === 'powerOff' ||
  fellSilent({ faults }) ||
  faults.some((fault) => fault === 'hung-up' || fault === 'port-error');
