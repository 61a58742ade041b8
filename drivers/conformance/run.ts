import type { Device } from '../contract/index.ts';
import { type Check, type Outcome, type Subject, Unmet, Unstaged } from './check.ts';

/** One line of a report. `evidence` is said by the kit, in its own words: never personal data. */
export interface CheckResult {
  readonly id: string;
  readonly requirement: string;
  readonly outcome: Outcome;
  readonly evidence: string;
  readonly tookMs: number;
}

async function tried<D extends Device>(
  check: Check<D>,
  subject: Subject<D>,
): Promise<Pick<CheckResult, 'outcome' | 'evidence'>> {
  try {
    return { outcome: 'passed', evidence: await check.run(subject) };
  } catch (thrown) {
    if (thrown instanceof Unstaged) return { outcome: 'skipped', evidence: thrown.message };
    if (thrown instanceof Unmet) return { outcome: 'failed', evidence: thrown.message };
    // A driver's exception may quote anything: only its kind is kept.
    return { outcome: 'failed', evidence: `threw ${thrown instanceof Error ? thrown.name : 'something'}` };
  }
}

/** Runs every check that applies to this peer, one after the other, each with new drivers. */
export async function runChecks<D extends Device>(
  subject: Subject<D>,
  checks: readonly Check<D>[],
  onResult: (result: CheckResult) => void = () => undefined,
): Promise<readonly CheckResult[]> {
  const results: CheckResult[] = [];
  for (const check of checks) {
    if (check.on === 'simulator' && subject.peer === 'hardware') continue;
    const made: D[] = [];
    const watched: Subject<D> = {
      ...subject,
      create: () => {
        const device = subject.create();
        made.push(device);
        return device;
      },
      held: () => subject.held(),
    };
    await subject.stage.reset();
    const before = subject.clock.now();
    const { outcome, evidence } = await tried(check, watched);
    const tookMs = Math.round(subject.clock.now() - before);
    // One that cannot even be closed failed its check already, or will fail the next.
    for (const device of made) await device.close().catch(() => undefined);
    const result = { id: check.id, requirement: check.requirement, outcome, evidence, tookMs };
    results.push(result);
    onResult(result);
  }
  await subject.stage.reset();
  return results;
}
