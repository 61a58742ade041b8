import { setImmediate as turn } from 'node:timers/promises';
import { unreachable } from '../../../drivers/contract/result.ts';
import type { Command } from '../../../src-main/contract/commands.ts';
import type { Screen, Snapshot } from '../../../src-main/contract/snapshot.ts';
import { sampleValue } from '../sample-value.ts';
import type { FaultMachine } from './fault-machine.ts';
import { type ItemCode, personFor } from './phases.ts';

/** Nobody stands before this machine longer than that; its own bounds are far below. */
const PATIENCE_MS = 90_000;
/** A screen that moves by itself is looked at again after this. */
const GLANCE_MS = 150;
/** So long the person watches a wait before it is made to be a long one. */
const WATCHES_MS = 400;
/** So long a wait of the machine's own is given to end by itself. */
const BEARS_MS = 1_600;

/**
 * Goes on from wherever somebody stands until the machine is free again: as a person would who wants the item, tries
 * a second time where it is offered, and leaves where nothing else is left. Throws where there is no way on.
 */
export class Citizen {
  readonly #machine: FaultMachine;
  readonly #item: ItemCode;
  readonly #begun = performance.now();
  #since = performance.now();
  #last = '';
  /** Second tries, each kind once or a few times. */
  readonly #tries = new Map<string, number>();
  /** Wants to leave now. */
  #leaves = false;
  #wasAway = false;

  constructor(machine: FaultMachine, item: ItemCode) {
    this.#machine = machine;
    this.#item = item;
  }

  async untilFree(): Promise<void> {
    for (;;) {
      const { now } = this.#machine;
      const key = `${now.screen.name} ${'phase' in now.screen ? now.screen.phase : ''} ${'busy' in now.screen ? now.screen.busy : ''}`;
      if (key !== this.#last) {
        this.#last = key;
        this.#since = performance.now();
      }
      if (performance.now() - this.#begun > PATIENCE_MS)
        throw new Error(`no way out of ${JSON.stringify(now.screen).slice(0, 1200)}`);
      if (now.screen.name === 'attract') {
        if (this.#wasAway || this.#tries.has('start')) return;
        this.#try('start', 1);
      }
      if (now.screen.name === 'takeCard' || now.screen.name === 'recovered') this.#wasAway = true;
      for (const command of this.#next(now)) this.#machine.whole.touch(command);
      await this.#machine.change(now, GLANCE_MS);
      // What the devices answered meanwhile is heard before anything else is done.
      await turn();
    }
  }

  /** Whether this second try may be made. */
  #try(what: string, times: number): boolean {
    const made = (this.#tries.get(what) ?? 0) + 1;
    this.#tries.set(what, made);
    return made <= times;
  }

  /** A time that nobody has to wait, and then the screen is watched again: what it brings comes from outside. */
  #passes(milliseconds: number): void {
    this.#machine.clock.jump(milliseconds);
    this.#since = performance.now();
  }

  #watched(): boolean {
    return this.#waited(WATCHES_MS);
  }

  #next(now: Snapshot): Command[] {
    if (typeof now.session?.idleSecondsLeft === 'number') return [{ type: 'extend' }];
    return this.#on(now.screen);
  }

  /** The card goes with whoever goes; a card that stays has phases of its own. */
  #exit(): Command[] {
    this.#leaves = true;
    this.#machine.takeCards();
    return [{ type: 'exit' }];
  }

  #waited(milliseconds: number): boolean {
    return performance.now() - this.#since > milliseconds;
  }

  #atCode({ phase, slow }: Extract<Screen, { name: 'showCode' }>): Command[] {
    switch (phase) {
      case 'reading':
        if (this.#try('code', 1)) this.#machine.showsCode();
        // Nothing is read: the bound of the step itself ends the waiting.
        else if (this.#watched()) this.#passes(45_500);
        return [];
      case 'asking':
        if (!this.#watched()) return [];
        this.#passes(10_500);
        return slow ? [{ type: 'back' }] : [];
      case 'stopped':
        return [{ type: this.#try('code again', 1) ? 'retry' : 'home' }];
      case 'answered':
        return [{ type: 'next' }];
      default:
        return unreachable(phase);
    }
  }

  #on(screen: Screen): Command[] {
    const { idCards } = this.#machine.devices;
    switch (screen.name) {
      case 'attract':
        this.#machine.takeCards();
        return [{ type: 'start' }];
      case 'home':
      case 'theme':
      case 'search':
      case 'mine':
        if (this.#leaves || !this.#try('item', 3)) return this.#exit();
        return [{ type: 'openItem', code: this.#item }];
      case 'notice':
        return screen.unavailable === null && this.#try('begin', 3) ? [{ type: 'begin' }] : this.#exit();
      case 'identify':
        if (screen.phase === 'waiting') {
          if (!idCards.cardLies) idCards.layCard(personFor(this.#item));
          // It lies there, and nothing happens.
          return this.#waited(BEARS_MS) ? this.#exit() : [];
        }
        if (screen.phase === 'seen' || screen.phase === 'reading') return [];
        if (screen.phase === 'readerUnavailable') return this.#watched() ? this.#exit() : [];
        this.#machine.takeCards();
        return this.#try('card', 3) ? [{ type: 'retry' }] : this.#exit();
      case 'preparing':
        if (!this.#watched()) return [];
        this.#passes(10_500);
        return screen.slow ? this.#exit() : [];
      case 'form': {
        const open = screen.fields.find(({ issue }) => issue !== null);
        if (open === undefined) return [{ type: 'next' }];
        return open.editable && this.#try(`field ${open.id}`, 2) ? [{ type: 'editField', id: open.id }] : this.#exit();
      }
      case 'field': {
        const { id, value, issue } = screen.field;
        const sample = sampleValue(screen.field);
        return [{ type: 'setField', id, value: issue === null ? value : sample }];
      }
      case 'promise':
        return [
          { type: 'linesShown', to: screen.text.length },
          {
            type: 'promise',
            signature:
              screen.form === 'sign'
                ? [
                    [
                      [10, 10],
                      [500, 600],
                      [900, 200],
                    ],
                  ]
                : null,
          },
        ];
      case 'review':
        return screen.unavailable === null ? [{ type: 'submit' }] : this.#exit();
      case 'result': {
        if (screen.busy) return [];
        const again = screen.papers.find(
          ({ kind, state, mayRetry }) => mayRetry && (kind === 'receipt' || state === 'failed'),
        );
        if (again !== undefined && this.#try(`paper ${again.kind}`, 1)) return [{ type: 'retryPaper', id: again.id }];
        this.#leaves = true;
        return [{ type: 'next' }];
      }
      case 'problem':
        return screen.mayRetry && this.#try('again', 1) ? [{ type: 'retry' }] : this.#exit();
      case 'rating':
        if (screen.thanks) return [];
        this.#machine.takeCards();
        return [{ type: 'skipRating' }];
      case 'takeCard':
        this.#machine.takeCards();
        // A reader that cannot tell lets nobody wait for ever.
        if (this.#waited(BEARS_MS)) this.#passes(30_000);
        return [];
      case 'farewell':
        return [{ type: 'start' }];
      case 'recovered':
        return [{ type: 'next' }];
      case 'starting':
      case 'submitting':
        return [];
      case 'faceConsent':
        return [
          { type: 'linesShown', to: screen.consent.length },
          { type: 'chooseWay', way: screen.missing === null && this.#try('face', 1) ? 'face' : 'other' },
        ];
      case 'faceCheck':
        if (screen.phase === 'again' && this.#try('look', 1)) return [{ type: 'retry' }];
        if (screen.phase !== 'looking' || !this.#try('sees', 3)) return [{ type: 'chooseWay', way: 'other' }];
        this.#machine.page.sees('holder');
        return [];
      case 'scan':
        if (screen.phase === 'judging') return [{ type: 'keepPage' }];
        if (screen.phase === 'looking') {
          this.#machine.page.cutsPage();
          // Nothing is found: the bound of the step itself ends the waiting.
          if (this.#watched()) this.#passes(50_500);
          return [];
        }
        if (this.#try('scan', 1)) return [{ type: 'retry' }];
        return screen.mayFollow ? [{ type: 'skipScan' }] : this.#exit();
      case 'showCode':
        return this.#atCode(screen);
      case 'outOfService':
        throw new Error('out of service');
      case 'serviceAccess':
      case 'diagnostics':
        return [{ type: 'service', act: { act: 'leave' } }];
      default:
        return unreachable(screen);
    }
  }
}
