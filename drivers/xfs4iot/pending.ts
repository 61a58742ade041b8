import type { Clock } from '../contract/index.ts';
import type { Answer } from './answer.ts';
import type { EnvelopeOf, Refusal } from './envelope.ts';
import type { CommandSpec } from './spec.ts';

/** How long a client waits. Milliseconds. */
export interface Patience {
  /** From sending to the acknowledge (or to anything else about the command). */
  readonly acknowledgeMs: number;
  /** On top of a command's own time limit, before it is canceled from here. */
  readonly graceMs: number;
  /** From our cancel to the command's completion. */
  readonly cancelMs: number;
}

/** One command under way: from the sent frame to exactly one answer. */
export class Pending<P, R> {
  readonly requestId: number;
  readonly ended: Promise<Answer<R>>;
  readonly #spec: CommandSpec<P, R>;
  readonly #onEvent: (event: EnvelopeOf<'event'>) => void;
  readonly #over = new AbortController();
  readonly #heard = new AbortController();
  #resolve: (answer: Answer<R>) => void = () => undefined;
  #expired = false;
  /** An acknowledge came; a completion without one is tolerated and counted. */
  acknowledged = false;

  constructor(requestId: number, spec: CommandSpec<P, R>, onEvent: (event: EnvelopeOf<'event'>) => void) {
    this.requestId = requestId;
    this.#spec = spec;
    this.#onEvent = onEvent;
    this.ended = new Promise((resolve) => {
      this.#resolve = resolve;
    });
  }

  get isOver(): boolean {
    return this.#over.signal.aborted;
  }

  take(message: EnvelopeOf<'acknowledge' | 'event' | 'completion'>): void {
    const begun = this.#heard.signal.aborted;
    this.#heard.abort();
    if (message.type === 'event') this.#onEvent(message);
    else if (message.type === 'acknowledge') {
      this.acknowledged = true;
      // Refused after it was accepted or told an event, it may be running: nobody may try it again.
      if (message.status !== 'accepted')
        this.end(begun ? { kind: 'lost', why: 'badCompletion' } : { kind: 'refused', status: message.status });
    } else this.end(this.#answerOf(message));
  }

  /** A message about this command that could not be read. Only its completion matters. */
  refused(refusal: Refusal): void {
    this.#heard.abort();
    if (refusal.type === 'completion') this.end({ kind: 'lost', why: 'badCompletion' });
  }

  /** The connection is gone. */
  lose(): void {
    this.end({ kind: 'lost', why: 'socketClosed' });
  }

  end(answer: Answer<R>): void {
    this.#over.abort();
    this.#resolve(answer);
  }

  /** Ends the command whatever happens: no acknowledge, no completion, or the caller's signal. */
  async watch(options: {
    clock: Clock;
    patience: Patience;
    timeoutMs: number;
    signal: AbortSignal | undefined;
    cancel: () => Promise<unknown>;
  }): Promise<void> {
    const { clock, patience, timeoutMs, signal, cancel } = options;
    const over = this.#over.signal;
    await clock.delay(patience.acknowledgeMs, AbortSignal.any([over, this.#heard.signal]));
    if (over.aborted) return;
    if (!this.#heard.signal.aborted) {
      // It may be running all the same: at least it shall not go on for nobody.
      void cancel();
      this.end({ kind: 'lost', why: 'noAcknowledge' });
      return;
    }
    const stop = signal === undefined ? over : AbortSignal.any([over, signal]);
    await clock.delay(timeoutMs + patience.graceMs, stop);
    if (over.aborted) return;
    this.#expired = signal?.aborted !== true;
    void cancel();
    await clock.delay(patience.cancelMs, over);
    if (!over.aborted) this.end({ kind: 'lost', why: 'noCompletion' });
  }

  #answerOf(message: EnvelopeOf<'completion'>): Answer<R> {
    if (message.name !== this.#spec.name) return { kind: 'lost', why: 'badCompletion' };
    const { completionCode } = message;
    const body = message.payload ?? {};
    if (completionCode !== 'success') {
      const word = body.errorCode;
      const errorCode = typeof word === 'string' && /^[A-Za-z][0-9A-Za-z]{0,59}$/.test(word) ? word : null;
      return { kind: 'failure', completionCode, errorCode, expired: this.#expired };
    }
    const value = this.#spec.completion.safeParse(body);
    return value.success ? { kind: 'success', value: value.data } : { kind: 'lost', why: 'badCompletion' };
  }
}
