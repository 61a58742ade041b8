import type { Completion } from '../../../drivers/contract/completion.ts';
import { unreachable } from '../../../drivers/contract/result.ts';
import type { HealthCheckResult } from '../../contract/device-messages.ts';
import type { RunningTest } from '../../contract/diagnostics.ts';
import type { LocalizedText } from '../../contract/text.ts';
import { whenFree } from '../devices/when-free.ts';
import { CameraShow } from './camera-show.ts';
import { countTestPaper } from './consumption.ts';
import type { PageContext } from './page.ts';
import type { RunningCheck } from './running-check.ts';
import { testAdvice } from './test-advice.ts';
import { printerOf } from './test-kind.ts';
import { recordTest, shownEvidence, type Verdict } from './test-record.ts';
import { needsJudging, type TestKind } from './tests.ts';

/** The device host ends a check itself; one that does not is given up this much later. */
const GRACE_MS = 10_000;

/**
 * One health check from beginning to record. `running` (or `doThis`, while the person has something to do) → `judge`
 * where only a person sees whether paper is whole → `done`. However it ends, one record is left behind.
 */
export class TestRun implements RunningCheck {
  readonly #kind: TestKind;
  readonly #context: PageContext;
  readonly #abort = new AbortController();
  readonly #deadline: number;
  #phase: RunningTest['phase'];
  #proof: HealthCheckResult | null = null;
  #verdict: Verdict | null = null;
  #recorded = true;
  #show: CameraShow | null = null;

  constructor(kind: TestKind, context: PageContext) {
    this.#kind = kind;
    this.#context = context;
    this.#phase = kind.instruction === null ? 'running' : 'doThis';
    this.#deadline = context.services.now() + kind.seconds * 1000;
    void this.#run();
  }

  view(): RunningTest {
    const { what, title, device, level } = this.#kind;
    const waits = this.#phase === 'running' || this.#phase === 'doThis';
    const left = Math.max(0, Math.ceil((this.#deadline - this.#context.services.now()) / 1000));
    const evidence = this.#verdict?.evidence ?? this.#proof?.evidence ?? '';
    return {
      what,
      title,
      phase: this.#phase,
      instruction: this.#asks(),
      secondsLeft: waits ? left : null,
      outcome: this.#verdict?.outcome ?? null,
      evidence: shownEvidence(evidence, this.#recorded),
      device,
      level,
      steps: [],
      sounds: null,
    };
  }

  /** What the person is to do or to judge now, or could do about a failure. */
  #asks(): LocalizedText | null {
    const { what, instruction, judge } = this.#kind;
    switch (this.#phase) {
      case 'running':
        return null;
      case 'doThis':
        return instruction;
      case 'judge':
        return judge;
      case 'done':
        return this.#verdict === null ? null : testAdvice({ what, ...this.#verdict });
      default:
        return unreachable(this.#phase);
    }
  }

  /** The person says whether the paper is whole. */
  judge(passed: boolean): boolean {
    if (this.#phase !== 'judge') return false;
    const evidence = this.#proof?.evidence ?? '';
    this.#end(
      passed
        ? { outcome: 'passed', code: this.#proof?.code ?? 'printed', evidence: `${evidence}; judged whole` }
        : { outcome: 'failed', code: 'judged-not-whole', evidence: `${evidence}; judged not whole` },
    );
    return true;
  }

  cancel(): boolean {
    if (this.#phase === 'done') return false;
    this.#abort.abort();
    const printing = printerOf(this.#kind) !== null && this.#phase === 'running';
    const evidence = printing ? 'called off; the page may still come out' : 'called off';
    this.#end({ outcome: 'canceled', code: 'canceled', evidence });
    return true;
  }

  tick(): void {
    this.#show?.tick();
    const late = this.#context.services.now() - this.#deadline > GRACE_MS;
    if (!late || this.#phase === 'judge' || this.#phase === 'done') return;
    this.#abort.abort();
    this.#end({ outcome: 'failed', code: 'no-answer', evidence: 'the check did not end in time' });
  }

  async #run(): Promise<void> {
    const { device, level, seconds } = this.#kind;
    if (device === null || level === null) throw new Error(`${this.#kind.what} is not a test of a device`);
    const { devices } = this.#context.services;
    const { signal } = this.#abort;
    const check = { deviceClass: device, level, timeoutMs: seconds * 1000 };
    const completion = await whenFree(() => devices.request('device.checkHealth', check, { signal }), signal);
    countTestPaper(this.#context.services, this.#kind, completion);
    if (this.#phase === 'done') return;
    this.#take(completion);
    this.#context.changed();
  }

  #take(completion: Completion<HealthCheckResult>): void {
    if (!completion.ok) {
      const { errorCode, message } = completion.error;
      this.#end({ outcome: 'failed', code: errorCode, evidence: message });
      return;
    }
    const { passed, code, evidence } = completion.value;
    if (passed && needsJudging(this.#kind, this.#context.services.config)) {
      this.#proof = completion.value;
      this.#phase = 'judge';
      // Paper lies there to be judged; a picture must go on.
      if (this.#kind.device === 'camera') this.#show = new CameraShow(this.#context.services.cameras);
    } else this.#end({ outcome: passed ? 'passed' : 'failed', code, evidence });
  }

  #end(verdict: Verdict): void {
    this.#show?.stop();
    this.#phase = 'done';
    this.#verdict = verdict;
    this.#recorded = recordTest(this.#context, this.#kind.what, verdict);
  }
}
