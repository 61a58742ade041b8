import { setTimeout as delay } from 'node:timers/promises';
import type { Locator } from '@playwright/test';
import { unreachable } from '../../drivers/contract/index.ts';
import type { Kiosk } from '../../test/e2e/kiosk.ts';
import { receiptsOf } from '../dock/receipts.ts';
import { type Act, type Story, sentence, type Words } from './acts.ts';
import { Album } from './album.ts';
import { Backstage } from './backstage.ts';
import { sign, typeKeys } from './fingers.ts';

export interface Step {
  readonly story: string;
  readonly what: string;
  readonly milliseconds: number;
  /** Null where it happened. */
  readonly failure: string | null;
}

const LOOK_MS = 1_000;
const LONGEST_LIST = 6;
const PAPER_WITHIN_MS = 15_000;
/** An idle session, twice as patient in large type, or a card that has to be called forgotten. */
const FREE_WITHIN_MS = 180_000;
const SCANNER_WITHIN_MS = 10_000;
const FINGER_MS = 400;

/** What shows on no screen by itself: the act after it has the picture. */
const unseen: ReadonlySet<Act['do']> = new Set([
  'lay',
  'lift',
  'chip',
  'scanReceipt',
  'scan',
  'plug',
  'printer',
  'paperSpeed',
  'platform',
  'platformSilent',
  'platformAnswers',
  'camera',
  'glimpse',
  'arrive',
  'forget',
]);

/** Plays stories against the running kiosk: every act is timed, said, checked, and leaves a picture. */
export class Citizen {
  readonly steps: Step[] = [];
  readonly #kiosk: Kiosk;
  readonly #backstage: Backstage;
  readonly #album: Album;
  #touchedAt = Number.NEGATIVE_INFINITY;
  readonly #say: (step: Step) => void;

  private constructor(kiosk: Kiosk, album: Album, say: (step: Step) => void) {
    this.#kiosk = kiosk;
    this.#backstage = new Backstage(kiosk);
    this.#album = album;
    this.#say = say;
  }

  static async before(kiosk: Kiosk, folder: string, say: (step: Step) => void): Promise<Citizen> {
    return new Citizen(kiosk, await Album.open(kiosk, folder), say);
  }

  /**
   * Plays one story. An act that fails ends the story; then the machine is put right for the next one. False: it
   * did not come back, and no other story can be told.
   */
  async play(story: Story): Promise<boolean> {
    await this.#album.begin(story.id);
    for (const act of story.acts) {
      this.#album.nextStep();
      const happened = await this.#step(story.id, sentence(act), async () => {
        await this.#act(act).finally(() => (unseen.has(act.do) ? undefined : this.#album.picture()));
      });
      if (happened) continue;
      return this.#step(story.id, 'the machine frees itself', async () => {
        await this.#backstage.putRight();
        await this.#backstage.sees('attract', FREE_WITHIN_MS);
      });
    }
    return true;
  }

  async #step(story: string, what: string, happen: () => Promise<unknown>): Promise<boolean> {
    const begun = performance.now();
    const failure = await happen().then(
      () => null,
      (error: unknown) => (error instanceof Error ? (error.message.split('\n')[0] ?? '') : String(error)),
    );
    const step = { story, what, milliseconds: Math.round(performance.now() - begun), failure };
    this.steps.push(step);
    this.#say(step);
    return failure === null;
  }

  async #act(act: Act): Promise<unknown> {
    const kiosk = this.#kiosk;
    const { machine, platform } = kiosk.stack;
    switch (act.do) {
      case 'touch':
        await this.#turnTo(this.#button(act.button), act.button);
        await this.#press(act.button);
        return act.to === null ? undefined : kiosk.sees(act.to, 30_000);
      case 'type':
        return typeKeys(kiosk.page, act.keys, act.erasing);
      case 'sign':
        return sign(kiosk.page);
      case 'see':
        return this.#backstage.sees(act.screen, act.within * 1000);
      case 'glimpse':
        return this.#album.glimpsed(act.screen, act.within * 1000);
      case 'read': {
        const words = this.#words(act.words);
        if (act.turning) return this.#turnTo(words, act.words);
        return words.waitFor({ timeout: act.within * 1000 });
      }
      case 'readNoMore':
        return this.#words(act.words).waitFor({ state: 'detached', timeout: 20_000 });
      case 'title':
        return kiosk.page.getByRole('heading', { level: 1, name: act.words, exact: true }).waitFor({ timeout: 20_000 });
      case 'lay':
        return this.#backstage.lay(act.person);
      case 'lift':
        return machine.liftCard();
      case 'chip':
        return this.#backstage.chip(act.person);
      case 'takeReceipt':
        return this.#takeReceipt(act.papers);
      case 'scanReceipt':
        return this.#scan(receiptsOf(machine).at(-1)?.codes[0]);
      case 'scan':
        return this.#scan(act.text);
      case 'plug':
        return act.plugged ? machine.plug(act.device) : machine.unplug(act.device);
      case 'printer':
        return machine.printerPanel.act(act.action);
      case 'paperSpeed':
        machine.printer.millisecondsPerRow = act.millisecondsPerRow;
        return undefined;
      case 'platform':
        return act.running ? platform.start() : platform.kill();
      case 'platformSilent':
        return this.#backstage.platformSilent(act.about);
      case 'platformAnswers':
        return this.#backstage.platformAnswers();
      case 'camera':
        return this.#backstage.camera(act.sees);
      case 'serviceCorner':
        return this.#backstage.serviceCorner();
      case 'oneTimeCode':
        return this.#backstage.oneTimeCode(act.staff);
      case 'arrive':
        return this.#backstage.arrived(act.outcome);
      case 'killTerminal':
        return act.again ? this.#backstage.killWheneverItRuns() : this.#backstage.killTerminal();
      case 'forget':
        return this.#backstage.forgot();
      default:
        return unreachable(act);
    }
  }

  #button(name: Words): Locator {
    return this.#kiosk.page.getByRole('button', { name }).first();
  }

  /** No sooner than a finger gets there: two touches closer than that are one trembling touch to the page. */
  async #press(name: Words): Promise<void> {
    await delay(Math.max(0, this.#touchedAt + FINGER_MS - performance.now()));
    await this.#button(name).click();
    this.#touchedAt = performance.now();
  }

  #words(words: Words): Locator {
    return this.#kiosk.page.getByText(words).filter({ visible: true }).first();
  }

  /** Looks for it on this page of a list and on those after it, as a person does. */
  async #turnTo(wanted: Locator, name: Words): Promise<void> {
    for (let page = 0; page < LONGEST_LIST; page++) {
      const there = await wanted.waitFor({ timeout: LOOK_MS }).then(
        () => true,
        () => false,
      );
      if (there) return;
      const more = this.#button(/^(更多|More)$/);
      if ((await more.count()) === 0 || !(await more.isEnabled())) break;
      await this.#press(/^(更多|More)$/);
    }
    const screen = await this.#kiosk.page.locator('html').getAttribute('data-screen');
    throw new Error(`${String(name)} is not on the screen "${screen ?? 'nothing'}"`);
  }

  /** As soon as the scanner looks; what is held there before belongs to nobody. */
  async #scan(text: string | undefined): Promise<void> {
    if (text === undefined) throw new Error('no paper has a code');
    const { machine } = this.#kiosk.stack;
    const until = performance.now() + SCANNER_WITHIN_MS;
    while (!machine.scannerReads) {
      if (performance.now() > until) throw new Error('the scanner does not look');
      await delay(50);
    }
    machine.showCode(text);
  }

  async #takeReceipt(papers: number): Promise<void> {
    const { machine } = this.#kiosk.stack;
    const caseNumber = await this.#backstage.caseOnScreen();
    const ofThisCase = () => receiptsOf(machine).filter(({ codes }) => codes.some((code) => code.includes(caseNumber)));
    const until = performance.now() + PAPER_WITHIN_MS;
    while (ofThisCase().length < papers) {
      if (performance.now() > until) throw new Error(`no receipt of ${caseNumber} came out`);
      await delay(100);
    }
    // One too many would come at once.
    await delay(500);
    if (ofThisCase().length !== papers) throw new Error(`${ofThisCase().length} receipts of ${caseNumber} came out`);
    machine.printerPanel.act('tear');
  }
}
