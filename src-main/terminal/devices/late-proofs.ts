import type { Completion, DeviceError } from '../../../drivers/contract/completion.ts';
import type { PrintProof } from '../../../drivers/contract/receipt.ts';
import { provedUse } from '../diagnostics/consumption.ts';
import type { DoubtfulPrint } from '../ledger/doubtful-prints.ts';
import type { Ledger } from '../ledger/ledger.ts';
import type { PrintFate } from '../ledger/prints.ts';
import type { ProvedPaper } from '../ledger/record-bodies.ts';
import { pause } from '../pause.ts';
import { stateOfFence } from './guest-paper.ts';

/** Printers keep ended jobs for minutes or hours; older doubts nobody can settle by asking. */
const ASKED_FOR_MS = 24 * 3_600_000;
const ASK_AGAIN_MS = 500;
/** Where nobody answered the question, it may be asked again; any other answer is the printer's last word for now. */
const NOBODY_ANSWERED = new Set([
  ...['notOpen', 'not-open', 'hostAway', 'hostLost', 'busy', 'closed'],
  ...['no-answer', 'hung-up', 'bad-frames', 'printer-busy', 'printer-error', 'port-not-found', 'port-denied'],
]);

/** Codes in which a job ends. Any other failure is one of the question, and its `none` says nothing about the paper. */
const ENDS_OF_A_JOB = new Set<DeviceError['code']>(['canceled', 'timeOut', 'hardwareError']);
/** Nothing of it ever left for the printer. */
const NOT_SENT = 'not-sent';

export type ProvedFate = PrintFate<ProvedPaper>;

/** True when a print ended without a word of the printer's about it, so that asking it later may tell more. */
export const nobodyAnswered = (completion: Completion<PrintProof>): boolean =>
  !completion.ok && NOBODY_ANSWERED.has(completion.error.errorCode);

/** What an answer proves of a paper that was unknown; null when it proves nothing. */
export function provenBy(jobId: string, completion: Completion<PrintProof>): ProvedFate | null {
  if (completion.ok) {
    const { fence } = completion.value;
    const state = stateOfFence(fence);
    return state === 'unknown' ? null : { jobId, state, explanation: fence, effect: 'done' };
  }
  const { code, effect, errorCode } = completion.error;
  if (effect === 'unknown' || effect === 'done') return null;
  if (errorCode !== NOT_SENT && (!ENDS_OF_A_JOB.has(code) || nobodyAnswered(completion))) return null;
  return { jobId, state: 'failed', explanation: errorCode, effect };
}

/**
 * Asks printers what became of documents whose fate nobody knew: after a start, when a printer is there again, and
 * before a person gets a second one. What it proves goes into the ledger once; nothing is ever printed by it.
 */
export class LateProofs {
  readonly #ledger: Pick<Ledger, 'doubtfulPrints' | 'printProved'>;
  readonly #resume: (print: DoubtfulPrint) => Promise<Completion<PrintProof>>;
  readonly #wallMs: () => number;
  readonly #onProved: (fate: ProvedFate) => void;
  readonly #answered = new Set<string>();
  /** One question at a time. */
  #asking: Promise<unknown> = Promise.resolve();
  #looking = false;
  #open = true;
  #stopped = false;

  constructor(options: {
    ledger: Pick<Ledger, 'doubtfulPrints' | 'printProved'>;
    resume: (print: DoubtfulPrint) => Promise<Completion<PrintProof>>;
    wallMs: () => number;
    /** Written down; whoever shows the paper says so. */
    onProved: (fate: ProvedFate) => void;
  }) {
    this.#ledger = options.ledger;
    this.#resume = options.resume;
    this.#wallMs = options.wallMs;
    this.#onProved = options.onProved;
  }

  /** A paper became unknown: `look` has something to do. */
  doubt(): void {
    this.#open = true;
  }

  stop(): void {
    this.#stopped = true;
  }

  /** Cheap to call often; only while a printer is there that can be asked. */
  look(printerIsThere: boolean): void {
    if (!this.#open || this.#looking || !printerIsThere || this.#stopped) return;
    this.#looking = true;
    void this.#askAll().finally(() => {
      this.#looking = false;
    });
  }

  /**
   * Asks for one paper until it is settled, the printer had its word, or the time is over. Null when it stays unknown.
   * Whoever waits for it stands here: a clock that was set meanwhile makes it no older.
   */
  async settle(jobId: string, withinMs: number): Promise<ProvedFate | null> {
    const until = performance.now() + withinMs;
    for (;;) {
      const print = this.#inDoubt(jobId);
      if (print === undefined || this.#stopped) return null;
      const fate = await this.#ask(print);
      if (fate !== null || this.#answered.has(jobId) || performance.now() >= until) return fate;
      await pause(ASK_AGAIN_MS);
    }
  }

  /** Of the newest, those that became unknown since then by the wall clock; null for all. */
  #doubtful(since: number | null): readonly DoubtfulPrint[] {
    const rows = this.#ledger.doubtfulPrints(since ?? Number.MIN_SAFE_INTEGER);
    return rows.ok ? rows.value : [];
  }

  #inDoubt = (jobId: string): DoubtfulPrint | undefined => this.#doubtful(null).find((one) => one.jobId === jobId);

  #lately(): readonly DoubtfulPrint[] {
    const lately = this.#doubtful(this.#wallMs() - ASKED_FOR_MS);
    return lately.filter(({ jobId }) => !this.#answered.has(jobId));
  }

  async #askAll(): Promise<void> {
    for (const print of this.#lately()) {
      if (this.#stopped) return;
      await this.#ask(print);
    }
    this.#open = this.#lately().length > 0;
  }

  #ask(print: DoubtfulPrint): Promise<ProvedFate | null> {
    const asked = this.#asking.then(() => this.#askNow(print));
    this.#asking = asked;
    return asked;
  }

  async #askNow(print: DoubtfulPrint): Promise<ProvedFate | null> {
    const { jobId } = print;
    // Somebody else's question may have settled it while this one waited.
    if (this.#stopped || this.#inDoubt(jobId) === undefined) return null;
    const completion = await this.#resume(print);
    if (!nobodyAnswered(completion)) this.#answered.add(jobId);
    const fate = provenBy(jobId, completion);
    if (fate === null || this.#stopped) return null;
    const written = this.#ledger.printProved(fate, provedUse(completion, print, this.#wallMs()));
    if (!written.ok) return null;
    this.#onProved(fate);
    return fate;
  }
}
