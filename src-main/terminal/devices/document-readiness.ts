import type { Completion } from '../../../drivers/contract/index.ts';
import type { Output } from '../../contract/catalogue.ts';

/** A printer that refused is asked again this often, so that it is offered again as soon as it would print. */
const ASK_AGAIN_MS = 5_000;

/** What an item asks of the printer at once. */
export type AskedJob = Pick<Output, 'copies' | 'paper' | 'sides'>;
/** Of special stock alone: what is printed on plain paper goes on. */
const OF_SPECIAL_PAPER = new Set(['special-paper-end', 'special-paper-unconfigured', 'tray-unsupported']);

/**
 * Asks the document printer whether it would take a job (`Validate-Job`) before a person gives time to an item that ends
 * in one: when its notice is opened, and once more at the review.
 */
export class DocumentReadiness {
  readonly #validate: (job: AskedJob) => Promise<Completion<unknown>>;
  readonly #onChange: () => void;
  readonly #askAgainMs: number;
  #asked = '';
  #job: AskedJob = { copies: 1 };
  #refused: string | null = null;
  #specialRefused: string | null = null;
  #timer: NodeJS.Timeout | undefined;

  constructor(options: {
    validate: (job: AskedJob) => Promise<Completion<unknown>>;
    onChange: () => void;
    /** Shorter in tests only. */
    askAgainMs?: number | undefined;
  }) {
    this.#validate = options.validate;
    this.#onChange = options.onChange;
    this.#askAgainMs = options.askAgainMs ?? ASK_AGAIN_MS;
  }

  /** Error code of the last refusal; null while nothing speaks against printing. */
  get refused(): string | null {
    return this.#refused;
  }

  /** The same of jobs on special stock only, as it was when one was last asked about. */
  get specialRefused(): string | null {
    return this.#specialRefused;
  }

  /** `job` of the item that is open, null for items without; asks once for each time such a screen is entered. */
  seen(screen: string, job: AskedJob | null): void {
    const asks = job !== null && (screen === 'notice' || screen === 'review');
    const entered = asks ? screen : '';
    if (this.#asked === entered) return;
    this.#asked = entered;
    if (!asks) return;
    this.#job = job;
    void this.#ask();
  }

  stop(): void {
    clearTimeout(this.#timer);
    this.#timer = undefined;
    this.#asked = 'stopped';
  }

  async #ask(): Promise<void> {
    clearTimeout(this.#timer);
    const job = this.#job;
    const completion = await this.#validate(job);
    if (this.#asked === 'stopped') return;
    const [before, beforeSpecial] = [this.#refused, this.#specialRefused];
    const word = verdict(completion, before ?? beforeSpecial);
    const special = word !== null && job.paper === 'special' && OF_SPECIAL_PAPER.has(word);
    this.#refused = special ? null : word;
    this.#specialRefused = special ? word : null;
    if (word !== null) this.#timer = setTimeout(() => void this.#ask(), this.#askAgainMs);
    if (this.#refused !== before || this.#specialRefused !== beforeSpecial) this.#onChange();
  }
}

/** A printer at another job, or away, did not refuse: its status says that already. */
function verdict(completion: Completion<unknown>, before: string | null): string | null {
  if (completion.ok) return null;
  const { code, errorCode } = completion.error;
  if (code === 'sequenceError') return before;
  return ['notOpen', 'not-open', 'hostAway', 'hostLost', 'notFitted'].includes(errorCode) ? null : errorCode;
}
