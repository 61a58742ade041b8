import {
  type AuxiliariesSnapshot,
  asOf,
  type Completion,
  type DeviceClass,
  type DeviceEvent,
  type DeviceStatus,
  failed,
  health,
  type KeypadKey,
} from '../../../drivers/contract/index.ts';
import { type Channel, typedChannel } from '../../channel/channel.ts';
import {
  type DeviceCommand,
  type DeviceRequest,
  type DeviceResult,
  deviceHostToTerminalSchema,
  type GuestAct,
  type TerminalToDeviceHost,
  type TrafficView,
  type VendorModeStep,
  type VendorModeWord,
} from '../../contract/device-messages.ts';
import type { Logger } from '../../logging/logger.ts';
import { GuestAudit } from './guest-audit.ts';
import { type Asked, type DeviceView, type OwnDevice, OwnDevices } from './own-devices.ts';
import { type Begun, type RequestListener, RunningRequests } from './running-requests.ts';

type RequestOf<C extends DeviceCommand> = Omit<Extract<DeviceRequest, { command: C }>, 'kind' | 'id' | 'command'>;

/**
 * The terminal's side of the device host. The host may die and come back at any moment: every request still ends in
 * exactly one completion, and statuses grow stale by this process's own clock.
 */
export class DeviceClient {
  private readonly fitted: readonly DeviceClass[];
  private readonly now: () => number;
  private readonly onChange: () => void;
  private readonly onEvent: (event: DeviceEvent) => void;
  private readonly guests: GuestAudit;
  private readonly onInputs: (inputs: AuxiliariesSnapshot | null) => void;
  private readonly onKey: (key: KeypadKey) => void;
  private readonly onVendorMode: (word: VendorModeWord) => void;
  private readonly own: OwnDevices;
  private readonly log: Logger['log'];
  private readonly running: RunningRequests;
  private readonly statuses = new Map<DeviceClass, DeviceStatus>();
  private occupied = false;
  private vendorStep: VendorModeStep = 'outside';
  private watched: { deviceClass: DeviceClass; listener: (traffic: TrafficView | null) => void } | null = null;
  private link: { send(message: TerminalToDeviceHost): void; close(): void } | null = null;

  constructor(options: {
    fitted: readonly DeviceClass[];
    now: () => number;
    onChange: () => void;
    onEvent: (event: DeviceEvent) => void;
    /** Writes down what guests do; false when it could not. */
    writeGuestAct?: (act: GuestAct) => boolean;
    /** Inputs of the cabinet's board; null when nobody tells them any more. */
    onInputs?: (inputs: AuxiliariesSnapshot | null) => void;
    /** A key of the tactile keypad. */
    onKey?: (key: KeypadKey) => void;
    /** What guests wish of staff's screen, or that they let go. */
    onVendorMode?: (word: VendorModeWord) => void;
    own?: readonly OwnDevice[];
    log: Logger['log'];
  }) {
    this.fitted = options.fitted;
    this.now = options.now;
    this.onChange = options.onChange;
    this.onEvent = options.onEvent;
    this.log = options.log;
    this.own = new OwnDevices(options.own ?? []);
    this.running = new RunningRequests(options.now, options.log);
    this.onInputs = options.onInputs ?? (() => undefined);
    this.onKey = options.onKey ?? (() => undefined);
    this.onVendorMode = options.onVendorMode ?? (() => undefined);
    this.guests = new GuestAudit(options.writeGuestAct ?? (() => false), options.log);
  }

  connect(channel: Channel): void {
    this.link?.close();
    this.lose();
    const typed = typedChannel<typeof deviceHostToTerminalSchema, TerminalToDeviceHost>(
      channel,
      deviceHostToTerminalSchema,
      () => this.log('device.messageRefused', {}),
    );
    this.link = typed;
    typed.send({ kind: 'occupied', occupied: this.occupied });
    if (this.vendorStep !== 'outside') typed.send({ kind: 'vendorMode', step: this.vendorStep });
    if (this.watched !== null) typed.send({ kind: 'watchTraffic', deviceClass: this.watched.deviceClass });
    typed.onMessage((message) => {
      if (this.link !== typed) return;
      if (message.kind === 'status') this.take(message.statuses, message.now);
      else if (message.kind === 'event')
        this.onEvent({ ...message.event, at: this.now() - (message.now - message.event.at) });
      else if (message.kind === 'progress') this.running.progress(message.id, message.progress);
      else if (message.kind === 'documentStep')
        typed.send({ kind: 'stepNoted', id: message.id, noted: this.running.step(message.id, message.step) });
      else if (message.kind === 'inputs') this.onInputs(message.inputs);
      else if (message.kind === 'key') this.onKey(message.key);
      else if (message.kind === 'vendorMode') this.onVendorMode(message.word);
      else if (message.kind === 'traffic') {
        if (this.watched?.deviceClass === message.deviceClass) this.watched.listener(message.traffic);
      } else if (message.kind === 'guestAct') this.takeGuestAct(typed, message);
      else if (message.kind === 'failure') this.running.fail(message.id, message.error);
      else this.running.succeed(message.id, message.value, message.effect);
    });
    typed.onClose(() => {
      if (this.link !== typed) return;
      this.link = null;
      this.lose();
    });
  }

  /** Sends one command; `signal` cancels it (it then completes with `canceled` or what it had become meanwhile). */
  request<C extends DeviceCommand>(
    command: C,
    parameters: RequestOf<C>,
    options: { readonly signal?: AbortSignal } & RequestListener = {},
  ): Promise<Completion<DeviceResult<C>>> {
    const { signal, onProgress, onStep } = options;
    const own = this.own.ask({ command, ...parameters } as Asked, signal);
    if (own !== null) return own as Promise<Completion<DeviceResult<C>>>;
    const link = this.link;
    if (link === null) return Promise.resolve(failed('deviceNotReady', 'hostAway', 'the device host is not there'));
    return new Promise((resolve) => {
      const cancel = () => link.send({ kind: 'cancel', id });
      const id = this.running.begin({ command, ...parameters } as Begun, { onProgress, onStep }, (completion) => {
        signal?.removeEventListener('abort', cancel);
        resolve(completion as Completion<DeviceResult<C>>);
      });
      link.send({ kind: 'request', id, command, ...parameters } as DeviceRequest);
      if (signal?.aborted) cancel();
      else signal?.addEventListener('abort', cancel, { once: true });
    });
  }

  /** Tells the host whether a citizen is at the machine; said again to a host that came anew. */
  occupy(occupied: boolean): void {
    if (this.occupied === occupied) return;
    this.occupied = occupied;
    this.link?.send({ kind: 'occupied', occupied });
  }

  /** Where staff are, told to a host that came anew as well. False when no host is there. */
  vendorMode(step: VendorModeStep): boolean {
    this.vendorStep = step;
    this.link?.send({ kind: 'vendorMode', step });
    return this.link !== null;
  }

  /** Hears what passes over a device's wire, masked, until the returned function is called. One device at a time. */
  watchTraffic(deviceClass: DeviceClass, listener: (traffic: TrafficView | null) => void): () => void {
    const watched = { deviceClass, listener };
    this.watched = watched;
    this.link?.send({ kind: 'watchTraffic', deviceClass });
    return () => {
      if (this.watched !== watched) return;
      this.watched = null;
      this.link?.send({ kind: 'watchTraffic', deviceClass: null });
    };
  }

  /** Health of every fitted device now; one never heard of is unknown. */
  view(): Partial<Record<DeviceClass, DeviceView>> {
    const now = this.now();
    return Object.fromEntries(
      this.fitted.map((deviceClass) => {
        const own = this.own.view(deviceClass);
        if (own !== null) return [deviceClass, own];
        const status = this.statuses.get(deviceClass) ?? null;
        return [
          deviceClass,
          {
            health: status === null || this.link === null ? 'unknown' : health(status, now),
            status: status && asOf(status, now),
          },
        ];
      }),
    );
  }

  /** A paper moves, or may: a print of ours that has not ended, whoever asked for it, or a printer at work for a guest. */
  paperMoves(): boolean {
    const printers = [this.statuses.get('receiptPrinter'), this.statuses.get('documentPrinter')];
    const now = this.now();
    return this.running.paperMoves || printers.some((status) => status && asOf(status, now).activity === 'busy');
  }

  private take(statuses: readonly DeviceStatus[], hostNow: number): void {
    // The host's clock is its own: only ages travel.
    for (const status of statuses)
      this.statuses.set(status.deviceClass, { ...status, observedAt: this.now() - (hostNow - status.observedAt) });
    this.onChange();
  }

  private takeGuestAct(host: { send(message: TerminalToDeviceHost): void }, act: GuestAct): void {
    const noted = this.guests.take(act);
    if (act.outcome === 'begun') host.send({ kind: 'guestNoted', id: act.id, noted });
  }

  private lose(): void {
    this.statuses.clear();
    this.guests.hostLost();
    // Its guests went with it.
    this.onVendorMode('quiet');
    this.onInputs(null);
    this.running.lose();
    this.onChange();
  }
}
