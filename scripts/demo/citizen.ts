import { mkdirSync } from 'node:fs';
import path from 'node:path';
import type { ScreenName } from '../../src-main/contract/snapshot.ts';
import type { Kiosk } from '../../test/e2e/kiosk.ts';

export interface Step {
  readonly session: string;
  readonly what: string;
  readonly ok: boolean;
  readonly milliseconds: number;
  readonly why: string;
}

/** A scripted citizen: every step is timed, said, and leaves a picture of the screen it led to. */
export class Citizen {
  readonly kiosk: Kiosk;
  readonly steps: Step[] = [];
  readonly #pictures: string;
  readonly #say: (step: Step) => void;
  #session = '';
  #picture = 0;

  constructor(kiosk: Kiosk, pictures: string, say: (step: Step) => void) {
    this.kiosk = kiosk;
    this.#pictures = pictures;
    this.#say = say;
    mkdirSync(pictures, { recursive: true });
  }

  /** Begins another citizen's story. A step that fails ends the story, not the demo. */
  async story(name: string, tell: () => Promise<void>): Promise<void> {
    this.#session = name;
    try {
      await tell();
    } catch (thrown) {
      if (!(thrown instanceof StepFailed)) throw thrown;
      // Whoever is left at the screen goes away: the machine frees itself for the next story.
      this.kiosk.stack.machine.liftCard();
      await this.kiosk.sees('attract', 240_000);
    }
  }

  async step(what: string, act: () => Promise<unknown>): Promise<void> {
    const begun = performance.now();
    const failure = await act().then(
      () => null,
      (error: unknown) => (error instanceof Error ? (error.message.split('\n')[0] ?? '') : String(error)),
    );
    const step = {
      session: this.#session,
      what,
      ok: failure === null,
      milliseconds: Math.round(performance.now() - begun),
      why: failure ?? '',
    };
    this.steps.push(step);
    this.#say(step);
    await this.picture(what);
    if (failure !== null) throw new StepFailed(what);
  }

  /** Touches a button and waits for the screen it leads to. */
  touch(button: RegExp, leadsTo: ScreenName): Promise<void> {
    return this.step(`touches ${button.source} → ${leadsTo}`, async () => {
      await this.kiosk.touch(button);
      await this.kiosk.sees(leadsTo, 30_000);
    });
  }

  sees(screen: ScreenName): Promise<void> {
    return this.step(`sees ${screen}`, () => this.kiosk.sees(screen, 60_000));
  }

  /** Reads words on the screen. */
  reads(words: string | RegExp): Promise<void> {
    return this.step(`reads “${words instanceof RegExp ? words.source : words}”`, () =>
      this.kiosk.page.getByText(words).filter({ visible: true }).first().waitFor({ timeout: 30_000 }),
    );
  }

  async picture(what: string): Promise<void> {
    this.#picture += 1;
    if (this.kiosk.page.isClosed()) await this.kiosk.look();
    const screen = await this.kiosk.page.locator('html').getAttribute('data-screen');
    const name = `${String(this.#picture).padStart(3, '0')}-${this.#session}-${screen ?? what}`.replaceAll(
      /[^\p{L}\p{N}-]+/gu,
      '_',
    );
    await this.kiosk.page.screenshot({ path: path.join(this.#pictures, `${name}.png`) });
  }
}

class StepFailed extends Error {}
