import { fail, type Result, type TransportError } from '../contract/index.ts';

/** One opening of a port at a time, where opening takes several steps and `close` may come between them. */
export class Opening {
  readonly #port: string;
  #running = false;
  #closed = false;

  constructor(port: string) {
    this.#port = port;
  }

  /** `busy` while the port is open or opening. */
  async run(
    isOpen: boolean,
    steps: () => Promise<Result<void, TransportError>>,
  ): Promise<Result<void, TransportError>> {
    if (isOpen || this.#running) return fail({ kind: 'busy', message: `${this.#port} is already open` });
    this.#running = true;
    this.#closed = false;
    try {
      return await steps();
    } finally {
      this.#running = false;
    }
  }

  /** `close` was called: if that is in the middle of an opening, the opening learns of it. */
  close(): void {
    if (this.#running) this.#closed = true;
  }

  /** Somebody closed the port meanwhile: whatever was opened so far must be given back, and the opening ends with this. */
  get closed(): Result<never, TransportError> | null {
    return this.#closed ? fail({ kind: 'closed', message: `${this.#port} was closed while opening` }) : null;
  }
}
