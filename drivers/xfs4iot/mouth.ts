import type { Clock, DeviceEventName, Media } from '../contract/index.ts';
import type { EnvelopeOf } from './envelope.ts';
import { payloadOf, printer } from './messages.ts';
import type { PrinterCapabilities, PrinterStatus } from './payloads/printer.ts';

/** What became of one job's paper after it was printed, as far as the service told. */
export type Fate = 'unseen' | 'held' | 'taken' | 'retracted' | 'inTransport' | 'jammed';
type Place = 'unknown' | 'empty' | 'held' | 'inTransport' | 'jammed';
type Word = PrinterStatus['media'];
type Tell = (name: DeviceEventName, detail: string) => void;

const PRESENTED = ['Printer.MediaPresentedEvent', 'Printer.MediaPresentedUnsolicitedEvent'];
const INSIDE_OR_OUT: readonly Word[] = ['entering', 'present'];

/**
 * The paper between the cutter and a person's hand. The standard's `media: present` is paper under the print head or on
 * the transport, `entering` paper at the slot, and `notPresent` is also said while paper hangs out: so the events decide,
 * and of the words only `entering` and the change from paper to none.
 */
export class PaperMouth {
  readonly #tell: Tell;
  #place: Place = 'unknown';
  #word: Word = null;
  #fate: Fate = 'unseen';
  #settled = new AbortController();
  /** The words say that the slot is free, and the event that says why has not come. */
  #slotFree = false;
  /** Paper came out, here or before us, and nothing told since that it is gone. */
  #mayHang = true;
  #drawingBack = false;
  /** A hand was quicker, or the service's answer and this event came in one breath. */
  #takenMeanwhile = false;

  constructor(tell: Tell) {
    this.#tell = tell;
  }

  get place(): Place {
    return this.#place;
  }

  get fate(): Fate {
    return this.#fate;
  }

  /** Paper is held out as far as anybody can tell. */
  get isHeld(): boolean {
    return this.#place === 'held' && !this.#slotFree;
  }

  /** Of a slot without a sensor: what came out may hang there still, or be in somebody's hand for long. */
  get mayHang(): boolean {
    return this.#mayHang;
  }

  /** In the contract's words; null where the service can say nothing of it. */
  media(capabilities: PrinterCapabilities | null | undefined): Media | null {
    switch (this.#place) {
      case 'held':
        return 'present';
      case 'inTransport':
        return 'retracted';
      case 'empty':
        return 'notPresent';
      case 'jammed':
        return 'jammed';
      case 'unknown':
        return this.#word !== null || capabilities?.mediaTaken === true ? 'unknown' : null;
    }
  }

  /** A new job: what is told from now on is told of its paper. */
  begin(): void {
    this.#fate = 'unseen';
    this.#settled = new AbortController();
  }

  /** Waits until the held paper is gone, one way or the other. */
  async settle(clock: Clock, milliseconds: number): Promise<Fate> {
    await clock.delay(milliseconds, this.#settled.signal);
    return this.#fate;
  }

  /** While we draw back, what the service tells of it is told by whoever draws. */
  beginDrawing(): void {
    this.#drawingBack = true;
    this.#takenMeanwhile = false;
  }

  endDrawing(): void {
    this.#drawingBack = false;
  }

  /** Nothing was drawn back: so what was told meanwhile stands. */
  notDrawn(): void {
    if (this.#takenMeanwhile && this.#place === 'held') this.gone('taken');
  }

  /** The connection is gone: nothing will be told any more. */
  stop(): void {
    this.#place = 'unknown';
    this.#word = null;
    this.#settled.abort();
  }

  /** The service's own event. Without `MediaTakenEvent` nobody would ever say that held paper is gone: it is not held then. */
  hear(event: EnvelopeOf<'event' | 'unsolicited'>, seesTaking: boolean): void {
    if (PRESENTED.includes(event.name)) {
      this.#mayHang = true;
      if (seesTaking) this.#present();
      else this.#fate = 'held';
      return;
    }
    if (this.#drawingBack) {
      this.#takenMeanwhile ||= event.name === printer.mediaTakenEvent.name;
      return;
    }
    if (event.name === printer.mediaTakenEvent.name) this.gone('taken');
    const retracted = payloadOf(printer.mediaAutoRetractedEvent, event);
    if (retracted === null) return;
    const { result, retractResult } = retracted;
    if (result === 'jammed' || retractResult === 'jammed') this.gone('jammed');
    else this.gone(result === 'transport' ? 'inTransport' : 'retracted');
  }

  /** The word of the status, by snapshot or by delta. `null`: it tells none. */
  see(word: Word, seesTaking: boolean): void {
    const before = this.#word;
    this.#word = word;
    if (word === 'jammed') this.#place = 'jammed';
    else if (word === 'entering') {
      // Said once more it is no other paper.
      if (before !== word) this.#present();
    } else if (word === 'notPresent' || word === 'retracted') this.#seeNone(before, word, seesTaking);
    else if (this.#place === 'jammed') this.#place = 'unknown';
  }

  /** It left the mouth. Who draws back says so here, too. */
  gone(how: 'taken' | 'retracted' | 'inTransport' | 'jammed'): void {
    const known = this.#place === 'empty';
    this.#slotFree = false;
    this.#mayHang = false;
    this.#place = how === 'inTransport' || how === 'jammed' ? how : 'empty';
    this.#fate = how;
    this.#settled.abort();
    if (how === 'taken' && !known) this.#tell('Printer.MediaTakenEvent', 'presenter');
    // What lies in the transport is in no bin yet: it is told when it is.
    if (how === 'retracted' || how === 'jammed') this.#tell('Printer.MediaAutoRetractedEvent', how);
  }

  #present(): void {
    this.#slotFree = false;
    this.#fate = 'held';
    if (this.#place === 'held') return;
    this.#place = 'held';
    this.#settled = new AbortController();
    this.#tell('Printer.MediaPresentedEvent', 'presenter');
  }

  #seeNone(before: Word, word: Word, seesTaking: boolean): void {
    if (this.#place === 'held') {
      // Where taking is told, the event follows and says how; the word alone says only that the slot is free.
      if (this.#drawingBack || !INSIDE_OR_OUT.includes(before)) return;
      if (seesTaking) this.#slotFree = true;
      else this.gone(word === 'retracted' ? 'retracted' : 'taken');
    } else if (this.#place !== 'inTransport') this.#place = 'empty';
  }
}
