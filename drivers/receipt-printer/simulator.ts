import { type Clock, systemClock } from '../contract/index.ts';
import type { SimulatorWire } from '../transports/simulator-wire.ts';
import type { Bitmap } from './bitmap.ts';
import type { EscPosCommand } from './escpos.ts';
import { DLE_EOT } from './escpos-status.ts';
import { EscPosTokenizer, RealtimeScanner } from './escpos-tokenizer.ts';
import { families } from './families.ts';
import type { FamilyName, PrinterFamily } from './family.ts';
import { type PrinterFault, SimulatedCondition } from './simulated-condition.ts';
import { SimulatedMechanism } from './simulated-mechanism.ts';
import { SimulatedMouth } from './simulated-mouth.ts';
import { SimulatedPaper } from './simulated-paper.ts';
import { SimulatedTalk } from './simulated-talk.ts';
import { encodeStatus, type StatusFlag } from './status-bytes.ts';

export interface PrinterSimulatorOptions {
  readonly family?: FamilyName;
  readonly widthDots?: number;
  readonly clock?: Clock;
  /** Print speed; 0 prints at once. 150 mm/s is 0.83. */
  readonly millisecondsPerRow?: number;
  /** Rows on the roll; a full 80 m roll by default. */
  readonly paperRows?: number;
  /** Below this the near-end sensor speaks: about 5 m by default. */
  readonly nearEndRows?: number;
}

export type { PrinterFault } from './simulated-condition.ts';
export type { AutomaticFault, PrinterVoice } from './simulated-talk.ts';

/**
 * A printer on a wire: executes buffered commands in order, real-time ones at once (inside pictures too), and keeps
 * every dot that reached the paper. It keeps paper and faults over unplugging: `attach` it to a new wire.
 */
export class EscPosPrinterSimulator {
  readonly #family: PrinterFamily;
  readonly #clock: Clock;
  readonly #paper: SimulatedPaper;
  /** Paper held out, the bin, and the person in front; used by families with a sensor there. */
  readonly mouth: SimulatedMouth;
  /** What it says, and how well. */
  readonly talk: SimulatedTalk;
  readonly #condition: SimulatedCondition;
  readonly #mechanism: SimulatedMechanism;
  readonly #nearEndRows: number;
  readonly #tokenizer = new EscPosTokenizer();
  #scanner = new RealtimeScanner();
  #stopListening: () => void = () => undefined;
  #unplugAfter: { left: number; readonly what: 'power' | 'cable' } | null = null;
  /** Bytes received since the start. */
  receivedBytes = 0;

  constructor(options: PrinterSimulatorOptions = {}) {
    this.#family = families[options.family ?? 'epson'];
    this.#clock = options.clock ?? systemClock;
    const widthDots = options.widthDots ?? 576;
    this.#paper = new SimulatedPaper(widthDots, options.paperRows ?? 640_000);
    this.mouth = new SimulatedMouth(this.#clock, () => this.#condition.changed());
    this.#nearEndRows = options.nearEndRows ?? 40_000;
    this.#condition = new SimulatedCondition({
      paper: this.#paper,
      mouth: this.mouth,
      nearEndRows: this.#nearEndRows,
      onChange: () => this.talk.statusChanged(),
    });
    this.talk = new SimulatedTalk(
      this.#clock,
      () => this.flags(),
      () => this.unplug('power'),
    );
    this.#mechanism = new SimulatedMechanism({
      family: this.#family,
      clock: this.#clock,
      paper: this.#paper,
      mouth: this.mouth,
      condition: this.#condition,
      talk: this.talk,
    });
    this.#mechanism.millisecondsPerRow = options.millisecondsPerRow ?? 0;
  }

  /** Print speed, changeable while it runs. */
  set millisecondsPerRow(value: number) {
    this.#mechanism.millisecondsPerRow = value;
  }

  /** Called before each buffered command is executed, in order; scripts faults into phases. */
  set onExecute(listener: (command: EscPosCommand) => void) {
    this.#mechanism.onExecute = listener;
  }

  /** Plugs the printer into a wire, off any other; returns the function that takes it off again. */
  attach(wire: SimulatorWire): () => void {
    this.detach();
    this.talk.wire = wire;
    this.#stopListening = wire.onData((bytes) => {
      if (this.talk.wire === wire) this.#receive(bytes);
    });
    return () => {
      if (this.talk.wire === wire) this.detach();
    };
  }

  detach(): void {
    this.#stopListening();
    this.#stopListening = () => undefined;
    this.talk.wire = null;
  }

  /** Each cut sheet, decoded from the bytes that arrived, oldest first. */
  papers(): readonly Bitmap[] {
    return this.#paper.sheets;
  }

  /** What is printed and not cut; its first rows stood between head and cutter. */
  uncut(): Bitmap {
    return this.#paper.uncut;
  }

  /** Rows the motor has moved since the start. */
  get movedRows(): number {
    return this.#paper.moved;
  }

  /** Commands received and not executed yet. */
  get waitingCommands(): number {
    return this.#mechanism.waiting;
  }

  set(fault: PrinterFault): void {
    this.#condition.set(fault);
  }

  /** Takes the cause away; latched errors wait for `DLE ENQ`. */
  clear(fault: PrinterFault): void {
    this.#condition.clear(fault);
  }

  get faults(): readonly PrinterFault[] {
    return this.#condition.faults;
  }

  flags(): StatusFlag[] {
    return this.#condition.flags();
  }

  get paperRows(): number {
    return this.#paper.remaining;
  }

  /** Sets what is left on the roll: 0 takes the paper out, a large number is a new roll. */
  setPaper(rows: number): void {
    this.#paper.remaining = rows;
    this.#condition.changed();
  }

  /** Leaves just less than the near-end sensor wants to see. */
  setPaperNearEnd(): void {
    this.setPaper(this.#nearEndRows - 1);
  }

  /** A person takes the cut receipt; null when none was ever cut. Printed but uncut paper stays. */
  tear(): Bitmap | null {
    this.mouth.take();
    return this.#paper.sheets.at(-1) ?? null;
  }

  /** Pulls the plug. Without power what was buffered is lost; on a pulled data cable the printer goes on printing. */
  unplug(what: 'power' | 'cable' = 'cable'): void {
    const wire = this.talk.wire;
    if (what === 'power') this.#forget();
    this.detach();
    wire?.hangUp();
  }

  /** Off and on again on a port that stays, as a serial one does: everything it was told is forgotten. */
  powerCycle(): void {
    this.#forget();
  }

  /** Pulls the plug right after this many more bytes were received. */
  unplugAfterBytes(bytes: number, what: 'power' | 'cable' = 'power'): void {
    this.#unplugAfter = { left: bytes, what };
    if (bytes === 0) this.#pullNow();
  }

  #receive(bytes: Uint8Array): void {
    if (this.talk.voice === 'dead') return;
    let taken = bytes;
    if (this.#unplugAfter !== null) {
      taken = bytes.subarray(0, this.#unplugAfter.left);
      this.#unplugAfter.left -= taken.length;
    }
    this.receivedBytes += taken.length;
    // Cut at each real-time command, so that it acts after what stands before it and at once for what stands behind.
    let from = 0;
    for (const [index, byte] of taken.entries()) {
      const realtime = this.#scanner.push(byte);
      if (!realtime) continue;
      this.#mechanism.take(this.#tokenizer.push(taken.subarray(from, index + 1)));
      from = index + 1;
      if (realtime.kind === 'realtimeStatus') this.#answerStatus(realtime.n);
      else this.#recover(realtime.n);
    }
    this.#mechanism.take(this.#tokenizer.push(taken.subarray(from)));
    if (this.#unplugAfter?.left === 0) this.#pullNow();
  }

  #pullNow(): void {
    const what = this.#unplugAfter?.what ?? 'power';
    this.#unplugAfter = null;
    this.unplug(what);
  }

  #forget(): void {
    this.talk.setAutomatic(0);
    this.#clearBuffers();
  }

  #clearBuffers(): void {
    this.#tokenizer.clear();
    this.#scanner = new RealtimeScanner();
    this.#mechanism.clear();
  }

  #recover(n: number): void {
    if ((n !== 1 && n !== 2) || !this.#condition.cure()) return;
    if (n === 2) this.#clearBuffers();
    else this.#condition.changed();
  }

  #answerStatus(n: number): void {
    const query = this.#family.status.find(({ command }) => command[2] === n);
    if (query) {
      const body = encodeStatus(this.flags(), query.tables, query.fixed);
      this.talk.answer(Uint8Array.of(...query.header, ...body));
    } else if (n === 1 || n === 2 || n === 3 || n === 4) {
      this.talk.answer(encodeStatus(this.flags(), [DLE_EOT[n]], [0x12]));
    }
  }
}
