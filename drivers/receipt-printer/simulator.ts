import { type Clock, systemClock } from '../contract/index.ts';
import type { SimulatorWire } from '../transports/simulator-wire.ts';
import type { Bitmap } from './bitmap.ts';
import type { EscPosCommand } from './escpos.ts';
import { EscPosTokenizer, RealtimeScanner } from './escpos-tokenizer.ts';
import { ASB, ASB_FIXED, DLE_EOT, type FamilyName, families, GS_R, type PrinterFamily } from './families.ts';
import { SimulatedInk } from './simulated-ink.ts';
import { SimulatedMouth } from './simulated-mouth.ts';
import { SimulatedPaper } from './simulated-paper.ts';
import { encodeStatus, type StatusFlag, XOFF, XON } from './status-bytes.ts';

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

/** Faults that stay until taken away. `jam` and `cutter` also need `DLE ENQ` afterwards, as on real printers. */
export type PrinterFault = 'cover-open' | 'jam' | 'cutter' | 'offline' | 'head-hot' | 'unrecoverable';

/** How the printer talks: `silent` works and answers nothing, `dead` takes nothing in either. */
export type PrinterVoice = 'normal' | 'silent' | 'dead';

const CUT_MS = 150;
const ROWS_PER_TICK = 8;

/**
 * A printer on a wire: executes buffered commands in order, real-time ones at once (inside pictures too), and keeps
 * every dot that reached the paper. It keeps paper and faults over unplugging: `attach` it to a new wire.
 */
export class EscPosPrinterSimulator {
  readonly #family: PrinterFamily;
  readonly #clock: Clock;
  readonly #paper: SimulatedPaper;
  readonly #ink: SimulatedInk;
  /** Paper held out, the bin, and the person in front; used by families with a sensor there. */
  readonly mouth: SimulatedMouth;
  readonly #nearEndRows: number;
  readonly #tokenizer = new EscPosTokenizer();
  readonly #faults = new Set<PrinterFault>();
  readonly #changed = new Set<() => void>();
  #scanner = new RealtimeScanner();
  #wire: SimulatorWire | null = null;
  #stopListening: () => void = () => undefined;
  #queue: EscPosCommand[] = [];
  #generation = 0;
  #running = false;
  /** Errors that outlive their cause until `DLE ENQ`. */
  #latched = new Set<'jam' | 'cutter'>();
  #automatic = false;
  #lastAutomatic = '';
  #unplugAfter: { left: number; readonly what: 'power' | 'cable' } | null = null;
  #unplugAfterAnswers: number | null = null;
  /** Print speed, changeable while it runs. */
  millisecondsPerRow: number;
  voice: PrinterVoice = 'normal';
  /** Flow-control bytes around every answer, as serial printers send them. */
  flowControlNoise = false;
  /** Every answer comes this much later. Milliseconds. */
  answerDelay = 0;
  /** Called before each buffered command is executed, in order; scripts faults into phases. */
  onExecute: (command: EscPosCommand) => void = () => undefined;
  /** Bytes received since the start. */
  receivedBytes = 0;
  /** Bytes answered since the start. */
  answeredBytes = 0;

  constructor(options: PrinterSimulatorOptions = {}) {
    this.#family = families[options.family ?? 'epson'];
    this.#clock = options.clock ?? systemClock;
    const widthDots = options.widthDots ?? 576;
    this.#paper = new SimulatedPaper(widthDots, options.paperRows ?? 640_000);
    this.#ink = new SimulatedInk(widthDots);
    this.mouth = new SimulatedMouth(this.#clock, () => this.#change());
    this.#nearEndRows = options.nearEndRows ?? 40_000;
    this.millisecondsPerRow = options.millisecondsPerRow ?? 0;
  }

  /** Plugs the printer into a wire, off any other; returns the function that takes it off again. */
  attach(wire: SimulatorWire): () => void {
    this.detach();
    this.#wire = wire;
    this.#stopListening = wire.onData((bytes) => {
      if (this.#wire === wire) this.#receive(bytes);
    });
    return () => {
      if (this.#wire === wire) this.detach();
    };
  }

  detach(): void {
    this.#stopListening();
    this.#stopListening = () => undefined;
    this.#wire = null;
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
    return this.#queue.length + (this.#running ? 1 : 0);
  }

  set(fault: PrinterFault): void {
    this.#faults.add(fault);
    if (fault === 'jam' || fault === 'cutter') this.#latched.add(fault);
    this.#change();
  }

  /** Takes the cause away; latched errors wait for `DLE ENQ`. */
  clear(fault: PrinterFault): void {
    this.#faults.delete(fault);
    this.#change();
  }

  get faults(): readonly PrinterFault[] {
    return [...this.#faults];
  }

  get paperRows(): number {
    return this.#paper.remaining;
  }

  /** Sets what is left on the roll: 0 takes the paper out, a large number is a new roll. */
  setPaper(rows: number): void {
    this.#paper.remaining = rows;
    this.#change();
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
    const wire = this.#wire;
    if (what === 'power') this.#clearBuffers();
    this.detach();
    wire?.hangUp();
  }

  /** Pulls the plug right after this many more bytes were received. */
  unplugAfterBytes(bytes: number, what: 'power' | 'cable' = 'power'): void {
    this.#unplugAfter = { left: bytes, what };
    if (bytes === 0) this.#pullNow();
  }

  /** Pulls the power plug right after this many more bytes were answered. */
  unplugAfterAnswers(bytes: number): void {
    this.#unplugAfterAnswers = bytes;
    if (bytes === 0) this.unplug('power');
  }

  /** All flags that hold now, in the neutral words. */
  flags(): StatusFlag[] {
    const flags: StatusFlag[] = [];
    if (this.#faults.has('cover-open')) flags.push('cover-open');
    if (this.#latched.has('jam')) flags.push('paper-jam', 'recoverable-error', 'error');
    if (this.#latched.has('cutter')) flags.push('cutter-error', 'error');
    if (this.#faults.has('head-hot')) flags.push('head-temperature', 'auto-recoverable-error', 'error');
    if (this.#faults.has('unrecoverable')) flags.push('unrecoverable-error', 'error');
    if (this.#paper.remaining <= 0) flags.push('paper-end', 'stopped-by-paper-end');
    if (this.#stopped()) flags.push('offline');
    if (this.#paper.remaining < this.#nearEndRows) flags.push('paper-near-end');
    if (this.mouth.holdsOut) flags.push('ticket-in-output');
    if (this.mouth.pulled) flags.push('ticket-pulled');
    return flags;
  }

  #stopped(): boolean {
    return this.#faults.size > 0 || this.#latched.size > 0 || this.#paper.remaining <= 0;
  }

  #receive(bytes: Uint8Array): void {
    if (this.voice === 'dead') return;
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
      this.#queue.push(...this.#tokenizer.push(taken.subarray(from, index + 1)));
      from = index + 1;
      this.#start();
      if (realtime.kind === 'realtimeStatus') this.#answerStatus(realtime.n);
      else this.#recover(realtime.n);
    }
    this.#queue.push(...this.#tokenizer.push(taken.subarray(from)));
    this.#start();
    if (this.#unplugAfter?.left === 0) this.#pullNow();
  }

  #pullNow(): void {
    const what = this.#unplugAfter?.what ?? 'power';
    this.#unplugAfter = null;
    this.unplug(what);
  }

  #start(): void {
    if (this.#running) return;
    this.#running = true;
    void this.#run();
  }

  async #run(): Promise<void> {
    for (;;) {
      const command = this.#queue.shift();
      if (!command) break;
      this.onExecute(command);
      await this.#execute(command, this.#generation);
    }
    this.#running = false;
  }

  async #execute(command: EscPosCommand, generation: number): Promise<void> {
    if (this.#stopped() && !(await this.#untilGoing(generation))) return;
    switch (command.kind) {
      case 'initialise':
        this.#ink.reset();
        return;
      case 'automaticStatus':
        this.#automatic = command.n !== 0;
        this.#lastAutomatic = '';
        this.#sendAutomatic();
        return;
      case 'transmitStatus':
        if (command.n === 1 || command.n === 2) this.#answer(encodeStatus(this.flags(), [GS_R[command.n]], [0]));
        return;
      case 'cut':
      case 'oldFullCut':
      case 'oldPartialCut':
        await this.#cut(generation);
        return;
      case 'feedAndCut': {
        const rows = this.#paper.cutterDistance + command.dots;
        const blank = Array.from({ length: rows }, () => new Uint8Array(this.#paper.widthDots / 8));
        if (await this.#print(blank, generation)) await this.#cut(generation);
        return;
      }
      case 'ejector':
        await this.#eject(command.n);
        return;
      default:
        await this.#print(this.#ink.rowsFor(command), generation);
    }
  }

  async #print(rows: readonly Uint8Array[], generation: number): Promise<boolean> {
    for (const [index, row] of rows.entries()) {
      if (this.#stopped() && !(await this.#untilGoing(generation))) return false;
      if (generation !== this.#generation) return false;
      this.#paper.print(row);
      if (this.#paper.remaining === 0 || this.#paper.remaining === this.#nearEndRows - 1) this.#change();
      if (this.millisecondsPerRow > 0 && index % ROWS_PER_TICK === 0) {
        await this.#clock.delay(this.millisecondsPerRow * ROWS_PER_TICK);
      }
    }
    return generation === this.#generation;
  }

  async #cut(generation: number): Promise<void> {
    if (this.millisecondsPerRow > 0) await this.#clock.delay(CUT_MS);
    if (this.#stopped() && !(await this.#untilGoing(generation))) return;
    if (generation !== this.#generation) return;
    this.#paper.cut();
    const { exit } = this.#family;
    const sheet = this.#paper.sheets.at(-1);
    if (exit && sheet) this.mouth.receive(sheet, exit.present.length === 0);
    this.#change();
  }

  /** `GS e`: 3 and 32 hold the paper out, 2 draws it back, 5 throws it out. Nothing without an ejector. */
  async #eject(n: number): Promise<void> {
    if (!this.#family.exit?.retract) return;
    if (n === 3 || n === 32) this.mouth.present();
    else if (n === 5) this.mouth.take();
    else if (n === 2 && !(await this.mouth.retract())) this.set('jam');
  }

  /** Waits while something stops the printer; false when the buffers were cleared meanwhile. */
  async #untilGoing(generation: number): Promise<boolean> {
    while (this.#stopped() && generation === this.#generation) {
      await new Promise<void>((resolve) => {
        this.#changed.add(resolve);
      });
    }
    return generation === this.#generation;
  }

  #change(): void {
    for (const wake of this.#changed) wake();
    this.#changed.clear();
    this.#sendAutomatic();
  }

  #clearBuffers(): void {
    this.#queue = [];
    this.#tokenizer.clear();
    this.#scanner = new RealtimeScanner();
    this.#ink.reset();
    this.#generation += 1;
    this.#change();
  }

  /** `DLE ENQ` acts only on a latched error whose cause is gone. */
  #recover(n: number): void {
    const curable = [...this.#latched].filter((fault) => !this.#faults.has(fault));
    if (curable.length === 0 || (n !== 1 && n !== 2)) return;
    for (const fault of curable) this.#latched.delete(fault);
    if (n === 2) this.#clearBuffers();
    else this.#change();
  }

  #answerStatus(n: number): void {
    const query = this.#family.status.find(({ command }) => command[2] === n);
    if (query) {
      const body = encodeStatus(this.flags(), query.tables, query.fixed);
      this.#answer(Uint8Array.of(...query.header, ...body));
    } else if (n === 1 || n === 2 || n === 3 || n === 4) {
      this.#answer(encodeStatus(this.flags(), [DLE_EOT[n]], [0x12]));
    }
  }

  #sendAutomatic(): void {
    if (!this.#automatic) return;
    const status = encodeStatus(this.flags(), ASB, ASB_FIXED);
    const text = status.join();
    if (text === this.#lastAutomatic) return;
    this.#lastAutomatic = text;
    this.#answer(status);
  }

  #answer(bytes: Uint8Array): void {
    if (this.voice !== 'normal') return;
    const noisy = this.flowControlNoise ? Uint8Array.of(XOFF, ...bytes, XON) : bytes;
    if (this.answerDelay === 0) {
      this.#send(noisy);
      return;
    }
    void this.#clock.delay(this.answerDelay).then(() => this.#send(noisy));
  }

  #send(bytes: Uint8Array): void {
    const left = this.#unplugAfterAnswers;
    if (this.#wire) this.answeredBytes += bytes.length;
    this.#wire?.write(left === null ? bytes : bytes.subarray(0, left));
    if (left === null) return;
    this.#unplugAfterAnswers = Math.max(0, left - bytes.length);
    if (this.#unplugAfterAnswers > 0) return;
    this.#unplugAfterAnswers = null;
    this.unplug('power');
  }
}
