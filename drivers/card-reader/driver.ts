import {
  type Clock,
  type Completion,
  completed,
  type DeviceError,
  type DeviceEvent,
  type DeviceStatus,
  failed,
  type SmartCardReader,
  type SocialSecurityCard,
  systemClock,
} from '../contract/index.ts';
import { readSocialSecurityCard } from './card-reading.ts';
import type { CardService, ReaderSlot } from './channel.ts';
import { chooseReader } from './choose-reader.ts';
import { CardExchange } from './exchange.ts';
import {
  cardMute,
  cardRemoved,
  channelFault,
  type FaultReport,
  isWorthPoweringAgain,
  isWorthReadingAgain,
  readerFault,
  readingFault,
  serviceFault,
  serviceLost,
} from './faults.ts';

type Failure = { readonly ok: false; readonly error: DeviceError };
type ReadOptions = Parameters<SmartCardReader['read']>[0];

/** The service tells its readers in the first moments after it was asked. Milliseconds. */
const READERS_TOLD_MS = 500;
const OTHERS_TOLD_MS = 50;
/** A service that died is looked for this often. */
const SERVICE_RETRY_MS = 1_000;
/** Between two tries with the same card: longer than the service takes to notice that it was pulled. */
const RETRY_MS = 600;
const TRIES = 3;
const PROBE_LIMIT_MS = 3_000;

/**
 * Reads social security cards in a PC/SC reader. Nothing but `read` powers a card. The service's own notices keep the
 * status; when the service or the reader goes, the driver says so and comes back by itself when they do.
 */
export class PcscSocialSecurityCardReader implements SmartCardReader {
  readonly #service: CardService;
  readonly #wanted: string | null;
  readonly #clock: Clock;
  readonly #statusListeners = new Set<(status: DeviceStatus) => void>();
  readonly #eventListeners = new Set<(event: DeviceEvent) => void>();
  #status: DeviceStatus;
  /** Aborted on close; null while closed. */
  #opened: AbortController | null = null;
  #serviceRuns = false;
  /** Aborted and replaced whenever the service told something, to wake whoever waits for a card. */
  #changed = new AbortController();
  #stopListening: () => void = () => undefined;
  #busy = false;
  #refreshing: Promise<DeviceStatus> | null = null;

  /** `reader` is the PC/SC reader's name or a part of it; without it there must be only one reader. */
  constructor(service: CardService, options: { reader?: string } = {}, clock: Clock = systemClock) {
    this.#service = service;
    this.#wanted = options.reader ?? null;
    this.#clock = clock;
    this.#status = {
      deviceClass: 'cardReader',
      device: 'unknown',
      media: 'unknown',
      paper: null,
      action: 'none',
      faults: [],
      observedAt: clock.now(),
      evidence: 'not opened yet',
      identity: null,
      model: 'PC/SC card reader',
    };
  }

  status(): DeviceStatus {
    return this.#status;
  }

  onStatus(listener: (status: DeviceStatus) => void): () => void {
    this.#statusListeners.add(listener);
    return () => this.#statusListeners.delete(listener);
  }

  /** `CardReader.MediaInsertedEvent` (detail `mute` when it does not answer) and `CardReader.MediaRemovedEvent`. */
  onEvent(listener: (event: DeviceEvent) => void): () => void {
    this.#eventListeners.add(listener);
    return () => this.#eventListeners.delete(listener);
  }

  /** Starts the service and waits a moment for the reader. Fails when either is absent. */
  open(): Promise<Completion<void>> {
    return this.#alone<void>(async () => {
      if (this.#opened) return this.#look();
      this.#observe({ device: 'starting', faults: [], action: 'none', evidence: 'asking for the card service' });
      const opened = new AbortController();
      this.#opened = opened;
      const stopChange = this.#service.onChange(() => this.#told());
      const stopLost = this.#service.onLost(() => this.#serviceGone());
      this.#stopListening = () => {
        stopChange();
        stopLost();
      };
      const started = await this.#start();
      if (started.ok) return started;
      this.#shut();
      return started;
    });
  }

  async close(): Promise<void> {
    this.#shut();
    this.#observe({ device: 'offline', media: 'unknown', faults: [], action: 'none', evidence: 'closed' });
  }

  /** Asks service and reader for a sign of life. While a command runs, or closed, nothing is asked. */
  refresh(): Promise<DeviceStatus> {
    if (this.#refreshing) return this.#refreshing;
    if (this.#busy || !this.#opened || !this.#serviceRuns) {
      // That it is closed, or that the service is being looked for, is known now; a running command observes by itself.
      if (!this.#busy && this.#status.device !== 'unknown') this.#observe({});
      return Promise.resolve(this.#status);
    }
    const refreshing = this.#probe().then(() => {
      this.#refreshing = null;
      return this.#status;
    });
    this.#refreshing = refreshing;
    return refreshing;
  }

  read(options: ReadOptions): Promise<Completion<SocialSecurityCard>> {
    return this.#alone(() => this.#read(options));
  }

  cardPresent(): Promise<Completion<'present' | 'notPresent'>> {
    return this.#alone(async () => {
      const found = this.#slot();
      if (!found.ok) return found;
      return completed(
        found.value.card === 'present' || found.value.card === 'mute' ? 'present' : 'notPresent',
        'none',
      );
    });
  }

  /** One command at a time; a command waits for a running `refresh`, which is short and not a person's. */
  async #alone<T>(body: () => Promise<Completion<T>>): Promise<Completion<T>> {
    if (this.#busy) return failed('sequenceError', 'busy', 'another command is running');
    this.#busy = true;
    try {
      await this.#refreshing;
      return await body();
    } finally {
      this.#busy = false;
    }
  }

  async #start(): Promise<Completion<void>> {
    const started = await this.#service.start();
    if (!this.#opened) {
      this.#service.stop();
      return failed('deviceNotReady', 'closed', 'the reader was closed');
    }
    if (!started.ok) return this.#report(serviceFault(started.error));
    this.#serviceRuns = true;
    const deadline = this.#clock.now() + READERS_TOLD_MS;
    while (this.#serviceRuns && this.#opened && chooseReader(this.#service.slots(), this.#wanted).kind === 'none') {
      const left = deadline - this.#clock.now();
      if (left <= 0) break;
      await this.#clock.delay(left, this.#changed.signal);
    }
    // The first reader told need not be the last: another may fit as well.
    await this.#clock.delay(OTHERS_TOLD_MS, this.#opened?.signal);
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
    return this.#report(readerFault(choice.kind, this.#wanted, names));
  }

  #see({ name, card }: ReaderSlot): void {
    const media = card === 'mute' ? 'present' : card;
    const before = this.#status.media;
    // A card that went mute in mid-command stays a fault until it is pulled.
    const mute = card === 'mute' || (card === 'present' && this.#status.faults.includes('card-mute'));
    this.#observe({
      device: 'online',
      media,
      faults: mute ? ['card-mute'] : [],
      action: mute ? 'clear' : 'none',
      evidence: `${name}: card ${card}`,
      identity: name,
    });
    if (media === 'present' && before !== 'present') this.#tell('CardReader.MediaInsertedEvent', mute ? 'mute' : '');
    if (media === 'notPresent' && before === 'present') this.#tell('CardReader.MediaRemovedEvent', '');
  }

  #told(): void {
    this.#wake();
    if (this.#serviceRuns) this.#look();
  }

  #serviceGone(): void {
    this.#serviceRuns = false;
    this.#report(serviceLost);
    this.#wake();
    void this.#comeBack();
  }

  async #comeBack(): Promise<void> {
    const opened = this.#opened;
    while (opened && !opened.signal.aborted && !this.#serviceRuns) {
      await this.#clock.delay(SERVICE_RETRY_MS, opened.signal);
      if (!opened.signal.aborted && !this.#serviceRuns) await this.#start();
    }
  }

  #shut(): void {
    this.#stopListening();
    this.#opened?.abort();
    this.#opened = null;
    this.#serviceRuns = false;
    this.#service.stop();
    this.#wake();
  }

  #wake(): void {
    const told = this.#changed;
    this.#changed = new AbortController();
    told.abort();
  }

  async #probe(): Promise<void> {
    const found = this.#slot();
    if (!found.ok) return;
    const answered = new AbortController();
    const probed = await Promise.race([
      this.#service.probe(found.value.name),
      this.#clock.delay(PROBE_LIMIT_MS, answered.signal).then(() => null),
    ]);
    answered.abort();
    if (!this.#opened || !this.#serviceRuns) return;
    if (probed === null) {
      const evidence = 'the card service does not answer';
      this.#observe({ device: 'offline', faults: ['no-answer'], action: 'maintenance', evidence });
    } else if (probed.ok) this.#look();
    else this.#report(channelFault(probed.error));
  }

  async #read({ timeoutMs, signal, onProgress }: ReadOptions): Promise<Completion<SocialSecurityCard>> {
    const deadline = this.#clock.now() + timeoutMs;
    for (;;) {
      onProgress?.('waiting');
      const slot = await this.#cardIn(deadline, timeoutMs, signal);
      if (!slot.ok) return slot;
      onProgress?.('seen');
      const end = await this.#tryCard(slot.value.name, signal, () => onProgress?.('reading'));
      // The service had not noticed yet that the card was gone: nothing was read of it, so the waiting goes on.
      if (end !== 'neverThere') return end;
    }
  }

  /** Waits until the service tells of a card. */
  async #cardIn(
    deadline: number,
    timeoutMs: number,
    signal: AbortSignal | undefined,
  ): Promise<{ readonly ok: true; readonly value: ReaderSlot } | Failure> {
    for (;;) {
      const slot = this.#slot();
      if (!slot.ok || slot.value.card === 'present') return slot;
      if (slot.value.card === 'mute') return this.#report(cardMute);
      if (signal?.aborted) return channelFault('aborted').failure;
      const left = deadline - this.#clock.now();
      if (left <= 0) return failed('timeOut', 'noCard', `no card was put in within ${timeoutMs} ms`);
      await this.#clock.delay(left, this.#until(signal));
    }
  }

  /** Reads the card, again where a bad contact may have been the reason. */
  async #tryCard(
    name: string,
    signal: AbortSignal | undefined,
    reading: () => void,
  ): Promise<Completion<SocialSecurityCard> | 'neverThere'> {
    let powered = false;
    for (let attempt = 1; ; attempt++) {
      if (signal?.aborted) return channelFault('aborted').failure;
      const pass = await this.#pass(name, signal, () => {
        powered = true;
        reading();
      });
      if (pass.ok) return pass;
      // A service or reader that went takes the card with it: that is not the person's doing.
      if (!this.#slot().ok || !pass.again) return this.#endOfPass(pass.report);
      await this.#clock.delay(RETRY_MS, this.#until(signal));
      const still = this.#slot();
      if (!still.ok) return still;
      if (still.value.card === 'notPresent') return powered ? cardRemoved() : 'neverThere';
      if (attempt === TRIES) return this.#report(pass.report);
    }
  }

  #endOfPass(report: FaultReport): Failure {
    const there = this.#slot();
    return there.ok ? this.#report(report) : there;
  }

  #until(signal: AbortSignal | undefined): AbortSignal {
    return signal ? AbortSignal.any([signal, this.#changed.signal]) : this.#changed.signal;
  }

  /** One powering of the card. Whatever was read is dropped with it unless all was. */
  async #pass(
    name: string,
    signal: AbortSignal | undefined,
    powered: () => void,
  ): Promise<(Completion<SocialSecurityCard> & { ok: true }) | { ok: false; report: FaultReport; again: boolean }> {
    const connected = await this.#service.connect(name);
    if (!connected.ok) {
      const { error } = connected;
      return { ok: false, report: channelFault(error), again: isWorthPoweringAgain(error) };
    }
    powered();
    const channel = connected.value;
    const exchange = new CardExchange(channel, this.#clock, signal);
    const card = await readSocialSecurityCard((command) => exchange.ask(command));
    exchange.release();
    await channel.close();
    if (!card.ok) return { ok: false, report: readingFault(card.error), again: isWorthReadingAgain(card.error) };
    this.#observe({ faults: [], action: 'none', evidence: `${name}: card read` });
    return { ok: true, value: card.value, effect: 'none' };
  }

  #report({ failure, status }: FaultReport): Failure {
    if (status) this.#observe(status);
    return failure;
  }

  #tell(name: DeviceEvent['name'], detail: string): void {
    const event: DeviceEvent = { deviceClass: 'cardReader', name, at: this.#clock.now(), detail };
    for (const listener of [...this.#eventListeners]) listener(event);
  }

  #observe(change: Partial<DeviceStatus>): void {
    this.#status = { ...this.#status, ...change, observedAt: this.#clock.now() };
    for (const listener of [...this.#statusListeners]) listener(this.#status);
  }
}
