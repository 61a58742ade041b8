/** One physical attempt at a paper, as the journal knows it. */
export interface PrintAttempt {
  readonly jobId: string;
  readonly sessionId: string;
  readonly paperId: string;
}

/** Which paper of the running session the jobs were. Forgotten with the session. */
export class PrintAttempts {
  #attempts: readonly PrintAttempt[] = [];

  add(attempt: PrintAttempt): void {
    this.#attempts = [...this.#attempts, attempt];
  }

  ofJob(jobId: string): PrintAttempt | null {
    return this.#attempts.find((one) => one.jobId === jobId) ?? null;
  }

  /** All attempts at this paper, oldest first. */
  of(sessionId: string, paperId: string): readonly PrintAttempt[] {
    return this.#attempts.filter((one) => one.sessionId === sessionId && one.paperId === paperId);
  }

  forget(sessionId: string): void {
    this.#attempts = this.#attempts.filter((one) => one.sessionId !== sessionId);
  }
}
