import {
  type Completion,
  completed,
  type Device,
  type DeviceEvent,
  type DeviceStatus,
  failed,
} from '../../drivers/contract/index.ts';

/** What a whole row of drivers at one place have in common: whether something is plugged in there, and what. */
export class Place {
  plugged = true;
  /** Opening takes until somebody closes the device. */
  opensNever = false;
  /** The library under the driver hangs: neither a question nor a closing ends. */
  hangs = false;
  identity: string | null = 'UNIT-1';
  opened = 0;
  closed = 0;
  readonly live = new Set<ScriptedDevice>();

  unplug(): void {
    this.plugged = false;
    for (const device of this.live) device.vanish();
  }
}

/** A device without bytes, for what the layer above drivers does. Drivers themselves are tested over their wires. */
export class ScriptedDevice implements Device {
  readonly #place: Place;
  readonly #now: () => number;
  readonly #statusListeners = new Set<(status: DeviceStatus) => void>();
  readonly #eventListeners = new Set<(event: DeviceEvent) => void>();
  #closed: () => void = () => undefined;
  #status: DeviceStatus;

  constructor(place: Place, now: () => number) {
    this.#place = place;
    this.#now = now;
    this.#status = {
      deviceClass: 'idCardReader',
      device: 'unknown',
      media: null,
      paper: null,
      action: 'none',
      faults: [],
      observedAt: now(),
      evidence: 'scripted',
      identity: null,
      model: 'scripted reader',
    };
  }

  async open(): Promise<Completion<void>> {
    this.#place.opened += 1;
    if (this.#place.opensNever) {
      await new Promise<void>((resolve) => {
        this.#closed = resolve;
      });
      return failed('canceled', 'closed', 'it was closed while it opened');
    }
    if (!this.#place.plugged) {
      this.#set({ device: 'noDevice', faults: ['port-not-found'] });
      return failed('deviceNotReady', 'portNotFound', 'nothing is there');
    }
    this.#place.live.add(this);
    this.#set({ device: 'online', faults: [], identity: this.#place.identity });
    return completed(undefined, 'none');
  }

  status(): DeviceStatus {
    return this.#status;
  }

  async refresh(): Promise<DeviceStatus> {
    if (this.#place.hangs) await new Promise(() => undefined);
    this.#set({});
    return this.#status;
  }

  onStatus(listener: (status: DeviceStatus) => void): () => void {
    this.#statusListeners.add(listener);
    return () => this.#statusListeners.delete(listener);
  }

  onEvent(listener: (event: DeviceEvent) => void): () => void {
    this.#eventListeners.add(listener);
    return () => this.#eventListeners.delete(listener);
  }

  async close(): Promise<void> {
    this.#place.closed += 1;
    this.#closed();
    this.#place.live.delete(this);
    if (this.#place.hangs) await new Promise(() => undefined);
  }

  vanish(): void {
    this.#set({ device: 'noDevice', faults: ['hung-up'] });
  }

  /** What its service says of it over a connection that lives. */
  call(device: DeviceStatus['device']): void {
    this.#set({ device, faults: [] });
  }

  fallSilent(): void {
    this.#set({ device: 'offline', faults: ['no-answer'] });
  }

  tell(event: DeviceEvent): void {
    for (const listener of this.#eventListeners) listener(event);
  }

  listeners(): number {
    return this.#statusListeners.size + this.#eventListeners.size;
  }

  #set(change: Partial<DeviceStatus>): void {
    this.#status = { ...this.#status, ...change, observedAt: this.#now() };
    for (const listener of this.#statusListeners) listener(this.#status);
  }
}
