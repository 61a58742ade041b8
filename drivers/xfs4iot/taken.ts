import type { Clock } from '../contract/index.ts';
import type { EnvelopeOf } from './envelope.ts';

/** What became of paper that was held out. */
export type Fate = 'taken' | 'retracted' | 'waiting' | 'unseen';

const FATES: Readonly<Record<string, Fate>> = {
  'Printer.MediaPresentedEvent': 'waiting',
  'Printer.MediaPresentedUnsolicitedEvent': 'waiting',
  'Printer.MediaTakenEvent': 'taken',
  'Printer.MediaAutoRetractedEvent': 'retracted',
};

/** Watches one job's paper from before it is held out: the event may overtake the completion. */
export class MediaWatch {
  #fate: Fate = 'unseen';
  readonly #settled = new AbortController();

  take(event: EnvelopeOf<'event' | 'unsolicited'>): void {
    const fate = FATES[event.name];
    if (fate === undefined || this.#settled.signal.aborted) return;
    this.#fate = fate;
    if (fate !== 'waiting') this.#settled.abort();
  }

  /** The connection is gone: no event will come. */
  stop(): void {
    this.#settled.abort();
  }

  get fate(): Fate {
    return this.#fate;
  }

  /** Waits until a person took the paper or the machine did. */
  async settle(clock: Clock, milliseconds: number): Promise<Fate> {
    await clock.delay(milliseconds, this.#settled.signal);
    return this.#fate;
  }
}
