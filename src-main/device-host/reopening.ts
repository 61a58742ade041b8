import type { Clock } from '../../drivers/contract/index.ts';
import { portMayHaveCome } from './port-appearance.ts';

/** Milliseconds before each attempt to open a device that is not there; the last one repeats. A port that appears ends the wait. */
const UNTIL_IT_APPEARS = [250, 500, 1000, 2000, 5000] as const;
/**
 * A network tells nobody that a host is back, and a refused connection costs nothing: a printer that starts again is to be
 * there when it is. A place by serial number (`xfs://`) is not among them: each look for it asks a whole host. One that
 * refuses by how it is set up (a wrong certificate, a sign-in) will do so for hours, and writes each attempt into its logs.
 */
const UNTIL_IT_ANSWERS = [250, 500, 1000] as const;
const DIALLED = /^(?:tcp|ipps?|wss?):\/\//i;

/** How long a port is left alone after so many attempts in vain, the last with these fault words. Milliseconds. */
export function patienceFor(port: string, faults: readonly string[], attempts: number): number {
  const isNobodyThere = DIALLED.test(port) && faults.includes('port-not-found');
  const steps = isNobodyThere ? UNTIL_IT_ANSWERS : UNTIL_IT_APPEARS;
  return steps[Math.min(attempts, steps.length - 1)] ?? 1000;
}

/**
 * Waits until a port is worth opening again after so many attempts in vain: true when its name came up, false when
 * patience or `signal` ended the wait.
 */
export async function worthOpening(
  port: string,
  faults: readonly string[],
  attempts: number,
  clock: Clock,
  signal: AbortSignal,
): Promise<boolean> {
  const over = new AbortController();
  const either = AbortSignal.any([signal, over.signal]);
  const patience = clock.delay(patienceFor(port, faults, attempts), either).then(() => false);
  const came = portMayHaveCome(port, either).then(() => true);
  const answer = await Promise.race([patience, came]);
  over.abort();
  return answer;
}
