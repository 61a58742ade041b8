import type { AudioRoute, Volume } from '../../../drivers/contract/auxiliaries.ts';
import type { RunningTest } from '../../contract/diagnostics.ts';
import type { LocalizedText } from '../../contract/text.ts';
import { whenFree } from '../devices/when-free.ts';
import type { PageContext } from './page.ts';
import type { RunningCheck } from './running-check.ts';
import { failed, passed, StepList, type StepResult, skipped } from './steps.ts';
import { recordTest, shownEvidence, type Verdict } from './test-record.ts';
import type { TestKind } from './tests.ts';

/** Loud enough in a hall, and what the product itself uses in a headset (`devices/sound-route.ts`). Percent. */
const PERCENT: Readonly<Record<AudioRoute, number>> = { speaker: 60, headset: 40 };

const titles: Readonly<Record<AudioRoute, LocalizedText>> = {
  speaker: { 'zh-CN': '喇叭', en: 'Speaker' },
  headset: { 'zh-CN': '耳机', en: 'Headset' },
};
const questions: Readonly<Record<AudioRoute, LocalizedText>> = {
  speaker: {
    'zh-CN': '机器正在发出两声提示音。从喇叭听到了吗？',
    en: 'Two tones sound now. Do you hear them from the speaker?',
  },
  headset: {
    'zh-CN': '插上耳机戴好，里面正在发出两声提示音。听到了吗？',
    en: 'Plug a headset in and put it on: two tones sound there now. Do you hear them?',
  },
};

/**
 * Speaker and headset, one after the other: the board is told the route and the loudness, the page sounds, and a person
 * says whether it was heard. Nothing of the machine can tell that.
 */
export class SoundTest implements RunningCheck {
  readonly #kind: TestKind;
  readonly #context: PageContext;
  readonly #steps: StepList;
  readonly #abort = new AbortController();
  readonly #until: number;
  #asked: { readonly route: AudioRoute; readonly answer: (result: StepResult) => void } | null = null;
  #verdict: Verdict | null = null;
  #recorded = true;

  constructor(kind: TestKind, context: PageContext) {
    this.#kind = kind;
    this.#context = context;
    const inputs = context.services.cabinet();
    // A board with a socket and no loudness: what the page sounds goes there by itself.
    const socket: AudioRoute[] = inputs?.headset == null ? [] : ['headset'];
    const routes = inputs === null || inputs.routes.length === 0 ? socket : inputs.routes;
    this.#steps = new StepList(
      routes.map((route) => ({ id: route, title: titles[route] })),
      context.changed,
    );
    this.#until = context.services.now() + kind.seconds * 1000 * Math.max(1, routes.length);
    void this.#run(routes, inputs?.routes ?? []);
  }

  view(): RunningTest {
    const { what, title, device, level } = this.#kind;
    const evidence = this.#verdict?.evidence ?? '';
    const route = this.#asked?.route ?? null;
    return {
      what,
      title,
      device,
      level,
      phase: this.#verdict !== null ? 'done' : route === null ? 'running' : 'judge',
      instruction: route === null ? null : questions[route],
      secondsLeft: null,
      outcome: this.#verdict?.outcome ?? null,
      evidence: shownEvidence(evidence, this.#recorded),
      steps: this.#steps.view(),
      sounds: route,
    };
  }

  /** Nobody hears a headset that is not plugged in. */
  judge(heard: boolean): boolean {
    const asked = this.#asked;
    if (asked === null) return false;
    if (heard && asked.route === 'headset' && this.#context.services.cabinet()?.headset === 'unplugged') return false;
    asked.answer(heard ? passed('heard') : failed('not heard'));
    return true;
  }

  cancel(): boolean {
    if (this.#verdict !== null) return false;
    this.#end({ outcome: 'canceled', code: 'canceled', evidence: 'called off' });
    this.#abort.abort();
    this.#asked?.answer(skipped('called off'));
    return true;
  }

  tick(): void {
    if (this.#asked === null || this.#context.services.now() < this.#until) return;
    this.#asked.answer(failed('nobody said whether it was heard'));
  }

  async #run(routes: readonly AudioRoute[], told: readonly AudioRoute[]): Promise<void> {
    // A plug that moves meanwhile would turn the sound away under the test.
    const giveBack = this.#context.services.board.holdSound();
    for (const route of routes) {
      if (this.#verdict !== null) break;
      await this.#steps.run(route, async () => {
        const refused = told.includes(route) ? await this.#turnTo({ route, percent: PERCENT[route] }) : null;
        return refused === null ? this.#ask(route) : failed(refused);
      });
    }
    if (this.#verdict === null) this.#judgeSteps();
    giveBack();
    this.#context.changed();
  }

  /** The board's own word why it does not sound there; null when it took the order. */
  async #turnTo(volume: Volume): Promise<string | null> {
    const { devices } = this.#context.services;
    const { signal } = this.#abort;
    const done = await whenFree(() => devices.request('auxiliaries.setVolume', { volume }, { signal }), signal);
    return done.ok ? null : done.error.errorCode;
  }

  #ask(route: AudioRoute): Promise<StepResult> | StepResult {
    if (this.#verdict !== null) return skipped('called off');
    return new Promise((resolve) => {
      this.#asked = {
        route,
        answer: (result) => {
          this.#asked = null;
          resolve(result);
        },
      };
      this.#context.changed();
    });
  }

  #judgeSteps(): void {
    const steps = this.#steps.view();
    const evidence = steps.map(({ id, evidence: words }) => `${id} ${words}`).join('; ');
    const bad = this.#steps.failed();
    if (bad !== null) this.#end({ outcome: 'failed', code: `not-heard.${bad.id}`, evidence });
    else if (steps.length === 0)
      this.#end({ outcome: 'failed', code: 'board-silent', evidence: 'the board does not say where it sounds' });
    else this.#end({ outcome: 'passed', code: 'heard', evidence });
  }

  #end(verdict: Verdict): void {
    this.#verdict = verdict;
    this.#recorded = recordTest(this.#context, this.#kind.what, verdict);
  }
}
