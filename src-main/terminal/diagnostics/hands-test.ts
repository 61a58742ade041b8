import type { AuxiliariesSnapshot } from '../../../drivers/contract/auxiliaries.ts';
import type { RunningTest } from '../../contract/diagnostics.ts';
import type { LocalizedText } from '../../contract/text.ts';
import { type HandStep, handSteps, keypadStep } from './hand-steps.ts';
import type { PageContext } from './page.ts';
import type { RunningCheck } from './running-check.ts';
import { failed, passed, StepList, type StepResult, skipped } from './steps.ts';
import { recordTest, shownEvidence, type Verdict } from './test-record.ts';
import type { TestKind } from './tests.ts';
import { ThereAndBack } from './there-and-back.ts';

const NOT_FITTED = 'not fitted';

interface Waiting {
  readonly instruction: LocalizedText;
  readonly until: number;
  hear(inputs: AuxiliariesSnapshot): void;
  key(): void;
  tick(): void;
  end(result: StepResult): void;
}

/** What ends a step: a word of the board, a key, or that something stayed as it is. */
interface Told {
  hear?(inputs: AuxiliariesSnapshot): StepResult | null;
  key?(): StepResult;
  tick?(): StepResult | null;
}

/**
 * What only hands can prove of the cabinet: asks for one thing after another, each fulfilled by what the board tells, never
 * by a word of the person. What the board does not have is skipped and named. It ends as passed only when everything
 * that is fitted was told.
 */
export class HandsTest implements RunningCheck {
  readonly #kind: TestKind;
  readonly #context: PageContext;
  readonly #steps: StepList;
  readonly #unwatch: () => void;
  #waiting: Waiting | null = null;
  #verdict: Verdict | null = null;
  #recorded = true;

  constructor(kind: TestKind, context: PageContext) {
    this.#kind = kind;
    this.#context = context;
    const inputs = context.services.cabinet();
    const steps = handSteps(inputs ?? { doors: {} });
    this.#steps = new StepList([...steps, keypadStep], context.changed);
    this.#unwatch = context.services.board.watch({
      inputs: (now) => this.#waiting?.hear(now),
      key: () => this.#waiting?.key(),
    });
    void this.#run(steps, inputs);
  }

  view(): RunningTest {
    const { what, title, device, level } = this.#kind;
    const left = this.#waiting === null ? null : this.#waiting.until - this.#context.services.now();
    const evidence = this.#verdict?.evidence ?? '';
    return {
      what,
      title,
      device,
      level,
      phase: this.#verdict === null ? 'doThis' : 'done',
      instruction: this.#waiting?.instruction ?? null,
      secondsLeft: left === null ? null : Math.max(0, Math.ceil(left / 1000)),
      outcome: this.#verdict?.outcome ?? null,
      evidence: shownEvidence(evidence, this.#recorded),
      steps: this.#steps.view(),
      sounds: null,
    };
  }

  /** "Nothing happens": only the board can say that it does. */
  judge(works: boolean): boolean {
    if (works || this.#waiting === null) return false;
    this.#waiting.end(failed('the person says that nothing happens'));
    return true;
  }

  cancel(): boolean {
    if (this.#verdict !== null) return false;
    this.#end({ outcome: 'canceled', code: 'canceled', evidence: 'called off' });
    this.#waiting?.end(skipped('called off'));
    return true;
  }

  tick(): void {
    this.#waiting?.tick();
    if (this.#waiting === null || this.#context.services.now() < this.#waiting.until) return;
    this.#waiting.end(failed(`nothing was told within ${this.#kind.seconds} s`));
  }

  async #run(steps: readonly HandStep[], before: AuxiliariesSnapshot | null): Promise<void> {
    for (const step of steps) {
      if (this.#verdict !== null) return;
      const at = before === null ? null : step.read(before);
      await this.#steps.run(step.id, () => (at === null ? skipped(NOT_FITTED) : this.#bothWays(step)));
    }
    if (this.#verdict !== null) return;
    await this.#steps.run(keypadStep.id, () => (before?.keypad === true ? this.#pressed() : skipped(NOT_FITTED)));
    if (this.#verdict === null) this.#judgeSteps();
    this.#context.changed();
  }

  #bothWays(step: HandStep): Promise<StepResult> {
    const { services } = this.#context;
    const inputs = services.cabinet();
    const hands = new ThereAndBack(step);
    if (inputs !== null) hands.take(inputs, services.now());
    return this.#wait(step.instruction, {
      hear: (now) => hands.take(now, services.now()),
      tick: () => hands.at(services.now()),
    });
  }

  /** Which key it was is nobody's business. */
  #pressed(): Promise<StepResult> {
    return this.#wait(keypadStep.instruction, { key: () => passed('a key was told') });
  }

  #wait(instruction: LocalizedText, told: Told): Promise<StepResult> {
    const { services, changed } = this.#context;
    return new Promise((resolve) => {
      const end = (result: StepResult): void => {
        this.#waiting = null;
        resolve(result);
      };
      const take = (result: StepResult | null | undefined): void => {
        if (result) end(result);
        else changed();
      };
      this.#waiting = {
        instruction,
        until: services.now() + this.#kind.seconds * 1000,
        end,
        hear: (inputs) => take(told.hear?.(inputs)),
        tick: () => take(told.tick?.()),
        key: () => take(told.key?.()),
      };
      changed();
    });
  }

  #judgeSteps(): void {
    const steps = this.#steps.view();
    const told = steps.filter(({ outcome }) => outcome === 'passed');
    const bad = this.#steps.failed();
    const evidence = [...steps.filter(({ outcome }) => outcome === 'failed'), ...told]
      .map(({ id, evidence: words }) => `${id} ${words}`)
      .join('; ');
    if (bad !== null) this.#end({ outcome: 'failed', code: `not-told.${bad.id}`, evidence });
    else if (told.length === 0) this.#end({ outcome: 'failed', code: 'nothing-told', evidence: 'nothing is fitted' });
    else this.#end({ outcome: 'passed', code: 'all-told', evidence });
  }

  #end(verdict: Verdict): void {
    this.#unwatch();
    this.#verdict = verdict;
    this.#recorded = recordTest(this.#context, this.#kind.what, verdict);
  }
}
