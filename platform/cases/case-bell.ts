/** Wakes the requests that wait for a case. A missed ring costs a waiter one poll, never the answer. */
export type CaseBell = {
  ring(caseNumber: string): void;
  /** Resolves at the ring, after `milliseconds`, or at once when `signal` is aborted. */
  heard(caseNumber: string, milliseconds: number, signal: AbortSignal): Promise<void>;
};

export function createCaseBell(): CaseBell {
  const waiting = new Map<string, Set<() => void>>();
  return {
    ring: (caseNumber) => {
      for (const wake of waiting.get(caseNumber) ?? []) wake();
    },
    heard: (caseNumber, milliseconds, signal) =>
      new Promise((done) => {
        const wakers = waiting.get(caseNumber) ?? new Set();
        const wake = () => {
          clearTimeout(timer);
          signal.removeEventListener('abort', wake);
          wakers.delete(wake);
          if (wakers.size === 0) waiting.delete(caseNumber);
          done();
        };
        const timer = setTimeout(wake, milliseconds);
        signal.addEventListener('abort', wake);
        wakers.add(wake);
        waiting.set(caseNumber, wakers);
        if (signal.aborted) wake();
      }),
  };
}
