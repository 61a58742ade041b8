/** Papers of the running session that a person asked to stop. */
export class CallOffs {
  readonly #running = new Map<string, AbortController>();

  /** A run is about to print this paper: what was asked of an earlier run is over. */
  begin(sessionId: string, paperId: string): AbortSignal {
    const made = new AbortController();
    this.#running.set(keyOf(sessionId, paperId), made);
    return made.signal;
  }

  /** Nothing happens for a paper that is not on its way any more. */
  callOff(sessionId: string, paperId: string): void {
    this.#running.get(keyOf(sessionId, paperId))?.abort();
  }

  end(sessionId: string, paperId: string): void {
    this.#running.delete(keyOf(sessionId, paperId));
  }
}

const keyOf = (sessionId: string, paperId: string): string => `${sessionId} ${paperId}`;
