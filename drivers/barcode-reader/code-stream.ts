import type { Clock } from '../contract/index.ts';
import type { Dialect, FindLate } from './dialect.ts';
import { LateReplies } from './late-replies.ts';
import { Silence } from './silence.ts';
import { type Suffix, SuffixParser } from './suffix-parser.ts';

/** Silence after which a code that has begun and not ended has broken off. Milliseconds. */
const BROKEN_OFF_MS = 1_000;

/** What comes out of a scanner's stream by itself. */
export interface CodeListener {
  code(code: Uint8Array): void;
  /** A code ended, or broke off, that was longer than any people bring. */
  tooLong(): void;
  /** A code began and never ended. */
  brokenOff(): void;
  /** Something looked like the reply to a question, and was taken out. */
  lateReply(): void;
}

/** Makes codes of what is no awaited reply: takes late replies out, cuts at the suffix, and knows what silence means. */
export class CodeStream {
  readonly #suffix: Suffix;
  readonly #parser: SuffixParser;
  readonly #late: LateReplies;
  readonly #lateInCode: RegExp | null;
  readonly #listener: CodeListener;
  readonly #silence: Silence;

  constructor(clock: Clock, suffix: Suffix, dialect: Dialect | null, listener: CodeListener) {
    this.#suffix = suffix;
    this.#parser = new SuffixParser(suffix);
    this.#late = new LateReplies(dialect?.findLate ?? null);
    this.#lateInCode = dialect?.lateReplies ?? null;
    this.#listener = listener;
    this.#silence = new Silence(clock);
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

  /** How the answer looks that is still to come. */
  owe(find: FindLate): void {
    this.#late.owe(find);
  }

  /** `text` is Latin-1. */
  feed(text: string): void {
    const { overruns } = this.#parser;
    for (const code of this.#cut(text)) this.#emit(code);
    if (this.#parser.overruns > overruns) this.#listener.tooLong();
    this.listen();
  }

  /** Something came of which nobody knows yet whether it belongs to a code. */
  hold(): void {
    this.#silence.stop();
  }

  /** The silence begins anew. */
  listen(): void {
    this.#silence.stop();
    if (!this.receiving) return;
    const idle = this.#suffix.kind === 'idle' && !this.#late.begun ? this.#suffix.milliseconds : BROKEN_OFF_MS;
    this.#silence.wait(idle, () => this.#fallSilent());
  }

  /** Nobody waits for a begun code any more; true when there was one. What is still to come of it is given to nobody. */
  discard(): boolean {
    // What may be a code or a reply is a code now: one of which the beginning is known is a reply for good.
    if (!this.#late.begun && this.#late.holding) this.#push(this.#late.silence());
    this.#late.newRead();
    return this.#parser.giveUp();
  }

  end(): void {
    this.#silence.stop();
    this.#parser.reset();
    this.#late.forget();
  }

  /** Takes late replies out where a code may begin, and cuts the rest. */
  #cut(text: string): Uint8Array[] {
    const codes: Uint8Array[] = [];
    for (const byte of text) {
      if (!this.#late.holding && this.#parser.pending) {
        codes.push(...this.#push(byte));
        continue;
      }
      const none = this.#late.take(byte);
      if (none === '' && !this.#late.holding) this.#listener.lateReply();
      // With this first byte no reply begins; with the next one might.
      codes.push(...this.#push(none.slice(0, 1)), ...this.#cut(none.slice(1)));
    }
    return codes;
  }

  #push(text: string): Uint8Array[] {
    return this.#parser.push(Buffer.from(text, 'latin1'));
  }

  #fallSilent(): void {
    const { overruns, brokenOff } = this.#parser;
    for (const code of this.#push(this.#late.silence())) this.#emit(code);
    const code = this.#parser.silence();
    if (code) this.#emit(code);
    if (this.#parser.overruns > overruns) this.#listener.tooLong();
    if (this.#parser.brokenOff > brokenOff) this.#listener.brokenOff();
    this.listen();
  }

  #emit(code: Uint8Array): void {
    const late = this.#lateInCode?.exec(Buffer.from(code).toString('latin1'));
    if (late) this.#listener.lateReply();
    const rest = late ? code.subarray(late[0].length) : code;
    if (rest.length > 0) this.#listener.code(rest);
  }
}
