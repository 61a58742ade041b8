import {
  type Action,
  type Clock,
  type Completion,
  completed,
  type Device,
  type DeviceClass,
  type DeviceEvent,
  type DeviceEventName,
  type DeviceStatus,
  failed,
  systemClock,
} from '../contract/index.ts';
import { axesOf, evidenceOf, type XfsInterface } from './axes.ts';
import type { ConnectionOptions, Quirks } from './connection.ts';
import type { EnvelopeOf } from './envelope.ts';
import { common, payloadOf } from './messages.ts';
import type { XfsStatus } from './payloads/common.ts';
import { XfsService } from './service.ts';

export type XfsDeviceOptions = Pick<ConnectionOptions, 'clock' | 'bearer' | 'certificateAuthority' | 'patience' | 'tap'> & {
  /** `ws://host:port/xfs4iot/v1.0/Service`; or finds it anew at every opening, since a restarted host may move. */
  readonly address: string | (() => Promise<string | null>);
};

/** What is told when it comes unasked, by the standard's names. */
const TOLD: Readonly<Record<string, DeviceEventName>> = {
  'CardReader.MediaInsertedEvent': 'CardReader.MediaInsertedEvent',
  'CardReader.MediaRemovedEvent': 'CardReader.MediaRemovedEvent',
  'Printer.PaperThresholdEvent': 'Printer.PaperThresholdEvent',
  'Printer.TonerThresholdEvent': 'Printer.TonerThresholdEvent',
  'Printer.RetractBinThresholdEvent': 'Printer.RetractBinThresholdEvent',
  'Printer.MediaPresentedEvent': 'Printer.MediaPresentedEvent',
  'Printer.MediaPresentedUnsolicitedEvent': 'Printer.MediaPresentedEvent',
  'Printer.MediaTakenEvent': 'Printer.MediaTakenEvent',
  'Printer.MediaAutoRetractedEvent': 'Printer.MediaAutoRetractedEvent',
  'Common.StatusChangedEvent': 'Common.StatusChangedEvent',
  'Common.ErrorEvent': 'Common.ErrorEvent',
};

/** What every device behind an XFS4IoT service shares: the connection, the status, one command at a time. */
export abstract class XfsDevice implements Device {
  protected readonly clock: Clock;
  protected service: XfsService | null = null;
  readonly #options: XfsDeviceOptions;
  readonly #deviceClass: DeviceClass;
  readonly #interface: XfsInterface;
  readonly #paperSource: string | null;
  readonly #statusListeners = new Set<(status: DeviceStatus) => void>();
  readonly #eventListeners = new Set<(event: DeviceEvent) => void>();
  #status: DeviceStatus;
  #told: Action | null = null;
  #busy = false;

  protected constructor(
    options: XfsDeviceOptions,
    what: { deviceClass: DeviceClass; of: XfsInterface; paperSource?: string | null },
  ) {
    this.#options = options;
    this.clock = options.clock ?? systemClock;
    this.#deviceClass = what.deviceClass;
    this.#interface = what.of;
    this.#paperSource = what.paperSource ?? null;
    this.#status = {
      deviceClass: what.deviceClass,
      device: 'unknown',
      media: null,
      paper: what.of === 'Printer' ? 'unknown' : null,
      action: 'none',
      faults: [],
      observedAt: this.clock.now(),
      evidence: 'not opened',
      identity: null,
      model: 'XFS4IoT service',
    };
  }

  /** What the service did that the standard does not say; null while closed. */
  get quirks(): Readonly<Quirks> | null {
    return this.service?.quirks ?? null;
  }

  async open(): Promise<Completion<void>> {
    if (this.service?.isOpen) return completed(undefined, 'none');
    const { address, ...link } = this.#options;
    const uri = typeof address === 'string' ? address : await address();
    if (uri === null) return this.#unreachable('port-not-found', 'no such service was found');
    const opened = await XfsService.open({
      ...link,
      uri,
      onStatus: (status) => {
        if (this.service !== null) this.#observed(status);
      },
      onUnsolicited: (event) => this.tell(event),
      onClosed: (reason) => this.#hungUp(reason),
    });
    if (!opened.ok) {
      const { kind, message } = opened.error;
      return this.#unreachable(PORT_FAULTS[kind], message);
    }
    if (!opened.value.identity.interfaces.includes(this.#interface)) {
      await opened.value.close();
      return this.#unreachable('wrong-service', `the service does not offer ${this.#interface}`);
    }
    this.service = opened.value;
    const { model, serialNumber } = opened.value.identity;
    this.#status = { ...this.#status, model, identity: serialNumber };
    // It may have gone between its last answer and this line; then nobody would tell it again.
    if (!opened.value.isOpen) return this.#unreachable('hung-up', 'the connection broke while it was opened');
    this.#observed(opened.value.status);
    return completed(undefined, 'none');
  }

  status(): DeviceStatus {
    return this.#status;
  }

  async refresh(): Promise<DeviceStatus> {
    const { service } = this;
    if (!service?.isOpen || this.#busy) return this.#status;
    const answer = await service.refresh();
    if (answer.kind !== 'success' && service.isOpen) {
      this.update({
        device: 'offline',
        faults: ['no-answer'],
        action: 'maintenance',
        evidence: 'Common.Status -> nothing',
      });
    }
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
    const { service } = this;
    this.service = null;
    await service?.close();
    this.update({ device: 'unknown', action: 'none', faults: [], evidence: 'closed', ...this.#unseen() });
  }

  /** One command at a time; everything else is a completion, too. */
  protected async exclusively<T>(act: (service: XfsService) => Promise<Completion<T>>): Promise<Completion<T>> {
    const { service } = this;
    if (service === null) return failed('deviceNotReady', 'not-open', 'the service was not opened');
    if (!service.isOpen) return failed('deviceNotReady', 'hung-up', 'the connection to the service is gone');
    if (this.#busy) return failed('sequenceError', 'busy', 'another command is running');
    this.#busy = true;
    try {
      return await act(service);
    } finally {
      this.#busy = false;
    }
  }

  /** Passes an event on, by name only; subclasses look at it first where it means more. */
  protected tell(event: EnvelopeOf<'event' | 'unsolicited'>): void {
    const error = payloadOf(common.errorEvent, event);
    if (error !== null) {
      this.#told = error.action === 'unknown' ? 'maintenance' : (error.action ?? null);
      if (this.service) this.#observed(this.service.status);
    }
    const name = TOLD[event.name];
    if (name === undefined) return;
    const detail = error?.eventId ?? '';
    const said: DeviceEvent = { deviceClass: this.#deviceClass, name, at: this.clock.now(), detail };
    for (const listener of [...this.#eventListeners]) listener(said);
  }

  protected update(change: Partial<DeviceStatus>): void {
    this.#status = { ...this.#status, ...change, observedAt: this.clock.now() };
    for (const listener of [...this.#statusListeners]) listener(this.#status);
  }

  #observed(status: XfsStatus): void {
    const axes = axesOf(status, this.#interface, { paperSource: this.#paperSource, told: this.#told });
    if (axes.faults.length === 0) this.#told = null;
    this.update({ ...axes, evidence: evidenceOf(status) });
  }

  #hungUp(reason: string): void {
    this.update({ device: 'offline', faults: ['hung-up'], action: 'maintenance', evidence: reason, ...this.#unseen() });
  }

  #unreachable(fault: string, message: string) {
    const device = fault === 'port-not-found' ? 'noDevice' : 'offline';
    const action = fault === 'port-denied' || fault === 'wrong-service' ? 'configuration' : 'maintenance';
    this.update({ device, faults: [fault], action, evidence: message, ...this.#unseen() });
    return failed('deviceNotReady', fault, message);
  }

  /** Nothing seen before says anything now. */
  #unseen(): Pick<DeviceStatus, 'media' | 'paper'> {
    return {
      media: this.#status.media === null ? null : 'unknown',
      paper: this.#interface === 'Printer' ? 'unknown' : null,
    };
  }
}

const PORT_FAULTS = {
  notFound: 'port-not-found',
  busy: 'port-busy',
  denied: 'port-denied',
  closed: 'port-error',
  timeout: 'no-answer',
  io: 'port-error',
} as const;
