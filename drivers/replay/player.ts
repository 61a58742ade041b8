import { type Clock, systemClock } from '../contract/index.ts';
import type { SimulatorWire } from '../transports/simulator-wire.ts';
import { masks } from './masks.ts';
import { joined, type StreamMask } from './stream-mask.ts';
import { bytesOf, type Entry, type Transcript } from './transcript.ts';

export interface PlayerOptions {
  readonly clock?: Clock;
  /** 2 plays twice as fast; 0 without any pause. 1 unless told. */
  readonly speed?: number;
  /**
   * `strict`: the host must send byte for byte what it sent then. `tolerant` (unless told): it may leave out and repeat
   * questions; what was never asked then stays unanswered and is noted.
   */
  readonly matching?: 'strict' | 'tolerant';
}

/** Where the host did not do what it did then. */
export interface Divergence {
  /** Line of the transcript the player stood at; the head is line 1. */
  readonly line: number;
  /** What was expected next and what came, in hex, at most 16 bytes. */
  readonly expected: string;
  readonly got: string;
}

export interface Played {
  readonly divergences: readonly Divergence[];
  /** Everything of the device's was sent. */
  readonly complete: boolean;
}

interface HostStep {
  readonly line: number;
  readonly bytes: Uint8Array;
  /** What the device did before the host spoke again. */
  readonly answers: readonly { readonly afterMs: number; readonly act: Uint8Array | 'hang-up' }[];
}

const hex = (bytes: Uint8Array): string => Buffer.from(bytes.subarray(0, 16)).toString('hex').toUpperCase();
const startsWith = (bytes: Uint8Array, head: Uint8Array): boolean =>
  head.length <= bytes.length && head.every((byte, index) => bytes[index] === byte);
const MOST_DIVERGENCES = 100;

function stepsOf(entries: readonly Entry[]): HostStep[] {
  const steps: HostStep[] = [{ line: 1, bytes: new Uint8Array(0), answers: [] }];
  let last = entries[0]?.t ?? 0;
  for (const [index, entry] of entries.entries()) {
    const afterMs = entry.t - last;
    last = entry.t;
    const answers = [...(steps.at(-1)?.answers ?? [])];
    if ('event' in entry) {
      if (entry.event !== 'hang-up') continue;
      answers.push({ afterMs, act: 'hang-up' });
    } else if (entry.to === 'host') answers.push({ afterMs, act: bytesOf(entry) });
    else {
      steps.push({ line: index + 2, bytes: bytesOf(entry), answers: [] });
      continue;
    }
    const step = steps.pop();
    if (step) steps.push({ ...step, answers });
  }
  return steps;
}

/**
 * A recorded device: answers on a wire as it did then, at its own pace. What the host sends is masked like the recording
 * before the two are compared, so that another person's card or receipt is no difference.
 */
export class ReplayDevice {
  readonly #steps: readonly HostStep[];
  readonly #clock: Clock;
  readonly #speed: number;
  readonly #strict: boolean;
  readonly #mask: StreamMask;
  readonly #divergences: Divergence[] = [];
  /** The next step that waits for the host. */
  #at = 1;
  #pending: Uint8Array = new Uint8Array(0);
  #chain: Promise<void> = Promise.resolve();
  #stopped = false;
  #finish: (played: Played) => void = () => undefined;
  /** Called at every divergence, as it happens. */
  onDivergence: (divergence: Divergence) => void = () => undefined;
  /** Settles when the last line was played, the plug pulled, or a strict replay diverged. */
  readonly finished: Promise<Played>;

  constructor({ head, entries }: Transcript, options: PlayerOptions = {}) {
    this.#steps = stepsOf(entries);
    this.#clock = options.clock ?? systemClock;
    this.#speed = options.speed ?? 1;
    this.#strict = options.matching === 'strict';
    this.#mask = masks[head.deviceClass]().toDevice;
    this.finished = new Promise((resolve) => {
      this.#finish = resolve;
    });
  }

  get divergences(): readonly Divergence[] {
    return this.#divergences;
  }

  /** Plugs the device into a wire; returns the function that takes it off again. */
  attach(wire: SimulatorWire): () => void {
    const stop = wire.onData((bytes) => this.#receive(wire, bytes));
    const [first] = this.#steps;
    if (first) this.#answer(wire, first);
    this.#finishIfOver();
    return () => {
      this.#stopped = true;
      stop();
      this.#finish({ divergences: this.#divergences, complete: this.#at >= this.#steps.length });
    };
  }

  #receive(wire: SimulatorWire, bytes: Uint8Array): void {
    if (this.#stopped) return;
    const masked = this.#mask.push(bytes, this.#clock.now());
    this.#pending = joined([this.#pending, masked]);
    while (this.#pending.length > 0 && !this.#stopped && this.#match(wire));
    this.#finishIfOver();
  }

  /** Takes one step's bytes off the pending ones; false when more must come first. */
  #match(wire: SimulatorWire): boolean {
    const expected = this.#steps[this.#at];
    if (expected && startsWith(this.#pending, expected.bytes)) {
      this.#at += 1;
      this.#take(wire, expected);
      return true;
    }
    if (expected && startsWith(expected.bytes, this.#pending)) return false;
    if (this.#strict) {
      this.#diverge(expected);
      this.#stopped = true;
      this.#finish({ divergences: this.#divergences, complete: false });
      return false;
    }
    return this.#elsewhere(wire, expected);
  }

  /** Tolerant: the same question further on moves there; one asked before is answered as it was then. */
  #elsewhere(wire: SimulatorWire, expected: HostStep | undefined): boolean {
    const ahead = this.#steps.findIndex((step, index) => index > this.#at && startsWith(this.#pending, step.bytes));
    const before = this.#steps.findLastIndex(
      (step, index) => index > 0 && index < this.#at && startsWith(this.#pending, step.bytes),
    );
    // A question that was repeated then may be repeated now; skipping ahead would leave the rest of the story out.
    const found = this.#steps[before > 0 ? before : ahead];
    if (found) {
      if (before <= 0) this.#at = ahead + 1;
      this.#take(wire, found);
      return true;
    }
    if (this.#steps.some((step, index) => index > 0 && startsWith(step.bytes, this.#pending))) return false;
    this.#diverge(expected);
    this.#pending = new Uint8Array(0);
    return false;
  }

  #take(wire: SimulatorWire, step: HostStep): void {
    this.#pending = this.#pending.subarray(step.bytes.length);
    this.#answer(wire, step);
  }

  #diverge(expected: HostStep | undefined): void {
    const divergence = {
      line: expected?.line ?? (this.#steps.at(-1)?.line ?? 0) + 1,
      expected: expected ? hex(expected.bytes) : 'nothing',
      got: hex(this.#pending),
    };
    if (this.#divergences.length >= MOST_DIVERGENCES) return;
    this.#divergences.push(divergence);
    this.onDivergence(divergence);
  }

  #answer(wire: SimulatorWire, { answers }: HostStep): void {
    for (const { afterMs, act } of answers) {
      this.#chain = this.#chain.then(async () => {
        if (this.#speed > 0 && afterMs > 0) await this.#clock.delay(afterMs / this.#speed);
        if (this.#stopped) return;
        if (act === 'hang-up') wire.hangUp();
        else wire.write(act);
      });
    }
  }

  #finishIfOver(): void {
    if (this.#at < this.#steps.length) return;
    void this.#chain.then(() => this.#finish({ divergences: this.#divergences, complete: true }));
  }
}

/** One line for a technician. */
export const divergenceSentence = ({ line, expected, got }: Divergence): string =>
  `line ${line}: the host should send ${expected}, it sent ${got}`;
