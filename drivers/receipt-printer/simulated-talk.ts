import type { Clock } from '../contract/index.ts';
import type { SimulatorWire } from '../transports/simulator-wire.ts';
import { ASB, ASB_FIXED } from './escpos-status.ts';
import type { PrinterFact, PrinterFamily } from './family.ts';
import { encodeStatus, encodeText, type StatusFlag, XOFF, XON } from './status-bytes.ts';

/** How the printer talks: `silent` works and answers nothing, `dead` takes nothing in either. */
export type PrinterVoice = 'normal' | 'silent' | 'dead';

/**
 * What becomes of automatic status on its way: `lost` on an overrun line, `headless` without its first byte, `cut` after
 * two, `garbled` with a foreign byte in the middle.
 */
export type AutomaticFault = 'none' | 'lost' | 'headless' | 'cut' | 'garbled';

const DAMAGE: Readonly<Record<AutomaticFault, (frame: Uint8Array) => Uint8Array>> = {
  none: (frame) => frame,
  lost: () => new Uint8Array(0),
  headless: (frame) => frame.subarray(1),
  cut: (frame) => frame.subarray(0, 2),
  garbled: (frame) => Uint8Array.of(...frame.subarray(0, 2), 0xf5, ...frame.subarray(2)),
};

/** The printer's side of the wire: answers, and automatic status once it was turned on. */
export class SimulatedTalk {
  readonly #clock: Clock;
  readonly #flags: () => readonly StatusFlag[];
  readonly #powerOff: () => void;
  #automatic = false;
  #lastAutomatic = '';
  #unplugAfter: number | null = null;
  wire: SimulatorWire | null = null;
  voice: PrinterVoice = 'normal';
  /** Flow-control bytes around every answer, as serial printers send them. */
  flowControlNoise = false;
  /** Every answer comes this much later. Milliseconds. */
  answerDelay = 0;
  automaticFault: AutomaticFault = 'none';
  /** What it answers to `GS I`; what is missing stays unanswered, as with makers that leave a question out. */
  introduction: Partial<Record<PrinterFact, string>> = {
    firmware: '30.21 ESC/POS',
    maker: 'SAMPLE',
    model: 'TP-80',
    serial: 'X2TB004711',
  };
  /** Bytes answered since the start. */
  answeredBytes = 0;

  constructor(clock: Clock, flags: () => readonly StatusFlag[], powerOff: () => void) {
    this.#clock = clock;
    this.#flags = flags;
    this.#powerOff = powerOff;
  }

  /** `GS a n`: the status is sent at once, then whenever it changes. */
  setAutomatic(n: number): void {
    this.#automatic = n !== 0;
    this.#lastAutomatic = '';
    this.statusChanged();
  }

  /** `GS I n`, executed in order. Families whose manual does not name it answer nothing. */
  introduce(family: PrinterFamily, n: number): void {
    const fact = family.introduces.find((question) => question.n === n)?.fact;
    const text = fact === undefined ? undefined : this.introduction[fact];
    if (text !== undefined) this.answer(encodeText(text));
  }

  get tellsChanges(): boolean {
    return this.#automatic;
  }

  /** A sensor that flutters: the status that many times. */
  flood(times: number): void {
    for (let time = 0; time < times && this.#automatic; time += 1) this.#sendAutomatic(time % 2 === 0);
  }

  statusChanged(): void {
    if (!this.#automatic) return;
    const text = encodeStatus(this.#flags(), ASB, ASB_FIXED).join();
    if (text === this.#lastAutomatic) return;
    this.#lastAutomatic = text;
    this.#sendAutomatic(false);
  }

  answer(bytes: Uint8Array): void {
    if (this.voice !== 'normal' || bytes.length === 0) return;
    const noisy = this.flowControlNoise ? Uint8Array.of(XOFF, ...bytes, XON) : bytes;
    if (this.answerDelay === 0) {
      this.#send(noisy);
      return;
    }
    void this.#clock.delay(this.answerDelay).then(() => this.#send(noisy));
  }

  /** Pulls the power plug right after this many more bytes were answered. */
  unplugAfterAnswers(bytes: number): void {
    this.#unplugAfter = bytes;
    if (bytes === 0) this.#powerOff();
  }

  #sendAutomatic(feedButton: boolean): void {
    const flags = feedButton ? [...this.#flags(), 'feed-button' as const] : this.#flags();
    this.answer(DAMAGE[this.automaticFault](encodeStatus(flags, ASB, ASB_FIXED)));
  }

  #send(bytes: Uint8Array): void {
    const left = this.#unplugAfter;
    if (this.wire) this.answeredBytes += bytes.length;
    this.wire?.write(left === null ? bytes : bytes.subarray(0, left));
    if (left === null) return;
    this.#unplugAfter = Math.max(0, left - bytes.length);
    if (this.#unplugAfter > 0) return;
    this.#unplugAfter = null;
    this.#powerOff();
  }
}
