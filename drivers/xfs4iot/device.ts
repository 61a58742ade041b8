import {
  type Action,
  type Completion,
  completed,
  type DeviceClass,
  type DeviceEvent,
  type DeviceEventName,
  type DeviceStatus,
  failed,
  systemClock,
} from '../contract/index.ts';
import { DriverShell, Listeners } from '../driver-shell/index.ts';
import { type Axes, type AxesOptions, axesOf, evidenceOf, type XfsInterface } from './axes.ts';
import type { Quirks } from './connection-options.ts';
import type { EnvelopeOf } from './envelope.ts';
import { LastAddress } from './locating.ts';
import { common, payloadOf } from './messages.ts';
import { wrongSourceEvidence, wrongSources } from './paper-sources.ts';
import type { XfsStatus } from './payloads/common.ts';
import { reach, type Unreached, type XfsDeviceOptions } from './reaching.ts';
import type { XfsService } from './service.ts';
import { unreachable } from './unreachable.ts';

/** What is told when it comes unasked, by the standard's names. Paper that comes and goes, and its bins: `printer-device.ts`. */
const TOLD: Readonly<Record<string, DeviceEventName>> = {
  'CardReader.MediaInsertedEvent': 'CardReader.MediaInsertedEvent',
  'CardReader.MediaRemovedEvent': 'CardReader.MediaRemovedEvent',
  'Printer.PaperThresholdEvent': 'Printer.PaperThresholdEvent',
  'Printer.TonerThresholdEvent': 'Printer.TonerThresholdEvent',
  'Common.StatusChangedEvent': 'Common.StatusChangedEvent',
  'Common.ErrorEvent': 'Common.ErrorEvent',
};

/** So many questions in a row without an answer, and the service counts as dead. */
const SILENCES = 3;
/** Within a long command (a card is waited for) the status is asked this often; `Common.Status` waits behind no command. */
const ASK_WITHIN_MS = 8_000;

/** It was closed while it opened; the shell says so. */
const GIVEN_UP = failed('canceled', 'closed', 'it was closed while it opened');

/** What every device behind an XFS4IoT service shares: the connection, the status, one command at a time. */
export abstract class XfsDevice extends DriverShell {
  protected service: XfsService | null = null;
  readonly #options: XfsDeviceOptions;
  readonly #deviceClass: DeviceClass;
  readonly #interface: XfsInterface;
  readonly #sources: Pick<AxesOptions, 'paperSource' | 'configuredSources'>;
  readonly #events = new Listeners<DeviceEvent>();
  readonly onEvent = this.#events.add;
  readonly #lastAddress: LastAddress;
  #opening = new AbortController();
  #told: Action | null = null;
  #silences = 0;

  protected constructor(
    options: XfsDeviceOptions,
    what: {
      deviceClass: DeviceClass;
      of: XfsInterface;
      sources?: Pick<AxesOptions, 'paperSource' | 'configuredSources'>;
    },
  ) {
    const { deviceClass, of } = what;
    const paper = of === 'Printer' ? 'unknown' : null;
    const model = 'XFS4IoT service';
    super({ deviceClass, model, media: null, paper, port: `the ${of} service` }, options.clock ?? systemClock);
    this.#options = options;
    this.#deviceClass = deviceClass;
    this.#interface = of;
    this.#sources = what.sources ?? {};
    this.#lastAddress = options.lastAddress ?? new LastAddress();
  }

  /** What the service did that the standard does not say; null while closed. */
  get quirks(): Readonly<Quirks> | null {
    return this.service?.quirks ?? null;
  }

  protected get isOpen(): boolean {
    return this.service?.isOpen === true;
  }

  protected async connect(): Promise<Completion<void>> {
    this.#opening = new AbortController();
    const { signal } = this.#opening;
    const options = { ...this.#options, lastAddress: this.#lastAddress };
    const opened = await reach(options, this.#interface, {
      signal,
      onStatus: (status) => this.#observed(status),
      onUnsolicited: (event) => this.tell(event),
      onClosed: (reason) => this.observeHangUp(reason),
    });
    if (signal.aborted) return GIVEN_UP;
    if (!opened.ok) return this.#unreachable(opened.error);
    this.service = opened.value;
    const { model, serialNumber, firmware } = opened.value.identity;
    await this.settled(opened.value);
    if (signal.aborted) return GIVEN_UP;
    // It may have gone between its last answer and this line; then nobody would tell it again.
    if (!opened.value.isOpen)
      return this.#unreachable({ fault: 'hung-up', message: 'the connection broke while it was opened' });
    this.#observed(opened.value.status, { model, identity: serialNumber, firmware });
    return completed(undefined, 'none');
  }

  protected async check(): Promise<Completion<void>> {
    const { service } = this;
    const answer = await service?.refresh();
    if (service && answer?.kind === 'success') {
      await this.settled(service);
      return completed(undefined, 'none');
    }
    if (!this.isOpen) return failed('deviceNotReady', 'hung-up', 'the connection to the service is gone');
    this.#silences += 1;
    const evidence = `Common.Status -> nothing, ${this.#silences} times`;
    // Until then what was seen last only grows old.
    if (this.#silences >= SILENCES)
      this.observe({ device: 'offline', faults: ['no-answer'], action: 'maintenance', evidence });
    return failed('deviceNotReady', 'no-answer', 'the service does not tell its status');
  }

  protected async disconnect(): Promise<void> {
    this.#opening.abort();
    const { service } = this;
    this.service = null;
    await service?.close();
  }

  /** One command at a time; everything else is a completion, too. */
  protected exclusively<T>(act: (service: XfsService) => Promise<Completion<T>>): Promise<Completion<T>> {
    return this.alone(async () => {
      const { service } = this;
      if (service === null) return failed('deviceNotReady', 'not-open', 'the service was not opened');
      if (!service.isOpen) return failed('deviceNotReady', 'hung-up', 'the connection to the service is gone');
      const over = new AbortController();
      void this.#askUntil(service, over.signal);
      return act(service).finally(() => over.abort());
    });
  }

  /** What it answers is observed as it comes; one that answers nothing within its command grows old, and no more. */
  async #askUntil(service: XfsService, over: AbortSignal): Promise<void> {
    for (;;) {
      await this.clock.delay(ASK_WITHIN_MS, over);
      if (over.aborted || !service.isOpen) return;
      await service.refresh();
    }
  }

  /** Passes an event on, by name only; subclasses look at it first where it means more. */
  protected tell(event: EnvelopeOf<'event' | 'unsolicited'>): void {
    const error = payloadOf(common.errorEvent, event);
    if (error !== null) {
      this.#told = error.action === 'unknown' ? 'maintenance' : (error.action ?? null);
      this.lookAgain();
    }
    const name = TOLD[event.name];
    if (name === undefined) return;
    const detail = error?.eventId ?? '';
    this.say(name, detail);
  }

  /** One event of ours. `detail`: a neutral word. */
  protected say(name: DeviceEventName, detail: string): void {
    this.#events.tell({ deviceClass: this.#deviceClass, name, at: this.clock.now(), detail });
  }

  /** After each full status: what a class asks besides. */
  protected async settled(_service: XfsService): Promise<void> {}

  /** What a class knows better than the status tells. */
  protected adjusted(axes: Axes, _status: XfsStatus, _service: XfsService): Axes {
    return axes;
  }

  /** The last status in the light of what is known now. */
  protected lookAgain(): void {
    if (this.service?.isOpen) this.#observed(this.service.status);
  }

  #observed(status: XfsStatus, who: Partial<Pick<DeviceStatus, 'model' | 'identity' | 'firmware'>> = {}): void {
    const { service } = this;
    if (service === null) return;
    this.#silences = 0;
    const fitted = service.capabilities.printer?.paperSources ?? {};
    const axes = axesOf(status, this.#interface, { ...this.#sources, fitted, told: this.#told });
    if (axes.faults.length === 0) this.#told = null;
    const wrong = wrongSources(this.#sources.configuredSources ?? [], status, fitted);
    const evidence = [evidenceOf(status), ...(wrong.length > 0 ? [wrongSourceEvidence(wrong, status, fitted)] : [])];
    this.observe({ ...this.adjusted(axes, status, service), ...who, evidence: evidence.join('; ') });
  }

  #unreachable({ fault, message }: Unreached) {
    this.observe({ ...unreachable(fault, message), ...this.unseen() });
    return failed('deviceNotReady', fault, message);
  }

  /** Which axes a service has is known only once it told them. */
  protected override unseen(): Pick<DeviceStatus, 'media' | 'paper'> {
    return { ...super.unseen(), media: this.status().media === null ? null : 'unknown' };
  }
}
