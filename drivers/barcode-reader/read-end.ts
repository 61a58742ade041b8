import { type Clock, type Completion, completed, failed, type ScannedCode, unreachable } from '../contract/index.ts';
import type { LineFault } from './line.ts';
import type { TextRefusal } from './text.ts';

/** Why a code that came is given to nobody. */
export type Refusal = TextRefusal | 'tooLong' | 'broken' | 'programming' | 'changed';

/** How a read ends: with a code, with one that is refused, or without. */
export type ReadEnd =
  | { readonly kind: 'code'; readonly code: ScannedCode }
  | { readonly kind: 'refused'; readonly why: Refusal }
  | { readonly kind: 'timeout' | 'aborted' }
  | { readonly kind: 'fault'; readonly fault: LineFault };

/** Said of a code that is refused; never the code itself. */
const REFUSALS: Readonly<Record<Refusal, readonly [errorCode: string, message: string]>> = {
  tooLong: ['tooLong', 'the code is longer than any code people bring'],
  broken: ['codeBroken', 'a part of the code came broken'],
  programming: ['programmingCode', 'the code is one that sets scanners up'],
  changed: ['codeFormChanged', 'the scanner sends codes in another form than it was set up for'],
  empty: ['notText', 'the code holds no text'],
  encoding: ['notText', 'the code is neither UTF-8 nor GB 18030 text'],
  control: ['notText', 'the code holds control characters'],
};

/** The completion of a read that ended on a line that holds. */
export function completionOf(end: Exclude<ReadEnd, { kind: 'fault' }>): Completion<ScannedCode> {
  switch (end.kind) {
    case 'code':
      return completed(end.code, 'none');
    case 'refused':
      return failed('unsupportedData', ...REFUSALS[end.why]);
    case 'timeout':
      return failed('timeOut', 'noCode', 'no code was shown within the time limit');
    case 'aborted':
      return failed('canceled', 'canceled', 'the command was canceled');
    default:
      return unreachable(end);
  }
}

export interface ReadLimits {
  readonly timeoutMs: number;
  readonly signal?: AbortSignal;
}

/** One wait for a code, from the start of a read to the first thing that ends it: a code, the time limit, the caller. */
export class CodeWait {
  readonly ended: Promise<ReadEnd>;
  readonly #stop = new AbortController();
  #resolve: (end: ReadEnd) => void = () => undefined;

  constructor({ timeoutMs, signal }: ReadLimits, clock: Clock) {
    this.ended = new Promise((resolve) => {
      this.#resolve = resolve;
    });
    signal?.addEventListener('abort', () => this.end({ kind: 'aborted' }), { once: true, signal: this.over });
    void clock.delay(timeoutMs, this.over).then(() => this.end({ kind: 'timeout' }));
  }

  /** Aborted once nothing is waited for any more. */
  get over(): AbortSignal {
    return this.#stop.signal;
  }

  /** The first end counts. */
  end(end: ReadEnd): void {
    this.#resolve(end);
  }

  stop(): void {
    this.#stop.abort();
  }
}
