import type { Completion } from '../../../drivers/contract/index.ts';

/** A printer that refused is asked again this often, so that it is offered again as soon as it would print. */
const ASK_AGAIN_MS = 5_000;

/**
 * Asks the document printer whether it would take a job (`Validate-Job`) before a person gives time to an item that ends
 * in one: when its notice is opened, and once more at the review.
 */
export class DocumentReadiness {
  readonly #validate: (copies: number) => Promise<Completion<unknown>>;
  readonly #onChange: () => void;
  readonly #askAgainMs: number;
  #asked = '';
  #copies = 1;
  #refused: string | null = null;
  #timer: NodeJS.Timeout | undefined;

  constructor(options: {
    validate: (copies: number) => Promise<Completion<unknown>>;
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

  /** `copies` of the item's largest document, 0 for items without; asks once for each time such a screen is entered. */
  seen(screen: string, copies: number): void {
    const asks = copies > 0 && (screen === 'notice' || screen === 'review');
    const entered = asks ? screen : '';
    if (this.#asked === entered) return;
    this.#asked = entered;
    if (!asks) return;
    this.#copies = copies;
    void this.#ask();
  }

  stop(): void {
    clearTimeout(this.#timer);
    this.#timer = undefined;
    this.#asked = 'stopped';
  }

  async #ask(): Promise<void> {
    clearTimeout(this.#timer);
    const completion = await this.#validate(this.#copies);
    if (this.#asked === 'stopped') return;
    const before = this.#refused;
    this.#refused = verdict(completion, before);
    if (this.#refused !== null) this.#timer = setTimeout(() => void this.#ask(), this.#askAgainMs);
    if (this.#refused !== before) this.#onChange();
  }
}

/** A printer at another job, or away, did not refuse: its status says that already. */
function verdict(completion: Completion<unknown>, before: string | null): string | null {
  if (completion.ok) return null;
  const { code, errorCode } = completion.error;
  if (code === 'sequenceError') return before;
  return ['notOpen', 'not-open', 'hostAway', 'hostLost', 'notFitted'].includes(errorCode) ? null : errorCode;
}
