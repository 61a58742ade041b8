import type { JWK } from 'jose';
import { chinaDate } from '../../contract/china-time.ts';
import type { Role, ServiceAccess, ServiceAct } from '../../contract/diagnostics.ts';
import type { Ledger } from '../ledger/ledger.ts';
import { readBadge } from './badge.ts';
import { afterRight, afterWrong, CHALLENGE_LASTS_MS, isLocked, TRIES } from './door.ts';
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

/** Seconds the door stays open for typing before the citizens' screen returns. */
const DOOR_IDLE_S = 60;

/**
 * The way in: a staff number and a one-time code, a spoken answer, or a badge. What was tried and whether the door is
 * locked lies in the ledger: a restart opens nothing. Without a working ledger nobody comes in.
 */
export class Access {
  readonly #options: AccessOptions;
  readonly #door: DoorClock;
  #challenge: { readonly text: string; readonly madeAt: number } | null = null;
  #answering = false;
  #wrong = false;
  #idle = DOOR_IDLE_S;

  constructor(options: AccessOptions) {
    this.#options = options;
    this.#door = new DoorClock(options.ledger, options.now);
  }

  /** Somebody stands before the door: it starts afresh, but what was tried stays. */
  begin(): void {
    this.#answering = false;
    this.#wrong = false;
    this.#idle = DOOR_IDLE_S;
  }

  /** One second passed. False when nobody typed for so long that the citizens' screen returns. */
  tick(): boolean {
    this.#idle -= 1;
    return this.#idle > 0;
  }

  /** Five wrong tries locked the door, and it is still locked. */
  locked(): boolean {
    return isLocked(this.#door.read());
  }

  stop(): void {
    this.#door.stop();
  }

  view(): ServiceAccess {
    const memory = this.#door.read();
    const locked = isLocked(memory);
    return {
      phase: this.#options.staff.length === 0 ? 'notSetUp' : locked ? 'locked' : this.#answering ? 'answer' : 'code',
      challenge: this.#answering && !locked ? (this.#challenge?.text ?? null) : null,
      triesLeft: TRIES - memory.wrongTries,
      lockedSecondsLeft: memory.lockedForMs === null ? null : Math.ceil(memory.lockedForMs / 1000),
      badgeReader: this.#options.badgeKey !== null,
      wrong: this.#wrong,
      idleSecondsLeft: this.#idle,
    };
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
    const right =
      member !== null && (code.length === 6 ? this.#rightCode(member, code) : this.#rightAnswer(member, code));
    return this.#judge(right ? member : null);
  }

  async badge(text: string): Promise<Entrant | null> {
    const { badgeKey, terminal, wallMs, ledger } = this.#options;
    if (badgeKey === null || isLocked(this.#door.read())) return null;
    const badge = await readBadge(text, { key: badgeKey, terminal, now: new Date(wallMs()) });
    const member = badge === null ? null : this.#member(badge.staff);
    const used = badge === null || member === null ? null : ledger.service.takeBadge(badge.id, badge.expiresAt);
    return this.#judge(used?.ok === true && used.value ? member : null);
  }

  #member(staff: string): StaffMember | null {
    const today = chinaDate(new Date(this.#options.wallMs()));
    const member = this.#options.staff.find((one) => one.staff === staff);
    return member === undefined || today > member.notAfter ? null : member;
  }

  #rightCode({ staff, secret }: StaffMember, code: string): boolean {
    const { ledger, wallMs } = this.#options;
    const last = ledger.service.usedStep(staff);
    if (!last.ok) return false;
    const used = checkCode(secret, code, wallMs(), last.value);
    // Written before the door opens: a crash in between costs a code, not the rule.
    return used !== null && ledger.service.takeStep(staff, used.step).ok;
  }

  #rightAnswer({ secret }: StaffMember, code: string): boolean {
    const { terminal, now } = this.#options;
    const challenge = this.#challenge;
    if (challenge === null || now() - challenge.madeAt >= CHALLENGE_LASTS_MS) return false;
    const right = checkAnswer(secret, terminal, challenge.text, code);
    if (right) this.#challenge = null;
    return right;
  }

  #judge(member: StaffMember | null): Entrant | null {
    const { ledger, onAlarm } = this.#options;
    this.#wrong = member === null;
    if (member !== null) {
      const open = this.#door.write(afterRight(this.#door.read()));
      return open ? { staff: member.staff, role: member.role } : null;
    }
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
    }
    return null;
  }
}
