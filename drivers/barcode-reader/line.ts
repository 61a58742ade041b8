import type { Clock, Transport } from '../contract/index.ts';
import { type CodeListener, CodeStream } from './code-stream.ts';
import type { Dialect, FindLate, FindReply, Reply } from './dialect.ts';
import type { Suffix } from './suffix-parser.ts';

/** Why a command got no reply. */
export type LineFault = 'noAnswer' | 'writeFailed' | 'hungUp' | 'closed';
export type Answer = { readonly ok: true; readonly reply: Reply } | { readonly ok: false; readonly fault: LineFault };

/** Longest wait for a reply; scanners answer within tens of milliseconds at 9600 Bd. */
const REPLY_MS = 400;
/** So long a reply that was given up is waited for before another question, where replies do not say what they answer. */
const SURPLUS_MS = 550;
/** More than this without a reply in it is codes, not a reply. */
const HELD_LIMIT = 16_384;

/** What a line tells by itself. */
export interface LineListener extends Omit<CodeListener, 'lateReply'> {
  /** Something looked like a reply, and nothing was asked of which it could be one. */
  unaskedReply(): void;
}

interface Outstanding {
  readonly find: FindReply;
  readonly late: FindLate | undefined;
  readonly settle: (answer: Answer) => void;
}

/**
 * The scanner's one byte stream, which carries codes and replies to commands mixed. While a reply is outstanding
 * everything is held and searched for it; what is around the reply, or all of it when none comes, is codes.
 */
export class ScannerLine {
  readonly #transport: Transport;
  readonly #clock: Clock;
  readonly #codes: CodeStream;
  readonly #namelessReplies: boolean;
  readonly #stopData: () => void;
  #outstanding: Outstanding | null = null;
  #held = '';
  /** Questions of which the reply may still come, and what the last one was. */
  #unanswered = 0;
  #lastQuestion = '';
  #ended: LineFault | null = null;

  constructor(transport: Transport, clock: Clock, suffix: Suffix, dialect: Dialect | null, listener: LineListener) {
    this.#transport = transport;
    this.#clock = clock;
    this.#codes = new CodeStream(clock, suffix, dialect, {
      ...listener,
      lateReply: () => {
        if (this.#unanswered > 0) this.#unanswered -= 1;
        else listener.unaskedReply();
      },
    });
    this.#namelessReplies = dialect?.namelessReplies ?? false;
    this.#stopData = transport.onData((bytes) => this.#take(bytes));
  }

  /** A code has begun and its end has not come. */
  get receiving(): boolean {
    return this.#codes.receiving;
  }

  get overruns(): number {
    return this.#codes.overruns;
  }

  /** Codes that began and never ended. */
  get brokenOff(): number {
    return this.#codes.brokenOff;
  }

  /** Sends bytes that nothing answers. */
  async send(bytes: Uint8Array): Promise<LineFault | null> {
    if (this.#ended) return this.#ended;
    const written = await this.#transport.write(bytes);
    return this.#ended ?? (written.ok ? null : 'writeFailed');
  }

  /** Sends a command and waits for the reply that `find` finds, `limitMs` at most. One at a time. `late` finds it afterwards. */
  async ask(bytes: Uint8Array, find: FindReply, limitMs = REPLY_MS, late?: FindLate): Promise<Answer> {
    if (this.#outstanding) throw new Error('a scanner command is already outstanding');
    const question = Buffer.from(bytes).toString('hex');
    // The reply to another question would be taken for the one to this.
    while (this.#namelessReplies && this.#unanswered > 0 && question !== this.#lastQuestion) {
      const surplus = await this.#answer(find, SURPLUS_MS);
      this.#unanswered = surplus.ok ? this.#unanswered - 1 : 0;
    }
    this.#lastQuestion = question;
    const answer = await this.#answer(find, limitMs, bytes, late);
    if (!answer.ok) this.#unanswered += 1;
    return answer;
  }

  async #answer(find: FindReply, limitMs: number, bytes?: Uint8Array, late?: FindLate): Promise<Answer> {
    const stop = new AbortController();
    const answer = new Promise<Answer>((resolve) => {
      this.#outstanding = { find, late, settle: resolve };
    });
    const fault = bytes ? await this.send(bytes) : this.#ended;
    if (fault) this.#settle({ ok: false, fault });
    else {
      void this.#clock.delay(limitMs, stop.signal).then(() => {
        if (!stop.signal.aborted) this.#settle({ ok: false, fault: 'noAnswer' });
      });
    }
    const result = await answer;
    stop.abort();
    return result;
  }

  /** Nobody waits for a begun code any more; true when there was one. What is still to come of it is given to nobody. */
  discard(): boolean {
    return this.#codes.discard();
  }

  end(fault: LineFault): void {
    if (this.#ended) return;
    this.#ended = fault;
    this.#stopData();
    this.#held = '';
    this.#codes.end();
    this.#settle({ ok: false, fault });
  }

  #take(bytes: Uint8Array): void {
    if (!this.#outstanding) {
      this.#codes.feed(Buffer.from(bytes).toString('latin1'));
      return;
    }
    // It may be the rest of what has begun.
    this.#codes.hold();
    this.#held += Buffer.from(bytes).toString('latin1');
    const found = this.#outstanding.find(this.#held);
    if (found) {
      // The reply is cut out; what surrounds it is codes.
      this.#held = this.#held.slice(0, found.index) + this.#held.slice(found.index + found.length);
      this.#settle({ ok: true, reply: found.reply });
    } else if (this.#held.length > HELD_LIMIT) this.#settle({ ok: false, fault: 'noAnswer' });
  }

  #settle(answer: Answer): void {
    const outstanding = this.#outstanding;
    if (!outstanding) return;
    this.#outstanding = null;
    if (!answer.ok && outstanding.late) this.#codes.owe(outstanding.late);
    const held = this.#held;
    this.#held = '';
    outstanding.settle(answer);
    if (this.#ended) return;
    if (held !== '') this.#codes.feed(held);
    else this.#codes.listen();
  }
}
