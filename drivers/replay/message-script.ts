import { type Clock, systemClock } from '../contract/index.ts';
import type { Divergence, Played, PlayerOptions } from './player.ts';
import { bytesOf, type Entry, type PortEvent, type Transcript } from './transcript.ts';

/** What the device did: said something, or something happened at its port. `afterMs` since the line before. */
export type Act = { readonly afterMs: number } & (
  | { readonly says: Uint8Array }
  | { readonly event: PortEvent; readonly word: string | null }
);

interface Step {
  readonly line: number;
  readonly asked: Uint8Array;
  readonly acts: readonly Act[];
}

/** `same`: what was asked then; `alike`: the same question about something else, good enough for a tolerant replay. */
export type Sameness = (recorded: Uint8Array, asked: Uint8Array) => 'same' | 'alike' | 'other';

/** A message in one word or two, for a technician. */
export type Show = (masked: Uint8Array) => string;

const hex: Show = (bytes: Uint8Array): string => Buffer.from(bytes.subarray(0, 16)).toString('hex').toUpperCase();
const MOST_DIVERGENCES = 100;
const OWN_EVENTS: readonly PortEvent[] = ['open', 'open-failed', 'close'];

function actOf(entry: Entry, afterMs: number): Act | null {
  if ('event' in entry) {
    const { event, word = null } = entry;
    // What we did ourselves is nothing the device does again.
    return OWN_EVENTS.includes(event) ? null : { afterMs, event, word };
  }
  return { afterMs, says: bytesOf(entry) };
}

function stepsOf(entries: readonly Entry[]): Step[] {
  const steps: { line: number; asked: Uint8Array; acts: Act[] }[] = [{ line: 1, asked: new Uint8Array(0), acts: [] }];
  let last = entries[0]?.t ?? 0;
  for (const [index, entry] of entries.entries()) {
    const afterMs = entry.t - last;
    last = entry.t;
    if ('to' in entry && entry.to === 'device') steps.push({ line: index + 2, asked: bytesOf(entry), acts: [] });
    else {
      const act = actOf(entry, afterMs);
      if (act !== null) steps.at(-1)?.acts.push(act);
    }
  }
  return steps;
}

/** A transcript of whole messages, asked one after the other. The rules of `strict` and `tolerant` are those of streams. */
export class MessageScript {
  readonly #steps: readonly Step[];
  readonly #sameness: Sameness;
  readonly #clock: Clock;
  readonly #speed: number;
  readonly #strict: boolean;
  readonly #show: Show;
  readonly #divergences: Divergence[] = [];
  #at = 1;
  #chain: Promise<void> = Promise.resolve();
  #stopped = false;
  #finish: (played: Played) => void = () => undefined;
  readonly finished: Promise<Played>;

  constructor({ entries }: Transcript, sameness: Sameness, options: PlayerOptions & { show?: Show } = {}) {
    this.#show = options.show ?? hex;
    this.#steps = stepsOf(entries);
    this.#sameness = sameness;
    this.#clock = options.clock ?? systemClock;
    this.#speed = options.speed ?? 1;
    this.#strict = options.matching === 'strict';
    this.finished = new Promise((resolve) => {
      this.#finish = resolve;
    });
  }

  /** What the device did before it was asked anything. */
  begin(perform: (act: Act) => void): void {
    const [first] = this.#steps;
    if (first) this.#perform(first, perform);
    this.#finishIfOver();
  }

  /** The host asked a device that answers at once by itself: everything it did then. Empty when nothing is known. */
  actsFor(masked: Uint8Array): readonly Act[] {
    const at = this.#stopped ? null : this.#find(masked);
    const step = at === null ? undefined : this.#steps[at];
    if (at === null || step === undefined) {
      this.#diverge(masked);
      if (this.#strict) this.stop();
      return [];
    }
    this.#at = Math.max(this.#at, at + 1);
    this.#finishIfOver();
    return step.acts;
  }

  /** The host asked; what the device did then is performed at its pace. False when nothing is known of such a question. */
  ask(masked: Uint8Array, perform: (act: Act, recorded: Uint8Array) => void): boolean {
    if (this.#stopped) return false;
    const at = this.#find(masked);
    const step = at === null ? undefined : this.#steps[at];
    if (at === null || step === undefined) {
      this.#diverge(masked);
      if (this.#strict) this.stop();
      return false;
    }
    this.#at = Math.max(this.#at, at + 1);
    this.#perform(step, (act) => perform(act, step.asked));
    this.#finishIfOver();
    return true;
  }

  stop(): void {
    this.#stopped = true;
    this.#finish({ divergences: this.#divergences, complete: this.#at >= this.#steps.length });
  }

  #find(masked: Uint8Array): number | null {
    const next = this.#steps[this.#at];
    const is = (wanted: 'same' | 'alike') => (step: Step) => this.#sameness(step.asked, masked) === wanted;
    if (next && is('same')(next)) return this.#at;
    if (this.#strict) return null;
    for (const wanted of ['same', 'alike'] as const) {
      if (next && is(wanted)(next)) return this.#at;
      const before = this.#steps.findLastIndex((step, index) => index > 0 && index < this.#at && is(wanted)(step));
      if (before > 0) return before;
      const ahead = this.#steps.findIndex((step, index) => index > this.#at && is(wanted)(step));
      if (ahead > 0) return ahead;
    }
    return null;
  }

  #diverge(masked: Uint8Array): void {
    if (this.#divergences.length >= MOST_DIVERGENCES) return;
    const expected = this.#steps[this.#at];
    this.#divergences.push({
      line: expected?.line ?? (this.#steps.at(-1)?.line ?? 0) + 1,
      expected: expected ? this.#show(expected.asked) : 'nothing',
      got: this.#show(masked),
    });
  }

  #perform({ acts }: Step, perform: (act: Act) => void): void {
    for (const act of acts) {
      this.#chain = this.#chain.then(async () => {
        if (this.#speed > 0 && act.afterMs > 0) await this.#clock.delay(act.afterMs / this.#speed);
        if (!this.#stopped) perform(act);
      });
    }
  }

  #finishIfOver(): void {
    if (this.#at < this.#steps.length) return;
    void this.#chain.then(() => {
      this.#finish({ divergences: this.#divergences, complete: true });
    });
  }
}

export const equalBytes: Sameness = (recorded, asked) => (Buffer.compare(recorded, asked) === 0 ? 'same' : 'other');
