import { type Clock, type Completion, completed, failed, type PrintProof, type ReceiptJob } from '../contract/index.ts';
import type { RetractBins } from './bins.ts';
import { printer } from './messages.ts';
import type { PaperMouth } from './mouth.ts';
import { failureOf } from './outcome.ts';
import type { XfsService } from './service.ts';

/** What is done with paper nobody takes. */
export interface HeldOut {
  /** How long paper is held out, where the service sees it taken. Milliseconds; 0: it is not waited for. */
  readonly takenMs: number;
  /** `leave` it hanging even where it could be drawn back. */
  readonly notTaken: 'retract' | 'leave';
}

/** How long a new job waits for an earlier paper that cannot be drawn back. */
const CLEAR_MS = 10_000;
const RETRACT_MS = 30_000;

type Failure = Extract<Completion<never>, { ok: false }>;
type Drawn = 'retracted' | 'nothing';

const RETRACTED = failed('commandErrorCode', 'media-retracted', 'nobody took the paper; it was drawn back', 'partial');
const JAMMED = failed('hardwareError', 'retract-failed', 'the paper could not be drawn back', 'unknown');
const SNATCHED = failed(
  'commandErrorCode',
  'retract-uncertain',
  'the paper left the mouth just as it was to be drawn back',
  'unknown',
);
const UNSUPPORTED = failed('unsupportedCommand', 'retract-unsupported', 'this service draws nothing back');
const BIN_FULL = failed('deviceNotReady', 'retract-bin-full', 'the retract bin is full');

/** Holds paper out, waits for the hand, and draws back what nobody took: the errors are those of the receipt printers. */
export class Presenter {
  readonly #mouth: PaperMouth;
  readonly #bins: RetractBins;
  readonly #clock: Clock;
  readonly #policy: HeldOut;

  readonly #changed: () => void;

  constructor(mouth: PaperMouth, bins: RetractBins, clock: Clock, policy: HeldOut, changed: () => void) {
    this.#mouth = mouth;
    this.#bins = bins;
    this.#clock = clock;
    this.#policy = policy;
    this.#changed = changed;
  }

  /**
   * Before a job: no earlier paper may hang out and go to the next person with it. Null when the mouth is free. `unseen`: also
   * what came out of a slot without a sensor, as far as it can be drawn back; nobody could ever say that such paper is gone.
   * `onBlocked` as for a job.
   */
  async clear(
    service: XfsService,
    { unseen = false, onBlocked }: { unseen?: boolean; onBlocked?: ReceiptJob['onBlocked'] } = {},
  ): Promise<Failure | null> {
    const lies = () => this.#mouth.isHeld || this.#mouth.place === 'inTransport';
    if (!lies() && !(unseen && this.#hangsUnseen(service))) return null;
    if (this.#mayRetract(service)) {
      const drawn = await this.drawBack(service);
      if (drawn.ok || drawn.error.errorCode === 'retract-uncertain') return null;
      if (drawn.error.errorCode !== 'retract-bin-full')
        return failed('hardwareError', 'retract-failed', 'an earlier paper could not be drawn back');
    }
    if (this.#mouth.isHeld) {
      onBlocked?.(true);
      await this.#mouth.settle(this.#clock, CLEAR_MS);
      if (!lies()) onBlocked?.(false);
    }
    return lies() ? failed('deviceNotReady', 'media-present', 'an earlier paper still lies in the printer') : null;
  }

  /** After the proof: who has the paper? `paper-taken` only when the service saw it come and go. */
  async deliver(service: XfsService, proof: PrintProof, onPresented?: () => void): Promise<Completion<PrintProof>> {
    const sees = service.capabilities.printer?.mediaTaken === true;
    if (sees && this.#mouth.fate === 'held' && this.#policy.takenMs > 0) {
      onPresented?.();
      await this.#mouth.settle(this.#clock, this.#policy.takenMs);
    }
    switch (this.#mouth.fate) {
      case 'taken':
        return completed({ ...proof, fence: 'paper-taken' });
      case 'retracted':
        return RETRACTED;
      case 'jammed':
        return JAMMED;
      case 'inTransport':
        // Nobody has it; in the bin it is out of the next one's way.
        if (this.#mayRetract(service)) await this.drawBack(service);
        return RETRACTED;
      case 'held':
      case 'unseen':
        break;
    }
    const hangs = this.#mouth.isHeld && this.#policy.takenMs > 0;
    // The cut was proved before; what became of the paper is not seen any more, or cannot be changed.
    if (!hangs || !service.isOpen || !this.#mayRetract(service)) return completed(proof);
    const drawn = await this.drawBack(service);
    if (drawn.ok) return RETRACTED;
    return drawn.error.errorCode === 'retract-bin-full' ? completed(proof) : drawn;
  }

  /** `Printer.RetractMedia`, into the bin with most room. */
  async drawBack(service: XfsService): Promise<Completion<Drawn>> {
    const drawn = await this.#drawBack(service);
    this.#changed();
    return drawn;
  }

  async #drawBack(service: XfsService): Promise<Completion<Drawn>> {
    const before = this.#mouth.place;
    if (before === 'empty' && !this.#hangsUnseen(service)) return completed('nothing', 'none');
    if (!canRetract(service) || this.#policy.notTaken === 'leave') return UNSUPPORTED;
    if (this.#bins.isFull) return BIN_FULL;
    const { unit, number } = this.#bins.roomiest();
    this.#mouth.beginDrawing();
    const answer = await service.run(
      printer.retractMedia,
      service.generation === 1 ? { binNumber: number } : { mediaControl: unit },
      { timeoutMs: RETRACT_MS },
    );
    this.#mouth.endDrawing();
    const word = answer.kind === 'failure' && answer.completionCode === 'commandErrorCode' ? answer.errorCode : null;
    const none = word === 'noMediaPresent' || (answer.kind === 'success' && answer.value.result === 'nomedia');
    if (none) {
      // Nothing came in, so whatever hung there is in somebody's hand.
      this.#mouth.gone('taken');
      return before === 'held' ? SNATCHED : completed('nothing', 'none');
    }
    if (answer.kind === 'success') {
      const inTransport = answer.value.result === 'transport';
      this.#mouth.gone(inTransport ? 'inTransport' : 'retracted');
      return inTransport ? JAMMED : completed('retracted');
    }
    this.#mouth.notDrawn();
    if (word === 'retractBinFull') {
      this.#bins.refusedAsFull();
      return BIN_FULL;
    }
    if (word === 'mediaJammed') this.#mouth.gone('jammed');
    const { error } = failureOf(printer.retractMedia.name, answer, 'unknown');
    return error.effect === 'none' ? { ok: false, error } : JAMMED;
  }

  #hangsUnseen(service: XfsService): boolean {
    return service.capabilities.printer?.mediaTaken !== true && this.#mouth.mayHang;
  }

  #mayRetract(service: XfsService): boolean {
    return canRetract(service) && this.#policy.notTaken === 'retract' && !this.#bins.isFull;
  }
}

export const canRetract = (service: XfsService): boolean =>
  service.capabilities.printer?.control?.retract === true && service.versionOf(printer.retractMedia) !== null;
