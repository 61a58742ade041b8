import type { Clock, Result, Transport, TransportError } from '../contract/index.ts';
import { type LinkFault, type LinkListener, OneAtATime, type SignalLink } from './link.ts';
import { encodeRequest, functionOf, type ModbusRequest, type ModbusResponse, ResponseFinder } from './modbus.ts';
import type { ModbusSettings } from './profile.ts';

/** After a question without an answer the line must be this quiet, so that no late answer is taken for the next one's. */
const QUIET_MS = 50;
const QUIET_ROUNDS = 10;

/** Asks one Modbus RTU board for its bits and sets its coils. */
export class ModbusLink implements SignalLink {
  readonly port: string;
  readonly pollMs: number;
  readonly heartbeatMs = null;
  question = '';
  readonly #transport: Transport;
  readonly #settings: ModbusSettings;
  readonly #clock: Clock;
  readonly #line = new OneAtATime();
  #listener: LinkListener | null = null;
  #stop: () => void = () => undefined;
  #receive: ((bytes: Uint8Array) => void) | null = null;
  #ended = new AbortController();
  #unsettled = false;
  #heard = false;

  constructor(transport: Transport, settings: ModbusSettings, clock: Clock) {
    this.#transport = transport;
    this.#settings = settings;
    this.#clock = clock;
    this.port = transport.port;
    this.pollMs = settings.pollMs;
  }

  async open(listener: LinkListener): Promise<Result<void, TransportError>> {
    const opened = await this.#transport.open();
    if (!opened.ok) return opened;
    this.#ended = new AbortController();
    this.#listener = listener;
    const stopData = this.#transport.onData((bytes) => {
      this.#heard = true;
      this.#receive?.(bytes);
    });
    const stopHangUp = this.#transport.onHangUp((reason) => {
      this.#ended.abort();
      listener.hungUp(reason);
    });
    this.#stop = () => {
      stopData();
      stopHangUp();
    };
    return opened;
  }

  async poll(): Promise<LinkFault | null> {
    for (const { function: code, start, count } of this.#settings.polls) {
      const answer = await this.#ask({ kind: 'read', function: code, start, count });
      if (typeof answer === 'string') return answer;
      if (answer.kind !== 'bits') return 'refused';
      const name = code === 1 ? 'coil' : 'discrete';
      this.#listener?.signals(
        new Map(answer.bits.map((on, index): [string, number] => [`${name}:${start + index}`, on ? 1 : 0])),
      );
    }
    return null;
  }

  /** Neighbouring coils go out in one request, so that a light never shows two colors on its way. */
  async write(values: ReadonlyMap<string, number>): Promise<LinkFault | null> {
    const coils = [...values]
      .map(([name, value]) => ({ address: Number(name.slice('coil:'.length)), on: value !== 0 }))
      .sort((one, other) => one.address - other.address);
    const [first] = coils;
    if (!first) return null;
    const together = coils.every(({ address }, index) => address === first.address + index);
    const requests: ModbusRequest[] =
      together && coils.length > 1
        ? [{ kind: 'writeCoils', start: first.address, on: coils.map(({ on }) => on) }]
        : coils.map(({ address, on }) => ({ kind: 'writeCoil', address, on }));
    for (const request of requests) {
      const answer = await this.#ask(request);
      if (typeof answer === 'string') return answer;
      if (answer.kind !== 'written') return 'refused';
    }
    return null;
  }

  async close(): Promise<void> {
    this.#ended.abort();
    this.#stop();
    this.#listener = null;
    await this.#transport.close();
  }

  #ask(request: ModbusRequest): Promise<ModbusResponse | LinkFault> {
    return this.#line.run(async () => {
      if (this.#unsettled) await this.#quiet();
      if (this.#ended.signal.aborted) return 'hungUp';
      const { unit, answerMs } = this.#settings;
      this.question = `unit ${unit} function ${functionOf(request)}`;
      const finder = new ResponseFinder(unit, request);
      const answered = new AbortController();
      let answer: ModbusResponse | null = null;
      let heard = false;
      this.#receive = (bytes) => {
        heard = true;
        answer ??= finder.push(bytes);
        if (answer) answered.abort();
      };
      const sent = await this.#transport.write(encodeRequest(unit, request));
      if (sent.ok) await this.#clock.delay(answerMs, AbortSignal.any([answered.signal, this.#ended.signal]));
      this.#receive = null;
      this.#unsettled = answer === null;
      if (answer) return answer;
      if (this.#ended.signal.aborted) return 'hungUp';
      if (!sent.ok) return sent.error.kind === 'closed' ? 'hungUp' : 'writeFailed';
      return heard ? 'badFrames' : 'noAnswer';
    });
  }

  async #quiet(): Promise<void> {
    for (let round = 0; round < QUIET_ROUNDS; round++) {
      this.#heard = false;
      await this.#clock.delay(QUIET_MS, this.#ended.signal);
      if (!this.#heard) return;
    }
  }
}
