import type { JWK } from 'jose';
import { chinaDate } from '../../contract/china-time.ts';
import type { Role, ServiceAccess, ServiceAct } from '../../contract/diagnostics.ts';
import type { Ledger } from '../ledger/ledger.ts';
import { MANY_WRONG_TRIES, type Used } from '../ledger/service-door.ts';
import { readBadge } from './badge.ts';
import { afterWrong, CHALLENGE_LASTS_MS, isLocked, MANY_TRIES, MANY_TRIES_WITHIN_MS, TRIES } from './door.ts';
import { DoorClock } from './door-clock.ts';
import { checkAnswer, checkCode } from './one-time-code.ts';
import type { StaffMember } from './staff.ts';

export interface Entrant {
  readonly staff: string;
  readonly role: Role;
}

export interface AccessOptions {
  readonly staff: readonly StaffMember[];
  readonly terminal: string;
  readonly badgeKey: JWK | null;
  readonly ledger: Pick<Ledger, 'service'>;
  /** Milliseconds since 1970: what one-time codes and badges are checked against. */
  readonly wallMs: () => number;
  /** Monotonic milliseconds: how long a lock and a challenge last. */
  readonly now: () => number;
  /** Six digits, from a source nobody can foresee. */
  readonly newChallenge: () => string;
  readonly onAlarm: () => void;
}

/** Right, with what is used up by it (null: a spoken answer, whose challenge is in memory), or wrong. */
type Proof = { readonly used: Used | null } | 'wrong' | 'unreadable';

/** Seconds the door stays open for typing before the citizens' screen returns. */
const DOOR_IDLE_S = 60;

/**
 * The way in: a staff number and a one-time code, a spoken answer, or a badge. What was tried and whether the door is
 * locked lies in the ledger: a restart opens nothing. Where the ledger takes nothing nobody comes in, since a code could
 * be used twice; who was right is told so, and no try is counted.
 */
export class Access {
  readonly #options: AccessOptions;
  readonly #door: DoorClock;
  #challenge: { readonly text: string; readonly madeAt: number } | null = null;
  #answering = false;
  #wrong = false;
  /** It was right, and the ledger did not take that it was used. */
  #refused = false;
  #idle = DOOR_IDLE_S;

  constructor(options: AccessOptions) {
    this.#options = options;
    this.#door = new DoorClock(options.ledger, options.now);
  }

  /** Somebody stands before the door: it starts afresh, but what was tried stays. */
  begin(): void {
    this.#answering = false;
    this.#wrong = false;
    this.#refused = false;
    this.#idle = DOOR_IDLE_S;
  }

  /** A finger on the glass: whoever types slowly is there. */
  touched(): void {
    this.#idle = Math.max(this.#idle, DOOR_IDLE_S);
  }

  /** One second passed. False when nobody typed for so long that the citizens' screen returns. */
  tick(): boolean {
    this.#idle -= 1;
    return this.#idle > 0;
  }

  /** Five wrong tries locked the door, and it is still locked. */
  locked(): boolean {
    return this.#door.readable && isLocked(this.#door.read());
  }

  stop(): void {
    this.#door.stop();
  }

  view(): ServiceAccess {
    const memory = this.#door.read();
    const phase = this.#phase(isLocked(memory));
    const { lockedForMs } = memory;
    return {
      phase,
      challenge: phase === 'answer' ? (this.#challenge?.text ?? null) : null,
      triesLeft: TRIES - memory.wrongTries,
      lockedSecondsLeft: phase === 'locked' && lockedForMs !== null ? Math.ceil(lockedForMs / 1000) : null,
      badgeReader: this.#options.badgeKey !== null,
      wrong: this.#wrong,
      idleSecondsLeft: this.#idle,
    };
  }

  #phase(locked: boolean): ServiceAccess['phase'] {
    if (this.#options.staff.length === 0) return 'notSetUp';
    if (this.#refused || !this.#door.readable) return 'diskRefuses';
    if (locked) return 'locked';
    return this.#answering ? 'answer' : 'code';
  }

  /** A challenge instead of the clock; the same one until it is used or ten minutes old, so that it can be read out. */
  ask(): void {
    this.#idle = DOOR_IDLE_S * 3;
    this.#answering = true;
    const now = this.#options.now();
    if (this.#challenge !== null && now - this.#challenge.madeAt < CHALLENGE_LASTS_MS) return;
    this.#challenge = { text: this.#options.newChallenge(), madeAt: now };
  }

  /** Six digits are checked against the clock, eight against the challenge. */
  enter({ staff, code }: Extract<ServiceAct, { act: 'enter' }>): Entrant | null {
    this.#idle = DOOR_IDLE_S;
    if (isLocked(this.#door.read())) return null;
    const member = this.#member(staff);
    if (member === null) return this.#wrongTry();
    return this.#judge(member, code.length === 6 ? this.#checkCode(member, code) : this.#checkAnswer(member, code));
  }

  async badge(text: string): Promise<Entrant | null> {
    const { badgeKey, terminal, wallMs } = this.#options;
    if (badgeKey === null || isLocked(this.#door.read())) return null;
    const badge = await readBadge(text, { key: badgeKey, terminal, now: new Date(wallMs()) });
    const member = badge === null ? null : this.#member(badge.staff);
    if (badge === null || member === null) return this.#wrongTry();
    return this.#judge(member, { used: { badge: badge.id, expiresAt: badge.expiresAt } });
  }

  #member(staff: string): StaffMember | null {
    const today = chinaDate(new Date(this.#options.wallMs()));
    const member = this.#options.staff.find((one) => one.staff === staff);
    return member === undefined || today > member.notAfter ? null : member;
  }

  #checkCode({ staff, secret }: StaffMember, code: string): Proof {
    const { ledger, wallMs } = this.#options;
    const last = ledger.service.usedStep(staff);
    const used = checkCode(secret, code, wallMs(), last.ok ? last.value : null);
    if (used === null) return 'wrong';
    return last.ok ? { used: { staff, step: used.step } } : 'unreadable';
  }

  #checkAnswer({ secret }: StaffMember, code: string): Proof {
    const { terminal, now } = this.#options;
    const challenge = this.#challenge;
    if (challenge === null || now() - challenge.madeAt >= CHALLENGE_LASTS_MS) return 'wrong';
    if (!checkAnswer(secret, terminal, challenge.text, code)) return 'wrong';
    return { used: null };
  }

  #judge({ staff, role }: StaffMember, proof: Proof): Entrant | null {
    if (proof === 'wrong') return this.#wrongTry();
    this.#wrong = false;
    this.#refused = true;
    if (proof === 'unreadable') return null;
    let before = false;
    // Written before the door opens: a crash in between costs a code, not the rule. A disk that is full burns none.
    const taken = this.#door.clear((memory) => {
      const answer = this.#options.ledger.service.letIn(proof.used, memory);
      before = answer.ok && !answer.value;
      return answer.ok && answer.value;
    });
    if (before) return this.#wrongTry();
    if (!taken) return null;
    if (proof.used === null) this.#challenge = null;
    this.#refused = false;
    return { staff, role };
  }

  #wrongTry(): null {
    const { ledger, onAlarm, wallMs } = this.#options;
    this.#wrong = true;
    this.#refused = false;
    const { memory, locked } = afterWrong(this.#door.read());
    this.#door.write(memory);
    // Whoever typed proved nothing: no staff number is written beside it.
    ledger.service.act({
      staff: '-',
      act: 'door',
      detail: locked ? 'wrong-try.last' : `wrong-try.${memory.wrongTries}`,
    });
    if (locked) {
      ledger.service.act({ staff: '-', act: 'door', detail: 'locked' });
      onAlarm();
      return null;
    }
    const tries = ledger.service.wrongTriesSince(wallMs() - MANY_TRIES_WITHIN_MS);
    if (tries.ok && tries.value >= MANY_TRIES) {
      ledger.service.act({ staff: '-', act: 'door', detail: MANY_WRONG_TRIES });
      onAlarm();
    }
    return null;
  }
}
