import type { Result } from '../../../../drivers/contract/result.ts';
import type { LedgerError } from '../../ledger/errors.ts';

type Row = () => Result<unknown, LedgerError>;

/**
 * Rows that the ledger must have in their order: where a session began and ended. One that it could not write when it happened
 * (a full disk, a fault of it) is given again before the next; without the end of one session no other could begin, and
 * nobody could hand anything in before a restart.
 */
export class OwedRows {
  readonly #onWritten: () => void;
  readonly #onFailed: (error: LedgerError) => void;
  #owed: readonly Row[] = [];

  constructor(options: { onWritten: () => void; onFailed: (error: LedgerError) => void }) {
    this.#onWritten = options.onWritten;
    this.#onFailed = options.onFailed;
  }

  write(row: Row): void {
    this.#owed = [...this.#owed, row];
    this.settle();
  }

  /** Cheap where nothing is owed. */
  settle(): void {
    for (let [row] = this.#owed; row !== undefined; [row] = this.#owed) {
      const written = row();
      if (written.ok) this.#onWritten();
      else {
        this.#onFailed(written.error);
        // What it refuses for what it is would be refused for ever.
        if (written.error.code !== 'refused') return;
      }
      this.#owed = this.#owed.slice(1);
    }
  }
}
