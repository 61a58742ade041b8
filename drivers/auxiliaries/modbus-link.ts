import type { Clock, Result, Transport, TransportError } from '../contract/index.ts';
import { BoardWire } from './board-wire.ts';
import type { LinkFault, LinkListener, SignalLink } from './link.ts';
import { encodeRequest, functionOf, type ModbusRequest, type ModbusResponse, ResponseFinder } from './modbus.ts';
import type { ModbusSettings } from './profile-links.ts';

/** After a question without an answer the line must be this quiet, so that no late answer is taken for the next one's. */
const QUIET_MS = 50;
const QUIET_ROUNDS = 10;

/** Asks one Modbus RTU board for its bits and sets its coils. */
export class ModbusLink implements SignalLink {
  readonly port: string;
  readonly canBeAsked = true;
  readonly pollMs: number;
  readonly heartbeatMs = null;
  question = '';
  readonly #wire: BoardWire;
  readonly #settings: ModbusSettings;
  readonly #clock: Clock;
  #listener: LinkListener | null = null;
  #receive: ((bytes: Uint8Array) => void) | null = null;
  #unsettled = false;
  #heard = false;

  constructor(transport: Transport, settings: ModbusSettings, clock: Clock) {
    this.#wire = new BoardWire(transport, clock);
    this.#settings = settings;
    this.#clock = clock;
    this.port = transport.port;
    this.pollMs = settings.pollMs;
  }

  get identity(): string | null {
    return this.#wire.identity;
  }

  async open(listener: LinkListener): Promise<Result<void, TransportError>> {
    const opened = await this.#wire.open({
      data: (bytes) => {
        this.#heard = true;
        this.#receive?.(bytes);
      },
      hungUp: (reason) => listener.hungUp(reason),
    });
    if (opened.ok) this.#listener = listener;
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

  close(): Promise<void> {
    this.#listener = null;
    return this.#wire.close();
  }

  #ask(request: ModbusRequest): Promise<ModbusResponse | LinkFault> {
    return this.#wire.turn(async () => {
      if (this.#unsettled) await this.#quiet();
      if (this.#wire.ended.aborted) return 'hungUp';
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
      const fault = await this.#wire.say(encodeRequest(unit, request), answerMs, answered.signal);
      this.#receive = null;
      this.#unsettled = answer === null;
      return answer ?? fault ?? (heard ? 'badFrames' : 'noAnswer');
    });
  }

  async #quiet(): Promise<void> {
    for (let round = 0; round < QUIET_ROUNDS; round++) {
      this.#heard = false;
      await this.#clock.delay(QUIET_MS, this.#wire.ended);
      if (!this.#heard) return;
    }
  }
}
