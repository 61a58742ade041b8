import { unreachable } from '../../../drivers/contract/result.ts';
import type { ServiceAct } from '../../contract/diagnostics.ts';
import type { ServiceScreen } from '../../contract/screens.ts';
import type { AuditAct } from '../ledger/audit-acts.ts';
import type { LedgerError } from '../ledger/errors.ts';
import type { Access, Entrant } from './access.ts';
import { BadgeWatch } from './badge-watch.ts';
import type { OpenPage, PageContext, PageWish } from './page.ts';
import { detailOf, wishOf } from './page-wish.ts';
import { overviewPage } from './pages/overview.ts';
import { drawnPages, openPage } from './pages.ts';
import { mayAct, pagesOf } from './roles.ts';
import type { DiagnosticsServices } from './services.ts';
import { type AtWork, type Visit, type VisitEffect, type VisitEvent, visited } from './staff-visit.ts';

/** Programs of this machine that may use its devices (XFS4IoT guests). `away`: none of them does any more. */
export interface Guests {
  readonly away: boolean;
  door(): void;
  inside(): void;
  outside(): void;
}
const NO_GUESTS: Guests = { away: true, door: () => undefined, inside: () => undefined, outside: () => undefined };

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
  /** The page of whoever is inside. */
  #page: OpenPage | null = null;
  /** Acts that only the log has, because the ledger refused them. */
  #unrecorded = 0;
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
    const visit = this.#visit;
    const door = this.#access.view();
    if (visit.at === 'sill')
      return { name: 'serviceAccess', access: { ...door, phase: 'waiting', challenge: null, wrong: false } };
    if (visit.at !== 'inside' || this.#page === null) return { name: 'serviceAccess', access: door };
    if (visit.attended === 'proving') return { name: 'serviceAccess', access: { ...door, badgeReader: false } };
    const { staff, role } = visit.who;
    return {
      name: 'diagnostics',
      view: {
        staff,
        role,
        pages: pagesOf[role].filter((page) => drawnPages(this.#services).includes(page)),
        idleSecondsLeft: visit.idle,
        unattended: visit.attended === 'no',
        unrecorded: this.#unrecorded,
        page: this.#page.view(),
      },
    };
  }

  /** False for what the page or the role does not allow. */
  act(act: ServiceAct): boolean {
    const visit = this.#visit;
    if (visit.at !== 'inside' || visit.attended === 'proving') return this.#atDoor(act);
    this.#happened({ event: 'touched', ...this.#atWork() });
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
    const taken = this.#page?.act?.(act) ?? false;
    if (taken) this.#changed();
    return taken;
  }

  /** A finger on the glass, or a key: somebody is there, whatever the page makes of it. */
  touched(): void {
    this.#happened({ event: 'finger', ...this.#atWork() });
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
    this.#unrecorded = 0;
    this.#guests.outside();
    this.#closePage();
    if (visit.at === 'inside') this.#audit(visit.who, 'left', why);
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
    this.#page?.close?.();
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

  #atWork(): AtWork {
    return { busy: this.#page?.busy?.() ?? false, underWay: this.#page?.underWay?.() ?? false };
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
        this.#unrecorded = 0;
        this.#audit(effect.who, 'entered', kebab(effect.who.role));
        this.#onEntered();
        this.#page = this.#overview(effect.who);
        return;
      case 'relieve':
        this.#closePage();
        this.#audit(effect.who, 'left', 'relieved');
        return;
      case 'welcomeBack':
        this.#audit(effect.who, 'returned', kebab(effect.who.role));
        this.#onEntered();
        this.#happened({ event: 'touched', ...this.#atWork() });
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

  #closePage(): void {
    const page = this.#page;
    this.#page = null;
    page?.close?.();
  }

  /** False for a page without its subject: the overview opens instead. */
  #open(wish: PageWish): boolean {
    if (this.#visit.at !== 'inside') return false;
    const { who } = this.#visit;
    // What runs on the old page ends before the new one may use the same device.
    this.#page?.close?.();
    this.#audit(who, 'opened', detailOf(wish));
    const page = openPage(wish, this.#context(who));
    this.#page = page ?? this.#overview(who);
    this.#happened({ event: 'touched', ...this.#atWork() });
    this.#changed();
    return page !== null;
  }

  #overview(who: Entrant): OpenPage {
    return overviewPage(this.#context(who));
  }

  #context(who: Entrant): PageContext {
    return {
      services: this.#services,
      who,
      changed: () => {
        if (this.#visit.at === 'inside') this.#changed();
      },
      open: (next) => this.#open(next),
      audit: (act, detail) => this.#audit(who, act, detail),
      unrecorded: (code) => this.#lacks(code),
    };
  }

  #audit({ staff }: Entrant, act: AuditAct, detail: string): void {
    const written = this.#services.ledger.service.act({ staff, act, detail });
    this.#services.log('service.act', { act, detail });
    if (written.ok) {
      this.#services.recorded();
      return;
    }
    // Whoever mends a machine whose disk is full must not be kept out by it; that the audit lacks it is said on every page.
    this.#lacks(written.error.code);
  }

  #lacks(code: LedgerError['code']): void {
    this.#unrecorded += 1;
    this.#services.log('ledger.failed', { code, faults: this.#unrecorded });
  }

  #tick(): void {
    if (this.#visit.at === 'inside') this.#page?.tick?.();
    this.#happened({ event: 'second', typing: this.#typingAtDoor && this.#access.tick(), ...this.#atWork() });
    if (this.#visit.at !== 'away') this.#changed();
  }
}

const kebab = (text: string): string => text.replace(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`);
