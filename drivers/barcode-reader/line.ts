import type { Clock, Transport } from '../contract/index.ts';
import type { Dialect, FindReply, Reply } from './dialect.ts';
import { type Suffix, SuffixParser } from './suffix-parser.ts';

/** Why a command got no reply. */
export type LineFault = 'noAnswer' | 'writeFailed' | 'hungUp' | 'closed';
export type Answer = { readonly ok: true; readonly reply: Reply } | { readonly ok: false; readonly fault: LineFault };

/** Longest wait for a reply; scanners answer within tens of milliseconds at 9600 Bd. */
const REPLY_MS = 400;
/** More than this without a reply in it is codes, not a reply. */
const HELD_LIMIT = 16_384;

interface Outstanding {
  readonly find: FindReply;
  readonly settle: (answer: Answer) => void;
}

/**
 * The scanner's one byte stream, which carries codes and replies to commands mixed. While a reply is outstanding
 * everything is held and searched for it; what is around the reply, or all of it when none comes, is codes.
 */
export class ScannerLine {
  readonly #transport: Transport;
  readonly #clock: Clock;
  readonly #suffix: Suffix;
  readonly #parser: SuffixParser;
  readonly #lateReplies: RegExp | null;
  readonly #onCode: (code: Uint8Array) => void;
  readonly #onTooLong: () => void;
  readonly #stopData: () => void;
  #outstanding: Outstanding | null = null;
  #held = '';
  #quiet = new AbortController();
  #ended: LineFault | null = null;

  constructor(
    transport: Transport,
    clock: Clock,
    suffix: Suffix,
    dialect: Dialect | null,
    onCode: (code: Uint8Array) => void,
    onTooLong: () => void = () => undefined,
  ) {
    this.#transport = transport;
    this.#clock = clock;
    this.#suffix = suffix;
    this.#parser = new SuffixParser(suffix);
    this.#lateReplies = dialect?.lateReplies ?? null;
    this.#onCode = onCode;
    this.#onTooLong = onTooLong;
    this.#stopData = transport.onData((bytes) => this.#take(bytes));
  }

  /** A code has begun and its end has not come. */
  get receiving(): boolean {
    return this.#parser.pending;
  }

  get overruns(): number {
    return this.#parser.overruns;
  }

  /** Sends bytes that nothing answers. */
  async send(bytes: Uint8Array): Promise<LineFault | null> {
    if (this.#ended) return this.#ended;
    const written = await this.#transport.write(bytes);
    return this.#ended ?? (written.ok ? null : 'writeFailed');
  }

  /** Sends a command and waits for the reply that `find` finds, `limitMs` at most. One at a time. */
  async ask(bytes: Uint8Array, find: FindReply, limitMs = REPLY_MS): Promise<Answer> {
    if (this.#outstanding) throw new Error('a scanner command is already outstanding');
    const stop = new AbortController();
    const answer = new Promise<Answer>((resolve) => {
      this.#outstanding = { find, settle: resolve };
    });
    const fault = await this.send(bytes);
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

  /** Forgets a code that had begun; true when there was one. */
  discard(): boolean {
    this.#quiet.abort();
    const pending = this.#parser.pending;
    this.#parser.reset();
    return pending;
  }

  end(fault: LineFault): void {
    if (this.#ended) return;
    this.#ended = fault;
    this.#stopData();
    this.#held = '';
    this.discard();
    this.#settle({ ok: false, fault });
  }

  #take(bytes: Uint8Array): void {
    if (!this.#outstanding) {
      this.#feed(bytes);
      return;
    }
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
    const held = this.#held;
    this.#held = '';
    outstanding.settle(answer);
    if (held !== '') this.#feed(Buffer.from(held, 'latin1'));
  }

  #feed(bytes: Uint8Array): void {
    const { overruns } = this.#parser;
    for (const code of this.#parser.push(bytes)) this.#emit(code);
    if (this.#parser.overruns > overruns) this.#onTooLong();
    if (this.#suffix.kind !== 'idle' || !this.#parser.pending) return;
    this.#quiet.abort();
    const quiet = new AbortController();
    this.#quiet = quiet;
    void this.#clock.delay(this.#suffix.milliseconds, quiet.signal).then(() => {
      if (quiet.signal.aborted) return;
      const before = this.#parser.overruns;
      const code = this.#parser.flush();
      if (code) this.#emit(code);
      if (this.#parser.overruns > before) this.#onTooLong();
    });
  }

  #emit(code: Uint8Array): void {
    const late = this.#lateReplies?.exec(Buffer.from(code).toString('latin1'));
    const rest = late ? code.subarray(late[0].length) : code;
    if (rest.length > 0) this.#onCode(rest);
  }
}
