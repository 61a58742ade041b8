import {
  type Clock,
  type Completion,
  completed,
  type DeviceEvent,
  failed,
  type SmartCardReader,
  type SocialSecurityCard,
  systemClock,
} from '../contract/index.ts';
import { DriverShell, type Failure, Listeners } from '../driver-shell/index.ts';
import { readWithin } from './card-waiting.ts';
import type { CardService, ReaderSlot } from './channel.ts';
import { chooseReader, readerIdentity } from './choose-reader.ts';
import { channelFault, readerFault, serviceFault, serviceLost } from './faults.ts';

/** The service tells its readers in the first moments after it was asked. Milliseconds. */
const READERS_TOLD_MS = 500;
const OTHERS_TOLD_MS = 50;
/** A service that died is looked for this often. */
const SERVICE_RETRY_MS = 1_000;
const PROBE_LIMIT_MS = 1_500;
/** So many in a row without an answer, and the service counts as dead. */
const PROBES = 3;

/**
 * Reads social security cards in a PC/SC reader. Nothing but `read` powers a card. The service's own notices keep the
 * status; when the service or the reader goes, the driver says so and comes back by itself when they do.
 */
export class PcscSocialSecurityCardReader extends DriverShell implements SmartCardReader {
  readonly #service: CardService;
  readonly #wanted: string | null;
  readonly #events = new Listeners<DeviceEvent>();
  /** `CardReader.MediaInsertedEvent` (detail `mute` when it does not answer) and `CardReader.MediaRemovedEvent`. */
  readonly onEvent = this.#events.add;
  /** Aborted on close; null while closed. */
  #opened: AbortController | null = null;
  #serviceRuns = false;
  /** Aborted and replaced whenever the service told something, to wake whoever waits for a card. */
  #changed = new AbortController();
  #stopListening: () => void = () => undefined;

  /** `reader` is the PC/SC reader's name or a part of it; without it there must be only one reader. */
  constructor(service: CardService, options: { reader?: string } = {}, clock: Clock = systemClock) {
    const port = 'the card service';
    super({ deviceClass: 'cardReader', model: 'PC/SC card reader', media: 'unknown', port }, clock);
    this.#service = service;
    this.#wanted = options.reader ?? null;
  }

  read(options: Parameters<SmartCardReader['read']>[0]): Promise<Completion<SocialSecurityCard>> {
    const { signal } = options;
    return this.alone(() =>
      readWithin(options, {
        service: this.#service,
        clock: this.clock,
        slot: () => this.#slot(),
        look: () => this.#ask(),
        wakeUp: () => (signal ? AbortSignal.any([signal, this.#changed.signal]) : this.#changed.signal),
        report: (report) => this.report(report),
        read: (name) => this.observe({ faults: [], action: 'none', evidence: `${name}: card read` }),
      }),
    );
  }

  cardPresent(): Promise<Completion<'present' | 'notPresent'>> {
    return this.alone(async () => {
      const found = this.#slot();
      if (!found.ok) return found;
      const { card } = found.value;
      return completed(card === 'present' || card === 'mute' ? 'present' : 'notPresent', 'none');
    });
  }

  protected get isOpen(): boolean {
    return this.#opened !== null;
  }

  /** Starts the service and waits a moment for the reader. Fails when either is absent. */
  protected async connect(): Promise<Completion<void>> {
    this.#opened = new AbortController();
    const stops = [this.#service.onChange(() => this.#told()), this.#service.onLost(() => this.#serviceGone())];
    this.#stopListening = () => {
      for (const stop of stops) stop();
    };
    const started = await this.#start();
    if (!started.ok) await this.disconnect();
    return started;
  }

  /** Asks service and reader for a sign of life. */
  protected async check(): Promise<Completion<void>> {
    if (!this.#serviceRuns) {
      // It is being looked for all the time: what is known stays true.
      this.observe({});
      return serviceLost.failure;
    }
    return this.#ask();
  }

  protected async disconnect(): Promise<void> {
    this.#stopListening();
    this.#opened?.abort();
    this.#opened = null;
    this.#serviceRuns = false;
    this.#service.stop();
    this.#wake();
  }

  /** Asks until answered. */
  async #ask(): Promise<Completion<void>> {
    for (let probe = 0; probe < PROBES; probe += 1) {
      const found = this.#slot();
      if (!found.ok) return found;
      const answered = new AbortController();
      const probed = await Promise.race([
        this.#service.probe(found.value.name),
        this.clock.delay(PROBE_LIMIT_MS, answered.signal).then(() => null),
      ]);
      answered.abort();
      if (!this.#opened || !this.#serviceRuns) return serviceLost.failure;
      if (probed !== null) return probed.ok ? this.#look() : this.report(channelFault(probed.error));
    }
    const evidence = 'the card service does not answer';
    this.observe({ device: 'offline', faults: ['no-answer'], action: 'maintenance', evidence });
    return failed('deviceNotReady', 'noAnswer', evidence);
  }

  async #start(): Promise<Completion<void>> {
    const started = await this.#service.start();
    if (!this.#opened) {
      this.#service.stop();
      return failed('deviceNotReady', 'closed', 'the reader was closed');
    }
    if (!started.ok) return this.report(serviceFault(started.error));
    this.#serviceRuns = true;
    const deadline = this.clock.now() + READERS_TOLD_MS;
    while (this.#serviceRuns && this.#opened && chooseReader(this.#service.slots(), this.#wanted).kind === 'none') {
      const left = deadline - this.clock.now();
      if (left <= 0) break;
      await this.clock.delay(left, this.#changed.signal);
    }
    // The first reader told need not be the last: another may fit as well.
    await this.clock.delay(OTHERS_TOLD_MS, this.#opened?.signal);
    return this.#look();
  }

  /** Settles the status by what the service tells now. */
  #look(): Completion<void> {
    const found = this.#slot();
    if (!found.ok) return found;
    this.#see(found.value);
    return completed(undefined, 'none');
  }

  #slot(): { readonly ok: true; readonly value: ReaderSlot } | Failure {
    if (!this.#opened) return failed('deviceNotReady', 'closed', 'the reader is closed');
    if (!this.#serviceRuns) return serviceLost.failure;
    const slots = this.#service.slots();
    const choice = chooseReader(slots, this.#wanted);
    if (choice.kind === 'one') return { ok: true, value: choice.slot };
    const names = slots.map(({ name }) => name);
    return this.report(readerFault(choice.kind, this.#wanted, names));
  }

  #see({ name, card, firmware }: ReaderSlot): void {
    const media = card === 'mute' ? 'present' : card;
    const before = this.status();
    // A card that went mute in mid-command stays a fault until it is pulled.
    const mute = card === 'mute' || (card === 'present' && before.faults.includes('card-mute'));
    this.observe({
      device: 'online',
      media,
      faults: mute ? ['card-mute'] : [],
      action: mute ? 'clear' : 'none',
      evidence: `${name}: card ${card}`,
      identity: readerIdentity(name),
      firmware: firmware ?? null,
    });
    if (media === 'present' && before.media !== 'present') this.#tell('CardReader.MediaInsertedEvent', mute);
    if (media === 'notPresent' && before.media === 'present') this.#tell('CardReader.MediaRemovedEvent', false);
  }

  #told(): void {
    this.#wake();
    if (this.#serviceRuns) this.#look();
  }

  #serviceGone(): void {
    this.#serviceRuns = false;
    this.report(serviceLost);
    this.#wake();
    void this.#comeBack();
  }

  async #comeBack(): Promise<void> {
    const opened = this.#opened;
    while (opened && !opened.signal.aborted && !this.#serviceRuns) {
      await this.clock.delay(SERVICE_RETRY_MS, opened.signal);
      if (!opened.signal.aborted && !this.#serviceRuns) await this.#start();
    }
  }

  #wake(): void {
    const told = this.#changed;
    this.#changed = new AbortController();
    told.abort();
  }

  #tell(name: DeviceEvent['name'], mute: boolean): void {
    this.#events.tell({ deviceClass: 'cardReader', name, at: this.clock.now(), detail: mute ? 'mute' : '' });
  }
}
