import {
  type Clock,
  type Completion,
  type Device,
  type DeviceClass,
  type DeviceStatus,
  failed,
} from '../../drivers/contract/index.ts';

/** Waits between attempts to open a device that is not there; the last one repeats. */
const REOPEN_AFTER_MS = [250, 500, 1000, 2000, 5000] as const;
/** An idle device is asked this often, well inside the age at which a status turns stale. */
const REFRESH_EVERY_MS = 4000;

/**
 * Keeps one device of one class usable: opens it, opens it again after it died, asks its status while it is idle,
 * and lets one command at a time through.
 */
export class Attachment<D extends Device> {
  readonly deviceClass: DeviceClass;
  private readonly create: () => D;
  private readonly clock: Clock;
  private readonly onStatus: (status: DeviceStatus) => void;
  private readonly stopped = new AbortController();
  private device: D | null = null;
  private last: DeviceStatus;
  private busy = false;
  private loop: Promise<void> = Promise.resolve();

  constructor(options: {
    deviceClass: DeviceClass;
    create: () => D;
    clock: Clock;
    onStatus: (status: DeviceStatus) => void;
  }) {
    this.deviceClass = options.deviceClass;
    this.create = options.create;
    this.clock = options.clock;
    this.onStatus = options.onStatus;
    this.last = {
      deviceClass: options.deviceClass,
      device: 'starting',
      media: null,
      paper: null,
      action: 'none',
      faults: [],
      observedAt: this.clock.now(),
      evidence: 'not opened yet',
      identity: null,
      model: options.deviceClass,
    };
  }

  start(): void {
    this.loop = this.keepOpen();
  }

  status(): DeviceStatus {
    return this.last;
  }

  /** Runs one command. A second one meanwhile is `sequenceError`; a device that is away is `deviceNotReady`. */
  async run<T>(command: (device: D) => Promise<Completion<T>>): Promise<Completion<T>> {
    if (this.device === null) return failed('deviceNotReady', 'notOpen', `${this.deviceClass} is not there`);
    if (this.busy) return failed('sequenceError', 'busy', `${this.deviceClass} is working on another command`);
    this.busy = true;
    try {
      return await command(this.device);
    } finally {
      this.busy = false;
    }
  }

  async stop(): Promise<void> {
    this.stopped.abort();
    await this.device?.close();
    await this.loop;
  }

  private async keepOpen(): Promise<void> {
    const { signal } = this.stopped;
    let attempts = 0;
    while (!signal.aborted) {
      const device = this.create();
      const opened = await device.open();
      if (opened.ok) {
        attempts = 0;
        // Usable first, then said to be: whoever hears of it asks at once.
        this.device = device;
        const stopListening = device.onStatus((status) => this.take(status));
        this.take(device.status());
        await this.refreshUntilGone(device);
        this.device = null;
        stopListening();
      } else this.take(device.status());
      await device.close();
      if (signal.aborted) return;
      await this.clock.delay(REOPEN_AFTER_MS[Math.min(attempts, REOPEN_AFTER_MS.length - 1)] ?? 5000, signal);
      attempts += 1;
    }
  }

  /** Returns once the device said that it is gone and no command is running on it. */
  private async refreshUntilGone(device: D): Promise<void> {
    const { signal } = this.stopped;
    while (!signal.aborted) {
      const gone = new AbortController();
      const stopListening = device.onStatus((status) => {
        if (isGone(status)) gone.abort();
      });
      if (!isGone(device.status())) await this.clock.delay(REFRESH_EVERY_MS, AbortSignal.any([signal, gone.signal]));
      stopListening();
      if (signal.aborted) return;
      if (this.busy) {
        // A long command (waiting for a card) observes the device itself; its silence is not staleness.
        if (!isGone(device.status())) this.take({ ...device.status(), observedAt: this.clock.now() });
        else await this.clock.delay(50, signal);
        continue;
      }
      if (isGone(device.status())) return;
      this.take(await device.refresh());
    }
  }

  private take(status: DeviceStatus): void {
    this.last = status;
    this.onStatus(status);
  }
}

/**
 * Only opening the port again can help: it is dead, or nothing answers on it (a line that hung up without a word looks
 * just like that). A device that is merely `offline`, such as a printer with its cover open, holds its port and comes
 * back on it. Fault words: drivers/README.md.
 */
const isGone = ({ device, faults }: DeviceStatus): boolean =>
  device === 'noDevice' ||
  device === 'powerOff' ||
  faults.some((fault) => fault === 'hung-up' || fault === 'port-error' || fault === 'no-answer');
