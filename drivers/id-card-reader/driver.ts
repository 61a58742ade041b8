import {
  type Clock,
  type Completion,
  completed,
  failed,
  type IdCard,
  type IdCardReader,
  systemClock,
  type Transport,
  usbRelease,
} from '../contract/index.ts';
import { DriverShell, type Failure, portFault } from '../driver-shell/index.ts';
import { readWithin } from './card-waiting.ts';
import type { CommandName } from './commands.ts';
import { type ExchangeFault, type ExchangeResult, SdtExchange } from './exchange.ts';
import { answerEvidence, answerFault, exchangeFault } from './faults.ts';
import { formatSamId } from './sam-id.ts';

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
export class SdtIdCardReader extends DriverShell implements IdCardReader {
  readonly #transport: Transport;
  #exchange: SdtExchange | null = null;
  #stopHangUp: () => void = () => undefined;
  /** Aborted when the port goes, so that nobody sleeps on. */
  #gone = new AbortController();
  #cardLiesRead = false;

  constructor(transport: Transport, clock: Clock = systemClock) {
    const port = transport.port;
    super({ deviceClass: 'idCardReader', model: 'SDT identity card reader', media: 'unknown', port }, clock);
    this.#transport = transport;
  }

  read(options: ReadOptions): Promise<Completion<IdCard>> {
    return this.alone(() => this.#read(options));
  }

  /** Also a card that nobody read: `30 03` knows only the one that was, and the reader forgets that one with its power. */
  cardPresent(): Promise<Completion<'present' | 'notPresent'>> {
    return this.alone(async () => {
      for (const command of ['readFurtherAddress', 'findCard'] as const) {
        const answer = await this.#ask(command);
        // Any answer but those that speak of a card says that there is none, an unlisted one too.
        if (!answer.ok && answer.error !== 'refused') return this.report(exchangeFault(command, answer.error));
        if (!answer.ok) continue;
        if (answer.value.action === 'deviceFault') return this.report(answerFault(command, answer.value));
        answer.value.data.fill(0);
        if (answer.value.action !== 'proceed' && answer.value.action !== 'absent') continue;
        this.#cardLiesRead = command === 'readFurtherAddress';
        this.#setMedia(true, answerEvidence(command, answer.value));
        return completed('present', 'none');
      }
      this.#setMedia(false, '30 03, 20 01 -> no card');
      return completed('notPresent', 'none');
    });
  }

  readSamId(): Promise<Completion<string>> {
    return this.alone(async () => {
      const answer = await this.#askPatiently('samId');
      if (!answer.ok) return answer;
      const identity = formatSamId(answer.value.data);
      if (identity === null) return this.report(exchangeFault('samId', 'badFrames'));
      this.observe({ identity });
      return completed(identity, 'none');
    });
  }

  protected get isOpen(): boolean {
    return this.#exchange !== null;
  }

  /**
   * Opens the port, sets the radio packet size, asks the SAM how it is and who it is. After a SAM fault the port stays
   * open, so that `refresh` sees the recovery.
   */
  protected async connect(): Promise<Completion<void>> {
    const opened = await this.#transport.open();
    if (!opened.ok) return this.report(portFault(opened.error));
    this.#gone = new AbortController();
    this.#cardLiesRead = false;
    this.#exchange = new SdtExchange(this.#transport, this.clock);
    this.#stopHangUp = this.#transport.onHangUp((reason) => this.#hungUp(reason));
    // Some readers do not know the packet size command: whatever they say to it, 11 FF decides.
    await this.#ask('setRfPacket80');
    const health = await this.#askPatiently('samStatus');
    if (!health.ok) {
      // Without a SAM that answers this may be another device altogether: it keeps no port.
      if (!SAM_FAULTS.has(health.error.errorCode)) await this.disconnect();
      return health;
    }
    const number = await this.#askPatiently('samId');
    if (!this.#exchange) return failed('deviceNotReady', 'hungUp', 'the port hung up while opening');
    const identity = number.ok ? formatSamId(number.value.data) : null;
    // GA/T 467 has no question for a version: only a USB descriptor may tell one.
    this.observe({ identity, media: 'notPresent', firmware: usbRelease(this.#transport.release) });
    this.#clean(health.value.evidence);
    return completed(undefined, 'none');
  }

  /** `11 FF`. */
  protected async check(): Promise<Completion<void>> {
    const health = await this.#askPatiently('samStatus');
    if (!health.ok) return health;
    this.#clean(health.value.evidence);
    return completed(undefined, 'none');
  }

  protected async disconnect(): Promise<void> {
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
    this.observeHangUp(reason);
    exchange?.end('hungUp');
    this.#gone.abort();
  }

  #read(options: ReadOptions): Promise<Completion<IdCard>> {
    const { signal } = options;
    return readWithin(options, this.clock, {
      ask: (command) => this.#ask(command, signal),
      found: () => {
        this.#cardLiesRead = false;
        this.#setMedia(true, '20 01 -> 9F');
      },
      nothingFound: () => this.#afterNothingFound(signal),
      read: () => {
        this.#cardLiesRead = true;
      },
      reopen: () => this.reopen(),
      report: (report) => this.report(report),
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
    if (!exchange) return { ok: false, error: this.#portGone() };
    const answer = await exchange.ask(command, signal);
    // A port that takes no bytes any more is as good as unplugged, whether or not it says so. Said here, because some
    // answers matter to nobody: the reader would stay online for ever, without a port.
    const dead = !answer.ok && (answer.error === 'hungUp' || answer.error === 'writeFailed');
    if (dead && this.#exchange === exchange) {
      await this.disconnect();
      this.report(exchangeFault(command, answer.error));
    }
    const lineFault = this.status().faults.some((fault) => LINE_FAULTS.has(fault));
    if (answer.ok && lineFault) this.#clean(answerEvidence(command, answer.value));
    return answer;
  }

  /** Why there is no port any more. */
  #portGone(): ExchangeFault {
    const { faults } = this.status();
    if (faults.includes('hung-up')) return 'hungUp';
    return faults.includes('port-error') ? 'writeFailed' : 'closed';
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
      if (answer.ok) return this.report(answerFault(command, answer.value));
      fault = answer.error;
      // The port was given up with the failed write: asking once more would only find it closed, and say nothing.
      if (fault === 'hungUp' || fault === 'closed' || fault === 'writeFailed') break;
    }
    return this.report(exchangeFault(command, fault));
  }

  #clean(evidence: string): void {
    this.observe({ device: 'online', faults: [], action: 'none', evidence });
  }

  #setMedia(present: boolean, evidence: string): void {
    if (!present) this.#cardLiesRead = false;
    this.observe({ media: present ? 'present' : 'notPresent', evidence });
  }
}
