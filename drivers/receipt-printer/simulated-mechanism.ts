import type { Clock } from '../contract/index.ts';
import type { EscPosCommand } from './escpos.ts';
import { GS_R } from './escpos-status.ts';
import type { PrinterFamily } from './family.ts';
import type { SimulatedCondition } from './simulated-condition.ts';
import { SimulatedInk } from './simulated-ink.ts';
import type { SimulatedMouth } from './simulated-mouth.ts';
import type { SimulatedPaper } from './simulated-paper.ts';
import type { SimulatedTalk } from './simulated-talk.ts';
import { encodeStatus } from './status-bytes.ts';

const CUT_MS = 150;
const ROWS_PER_TICK = 8;

interface Parts {
  readonly family: PrinterFamily;
  readonly clock: Clock;
  readonly paper: SimulatedPaper;
  readonly mouth: SimulatedMouth;
  readonly condition: SimulatedCondition;
  readonly talk: SimulatedTalk;
}

/** Executes buffered commands in order: head, motor and cutter. It stands still while something stops the printer. */
export class SimulatedMechanism {
  readonly #parts: Parts;
  readonly #ink: SimulatedInk;
  #queue: EscPosCommand[] = [];
  #generation = 0;
  #running = false;
  /** Print speed; 0 prints at once. */
  millisecondsPerRow = 0;
  /** Called before each command is executed. */
  onExecute: (command: EscPosCommand) => void = () => undefined;

  constructor(parts: Parts) {
    this.#parts = parts;
    this.#ink = new SimulatedInk(parts.paper.widthDots);
  }

  /** Commands received and not executed yet. */
  get waiting(): number {
    return this.#queue.length + (this.#running ? 1 : 0);
  }

  take(commands: readonly EscPosCommand[]): void {
    this.#queue.push(...commands);
    if (this.#running) return;
    this.#running = true;
    void this.#run();
  }

  /** Forgets what waits, and breaks off what runs. */
  clear(): void {
    this.#queue = [];
    this.#ink.reset();
    this.#generation += 1;
    this.#parts.condition.changed();
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
    if (this.#parts.condition.stopped && !(await this.#untilGoing(generation))) return;
    switch (command.kind) {
      case 'initialise':
        this.#ink.reset();
        return;
      case 'automaticStatus':
        this.#parts.talk.setAutomatic(command.n);
        return;
      case 'transmitStatus':
        if (command.n === 1 || command.n === 2)
          this.#parts.talk.answer(encodeStatus(this.#parts.condition.flags(), [GS_R[command.n]], [0]));
        return;
      case 'transmitId':
        this.#parts.talk.introduce(this.#parts.family, command.n);
        return;
      case 'cut':
      case 'oldFullCut':
      case 'oldPartialCut':
        await this.#cut(generation);
        return;
      case 'feedAndCut': {
        const rows = this.#parts.paper.cutterDistance + command.dots;
        const blank = Array.from({ length: rows }, () => new Uint8Array(this.#parts.paper.widthDots / 8));
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
      if (this.#parts.condition.stopped && !(await this.#untilGoing(generation))) return false;
      if (generation !== this.#generation) return false;
      this.#parts.paper.print(row);
      this.#parts.condition.paperMoved();
      if (this.millisecondsPerRow > 0 && index % ROWS_PER_TICK === 0) {
        await this.#parts.clock.delay(this.millisecondsPerRow * ROWS_PER_TICK);
      }
    }
    return generation === this.#generation;
  }

  async #cut(generation: number): Promise<void> {
    if (this.millisecondsPerRow > 0) await this.#parts.clock.delay(CUT_MS);
    if (this.#parts.condition.stopped && !(await this.#untilGoing(generation))) return;
    if (generation !== this.#generation) return;
    this.#parts.paper.cut();
    const { exit } = this.#parts.family;
    const sheet = this.#parts.paper.sheets.at(-1);
    if (exit && sheet) this.#parts.mouth.receive(sheet, exit.present.length === 0);
    this.#parts.condition.changed();
  }

  /** `GS e`: 3 and 32 hold the paper out, 2 draws it back, 5 throws it out. Nothing without an ejector. */
  async #eject(n: number): Promise<void> {
    if (!this.#parts.family.exit?.retract) return;
    if (n === 3 || n === 32) this.#parts.mouth.present();
    else if (n === 5) this.#parts.mouth.take();
    else if (n === 2 && !(await this.#parts.mouth.retract())) this.#parts.condition.set('jam');
  }

  /** Waits while something stops the printer; false when the buffers were cleared meanwhile. */
  async #untilGoing(generation: number): Promise<boolean> {
    await this.#parts.condition.untilGoing(() => generation === this.#generation);
    return generation === this.#generation;
  }
}
