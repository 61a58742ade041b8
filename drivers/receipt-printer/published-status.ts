import type { Clock, DeviceEvent, DeviceEventName, DeviceStatus } from '../contract/index.ts';
import { axesOf } from './condition.ts';
import type { Observation } from './conversation.ts';
import type { PaperExit } from './families.ts';

/** The retract bin as the status tells it. Null where there is none. */
export interface BinView {
  readonly supply: NonNullable<DeviceStatus['supplies']>[number];
  readonly full: boolean;
}

/** The last status of one printer, whoever listens to it, and the events of its mouth. */
export class PublishedStatus {
  readonly #clock: Clock;
  /** What sees the paper behind the cutter; null without a sensor. */
  readonly #exit: PaperExit | null;
  readonly #bin: () => BinView | null;
  readonly #listeners = new Set<(status: DeviceStatus) => void>();
  readonly #events = new Set<(event: DeviceEvent) => void>();
  #seen: Observation | null = null;
  #status: DeviceStatus;
  /** While it draws back, an empty mouth is no taken paper. */
  retracting = false;

  constructor(options: { clock: Clock; model: string; exit: PaperExit | null; bin: () => BinView | null }) {
    this.#clock = options.clock;
    this.#exit = options.exit;
    this.#bin = options.bin;
    this.#status = {
      deviceClass: 'receiptPrinter',
      device: 'unknown',
      media: options.exit ? 'unknown' : null,
      paper: 'unknown',
      action: 'none',
      faults: [],
      observedAt: options.clock.now(),
      evidence: 'not opened',
      identity: null,
      model: options.model,
    };
  }

  get status(): DeviceStatus {
    return this.#status;
  }

  /** What the printer said last; null when it said nothing. */
  get seen(): Observation | null {
    return this.#seen;
  }

  onStatus(listener: (status: DeviceStatus) => void): () => void {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }

  onEvent(listener: (event: DeviceEvent) => void): () => void {
    this.#events.add(listener);
    return () => this.#events.delete(listener);
  }

  tell(name: DeviceEventName, detail: string): void {
    const event: DeviceEvent = { deviceClass: 'receiptPrinter', name, at: this.#clock.now(), detail };
    for (const listener of [...this.#events]) listener(event);
  }

  observed(seen: Observation): void {
    this.#seen = seen;
    this.#update({ ...this.#axes(seen), evidence: seen.evidence });
  }

  /** What was seen last, in the light of the bin's new count. */
  retell(): void {
    this.#update(this.#seen ? this.#axes(this.#seen) : {});
  }

  unreachable(device: DeviceStatus['device'], fault: string, evidence: string): void {
    this.#seen = null;
    const media = this.#exit ? 'unknown' : null;
    this.#update({ device, media, paper: 'unknown', action: 'maintenance', faults: [fault], evidence });
  }

  closed(): void {
    this.#seen = null;
    this.#update({ device: 'unknown', paper: 'unknown', action: 'none', faults: [], evidence: 'closed' });
  }

  #axes(seen: Observation): ReturnType<typeof axesOf> {
    const axes = axesOf(seen.flags, this.#exit !== null);
    if (this.#bin()?.full !== true) return axes;
    const action = axes.action === 'none' ? 'clear' : axes.action;
    return { ...axes, action, faults: [...axes.faults, 'retract-bin-full'] };
  }

  #update(change: Partial<DeviceStatus>): void {
    const before = this.#status.media;
    const bin = this.#bin();
    this.#status = {
      ...this.#status,
      ...change,
      ...(bin ? { supplies: [bin.supply] } : {}),
      observedAt: this.#clock.now(),
    };
    const after = this.#status.media;
    const kind = this.#exit?.kind ?? 'presenter';
    if (after === 'present' && before !== 'present') this.tell('Printer.MediaPresentedEvent', kind);
    if (before === 'present' && after === 'notPresent' && !this.retracting) this.tell('Printer.MediaTakenEvent', kind);
    for (const listener of [...this.#listeners]) listener(this.#status);
  }
}
