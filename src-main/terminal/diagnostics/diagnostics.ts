import { unreachable } from '../../../drivers/contract/result.ts';
import type { ServiceAct } from '../../contract/diagnostics.ts';
import type { ServiceScreen } from '../../contract/screens.ts';
import type { Access, Entrant } from './access.ts';
import { BadgeWatch } from './badge-watch.ts';
import { type Guests, NO_GUESTS } from './guests.ts';
import type { PageContext, PageWish } from './page.ts';
import { PageStage } from './page-stage.ts';
import { detailOf, wishOf } from './page-wish.ts';
import { mayAct } from './roles.ts';
import { serviceScreen } from './service-screen.ts';
import type { DiagnosticsServices } from './services.ts';
import { StaffAudit } from './staff-audit.ts';
import { type Visit, type VisitEffect, type VisitEvent, visited } from './staff-visit.ts';

/**
 * The service side of the terminal: door, pages, audit, and the way back. VendorMode words (XFS4IoT): `enter` is the
 * mode request, acknowledged by the session machine, which allows it only while no citizen is served, and by the
 * registered guests; whoever is let in while they are asked waits at the door until they let go or had the time to.
 */
export class Diagnostics {
  readonly #access: Access;
  readonly #services: DiagnosticsServices;
  readonly #onLeave: () => void;
  readonly #onEntered: () => void;
  readonly #changed: () => void;
  #visit: Visit = { at: 'away' };
  readonly #stage = new PageStage();
  readonly #audit: StaffAudit;
  readonly #guests: Guests;
  #ticking: NodeJS.Timeout | undefined;
  readonly #badges: BadgeWatch;

  constructor(options: {
    access: Access;
    services: DiagnosticsServices;
    guests?: Guests;
    /** The screen shall go back to citizens. */
    onLeave: () => void;
    /** Somebody of staff proved who they are. */
    onEntered?: () => void;
    changed: () => void;
  }) {
    this.#access = options.access;
    this.#services = options.services;
    this.#audit = new StaffAudit(options.services);
    this.#onLeave = options.onLeave;
    this.#onEntered = options.onEntered ?? (() => undefined);
    this.#changed = options.changed;
    this.#guests = options.guests ?? NO_GUESTS;
    this.#badges = new BadgeWatch(options.services.scanner, (text) => void this.badge(text));
  }

  /** The session machine gave the screen. */
  enter(): void {
    this.#happened({ event: 'called' });
    this.#access.begin();
    this.#guests.door();
    clearInterval(this.#ticking);
    this.#ticking = setInterval(() => this.#tick(), 1000);
    if (this.#access.view().badgeReader) this.#badges.start();
    this.#changed();
  }

  /** Somebody of staff proved who they are and has not left: not merely anybody before the door. */
  get staffInside(): boolean {
    return this.#visit.at === 'sill' || (this.#visit.at === 'inside' && this.#visit.attended === 'yes');
  }

  screen(): ServiceScreen {
    return serviceScreen(this.#visit, {
      door: this.#access.view(),
      page: this.#stage.view(),
      unrecorded: this.#audit.unrecorded,
      services: this.#services,
    });
  }

  /** False for what the page or the role does not allow. */
  act(act: ServiceAct): boolean {
    const visit = this.#visit;
    if (visit.at !== 'inside' || visit.attended === 'proving') return this.#atDoor(act);
    this.#happened({ event: 'touched', ...this.#stage.atWork });
    if (visit.attended === 'no') {
      this.#changed();
      return true;
    }
    if (!mayAct(visit.who.role, act)) return false;
    if (act.act === 'leave') {
      this.leave('left');
      return true;
    }
    const wish = wishOf(act);
    if (wish !== null) return this.#open(wish);
    const taken = this.#stage.act(act);
    if (taken) this.#changed();
    return taken;
  }

  /** A finger on the glass, or a key: somebody is there, whatever the page makes of it. */
  touched(): void {
    this.#happened({ event: 'finger', ...this.#stage.atWork });
    if (this.#typingAtDoor) this.#access.touched();
  }

  /** A badge was shown to the scanner while the door is on the screen. */
  async badge(text: string): Promise<void> {
    if (this.#visit.at !== 'door') return;
    const ticking = this.#ticking;
    const who = await this.#access.badge(text);
    // Signatures take a moment: the door may have closed, or somebody came in by code.
    if (this.#visit.at !== 'door' || this.#ticking !== ticking) return;
    if (who === null) this.#changed();
    else this.#letIn(who);
  }

  /** Ends everything that runs and gives the screen back. Safe to call when nobody is inside. */
  leave(why: 'left' | 'idle' | 'restart'): void {
    const visit = this.#visit;
    clearInterval(this.#ticking);
    this.#ticking = undefined;
    this.#badges.stop();
    this.#happened({ event: 'ended' });
    this.#audit.begin();
    this.#guests.outside();
    this.#stage.close();
    if (visit.at === 'inside') this.#audit.write(visit.who, 'left', why);
    this.#onLeave();
  }

  /** Gives the screen back where nobody has come in. */
  leaveDoor(): void {
    if (this.#visit.at === 'door' || this.#visit.at === 'sill') this.leave('left');
  }

  /** The guests let go: whoever was let in meanwhile comes in. */
  guestsAway(): void {
    if (this.#visit.at !== 'sill') return;
    this.#happened({ event: 'guestsAway' });
    this.#changed();
  }

  stop(): void {
    clearInterval(this.#ticking);
    this.#access.stop();
    this.#badges.stop();
    this.#stage.end();
  }

  /** The door, also the one before a page that goes on unattended. */
  #atDoor(act: ServiceAct): boolean {
    switch (act.act) {
      case 'challenge':
        this.#access.ask();
        break;
      case 'enter': {
        // One person at a time.
        if (this.#visit.at === 'sill') break;
        const who = this.#access.enter(act);
        if (who !== null) this.#letIn(who);
        break;
      }
      case 'leave':
        if (this.#visit.at !== 'inside') this.leave('left');
        else this.#happened({ event: 'proofGivenUp' });
        break;
      default:
        return false;
    }
    this.#changed();
    return true;
  }

  #letIn(who: Entrant): void {
    this.#happened({ event: 'proved', who, guestsAway: this.#guests.away });
    this.#badges.stop();
    this.#changed();
  }

  get #typingAtDoor(): boolean {
    return this.#visit.at === 'door' || (this.#visit.at === 'inside' && this.#visit.attended === 'proving');
  }

  #happened(event: VisitEvent): void {
    const { visit, effects } = visited(this.#visit, event);
    this.#visit = visit;
    for (const effect of effects) this.#carryOut(effect);
  }

  #carryOut(effect: VisitEffect): void {
    switch (effect.effect) {
      case 'comeIn':
        this.#guests.inside();
        this.#audit.begin();
        this.#audit.write(effect.who, 'entered', kebab(effect.who.role));
        this.#onEntered();
        this.#stage.begin(this.#context(effect.who));
        return;
      case 'relieve':
        this.#stage.close();
        this.#audit.write(effect.who, 'left', 'relieved');
        return;
      case 'welcomeBack':
        this.#audit.write(effect.who, 'returned', kebab(effect.who.role));
        this.#onEntered();
        this.#happened({ event: 'touched', ...this.#stage.atWork });
        return;
      case 'askAgain':
        this.#access.begin();
        return;
      case 'end':
        this.leave('idle');
        return;
      default:
        unreachable(effect);
    }
  }

  #open(wish: PageWish): boolean {
    if (this.#visit.at !== 'inside') return false;
    const { who } = this.#visit;
    // Before it is written that another was opened.
    this.#stage.end();
    this.#audit.write(who, 'opened', detailOf(wish));
    const opened = this.#stage.open(wish, this.#context(who));
    this.#happened({ event: 'touched', ...this.#stage.atWork });
    this.#changed();
    return opened;
  }

  #context(who: Entrant): PageContext {
    return {
      services: this.#services,
      who,
      changed: () => {
        if (this.#visit.at === 'inside') this.#changed();
      },
      open: (next) => this.#open(next),
      audit: (act, detail) => this.#audit.write(who, act, detail),
      unrecorded: (code) => this.#audit.lacks(code),
    };
  }

  #tick(): void {
    if (this.#visit.at === 'inside') this.#stage.tick();
    this.#happened({ event: 'second', typing: this.#typingAtDoor && this.#access.tick(), ...this.#stage.atWork });
    if (this.#visit.at !== 'away') this.#changed();
  }
}

const kebab = (text: string): string => text.replace(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`);
