import type { SimulatorWire } from '../transports/index.ts';
import type { Reply } from './dialect.ts';
import type { FamilyName } from './families.ts';
import { decodeMenuCommands, encodeMenuReply } from './honeywell.ts';
import { decodeUnifiedCommands, encodeUnifiedReply } from './newland.ts';
import { encodeCode, type Suffix } from './suffix-parser.ts';

/** How a family looks from the scanner's side. */
interface Firmware {
  decode(stream: string): { commands: string[]; rest: string };
  reply(command: string, outcome: Reply['outcome']): Uint8Array;
  readonly triggerOn: string;
  readonly triggerOff: string;
  /** Trigger commands are answered too. */
  readonly answersTrigger: boolean;
  readonly queryMark: string;
  /** Factory settings; `mode` 0 reads when triggered, anything else reads all the time. */
  readonly factory: Readonly<Record<string, string>>;
  readonly mode: string;
  /** Programming codes act only while this is 1; the code that sets it always acts. Null: they always act. */
  readonly setup: string | null;
}

const HONEYWELL: Firmware = {
  decode: decodeMenuCommands,
  reply: encodeMenuReply,
  triggerOn: 'trigger-on',
  triggerOff: 'trigger-off',
  answersTrigger: false,
  queryMark: '?',
  factory: { TRGMOD: '3', VSUFCR: '' },
  mode: 'TRGMOD',
  setup: null,
};

const NEWLAND: Firmware = {
  decode: decodeUnifiedCommands,
  reply: encodeUnifiedReply,
  triggerOn: 'SCNTRG1',
  triggerOff: 'SCNTRG0',
  answersTrigger: true,
  queryMark: '*',
  factory: { SCNMOD: '2', SETUPE: '1' },
  mode: 'SCNMOD',
  setup: 'SETUPE',
};

const FIRMWARE: Readonly<Record<FamilyName, Firmware | null>> = {
  plain: null,
  honeywell: HONEYWELL,
  newland: NEWLAND,
};

export interface ScannerSimulatorOptions {
  readonly family: FamilyName;
  readonly suffix: Suffix;
  /** AIM identifier sent before each code, or null as from the factory. */
  readonly aim?: string | null;
}

/** A serial scanner from its own side: the same codecs, real bytes over any wire. */
export class ScannerSimulator {
  readonly #wire: SimulatorWire;
  readonly #firmware: Firmware | null;
  readonly #suffix: Suffix;
  readonly #aim: string | null;
  readonly #refused = new Set<string>();
  #settings = new Map<string, string>();
  #received = '';
  #triggered = false;
  #inView: Uint8Array | null = null;
  /** Sends nothing at all, as with a broken cable core. */
  silent = false;
  /** So many of the next messages are lost on the way. */
  loseNext = 0;
  /** Every byte leaves in a write of its own. */
  splitBytes = false;

  constructor(wire: SimulatorWire, options: ScannerSimulatorOptions) {
    this.#wire = wire;
    this.#firmware = FIRMWARE[options.family];
    this.#suffix = options.suffix;
    this.#aim = options.aim ?? null;
    this.powerCycle();
    wire.onData((bytes) => this.#receive(bytes));
  }

  /** Whether the aiming light is on: triggered, or reading all the time. */
  get reading(): boolean {
    return this.#triggered || !this.#firmware || this.setting(this.#firmware.mode) !== '0';
  }

  setting(name: string): string | null {
    return this.#settings.get(name) ?? null;
  }

  /** Holds a code before the window until it is read once or taken away. Text is sent as UTF-8. */
  showCode(code: string | Uint8Array): void {
    this.#inView = typeof code === 'string' ? Buffer.from(code, 'utf8') : code;
    this.#scan();
  }

  removeCode(): void {
    this.#inView = null;
  }

  /** Somebody holds a programming code before the window; true when the scanner obeyed. Needs light like any code. */
  showProgrammingCode(name: string, value: string): boolean {
    const firmware = this.#firmware;
    if (!firmware || !this.reading || !this.#settings.has(name)) return false;
    if (firmware.setup !== null && name !== firmware.setup && this.setting(firmware.setup) !== '1') return false;
    this.#settings.set(name, value);
    return true;
  }

  /** From now on this command is answered with "value not taken". */
  refuse(name: string): void {
    this.#refused.add(name);
  }

  sendRaw(bytes: Uint8Array): void {
    if (this.silent) return;
    if (this.loseNext > 0) this.loseNext -= 1;
    else if (!this.splitBytes) this.#wire.write(bytes);
    else for (const byte of bytes) this.#wire.write(Uint8Array.of(byte));
  }

  /** Volatile settings are lost. */
  powerCycle(): void {
    this.#settings = new Map(Object.entries(this.#firmware?.factory ?? {}));
    this.#triggered = false;
    this.#received = '';
  }

  #receive(bytes: Uint8Array): void {
    const firmware = this.#firmware;
    if (!firmware || this.silent) return;
    const { commands, rest } = firmware.decode(this.#received + Buffer.from(bytes).toString('latin1'));
    this.#received = rest;
    for (const command of commands) this.#obey(firmware, command);
  }

  #obey(firmware: Firmware, command: string): void {
    if (command === firmware.triggerOn || command === firmware.triggerOff) {
      this.#triggered = command === firmware.triggerOn;
      if (firmware.answersTrigger) this.sendRaw(firmware.reply(command, 'ok'));
      this.#scan();
      return;
    }
    const name = command.slice(0, 6);
    const value = command.slice(6);
    const present = this.#settings.get(name);
    if (present === undefined) this.sendRaw(firmware.reply(command, 'unknown'));
    else if (value === firmware.queryMark) this.sendRaw(firmware.reply(`${name}${present}`, 'ok'));
    else if (this.#refused.has(name) || !/^\d{0,4}$/.test(value)) this.sendRaw(firmware.reply(command, 'refused'));
    else {
      this.#settings.set(name, value);
      this.sendRaw(firmware.reply(command, 'ok'));
    }
  }

  #scan(): void {
    const code = this.#inView;
    if (!code || !this.reading || this.silent) return;
    this.#inView = null;
    this.#triggered = false;
    this.sendRaw(encodeCode(code, this.#suffix, this.#aim));
  }
}
