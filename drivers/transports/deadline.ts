import { fail, type Result, type TransportError } from '../contract/index.ts';

/** Writes are given up after this long unless the caller says otherwise. Milliseconds. */
export const DEFAULT_WRITE_DEADLINE_MS = 5_000;

/**
 * Runs `start`, which calls `settle` once, or fails with `timeout` after `milliseconds`. This is real time on purpose:
 * it bounds the operating system, not the protocol.
 */
export function withDeadline<T>(
  milliseconds: number,
  what: string,
  start: (settle: (result: Result<T, TransportError>) => void) => void,
): Promise<Result<T, TransportError>> {
  return new Promise((resolve) => {
    const timer = setTimeout(
      () => resolve(fail({ kind: 'timeout', message: `${what} took longer than ${milliseconds} ms` })),
      milliseconds,
    );
    start((result) => {
      clearTimeout(timer);
      resolve(result);
    });
  });
}
