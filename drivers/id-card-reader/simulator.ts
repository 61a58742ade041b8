import { type Clock, systemClock } from '../contract/index.ts';
import type { SimulatorWire } from '../transports/simulator-wire.ts';
import { encodeAnswer, encodeCardBlocks } from './answers.ts';
import { type CommandName, decodeCommand } from './commands.ts';
import { FrameParser, REQUEST_LENGTH } from './frame.ts';
import { parseSamId } from './sam-id.ts';
import type { SimulatedCard } from './simulated-card.ts';
import { type AnswerFault, writeFaulty } from './simulated-faults.ts';

interface ScriptedFault {
  readonly fault: AnswerFault;
  readonly on: CommandName | 'any';
  left: number;
}

/** How long the reader takes per command, milliseconds. */
export type CommandDelays = Readonly<Partial<Record<CommandName, number>>>;

/**
 * About what desk readers of this kind take; no data sheet gives these, so they are a model for demonstrations, not facts.
 */
export const realisticDelays: CommandDelays = {
  reset: 300,
  samStatus: 20,
  samId: 30,
  findCard: 60,
  selectCard: 60,
  readBase: 700,
  readBaseFingerprint: 1_100,
  readFurtherAddress: 150,
};

/**
 * The other side of the protocol: a reader with at most one card on it. Keeps its state over unplugging: attach it to
 * a new wire to plug it in again. A card that was read answers "no card" until it is lifted and laid again.
 */
export class SdtReaderSimulator {
  readonly #clock: Clock;
  readonly #delays: CommandDelays;
  readonly #samId: Uint8Array;
  #sam: 'ok' | 'selfTestFailed' | 'notAuthorised' = 'ok';
  #card: SimulatedCard | null = null;
  #cardState: 'laid' | 'found' | 'selected' | 'read' = 'laid';
  #faults: ScriptedFault[] = [];
  #wire: SimulatorWire | null = null;
  #stopListening: () => void = () => undefined;
  #queue: Promise<void> = Promise.resolve();

  /** Commands received since the start, for tests and the dock. */
  readonly received: (CommandName | 'unknown')[] = [];

  constructor(options: { clock?: Clock; delays?: CommandDelays; samId?: string } = {}) {
    this.#clock = options.clock ?? systemClock;
    this.#delays = options.delays ?? {};
    const samId = parseSamId(options.samId ?? '05.01-20200229-0000123456-0987654321');
    if (!samId) throw new RangeError('not a SAM number');
    this.#samId = samId;
  }

  /** Plugs the reader into a wire, off any other; returns the function that takes it off again. */
  attach(wire: SimulatorWire): () => void {
    this.#stopListening();
    const parser = new FrameParser(REQUEST_LENGTH);
    this.#wire = wire;
    const stop = wire.onData((bytes) => {
      for (const event of parser.push(bytes, this.#clock.now())) {
        if (event.kind === 'frame') this.#enqueue(wire, decodeCommand(event.body));
        else if (event.error === 'checksum') wire.write(encodeAnswer(0x10));
        else if (event.error === 'length') wire.write(encodeAnswer(0x11));
      }
    });
    this.#stopListening = stop;
    return () => {
      stop();
      if (this.#wire === wire) this.#wire = null;
    };
  }

  /** Lays a card on the reader, in place of any other. */
  layCard(card: SimulatedCard): void {
    this.#card = card;
    this.#cardState = 'laid';
  }

  liftCard(): void {
    this.#card = null;
  }

  get cardLies(): boolean {
    return this.#card !== null;
  }

  /** Its power was away: a card that lies there is as one just laid. The wire is another matter (`hangUp`, `attach`). */
  powerCycle(): void {
    this.#cardState = 'laid';
  }

  setSam(sam: 'ok' | 'selfTestFailed' | 'notAuthorised'): void {
    this.#sam = sam;
  }

  /** The next `times` answers (to `on`, or to anything) go wrong. Faults are used up in the order they were given. */
  inject(fault: AnswerFault, options: { on?: CommandName; times?: number } = {}): void {
    this.#faults.push({ fault, on: options.on ?? 'any', left: options.times ?? 1 });
  }

  clearFaults(): void {
    this.#faults = [];
  }

  /** Pulls the plug. */
  hangUp(): void {
    this.#stopListening();
    this.#wire?.hangUp();
    this.#wire = null;
  }

  /** One command after the other, as a reader does. */
  #enqueue(wire: SimulatorWire, command: CommandName | null): void {
    this.#queue = this.#queue.then(() => this.#serve(wire, command));
  }

  async #serve(wire: SimulatorWire, command: CommandName | null): Promise<void> {
    this.received.push(command ?? 'unknown');
    const fault = this.#takeFault(command);
    if (fault?.kind === 'cardLifted') this.liftCard();
    const card = this.#card;
    const delay = command ? (this.#delays[command] ?? 0) : 0;
    if (delay > 0) await this.#clock.delay(delay);
    if (this.#wire !== wire) return;
    // Lifted or changed while the command ran: the card is not the one the command began with.
    const answer =
      fault?.kind === 'sw3'
        ? encodeAnswer(fault.sw3)
        : command
          ? this.#answer(command, card === this.#card ? card : null)
          : encodeAnswer(0x21);
    writeFaulty(wire, answer, fault);
    if (fault?.kind === 'hangUpMidFrame') this.hangUp();
  }

  #takeFault(command: CommandName | null): AnswerFault | null {
    const next = this.#faults.find((scripted) => scripted.on === 'any' || scripted.on === command);
    if (!next) return null;
    next.left -= 1;
    if (next.left <= 0) this.#faults = this.#faults.filter((scripted) => scripted !== next);
    return next.fault;
  }

  #answer(command: CommandName, card: SimulatedCard | null): Uint8Array {
    const samWord = { ok: 0x90, selfTestFailed: 0x60, notAuthorised: 0x66 }[this.#sam];
    switch (command) {
      case 'reset':
      case 'samStatus':
        return encodeAnswer(samWord);
      case 'samId':
        return encodeAnswer(0x90, this.#samId);
      case 'findCard':
      case 'selectCard':
      case 'readBase':
      case 'readBaseFingerprint':
      case 'readFurtherAddress':
      case 'readManagementNumber':
        return samWord === 0x90 ? this.#cardAnswer(command, card) : encodeAnswer(samWord);
      case 'setBaud115200':
      case 'setBaud57600':
      case 'setBaud38400':
      case 'setBaud19200':
      case 'setBaud9600':
      case 'setRfPacket80':
        return encodeAnswer(0x90);
    }
  }

  #cardAnswer(
    command:
      | 'findCard'
      | 'selectCard'
      | 'readBase'
      | 'readBaseFingerprint'
      | 'readFurtherAddress'
      | 'readManagementNumber',
    card: SimulatedCard | null,
  ): Uint8Array {
    switch (command) {
      case 'findCard': {
        if (!card || this.#cardState === 'read') return encodeAnswer(0x80);
        this.#cardState = 'found';
        return encodeAnswer(0x9f, new Uint8Array(4));
      }
      case 'selectCard': {
        if (!card || this.#cardState !== 'found') return encodeAnswer(0x81);
        this.#cardState = 'selected';
        return encodeAnswer(0x90, new Uint8Array(8));
      }
      case 'readBase':
      case 'readBaseFingerprint': {
        if (!card || this.#cardState !== 'selected') {
          if (this.#cardState !== 'read') this.#cardState = 'laid';
          return encodeAnswer(0x41);
        }
        this.#cardState = 'read';
        return encodeAnswer(0x90, encodeCardBlocks(command, card));
      }
      case 'readFurtherAddress': {
        if (!card || this.#cardState !== 'read') {
          if (this.#cardState !== 'read') this.#cardState = 'laid';
          return encodeAnswer(0x41);
        }
        return card.furtherAddresses.length > 0 ? encodeAnswer(0x90, card.furtherAddresses) : encodeAnswer(0x91);
      }
      case 'readManagementNumber':
        return card && this.#cardState === 'read' ? encodeAnswer(0x90, card.managementNumber) : encodeAnswer(0x41);
    }
  }
}
