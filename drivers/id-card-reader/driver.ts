import {
  type Clock,
  type Completion,
  completed,
  type DeviceError,
  type DeviceStatus,
  failed,
  type IdCard,
  type IdCardReader,
  systemClock,
  type Transport,
} from '../contract/index.ts';
import { readWithin } from './card-waiting.ts';
import type { CommandName } from './commands.ts';
import { type ExchangeFault, type ExchangeResult, SdtExchange } from './exchange.ts';
import { answerEvidence, answerFault, exchangeFault, type FaultReport, portFault } from './faults.ts';
import { formatSamId } from './sam-id.ts';

type Failure = { readonly ok: false; readonly error: DeviceError };
type ReadOptions = Parameters<IdCardReader['read']>[0];

const TRIES = 3;

const SAM_FAULTS = new Set(['samFault', 'samNotAuthorised']);
/** Faults of the line or the frames: any good answer disproves them. A SAM fault is disproved by `11 FF` only. */
const LINE_FAULTS = new Set(['no-answer', 'bad-frames', 'frames-refused', 'port-error']);

/**
 * Reader of resident identity cards and the three permits beside them, after GA/T 467 over a byte stream. `media` says
 * whether a card this driver has seen lies there; outside `read` nothing looks for cards, so that the radio field stays
 * off and nobody's card is noticed by chance.
 */
export class SdtIdCardReader implements IdCardReader {
  readonly #transport: Transport;
  readonly #clock: Clock;
  readonly #listeners = new Set<(status: DeviceStatus) => void>();
  #status: DeviceStatus;
  #exchange: SdtExchange | null = null;
  #stopHangUp: () => void = () => undefined;
  /** Aborted when the port goes, so that nobody sleeps on. */
  #gone = new AbortController();
  #busy = false;
  #refreshing: Promise<DeviceStatus> | null = null;
  #cardLiesRead = false;

  constructor(transport: Transport, clock: Clock = systemClock) {
    this.#transport = transport;
    this.#clock = clock;
    this.#status = {
      deviceClass: 'idCardReader',
      device: 'unknown',
      media: 'unknown',
      paper: null,
      action: 'none',
      faults: [],
      observedAt: clock.now(),
      evidence: 'not opened yet',
      identity: null,
      model: 'SDT identity card reader',
    };
  }

  status(): DeviceStatus {
    return this.#status;
  }

  onStatus(listener: (status: DeviceStatus) => void): () => void {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }

  /**
   * Opens the port, sets the radio packet size, asks the SAM how it is and who it is. When already open it only asks how
   * the SAM is. After a SAM fault the port stays open, so that `refresh` sees the recovery.
   */
  open(): Promise<Completion<void>> {
    return this.#alone<void>(async () => {
      if (!this.#exchange) return this.#connect();
      const health = await this.#askPatiently('samStatus');
      if (!health.ok) return health;
      this.#clean(health.value.evidence);
      return completed(undefined, 'none');
    });
  }

  async close(): Promise<void> {
    await this.#disconnect();
    this.#observe({ device: 'offline', media: 'unknown', faults: [], action: 'none', evidence: 'closed' });
  }

  /** `11 FF` when idle. While a command runs, or closed, nothing is asked. */
  refresh(): Promise<DeviceStatus> {
    if (this.#refreshing) return this.#refreshing;
    if (this.#busy || !this.#exchange) {
      // That the port is closed is known now; a running command observes by itself.
      if (!this.#busy && this.#status.device !== 'unknown') this.#observe({});
      return Promise.resolve(this.#status);
    }
    const refreshing = this.#askPatiently('samStatus').then((answer) => {
      if (answer.ok) this.#clean(answer.value.evidence);
      this.#refreshing = null;
      return this.#status;
    });
    this.#refreshing = refreshing;
    return refreshing;
  }

  read(options: ReadOptions): Promise<Completion<IdCard>> {
    return this.#alone(() => this.#read(options));
  }

  cardPresent(): Promise<Completion<'present' | 'notPresent'>> {
    return this.#alone(async () => {
      const answer = await this.#ask('readFurtherAddress');
      // Any answer but 90 and 91 says that the card is gone, an unlisted one too.
      if (!answer.ok && answer.error !== 'refused')
        return this.#report(exchangeFault('readFurtherAddress', answer.error));
      if (answer.ok && answer.value.action === 'deviceFault') {
        return this.#report(answerFault('readFurtherAddress', answer.value));
      }
      if (answer.ok) answer.value.data.fill(0);
      const present = answer.ok && (answer.value.action === 'proceed' || answer.value.action === 'absent');
      this.#setMedia(present, answer.ok ? answerEvidence('readFurtherAddress', answer.value) : '30 03 -> refused');
      return completed(present ? 'present' : 'notPresent', 'none');
    });
  }

  readSamId(): Promise<Completion<string>> {
    return this.#alone(async () => {
      const answer = await this.#askPatiently('samId');
      if (!answer.ok) return answer;
      const identity = formatSamId(answer.value.data);
      if (identity === null) return this.#report(exchangeFault('samId', 'badFrames'));
      this.#observe({ identity });
      return completed(identity, 'none');
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

  async #connect(): Promise<Completion<void>> {
    this.#observe({ device: 'starting', faults: [], action: 'none', evidence: `opening ${this.#transport.port}` });
    const opened = await this.#transport.open();
    if (!opened.ok) return this.#report(portFault(opened.error));
    this.#gone = new AbortController();
    this.#cardLiesRead = false;
    this.#exchange = new SdtExchange(this.#transport, this.#clock);
    this.#stopHangUp = this.#transport.onHangUp((reason) => this.#hungUp(reason));
    // Some readers do not know the packet size command: whatever they say to it, 11 FF decides.
    await this.#ask('setRfPacket80');
    const health = await this.#askPatiently('samStatus');
    if (!health.ok) {
      // Without a SAM that answers this may be another device altogether: it keeps no port.
      if (!SAM_FAULTS.has(health.error.errorCode)) await this.#disconnect();
      return health;
    }
    const number = await this.#askPatiently('samId');
    if (!this.#exchange) return failed('deviceNotReady', 'hungUp', 'the port hung up while opening');
    this.#observe({ identity: number.ok ? formatSamId(number.value.data) : null, media: 'notPresent' });
    this.#clean(health.value.evidence);
    return completed(undefined, 'none');
  }

  async #disconnect(): Promise<void> {
    this.#stopHangUp();
    this.#exchange?.end('closed');
    this.#exchange = null;
    this.#gone.abort();
    await this.#transport.close();
  }

  #hungUp(reason: string): void {
    this.#stopHangUp();
    const exchange = this.#exchange;
    this.#exchange = null;
    this.#observe({
      device: 'offline',
      media: 'unknown',
      faults: ['hung-up'],
      action: 'maintenance',
      evidence: reason,
    });
    exchange?.end('hungUp');
    this.#gone.abort();
  }

  #read(options: ReadOptions): Promise<Completion<IdCard>> {
    const { signal } = options;
    return readWithin(options, this.#clock, {
      ask: (command) => this.#ask(command, signal),
      found: () => {
        this.#cardLiesRead = false;
        this.#setMedia(true, '20 01 -> 9F');
      },
      nothingFound: () => this.#afterNothingFound(signal),
      read: () => {
        this.#cardLiesRead = true;
      },
      reopen: async () => {
        await this.#disconnect();
        return this.#connect();
      },
      report: (report) => this.#report(report),
      wakeUp: () => this.#until(signal),
    });
  }

  /** Is it nobody's card, or the one already read that still lies there and answers no more? */
  async #afterNothingFound(signal: AbortSignal | undefined): Promise<void> {
    if (!this.#cardLiesRead) {
      this.#setMedia(false, '20 01 -> 80');
      return;
    }
    const answer = await this.#ask('readFurtherAddress', signal);
    if (!answer.ok) return;
    answer.value.data.fill(0);
    const present = answer.value.action === 'proceed' || answer.value.action === 'absent';
    this.#setMedia(present, answerEvidence('readFurtherAddress', answer.value));
  }

  #until(signal: AbortSignal | undefined): AbortSignal {
    return signal ? AbortSignal.any([signal, this.#gone.signal]) : this.#gone.signal;
  }

  async #ask(command: CommandName, signal?: AbortSignal): Promise<ExchangeResult> {
    const exchange = this.#exchange;
    if (!exchange) return { ok: false, error: this.#status.faults.includes('hung-up') ? 'hungUp' : 'closed' };
    const answer = await exchange.ask(command, signal);
    // A port that takes no bytes any more is as good as unplugged, whether or not it says so.
    const dead = !answer.ok && (answer.error === 'hungUp' || answer.error === 'writeFailed');
    if (dead && this.#exchange === exchange) await this.#disconnect();
    const lineFault = this.#status.faults.some((fault) => LINE_FAULTS.has(fault));
    if (answer.ok && lineFault) this.#clean(answerEvidence(command, answer.value));
    return answer;
  }

  /** For commands that may be repeated: up to three tries. */
  async #askPatiently(
    command: 'samStatus' | 'samId',
  ): Promise<{ readonly ok: true; readonly value: { data: Uint8Array; evidence: string } } | Failure> {
    let fault: ExchangeFault = 'noAnswer';
    for (let attempt = 0; attempt < TRIES; attempt++) {
      const answer = await this.#ask(command);
      if (answer.ok && answer.value.action === 'proceed') {
        return { ok: true, value: { data: answer.value.data, evidence: answerEvidence(command, answer.value) } };
      }
      if (answer.ok) return this.#report(answerFault(command, answer.value));
      fault = answer.error;
      // The port was given up with the failed write: asking once more would only find it closed, and say nothing.
      if (fault === 'hungUp' || fault === 'closed' || fault === 'writeFailed') break;
    }
    return this.#report(exchangeFault(command, fault));
  }

  #report({ failure, status }: FaultReport): Failure {
    if (status) this.#observe(status);
    return failure;
  }

  #clean(evidence: string): void {
    this.#observe({ device: 'online', faults: [], action: 'none', evidence });
  }

  #setMedia(present: boolean, evidence: string): void {
    if (!present) this.#cardLiesRead = false;
    this.#observe({ media: present ? 'present' : 'notPresent', evidence });
  }

  #observe(change: Partial<DeviceStatus>): void {
    this.#status = { ...this.#status, ...change, observedAt: this.#clock.now() };
    for (const listener of [...this.#listeners]) listener(this.#status);
  }
}
