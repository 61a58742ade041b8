import type { Role, ServiceAct } from '../../contract/diagnostics.ts';
import type { ServiceScreen } from '../../contract/screens.ts';
import type { Access, Entrant } from './access.ts';
import { BadgeWatch } from './badge-watch.ts';
import type { OpenPage, PageContext, PageWish } from './page.ts';
import { detailOf, wishOf } from './page-wish.ts';
import { overviewPage } from './pages/overview.ts';
import { drawnPages, openPage } from './pages.ts';
import { mayAct, pagesOf } from './roles.ts';
import type { DiagnosticsServices } from './services.ts';

/** Seconds without a touch until the screen goes back to citizens. */
const IDLE_S = 180;
/** The device host keeps the guests' deadline of 5 s; when it hangs itself nobody waits for it. */
const GUESTS_S = 8;
/** The same while a test is under way. */
const UNDER_WAY_IDLE_S = 1800;

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
  #inside: { readonly who: Entrant; page: OpenPage } | null = null;
  #idle = IDLE_S;
  /** What runs goes on, but nobody touched for so long that whoever comes now has to prove who they are. */
  #unattended = false;
  /** Somebody came, and stands at the door while it goes on behind. */
  #proving = false;
  /** Acts that only the log has, because the ledger refused them. */
  #unrecorded = 0;
  /** Let in, and waiting for the guests. */
  #atSill: Entrant | null = null;
  #sillSeconds = 0;
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
    this.#access.begin();
    this.#guests.door();
    clearInterval(this.#ticking);
    this.#ticking = setInterval(() => this.#tick(), 1000);
    if (this.#access.view().badgeReader) this.#badges.start();
    this.#changed();
  }

  /** Somebody of staff proved who they are and has not left: not merely anybody before the door. */
  get staffInside(): boolean {
    return (this.#inside !== null && !this.#unattended) || this.#atSill !== null;
  }

  screen(): ServiceScreen {
    if (this.#inside === null) {
      const door = this.#access.view();
      const waiting = { ...door, phase: 'waiting', challenge: null, wrong: false } as const;
      return { name: 'serviceAccess', access: this.#atSill === null ? door : waiting };
    }
    if (this.#proving) return { name: 'serviceAccess', access: { ...this.#access.view(), badgeReader: false } };
    const { who, page } = this.#inside;
    return {
      name: 'diagnostics',
      view: {
        staff: who.staff,
        role: who.role,
        pages: pagesOf[who.role].filter((page) => drawnPages(this.#services).includes(page)),
        idleSecondsLeft: this.#idle,
        unattended: this.#unattended,
        unrecorded: this.#unrecorded,
        page: page.view(),
      },
    };
  }

  /** False for what the page or the role does not allow. */
  act(act: ServiceAct): boolean {
    if (this.#inside === null) return this.#atDoor(act);
    if (this.#unattended) return this.#prove(act, this.#inside.who);
    this.#idle = this.#idleLimit();
    const { who, page } = this.#inside;
    if (!mayAct(who.role, act)) return false;
    if (act.act === 'leave') {
      this.leave('left');
      return true;
    }
    const wish = wishOf(act);
    if (wish !== null) return this.#open(wish);
    const taken = page.act?.(act) ?? false;
    if (taken) this.#changed();
    return taken;
  }

  /** A badge was shown to the scanner while the door is on the screen. */
  async badge(text: string): Promise<void> {
    if (this.#inside !== null || this.#ticking === undefined) return;
    const ticking = this.#ticking;
    const who = await this.#access.badge(text);
    // Signatures take a moment: the door may have closed, or somebody came in by code.
    if (this.#inside !== null || this.#atSill !== null || this.#ticking !== ticking) return;
    if (who === null) this.#changed();
    else this.#letIn(who);
  }

  /** Ends everything that runs and gives the screen back. Safe to call when nobody is inside. */
  leave(why: 'left' | 'idle' | 'restart'): void {
    clearInterval(this.#ticking);
    this.#ticking = undefined;
    this.#badges.stop();
    const inside = this.#inside;
    this.#inside = null;
    this.#unattended = false;
    this.#proving = false;
    this.#unrecorded = 0;
    this.#atSill = null;
    this.#sillSeconds = 0;
    this.#guests.outside();
    inside?.page.close?.();
    if (inside !== null) this.#audit(inside.who, 'left', why);
    this.#onLeave();
  }

  /** Gives the screen back where nobody has come in. */
  leaveDoor(): void {
    if (this.#inside === null && this.#ticking !== undefined) this.leave('left');
  }

  /** The guests let go: whoever was let in meanwhile comes in. */
  guestsAway(): void {
    if (this.#atSill !== null) this.#letIn(this.#atSill);
  }

  stop(): void {
    clearInterval(this.#ticking);
    this.#access.stop();
    this.#badges.stop();
    this.#inside?.page.close?.();
  }

  #atDoor(act: ServiceAct): boolean {
    switch (act.act) {
      case 'challenge':
        this.#access.ask();
        break;
      case 'enter': {
        // One person at a time.
        if (this.#atSill !== null) break;
        const who = this.#access.enter(act);
        if (who !== null) return this.#letIn(who);
        break;
      }
      case 'leave':
        this.leave('left');
        return true;
      default:
        return false;
    }
    this.#changed();
    return true;
  }

  /**
   * Nobody touched for long while a soak ran: a passer-by must not have a technician's screen. The first touch shows the
   * door and changes nothing; the right code of the same person goes on, another's ends what runs; who walks away again
   * leaves it running.
   */
  #prove(act: ServiceAct, inside: Entrant): boolean {
    if (!this.#proving) {
      this.#proving = true;
      this.#access.begin();
      this.#changed();
      return true;
    }
    switch (act.act) {
      case 'challenge':
        this.#access.ask();
        break;
      case 'enter': {
        const who = this.#access.enter(act);
        if (who === null) break;
        this.#proving = false;
        this.#unattended = false;
        if (who.staff !== inside.staff) {
          this.#inside?.page.close?.();
          this.#inside = null;
          this.#audit(inside, 'left', 'relieved');
          return this.#letIn(who);
        }
        this.#audit(who, 'returned', kebab(who.role));
        this.#onEntered();
        this.#idle = this.#idleLimit();
        break;
      }
      case 'leave':
        this.#proving = false;
        break;
      default:
        return false;
    }
    this.#changed();
    return true;
  }

  #letIn(who: Entrant): boolean {
    this.#badges.stop();
    if (!this.#guests.away && this.#sillSeconds < GUESTS_S) {
      this.#atSill = who;
      this.#changed();
      return true;
    }
    this.#atSill = null;
    this.#sillSeconds = 0;
    this.#guests.inside();
    this.#unrecorded = 0;
    this.#audit(who, 'entered', kebab(who.role));
    this.#onEntered();
    this.#idle = IDLE_S;
    this.#inside = { who, page: this.#overview(who) };
    this.#changed();
    return true;
  }

  /** False for a page without its subject: the overview opens instead. */
  #open(wish: PageWish): boolean {
    const inside = this.#inside;
    if (inside === null) return false;
    // What runs on the old page ends before the new one may use the same device.
    inside.page.close?.();
    this.#audit(inside.who, 'opened', detailOf(wish));
    const page = openPage(wish, this.#context(inside.who));
    inside.page = page ?? this.#overview(inside.who);
    this.#idle = this.#idleLimit();
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
        if (this.#inside !== null) this.#changed();
      },
      open: (next) => this.#open(next),
      audit: (act, detail) => this.#audit(who, act, detail),
    };
  }

  #audit({ staff }: { staff: string; role: Role }, act: string, detail: string): void {
    const written = this.#services.ledger.service.act({ staff, act, detail });
    this.#services.log('service.act', { act, detail });
    if (written.ok) {
      this.#services.recorded();
      return;
    }
    // Whoever mends a machine whose disk is full must not be kept out by it; that the audit lacks it is said on every page.
    this.#unrecorded += 1;
    this.#services.log('ledger.failed', { code: written.error.code, faults: this.#unrecorded });
  }

  #idleLimit(): number {
    return this.#inside?.page.underWay?.() === true ? UNDER_WAY_IDLE_S : IDLE_S;
  }

  /** A second inside. False when nobody touched for so long that the citizens' screen returns. */
  #tickInside(page: OpenPage): boolean {
    page.tick?.();
    if (this.#proving && !this.#access.tick()) this.#proving = false;
    const busy = page.busy?.() ?? false;
    if (this.#unattended) return busy;
    // A test that is over leaves no more than the usual time.
    this.#idle = Math.min(this.#idle, this.#idleLimit()) - 1;
    if (this.#idle > 0) return true;
    this.#unattended = busy;
    this.#idle = 0;
    return busy;
  }

  #tick(): void {
    if (this.#atSill !== null) {
      this.#sillSeconds += 1;
      if (this.#sillSeconds >= GUESTS_S) this.#letIn(this.#atSill);
    }
    if (this.#inside === null) {
      if (!this.#access.tick()) {
        this.leave('idle');
        return;
      }
    } else {
      if (!this.#tickInside(this.#inside.page)) {
        this.leave('idle');
        return;
      }
    }
    this.#changed();
  }
}

const kebab = (text: string): string => text.replace(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`);
