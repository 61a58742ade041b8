import type { Clock } from '../../drivers/contract/index.ts';
import { portMayHaveCome } from './port-appearance.ts';

/** Waits between attempts to open a device that is not there; the last one repeats. A port that appears ends them. */
const REOPEN_AFTER_MS = [250, 500, 1000, 2000, 5000] as const;
const LONGEST_MS = 5000;

/**
 * Waits until a port is worth opening again after so many attempts in vain: true when its name came up, false when
 * patience or `signal` ended the wait.
 */
export async function worthOpening(
  port: string,
  attempts: number,
  clock: Clock,
  signal: AbortSignal,
): Promise<boolean> {
  const over = new AbortController();
  const either = AbortSignal.any([signal, over.signal]);
  const patience = clock.delay(REOPEN_AFTER_MS[attempts] ?? LONGEST_MS, either).then(() => false);
  const came = portMayHaveCome(port, either).then(() => true);
  const answer = await Promise.race([patience, came]);
  over.abort();
  return answer;
}
