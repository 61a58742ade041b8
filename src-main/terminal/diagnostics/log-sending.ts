import { fail, ok, type Result } from '../../../drivers/contract/result.ts';
import type { LogsStored } from '../../contract/platform-api.ts';
import type { ClientError } from '../platform-client/client.ts';
import { syncTimes } from '../sync/times.ts';

/** A technician stands there: about two minutes of tries, then they decide. */
export const TRIES = 8;

export interface LogSending {
  readonly content: Buffer;
  readonly sha256: string;
  readonly send: (content: Buffer, sha256: string, signal: AbortSignal) => Promise<Result<LogsStored, ClientError>>;
  readonly signal: AbortSignal;
  /** Resolves after so many milliseconds, or at once when it is called off. */
  readonly delay: (ms: number, signal: AbortSignal) => Promise<void>;
  /** In [0, 1); for the jitter. */
  readonly random: () => number;
  /** The n-th try begins, from 1. */
  readonly onTry: (n: number) => void;
}

/**
 * Sends the same bytes until the platform has them. Waits like the uplink: full jitter, 0.5 s doubling to 30 s, and as long
 * as the platform asks. The address is the content's hash, so an answer that was lost costs a repeat and stores nothing
 * twice. What the platform refuses for good is not tried again.
 */
export async function sendLogs(options: LogSending): Promise<Result<LogsStored, ClientError['kind'] | 'canceled'>> {
  const { content, sha256, send, signal, delay, random, onTry } = options;
  for (let n = 1; ; n++) {
    onTry(n);
    const answer = await send(content, sha256, signal);
    if (signal.aborted) return fail('canceled');
    if (answer.ok) return ok(answer.value);
    const { kind, retryAfterMs = 0 } = answer.error;
    const passing = kind === 'offline' || kind === 'timeout' || kind === 'garbage';
    if (!passing || n === TRIES) return fail(kind);
    const ceiling = Math.min(syncTimes.maxBackOffMs, syncTimes.baseBackOffMs * 2 ** (n - 1));
    await delay(Math.min(retryAfterMs, syncTimes.maxRetryAfterMs) + random() * ceiling, signal);
    if (signal.aborted) return fail('canceled');
  }
}
