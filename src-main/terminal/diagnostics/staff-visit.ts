import { unreachable } from '../../../drivers/contract/result.ts';
import type { Entrant } from './access.ts';

/** Seconds without a touch until the screen goes back to citizens. */
const IDLE_S = 180;
/** The same while a test is under way: whoever makes it may be behind the machine. */
const UNDER_WAY_IDLE_S = 1800;
/** The device host keeps the guests' deadline of 5 s; when it hangs itself nobody waits for it. */
const GUESTS_S = 8;

/**
 * Who stands before the service side of the terminal.
 *
 * - `sill`: let in, and waiting until the guests of the machine let go of its devices.
 * - `inside.attended`: `no` when what runs goes on but nobody touched for so long that whoever comes now has to prove who
 *   they are; `proving` while somebody does, and it goes on behind the door.
 */
export type Visit =
  | { readonly at: 'away' }
  | { readonly at: 'door' }
  | { readonly at: 'sill'; readonly who: Entrant; readonly seconds: number }
  | {
      readonly at: 'inside';
      readonly who: Entrant;
      readonly attended: 'yes' | 'no' | 'proving';
      /** Seconds left without a touch. */
      readonly idle: number;
    };

/** What runs on the open page. */
export interface AtWork {
  /** It needs nobody near. */
  readonly busy: boolean;
  /** A test that somebody makes. */
  readonly underWay: boolean;
}

export type VisitEvent =
  /** The session machine gave the screen. */
  | { readonly event: 'called' }
  /** `guestsAway`: no other program uses the devices any more. */
  | { readonly event: 'proved'; readonly who: Entrant; readonly guestsAway: boolean }
  | { readonly event: 'guestsAway' }
  /** An act. */
  | ({ readonly event: 'touched' } & AtWork)
  /** A finger on the glass that is no act: the page keeps it to itself. */
  | ({ readonly event: 'finger' } & AtWork)
  /** Whoever was to prove who they are walked away. */
  | { readonly event: 'proofGivenUp' }
  /** `typing`: the time to type at the door is not over. */
  | ({ readonly event: 'second'; readonly typing: boolean } & AtWork)
  | { readonly event: 'ended' };

export type VisitEffect =
  | { readonly effect: 'comeIn'; readonly who: Entrant }
  /** Somebody else goes on in this one's place: what runs ends. */
  | { readonly effect: 'relieve'; readonly who: Entrant }
  | { readonly effect: 'welcomeBack'; readonly who: Entrant }
  | { readonly effect: 'askAgain' }
  | { readonly effect: 'end' };

export interface VisitStep {
  readonly visit: Visit;
  readonly effects: readonly VisitEffect[];
}

/** What an event makes of a visit; what does not concern it changes nothing. */
export function visited(visit: Visit, event: VisitEvent): VisitStep {
  switch (event.event) {
    case 'called':
      return step(visit.at === 'away' ? { at: 'door' } : visit);
    case 'proved':
      return proved(visit, event.who, event.guestsAway);
    case 'guestsAway':
      return visit.at === 'sill' ? cameIn(visit.who) : step(visit);
    case 'touched':
      return touched(visit, event);
    case 'finger':
      // Shows no door: the act that the same finger makes does.
      return visit.at === 'inside' && visit.attended === 'yes' ? touched(visit, event) : step(visit);
    case 'proofGivenUp':
      return step(visit.at === 'inside' && visit.attended === 'proving' ? { ...visit, attended: 'no' } : visit);
    case 'second':
      return second(visit, event);
    case 'ended':
      return step({ at: 'away' });
    default:
      return unreachable(event);
  }
}

const step = (visit: Visit, ...effects: VisitEffect[]): VisitStep => ({ visit, effects });

const idleLimit = (underWay: boolean): number => (underWay ? UNDER_WAY_IDLE_S : IDLE_S);

const cameIn = (who: Entrant, ...before: VisitEffect[]): VisitStep =>
  step({ at: 'inside', who, attended: 'yes', idle: IDLE_S }, ...before, { effect: 'comeIn', who });

function proved(visit: Visit, who: Entrant, guestsAway: boolean): VisitStep {
  switch (visit.at) {
    case 'door':
      return guestsAway ? cameIn(who) : step({ at: 'sill', who, seconds: 0 });
    case 'inside':
      if (visit.attended !== 'proving') return step(visit);
      if (visit.who.staff === who.staff)
        return step({ ...visit, attended: 'yes', idle: IDLE_S }, { effect: 'welcomeBack', who });
      // The guests let go when the first one came in, or had their time to.
      return cameIn(who, { effect: 'relieve', who: visit.who });
    case 'away':
    case 'sill':
      // One person at a time.
      return step(visit);
    default:
      return unreachable(visit);
  }
}

function touched(visit: Visit, { underWay }: AtWork): VisitStep {
  if (visit.at !== 'inside' || visit.attended === 'proving') return step(visit);
  // A passer-by must not have a technician's screen: the first touch shows the door and changes nothing.
  if (visit.attended === 'no') return step({ ...visit, attended: 'proving' }, { effect: 'askAgain' });
  return step({ ...visit, idle: idleLimit(underWay) });
}

function second(visit: Visit, { typing, busy, underWay }: AtWork & { readonly typing: boolean }): VisitStep {
  switch (visit.at) {
    case 'away':
      return step(visit);
    case 'door':
      return typing ? step(visit) : step(visit, { effect: 'end' });
    case 'sill':
      return visit.seconds + 1 < GUESTS_S ? step({ ...visit, seconds: visit.seconds + 1 }) : cameIn(visit.who);
    case 'inside': {
      if (visit.attended !== 'yes') {
        const attended = visit.attended === 'proving' && typing ? 'proving' : 'no';
        return busy ? step({ ...visit, attended }) : step(visit, { effect: 'end' });
      }
      // A test that is over leaves no more than the usual time.
      const idle = Math.min(visit.idle, idleLimit(underWay)) - 1;
      if (idle > 0) return step({ ...visit, idle });
      return busy ? step({ ...visit, attended: 'no', idle: 0 }) : step(visit, { effect: 'end' });
    }
    default:
      return unreachable(visit);
  }
}
