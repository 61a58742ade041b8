import type { Clock, Transport } from '../contract/index.ts';
import type { Dialect, FindLate, FindReply, Reply } from './dialect.ts';
import { LateReplies } from './late-replies.ts';
import { Silence } from './silence.ts';
import { type Suffix, SuffixParser } from './suffix-parser.ts';

/** Why a command got no reply. */
export type LineFault = 'noAnswer' | 'writeFailed' | 'hungUp' | 'closed';
export type Answer = { readonly ok: true; readonly reply: Reply } | { readonly ok: false; readonly fault: LineFault };

/** Longest wait for a reply; scanners answer within tens of milliseconds at 9600 Bd. */
const REPLY_MS = 400;
/** More than this without a reply in it is codes, not a reply. */
const HELD_LIMIT = 16_384;

/** Silence after which a code that has begun and not ended has broken off. Milliseconds. */
const BROKEN_OFF_MS = 1_000;

/** What a line tells by itself. */
export interface LineListener {
  code(code: Uint8Array): void;
  /** A code ended, or broke off, that was longer than any people bring. */
  tooLong(): void;
  /** A code began and never ended. */
  brokenOff(): void;
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
  readonly #suffix: Suffix;
  readonly #parser: SuffixParser;
  readonly #late: LateReplies;
  readonly #lateInCode: RegExp | null;
  readonly #listener: LineListener;
  readonly #silence: Silence;
  readonly #stopData: () => void;
  #outstanding: Outstanding | null = null;
  #held = '';
  #ended: LineFault | null = null;

  constructor(transport: Transport, clock: Clock, suffix: Suffix, dialect: Dialect | null, listener: LineListener) {
    this.#transport = transport;
    this.#clock = clock;
    this.#suffix = suffix;
    this.#parser = new SuffixParser(suffix);
    this.#late = new LateReplies(dialect?.findLate ?? null);
    this.#lateInCode = dialect?.lateReplies ?? null;
    this.#listener = listener;
    this.#silence = new Silence(clock);
    this.#stopData = transport.onData((bytes) => this.#take(bytes));
  }

  /** A code has begun and its end has not come. */
  get receiving(): boolean {
    return this.#parser.pending || this.#late.holding;
  }

  get overruns(): number {
    return this.#parser.overruns;
  }

  /** Codes that began and never ended. */
  get brokenOff(): number {
    return this.#parser.brokenOff;
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
    const stop = new AbortController();
    const answer = new Promise<Answer>((resolve) => {
      this.#outstanding = { find, late, settle: resolve };
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

  /** Nobody waits for a begun code any more; true when there was one. What is still to come of it is given to nobody. */
  discard(): boolean {
    // What may be a code or a reply is a code now: one of which the beginning is known is a reply for good.
    if (!this.#late.begun && this.#late.holding) this.#push(this.#late.silence());
    this.#late.newRead();
    return this.#parser.giveUp();
  }

  end(fault: LineFault): void {
    if (this.#ended) return;
    this.#ended = fault;
    this.#stopData();
    this.#held = '';
    this.#silence.stop();
    this.#parser.reset();
    this.#settle({ ok: false, fault });
  }

  #take(bytes: Uint8Array): void {
    if (!this.#outstanding) {
      this.#feed(bytes);
      return;
    }
    // It may be the rest of what has begun.
    this.#waitForSilence();
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
    if (!answer.ok && outstanding.late) this.#late.owe(outstanding.late);
    const held = this.#held;
    this.#held = '';
    outstanding.settle(answer);
    if (held !== '') this.#feed(Buffer.from(held, 'latin1'));
  }

  #feed(bytes: Uint8Array): void {
    const { overruns } = this.#parser;
    for (const code of this.#cut(Buffer.from(bytes).toString('latin1'))) this.#emit(code);
    if (this.#parser.overruns > overruns) this.#listener.tooLong();
    this.#waitForSilence();
  }

  /** Takes late replies out where a code may begin, and cuts the rest. `text` is Latin-1. */
  #cut(text: string): Uint8Array[] {
    const codes: Uint8Array[] = [];
    for (const byte of text) {
      if (!this.#late.holding && this.#parser.pending) {
        codes.push(...this.#push(byte));
        continue;
      }
      const none = this.#late.take(byte);
      // With this first byte no reply begins; with the next one might.
      codes.push(...this.#push(none.slice(0, 1)), ...this.#cut(none.slice(1)));
    }
    return codes;
  }

  #push(text: string): Uint8Array[] {
    return this.#parser.push(Buffer.from(text, 'latin1'));
  }

  #waitForSilence(): void {
    this.#silence.stop();
    if (this.#ended || !this.receiving) return;
    const idle = this.#suffix.kind === 'idle' && !this.#late.begun ? this.#suffix.milliseconds : BROKEN_OFF_MS;
    this.#silence.wait(idle, () => this.#fallSilent());
  }

  #fallSilent(): void {
    // What is held while a reply is awaited may belong to it.
    if (this.#held === '') {
      const { overruns, brokenOff } = this.#parser;
      for (const code of this.#push(this.#late.silence())) this.#emit(code);
      const code = this.#parser.silence();
      if (code) this.#emit(code);
      if (this.#parser.overruns > overruns) this.#listener.tooLong();
      if (this.#parser.brokenOff > brokenOff) this.#listener.brokenOff();
    }
    this.#waitForSilence();
  }

  #emit(code: Uint8Array): void {
    const late = this.#lateInCode?.exec(Buffer.from(code).toString('latin1'));
    const rest = late ? code.subarray(late[0].length) : code;
    if (rest.length > 0) this.#listener.code(rest);
  }
}
