import { type Clock, fail, ok, type Result } from '../contract/index.ts';
import { type CommandApdu, decodeResponseApdu, encodeCommandApdu, type ResponseApdu } from './apdu.ts';
import type { CardChannel, ChannelFault } from './channel.ts';
import { statusMeaning } from './status-words.ts';

/** A card that has not answered by then will not. Readers give up by themselves after about as long. Milliseconds. */
export const ANSWER_LIMIT_MS = 5_000;
/** Follow-up commands one command may need; a card that asks for more plays games. */
const FOLLOW_UPS = 4;

export type ExchangeFault = ChannelFault | 'aborted' | 'badAnswer';

/** One command, one answer, with the two courtesies of T=0: fetching what waits, and asking again with the right length. */
export class CardExchange {
  readonly #channel: CardChannel;
  readonly #clock: Clock;
  readonly #ended = new AbortController();
  #end: ExchangeFault = 'removed';
  readonly #stop: () => void;

  constructor(channel: CardChannel, clock: Clock, signal?: AbortSignal) {
    this.#channel = channel;
    this.#clock = clock;
    const stopRemoved = channel.onRemoved(() => this.#finish('removed'));
    const onAbort = () => this.#finish('aborted');
    signal?.addEventListener('abort', onAbort, { once: true });
    if (signal?.aborted) onAbort();
    this.#stop = () => {
      stopRemoved();
      signal?.removeEventListener('abort', onAbort);
    };
  }

  /** Stops listening. The channel stays its owner's. */
  release(): void {
    this.#stop();
  }

  /** The caller zeroes `data`. */
  async ask(command: CommandApdu): Promise<Result<ResponseApdu, ExchangeFault>> {
    let next = command;
    let fetched = new Uint8Array(0);
    for (let round = 0; round <= FOLLOW_UPS; round++) {
      const answer = await this.#once(next);
      if (!answer.ok) {
        fetched.fill(0);
        return answer;
      }
      const { sw, data } = answer.value;
      const { action } = statusMeaning(sw);
      const joined = Uint8Array.from([...fetched, ...data]);
      fetched.fill(0);
      data.fill(0);
      fetched = joined;
      const waiting = (sw & 0xff) === 0 ? 256 : sw & 0xff;
      if (action === 'fetch') next = { cla: 0x00, ins: 0xc0, p1: 0, p2: 0, data: new Uint8Array(0), le: waiting };
      else if (action === 'repeat') next = { ...next, le: waiting };
      else if (action === 'repeatAny' && next.le !== null && next.le !== 256) next = { ...next, le: 256 };
      else return ok({ data: fetched, sw });
    }
    fetched.fill(0);
    return fail('badAnswer');
  }

  async #once(command: CommandApdu): Promise<Result<ResponseApdu, ExchangeFault>> {
    if (this.#ended.signal.aborted) return fail(this.#end);
    const answered = new AbortController();
    const bytes = await Promise.race([
      this.#channel.transmit(encodeCommandApdu(command)),
      this.#clock
        .delay(ANSWER_LIMIT_MS, AbortSignal.any([answered.signal, this.#ended.signal]))
        .then((): Result<Uint8Array, ExchangeFault> => fail(this.#ended.signal.aborted ? this.#end : 'mute')),
    ]);
    answered.abort();
    if (!bytes.ok) return bytes;
    // An answer that crosses the notice that its card is gone is not used.
    if (this.#ended.signal.aborted) {
      bytes.value.fill(0);
      return fail(this.#end);
    }
    // A reader whose card was pulled in mid-answer may hand over less than a status word, and call that success.
    const response = decodeResponseApdu(bytes.value);
    return response.ok ? response : fail('badAnswer');
  }

  #finish(fault: ExchangeFault): void {
    if (this.#ended.signal.aborted) return;
    this.#end = fault;
    this.#ended.abort();
  }
}
