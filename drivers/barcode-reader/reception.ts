import type { Clock } from '../contract/index.ts';
import type { ScannerCondition } from './condition.ts';
import type { LinkListener, RawCode, ScannerLink } from './link.ts';
import { looksLikeProgramming } from './programming.ts';
import { CodeWait, type ReadEnd, type ReadLimits, type Refusal } from './read-end.ts';
import { decodeText } from './text.ts';

/** Whose codes these are. */
export interface Receiver {
  link(): ScannerLink | null;
  /** A command is running. */
  busy(): boolean;
  /** The condition says something new. */
  changed(what: string): void;
  hungUp(reason: string): void;
}

/**
 * What becomes of what a scanner sends: the code of the read that waits, or dropped and counted. It judges each by form and
 * overwrites it.
 */
export class CodeReception implements LinkListener {
  readonly #clock: Clock;
  readonly #condition: ScannerCondition;
  readonly #receiver: Receiver;
  #wait: CodeWait | null = null;
  /** When the light was last put out. */
  #lightOutAt = 0;
  /** Something came, or did not come, as if a programming code had been shown: the settings are asked for again. */
  suspect = false;
  #imitated = false;

  constructor(clock: Clock, condition: ScannerCondition, receiver: Receiver) {
    this.#clock = clock;
    this.#condition = condition;
    this.#receiver = receiver;
  }

  get waiting(): boolean {
    return this.#wait !== null;
  }

  /** From now on one code is wanted. */
  begin(limits: ReadLimits): CodeWait {
    this.#wait = new CodeWait(limits, this.#clock);
    return this.#wait;
  }

  /** No code is wanted any more. */
  stop(wait: CodeWait): void {
    wait.stop();
    this.#wait = null;
  }

  /** Another opening: perhaps another scanner. Its light is out. */
  forget(): void {
    this.suspect = false;
    this.#imitated = false;
    this.lightIsOut();
  }

  lightIsOut(): void {
    this.#lightOutAt = this.#clock.now();
  }

  /** Ends the wait, if there is one, by something else than a code. */
  end(end: ReadEnd): void {
    this.#wait?.end(end);
  }

  code(code: RawCode): void {
    this.#condition.life.heard();
    if (!this.#wait) {
      this.#condition.dropped += 1;
      const link = this.#receiver.link();
      // The light should have been out.
      if (link?.hasTrigger) this.#unasked(link);
      code.data.fill(0);
      return;
    }
    const end = this.#judge(code);
    code.data.fill(0);
    this.#endBy(end);
  }

  tooLong(): void {
    this.#condition.guard.unreadable();
    this.#refuse('tooLong');
  }

  /** What was broken of it was counted when it came. */
  broken(): void {
    this.#refuse('broken');
  }

  /** Something came that is no code by the scanner's own description. */
  unreadable(): void {
    const { guard } = this.#condition;
    const before = guard.formChanged;
    guard.unreadable();
    if (guard.formChanged !== before && this.#receiver.link()) this.#receiver.changed('reports fit no code');
  }

  imitation(): void {
    this.suspect = true;
    this.#imitated = true;
  }

  /** Asked before every look: whether nothing that came since the last one imitates an answer. Nothing is suspected any more. */
  trusting(): boolean {
    const trusting = !this.#imitated;
    this.suspect = false;
    this.#imitated = false;
    return trusting;
  }

  hungUp(reason: string): void {
    this.#receiver.hungUp(reason);
  }

  /** Ends a read that nothing else will end: a triggered scanner put its light out after that code. */
  #refuse(why: Refusal): void {
    this.#condition.life.heard();
    this.#endBy({ kind: 'refused', why });
  }

  /** One code a read: what comes behind it is dropped. */
  #endBy(end: ReadEnd): void {
    const wait = this.#wait;
    this.#wait = null;
    wait?.end(end);
  }

  #judge(code: RawCode): ReadEnd {
    const { guard } = this.#condition;
    const verdict = guard.judge(code);
    if (verdict !== 'code' || looksLikeProgramming(code.data)) this.suspect = true;
    if (verdict !== 'code') return { kind: 'refused', why: verdict };
    const text = decodeText(code.data);
    if (!text.ok) {
      guard.unreadable();
      return { kind: 'refused', why: text.error };
    }
    guard.readable();
    return { kind: 'code', code: { text: text.value, aim: code.aim } };
  }

  /** It was told to be dark. One that cannot be asked why is told again; asking mends the others. */
  #unasked(link: ScannerLink): void {
    this.suspect = true;
    if (link.canBeAsked || this.#receiver.busy()) return;
    const { guard } = this.#condition;
    const before = guard.faults.length;
    guard.unasked(this.#clock.now() - this.#lightOutAt);
    if (guard.faults.length !== before) this.#receiver.changed('it reads unasked');
    void link.trigger('off');
  }
}
