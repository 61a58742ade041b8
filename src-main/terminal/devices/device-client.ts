import { randomUUID } from 'node:crypto';
import {
  type AuxiliariesSnapshot,
  type Completion,
  completed,
  type DeviceClass,
  type DeviceEvent,
  type DeviceStatus,
  type DocumentStep,
  type Effect,
  failed,
  type Health,
  health,
  type KeypadKey,
} from '../../../drivers/contract/index.ts';
import { type Channel, typedChannel } from '../../channel/channel.ts';
import {
  type DeviceCommand,
  type DeviceRequest,
  type DeviceResult,
  deviceHostToTerminalSchema,
  deviceResultSchemas,
  type GuestAct,
  type HealthCheckLevel,
  type HealthCheckResult,
  type TerminalToDeviceHost,
  type TrafficView,
  type VendorModeStep,
  type VendorModeWord,
} from '../../contract/device-messages.ts';
import type { Logger } from '../../logging/logger.ts';
import { GuestAudit } from './guest-audit.ts';

type Progress = 'waiting' | 'seen' | 'reading' | 'sent' | 'presented';
type RequestOf<C extends DeviceCommand> = Omit<Extract<DeviceRequest, { command: C }>, 'kind' | 'id' | 'command'>;

type CheckRequest = Extract<DeviceRequest, { command: 'device.checkHealth' }>;
type RestartRequest = Extract<DeviceRequest, { command: 'device.restart' }>;
/** A request as it is before it goes out, of those a device of our own can answer. */
type Asked =
  | { readonly command: Exclude<DeviceCommand, 'device.checkHealth' | 'device.restart' | 'barcode.read'> }
  | Pick<Extract<DeviceRequest, { command: 'barcode.read' }>, 'command' | 'timeoutMs'>
  | Pick<CheckRequest, 'command' | 'deviceClass' | 'level' | 'timeoutMs'>
  | Pick<RestartRequest, 'command' | 'deviceClass'>;

interface Pending {
  readonly command: DeviceCommand;
  readonly begunAt: number;
  readonly settle: (completion: Completion<unknown>) => void;
  readonly onProgress: ((progress: Progress) => void) | undefined;
  readonly onStep: ((step: DocumentStep) => boolean) | undefined;
}

/** What a command may have done when the process that ran it died: reading does nothing, paper nobody can tell. */
const effectWhenLost: Record<DeviceCommand, Effect> = {
  'idCard.read': 'none',
  'idCard.readWithPortrait': 'none',
  'idCard.present': 'none',
  'barcode.read': 'none',
  'smartCard.read': 'none',
  'smartCard.present': 'none',
  'receipt.print': 'unknown',
  'receipt.retract': 'unknown',
  'receipt.retractBinHolds': 'none',
  'document.print': 'unknown',
  // It prints nothing, and says nothing when it is lost.
  'document.resume': 'unknown',
  'document.validate': 'none',
  'document.wipe': 'none',
  // A test page may have come out; nobody waits for it.
  'device.checkHealth': 'unknown',
  'device.restart': 'none',
  'auxiliaries.setLight': 'unknown',
  'auxiliaries.setVolume': 'unknown',
};

export interface DeviceView {
  readonly health: Health;
  readonly status: DeviceStatus | null;
}

/** A device of this process's own (cameras, which the page reads): status and checks come from here, not from the host. */
export interface OwnDevice {
  readonly deviceClass: DeviceClass;
  view(): DeviceView;
  checkHealth(
    level: HealthCheckLevel,
    options: { timeoutMs: number; signal?: AbortSignal },
  ): Promise<Completion<HealthCheckResult>>;
  /** Answers `barcode.read`, where it is a code reader. */
  read?(options: { timeoutMs: number; signal?: AbortSignal }): Promise<Completion<DeviceResult<'barcode.read'>>>;
}

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
  private readonly own: readonly OwnDevice[];
  private readonly log: Logger['log'];
  private readonly pending = new Map<string, Pending>();
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
    this.own = options.own ?? [];
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
      else if (message.kind === 'progress') this.pending.get(message.id)?.onProgress?.(message.progress);
      else if (message.kind === 'documentStep') {
        // A request that has ended meanwhile has nobody left who writes.
        const noted = this.pending.get(message.id)?.onStep?.(message.step) ?? false;
        typed.send({ kind: 'stepNoted', id: message.id, noted });
      } else if (message.kind === 'inputs') this.onInputs(message.inputs);
      else if (message.kind === 'key') this.onKey(message.key);
      else if (message.kind === 'vendorMode') this.onVendorMode(message.word);
      else if (message.kind === 'traffic') {
        if (this.watched?.deviceClass === message.deviceClass) this.watched.listener(message.traffic);
      } else if (message.kind === 'guestAct') this.takeGuestAct(typed, message);
      else if (message.kind === 'failure') this.settle(message.id, { ok: false, error: message.error });
      else this.settleValue(message.id, message.value, message.effect);
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
    options: {
      signal?: AbortSignal;
      onProgress?: (progress: Progress) => void;
      /** Writes a step of a document down; false when it could not. */
      onStep?: (step: DocumentStep) => boolean;
    } = {},
  ): Promise<Completion<DeviceResult<C>>> {
    const own = this.askOwn({ command, ...parameters } as Asked, options.signal);
    if (own !== null) return own as Promise<Completion<DeviceResult<C>>>;
    const link = this.link;
    if (link === null) return Promise.resolve(failed('deviceNotReady', 'hostAway', 'the device host is not there'));
    const id = randomUUID();
    return new Promise((resolve) => {
      const cancel = () => link.send({ kind: 'cancel', id });
      this.pending.set(id, {
        command,
        begunAt: this.now(),
        onProgress: options.onProgress,
        onStep: options.onStep,
        settle: (completion) => {
          options.signal?.removeEventListener('abort', cancel);
          resolve(completion as Completion<DeviceResult<C>>);
        },
      });
      link.send({ kind: 'request', id, command, ...parameters } as DeviceRequest);
      if (options.signal?.aborted) cancel();
      else options.signal?.addEventListener('abort', cancel, { once: true });
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
        const own = this.ownOf(deviceClass);
        if (own !== undefined) return [deviceClass, own.view()];
        const status = this.statuses.get(deviceClass) ?? null;
        return [
          deviceClass,
          { health: status === null || this.link === null ? 'unknown' : health(status, now), status },
        ];
      }),
    );
  }

  private askOwn(asked: Asked, signal: AbortSignal | undefined): Promise<Completion<unknown>> | null {
    const called = signal === undefined ? {} : { signal };
    switch (asked.command) {
      case 'barcode.read': {
        const { timeoutMs } = asked;
        return this.own.find(({ read }) => read !== undefined)?.read?.({ timeoutMs, ...called }) ?? null;
      }
      // There is nothing to open anew: each use opens a camera, and keys come by themselves.
      case 'device.restart':
        return this.ownOf(asked.deviceClass) === undefined ? null : Promise.resolve(completed(null, 'none'));
      case 'device.checkHealth': {
        const { level, timeoutMs } = asked;
        return this.ownOf(asked.deviceClass)?.checkHealth(level, { timeoutMs, ...called }) ?? null;
      }
      default:
        return null;
    }
  }

  private ownOf(deviceClass: DeviceClass): OwnDevice | undefined {
    return this.own.find((one) => one.deviceClass === deviceClass);
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

  private settleValue(id: string, value: unknown, effect: Effect): void {
    const command = this.pending.get(id)?.command;
    if (command === undefined) return;
    const parsed = deviceResultSchemas[command].safeParse(value);
    if (parsed.success) this.settle(id, { ok: true, value: parsed.data, effect });
    else {
      this.log('device.messageRefused', {});
      this.settle(
        id,
        failed('internalError', 'badValue', 'the device host answered something else', effectWhenLost[command]),
      );
    }
  }

  private settle(id: string, completion: Completion<unknown>): void {
    const pending = this.pending.get(id);
    if (pending === undefined) return;
    this.pending.delete(id);
    const { command, begunAt } = pending;
    const [code, errorCode, effect] = completion.ok
      ? (['success', 'none', completion.effect] as const)
      : ([completion.error.code, completion.error.errorCode, completion.error.effect] as const);
    this.log('device.commandEnded', { command, completion: code, errorCode, effect, tookMs: this.now() - begunAt });
    pending.settle(completion);
  }

  private lose(): void {
    if (this.pending.size > 0) this.log('device.hostLost', { commands: this.pending.size });
    this.statuses.clear();
    this.guests.hostLost();
    // Its guests went with it.
    this.onVendorMode('quiet');
    this.onInputs(null);
    for (const [id, { command }] of [...this.pending])
      this.settle(id, failed('deviceNotReady', 'hostLost', 'the device host went away', effectWhenLost[command]));
    this.onChange();
  }
}
