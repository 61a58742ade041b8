import type { Clock, Result, Transport, TransportError } from '../contract/index.ts';
import { serialPortIdentity } from '../transports/index.ts';
import { type LinkFault, OneAtATime } from './link.ts';

/** The byte stream to a board that is asked: one question at a time, and a hang-up or a closing ends the one that waits. */
export class BoardWire {
  readonly #transport: Transport;
  readonly #clock: Clock;
  readonly #turns = new OneAtATime();
  #stop: () => void = () => undefined;
  #ended = new AbortController();
  #identity: string | null = null;

  constructor(transport: Transport, clock: Clock) {
    this.#transport = transport;
    this.#clock = clock;
  }

  /** Of the USB device behind the port, once it is open; null where there is none. */
  get identity(): string | null {
    return this.#identity;
  }

  get port(): string {
    return this.#transport.port;
  }

  /** What came before is over: aborted by a hang-up or a closing. */
  get ended(): AbortSignal {
    return this.#ended.signal;
  }

  async open(hear: {
    data: (bytes: Uint8Array) => void;
    hungUp: (reason: string) => void;
  }): Promise<Result<void, TransportError>> {
    const opened = await this.#transport.open();
    if (!opened.ok) return opened;
    this.#ended = new AbortController();
    const stopData = this.#transport.onData(hear.data);
    const stopHangUp = this.#transport.onHangUp((reason) => {
      this.#ended.abort();
      hear.hungUp(reason);
    });
    this.#stop = () => {
      stopData();
      stopHangUp();
    };
    this.#identity = await serialPortIdentity(this.port);
    return opened;
  }

  /** Lets one question run at a time, in the order they came. */
  turn<T>(question: () => Promise<T | LinkFault>): Promise<T | LinkFault> {
    return this.#turns.run(question);
  }

  /**
   * Writes, and waits until `answered` or as long as a board may take. The fault is the wire's only: null says nothing of
   * whether an answer came.
   */
  async say(bytes: Uint8Array, answerMs: number, answered: AbortSignal): Promise<'hungUp' | 'writeFailed' | null> {
    const ended = this.ended;
    const sent = await this.#transport.write(bytes);
    if (sent.ok) await this.#clock.delay(answerMs, AbortSignal.any([answered, ended]));
    if (ended.aborted) return 'hungUp';
    if (sent.ok) return null;
    return sent.error.kind === 'closed' ? 'hungUp' : 'writeFailed';
  }

  async close(): Promise<void> {
    this.#ended.abort();
    this.#stop();
    await this.#transport.close();
  }
}
