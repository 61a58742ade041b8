import { type Clock, fail, ok, type Result, type Transport } from '../contract/index.ts';
import { type Answer, type AnswerMeaning, decodeAnswer } from './answers.ts';
import { type CommandName, commandRow, encodeCommand } from './commands.ts';
import { ANSWER_LENGTH, FrameParser } from './frame.ts';

/** Why a command got no usable answer. `refused`: the reader twice said that our frame was bad. */
export type ExchangeFault = 'noAnswer' | 'badFrames' | 'refused' | 'hungUp' | 'closed' | 'writeFailed' | 'aborted';

export type ExchangeResult = Result<Answer & AnswerMeaning, ExchangeFault>;

/** After a command without an answer the line must be this quiet before the next question. Milliseconds. */
const QUIET_MS = 100;
const QUIET_ROUNDS = 10;

/**
 * One question, one answer. Late answers to an abandoned command are thrown away, never taken for the next one's.
 * Received chunks, which may be personal, are zeroed as soon as they were parsed.
 */
export class SdtExchange {
  readonly #transport: Transport;
  readonly #clock: Clock;
  readonly #parser = new FrameParser(ANSWER_LENGTH);
  readonly #stopListening: () => void;
  #pending: { readonly command: CommandName; readonly settle: (result: ExchangeResult) => void } | null = null;
  #sawBadFrame = false;
  #heard = false;
  #unsettled = false;

  constructor(transport: Transport, clock: Clock) {
    this.#transport = transport;
    this.#clock = clock;
    this.#stopListening = transport.onData((bytes) => this.#receive(bytes));
  }

  /** Ends the running command, stops listening and forgets what was received. */
  end(fault: 'hungUp' | 'closed'): void {
    this.#stopListening();
    this.#parser.reset();
    this.#pending?.settle(fail(fault));
  }

  /**
   * Asks and waits at most the command's time limit. Sends the frame again once when the reader calls it bad. The caller
   * zeroes `data` of the answer.
   */
  async ask(command: CommandName, signal?: AbortSignal): Promise<ExchangeResult> {
    const first = await this.#askOnce(command, signal);
    if (!first.ok || first.value.action !== 'resend') return first;
    const second = await this.#askOnce(command, signal);
    if (!second.ok || second.value.action !== 'resend') return second;
    return fail('refused');
  }

  async #askOnce(command: CommandName, signal: AbortSignal | undefined): Promise<ExchangeResult> {
    if (this.#unsettled) await this.#quiet();
    if (signal?.aborted) return fail('aborted');
    this.#parser.reset();
    this.#sawBadFrame = false;
    const { limitMs } = commandRow(command);
    const answered = new AbortController();
    const onAbort = () => this.#pending?.settle(fail('aborted'));
    const result = await new Promise<ExchangeResult>((resolve) => {
      this.#pending = { command, settle: resolve };
      signal?.addEventListener('abort', onAbort, { once: true });
      void this.#send(command, limitMs, answered.signal, resolve);
    });
    signal?.removeEventListener('abort', onAbort);
    answered.abort();
    this.#pending = null;
    this.#unsettled = !result.ok;
    return result;
  }

  async #send(
    command: CommandName,
    limitMs: number,
    answered: AbortSignal,
    settle: (result: ExchangeResult) => void,
  ): Promise<void> {
    // The limit is the reader's. How long a busy machine takes to write is no fault of the reader: the port's own limit.
    const sent = await this.#transport.write(encodeCommand(command));
    if (!sent.ok) {
      settle(fail(sent.error.kind === 'closed' ? 'hungUp' : 'writeFailed'));
      return;
    }
    await this.#clock.delay(limitMs, answered);
    if (!answered.aborted) settle(fail(this.#sawBadFrame ? 'badFrames' : 'noAnswer'));
  }

  async #quiet(): Promise<void> {
    for (let round = 0; round < QUIET_ROUNDS; round++) {
      this.#heard = false;
      await this.#clock.delay(QUIET_MS);
      if (!this.#heard) return;
    }
  }

  #receive(bytes: Uint8Array): void {
    this.#heard = true;
    const pending = this.#pending;
    if (pending) {
      for (const event of this.#parser.push(bytes, this.#clock.now())) {
        if (event.kind === 'error') {
          this.#sawBadFrame = true;
          continue;
        }
        const answer = decodeAnswer(pending.command, event.body);
        if (answer && this.#pending === pending) {
          this.#pending = null;
          pending.settle(ok(answer));
        } else {
          // Not an answer to this command, or a second one.
          this.#sawBadFrame = true;
          event.body.fill(0);
        }
      }
    }
    bytes.fill(0);
  }
}
