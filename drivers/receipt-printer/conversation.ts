import { type Clock, fail, type Result, type Transport, type TransportError } from '../contract/index.ts';
import type { PrinterFamily, StatusQuery } from './family.ts';
import { decodeStatus, matches, ReplyDemultiplexer, type StatusFlag, XOFF, XON } from './status-bytes.ts';

/** One answered status question: what it said and the evidence line of it. */
export interface Observation {
  readonly flags: readonly StatusFlag[];
  readonly evidence: string;
}

export interface Patience {
  /** For one real-time answer. A full receive buffer can hold the question back for seconds. */
  readonly replyMs: number;
  /** How often a question is asked before the printer counts as silent. */
  readonly attempts: number;
  /** After a late answer: how long the other late ones are waited for. */
  readonly lateMs: number;
  /** No fence answer for this long means that all have come. */
  readonly quietMs: number;
}

/** What a printer does without having been asked. */
export interface Hearing {
  /** The port is gone, and why. */
  lost(reason: string): void;
  /** A whole automatic status. */
  automatic(bytes: Uint8Array): void;
}

interface Waiter {
  /** True when the waiter is content. */
  take(byte: number): boolean;
  readonly done: AbortController;
}

const FENCE = Uint8Array.of(0x1d, 0x72, 0x01);
const hex = (bytes: ArrayLike<number>): string =>
  Array.from(bytes, (byte) => byte.toString(16).toUpperCase().padStart(2, '0')).join(' ');

/**
 * Questions and answers with one printer over one transport. Answers are attributed by their fixed bits where the
 * family keeps them, else by the one question that is open. Bytes nobody waits for are dropped.
 */
export class Conversation {
  readonly #transport: Transport;
  readonly #clock: Clock;
  readonly #family: PrinterFamily;
  readonly #patience: Patience;
  readonly #hearing: Hearing;
  readonly #demultiplexer = new ReplyDemultiplexer();
  readonly #stop: (() => void)[];
  #query: Waiter | null = null;
  #fence: Waiter | null = null;
  #text: { readonly done: AbortController; heard: string | null } | null = null;
  /** Real-time answers that never came; they may still come, late. */
  #owedAnswers = 0;
  /** Fence answers that never came. A process before this one may have left one too. */
  #owedFences = 1;
  /** Why the port is gone, once it is. */
  lost: string | null = null;

  constructor(transport: Transport, clock: Clock, family: PrinterFamily, patience: Patience, hearing: Hearing) {
    this.#transport = transport;
    this.#clock = clock;
    this.#family = family;
    this.#patience = patience;
    this.#hearing = hearing;
    this.#stop = [
      transport.onData((chunk) => this.#receive(chunk)),
      transport.onHangUp((reason) => {
        this.lost = reason;
        this.#query?.done.abort();
        this.#fence?.done.abort();
        this.#text?.done.abort();
        hearing.lost(reason);
      }),
    ];
  }

  end(): void {
    for (const stop of this.#stop) stop();
    this.lost ??= 'closed';
    this.#query?.done.abort();
    this.#fence?.done.abort();
    this.#text?.done.abort();
  }

  async write(bytes: Uint8Array, deadlineMs: number): Promise<Result<void, TransportError>> {
    if (this.lost !== null) return fail({ kind: 'closed', message: this.lost });
    const written = await this.#transport.write(bytes, deadlineMs);
    return written.ok && this.lost !== null ? fail({ kind: 'closed', message: this.lost }) : written;
  }

  /** Asks until answered, at most `attempts` times; null when the printer stays silent or the port is gone. */
  async ask(query: StatusQuery): Promise<Observation | null> {
    for (let attempt = 0; attempt < this.#patience.attempts && this.lost === null; attempt += 1) {
      const first = await this.#answer(query, this.#patience.replyMs, true);
      if (!first) {
        this.#owedAnswers += 1;
        continue;
      }
      let answer = first;
      // An answer to an earlier, unanswered question may have come in place of this one's: the last one counts.
      while (this.#owedAnswers > 0) {
        const later = await this.#answer(query, this.#patience.lateMs, false);
        if (!later) break;
        answer = later;
        this.#owedAnswers -= 1;
      }
      this.#owedAnswers = 0;
      return { flags: decodeStatus(answer, query.tables), evidence: `${query.name} -> ${hex(answer)}` };
    }
    return null;
  }

  /** Asks several questions in order; null as soon as one stays unanswered. */
  async askAll(queries: readonly StatusQuery[]): Promise<Observation | null> {
    const flags = new Set<StatusFlag>();
    const evidence: string[] = [];
    for (const query of queries) {
      const answer = await this.ask(query);
      if (!answer) return null;
      for (const flag of answer.flags) flags.add(flag);
      evidence.push(answer.evidence);
    }
    return { flags: [...flags].sort(), evidence: evidence.join(', ') };
  }

  /**
   * Are all earlier fences accounted for? With `n` fence answers outstanding, `n + 1` further ones are needed until
   * one of them must belong to a fence sent now. True means: the printer has executed everything sent so far.
   */
  async settleFences(timeoutMs: number): Promise<boolean> {
    if (this.#owedFences === 0) return true;
    for (let needed = this.#owedFences + 1; needed > 0; needed -= 1) {
      if (!(await this.fence(timeoutMs))) return false;
    }
    let left = this.#owedFences;
    // A stale answer may have stood for a fence sent now, whose own answer is then still on its way.
    while (left > 0 && (await this.#fenceAnswer(this.#patience.quietMs))) left -= 1;
    this.#owedFences = 0;
    // Executed in order: every `GS I` before them was answered, or never will be.
    this.#demultiplexer.expectTexts(false);
    return true;
  }

  /**
   * Sends `GS r 1` and waits for its answer: the printer executes it in order, so everything before it was executed.
   * `stillWorthwhile` is asked now and then where answers can be told apart; false ends the wait.
   */
  async fence(timeoutMs: number, stillWorthwhile?: () => Promise<boolean>): Promise<boolean> {
    if (await this.#fenceAnswer(timeoutMs, FENCE, stillWorthwhile)) return true;
    this.#owedFences = Math.min(3, this.#owedFences + 1);
    return false;
  }

  /**
   * Sends a question that is answered by text, in order (`GS I`); null when nothing came in time. Until `closeQuestions`
   * proves that no answer is on its way, what looks like one is taken for one and never for a proof.
   */
  async askText(command: Uint8Array, timeoutMs: number): Promise<string | null> {
    const waiter = { done: new AbortController(), heard: null as string | null };
    this.#demultiplexer.expectTexts(true);
    this.#text = waiter;
    if ((await this.write(command, timeoutMs)).ok && this.lost === null && waiter.heard === null)
      await this.#clock.delay(timeoutMs, waiter.done.signal);
    this.#text = null;
    return waiter.heard;
  }

  /** Behind the last `askText`: a fence that is answered says that every question was. The first job fences for itself. */
  async closeQuestions(timeoutMs: number): Promise<void> {
    if (this.lost === null && (await this.fence(timeoutMs))) this.#demultiplexer.expectTexts(false);
    this.#owedFences = Math.max(1, this.#owedFences);
  }

  async #fenceAnswer(
    timeoutMs: number,
    send: Uint8Array = new Uint8Array(0),
    stillWorthwhile?: () => Promise<boolean>,
  ): Promise<boolean> {
    let answered = false;
    const waiter: Waiter = {
      take: () => {
        answered = true;
        return true;
      },
      done: new AbortController(),
    };
    this.#fence = waiter;
    if (send.length > 0 && !(await this.write(send, timeoutMs)).ok) {
      this.#fence = null;
      return false;
    }
    const until = this.#clock.now() + timeoutMs;
    const slice = stillWorthwhile && this.#family.replies === 'fixed-bits' ? 2_000 : timeoutMs;
    while (!answered && this.lost === null && this.#clock.now() < until) {
      await this.#clock.delay(Math.min(slice, until - this.#clock.now()), waiter.done.signal);
      if (answered || !stillWorthwhile || slice === timeoutMs) continue;
      if (!(await stillWorthwhile())) break;
    }
    this.#fence = null;
    return answered;
  }

  async #answer(query: StatusQuery, timeoutMs: number, send: boolean): Promise<number[] | null> {
    const { header, tables, shape } = query;
    const collected: number[] = [];
    const length = header.length + tables.length;
    const waiter: Waiter = {
      take: (byte) => {
        const expected = header[collected.length];
        if (expected !== undefined && byte !== expected) {
          // Not this answer's beginning; the byte itself may be.
          collected.length = 0;
          if (byte !== header[0]) return false;
        } else if (expected === undefined && !matches(byte, shape)) return false;
        collected.push(byte);
        return collected.length === length;
      },
      done: new AbortController(),
    };
    this.#query = waiter;
    if (!send || (await this.write(query.command, timeoutMs)).ok) {
      if (this.lost === null) await this.#clock.delay(timeoutMs, waiter.done.signal);
    }
    this.#query = null;
    return collected.length === length ? collected.slice(header.length) : null;
  }

  #receive(chunk: Uint8Array): void {
    if (this.#family.replies === 'fixed-bits') {
      for (const reply of this.#demultiplexer.push(chunk, this.#clock.now())) {
        if (reply.kind === 'realtime') this.#give('query', reply.byte);
        if (reply.kind === 'gs') this.#give('fence', reply.byte);
        if (reply.kind === 'asb') this.#hearing.automatic(reply.bytes);
        if (reply.kind === 'text' && this.#text) {
          this.#text.heard = reply.text;
          this.#text.done.abort();
        }
      }
      return;
    }
    for (const byte of chunk) {
      if (byte === XON || byte === XOFF) continue;
      this.#give(this.#query ? 'query' : 'fence', byte);
    }
  }

  #give(to: 'query' | 'fence', byte: number): void {
    const waiter = to === 'query' ? this.#query : this.#fence;
    if (!waiter || waiter.done.signal.aborted) return;
    if (to === 'fence' && !matches(byte, this.#family.fence)) return;
    if (waiter.take(byte)) waiter.done.abort();
  }
}
