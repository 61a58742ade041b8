import { ENDS, type Why } from './http-failure.ts';

/** Whatever drips is given up after so many times the patience with silence. */
const DRIPS = 6;

/** How long one exchange is waited for. Real time: it bounds the network, not the protocol. */
export class ExchangeDeadlines {
  readonly #idleMs: number;
  readonly #over: (why: Why) => void;
  readonly #whole: NodeJS.Timeout;
  #idle: NodeJS.Timeout | null = null;

  constructor(idleMs: number, over: (why: Why) => void) {
    this.#idleMs = idleMs;
    this.#over = over;
    const wholeMs = idleMs * DRIPS;
    this.#whole = setTimeout(() => over(ENDS.dripping(wholeMs)), wholeMs);
    this.progress();
  }

  progress(): void {
    if (this.#idle) clearTimeout(this.#idle);
    this.#idle = setTimeout(() => this.#over(ENDS.silence(this.#idleMs)), this.#idleMs);
  }

  stop(): void {
    if (this.#idle) clearTimeout(this.#idle);
    clearTimeout(this.#whole);
  }
}
