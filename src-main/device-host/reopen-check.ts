import { type Completion, completed, type Device, systemClock } from '../../drivers/contract/index.ts';
import type { HealthCheckResult } from '../contract/device-messages.ts';
import { runOn } from './attached-devices.ts';
import type { Attachment } from './attachment.ts';
import { checkHealth, type HealthCheckOptions, internalOnly } from './health-check.ts';

const LOOK_EVERY_MS = 50;

/**
 * `external` of what shows nothing to the eye: the port is closed, the driver made anew, the device opened from the start
 * and asked. Passed only on a new opening; what it answered then is the evidence. The unit that is bound stays bound, and a
 * quarantine stays one.
 */
export async function reopenCheck<D extends Device>(
  attachment: Attachment<D> | null,
  options: HealthCheckOptions,
): Promise<Completion<HealthCheckResult>> {
  const { signal, timeoutMs } = options;
  // Its own answers for what is not fitted, barred or at work: none of them is opened anew.
  const free = await runOn(attachment, async () => completed(null, 'none'));
  if (!free.ok) return free;
  if (attachment === null) return completed(notOpened('not fitted'));
  const before = attachment.openings;
  const begun = systemClock.now();
  attachment.reopen();
  while (attachment.openings === before) {
    if (signal.aborted) return completed({ passed: false, code: 'canceled', evidence: 'called off' });
    if (systemClock.now() - begun > timeoutMs) return completed(notOpened(attachment.status().evidence));
    await systemClock.delay(LOOK_EVERY_MS, signal);
  }
  const took = Math.round(systemClock.now() - begun);
  const asked = await runOn(attachment, (device) => checkHealth(device, internalOnly, 'internal', options));
  if (!asked.ok) return asked;
  const { identity } = attachment.status();
  const { passed, code, evidence } = asked.value;
  // What did not pass says by itself which unit it is.
  const line = `opened anew in ${took} ms: ${evidence}${identity === null || !passed ? '' : `, ${identity}`}`;
  return completed({ passed, code: passed ? 'opened-anew' : code, evidence: line });
}

const notOpened = (evidence: string): HealthCheckResult => ({ passed: false, code: 'not-opened', evidence });
