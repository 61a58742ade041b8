import { unreachable } from '../contract/index.ts';
import type { SimulatorWire } from '../transports/index.ts';
import type { FamilyName } from './families.ts';
import { type Firmware, GM65, HONEYWELL, NEWLAND, type ScannerRequest } from './simulated-firmware.ts';
import { encodeCode, type Suffix } from './suffix-parser.ts';

const FIRMWARE: Readonly<Record<FamilyName, Firmware | null>> = {
  plain: null,
  honeywell: HONEYWELL,
  newland: NEWLAND,
  gm65: GM65,
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
  /** What it sends in front of each code; a programming code may change it. */
  aim: string | null;
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
    this.aim = options.aim ?? null;
    this.powerCycle();
    wire.onData((bytes) => this.#receive(bytes));
  }

  /** Whether the aiming light is on: triggered, or reading all the time. */
  get reading(): boolean {
    const firmware = this.#firmware;
    return this.#triggered || !firmware || !firmware.onlyTriggered(this.setting(firmware.mode) ?? '');
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
    const shut = firmware.setup !== null && firmware.setupShut(this.setting(firmware.setup) ?? '');
    if (shut && name !== firmware.setup) return false;
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
    const { requests, rest } = firmware.decode(this.#received + Buffer.from(bytes).toString('latin1'));
    this.#received = rest;
    for (const request of requests) this.#obey(firmware, request);
  }

  #obey(firmware: Firmware, request: ScannerRequest): void {
    switch (request.kind) {
      case 'trigger':
        this.#triggered = request.on;
        if (firmware.answersTrigger) this.sendRaw(firmware.reply(request, 'ok', ''));
        this.#scan();
        return;
      case 'bad':
        this.sendRaw(firmware.reply(request, 'refused', ''));
        return;
      case 'query': {
        const present = this.#settings.get(request.name);
        this.sendRaw(firmware.reply(request, present === undefined ? 'unknown' : 'ok', present ?? ''));
        return;
      }
      case 'set': {
        const { name, value } = request;
        const told = value === '' ? firmware.told?.[name] : undefined;
        if (told !== undefined && !this.#refused.has(name)) this.sendRaw(told);
        else if (!this.#settings.has(name)) this.sendRaw(firmware.reply(request, 'unknown', value));
        else if (this.#refused.has(name) || !firmware.takes(value)) {
          this.sendRaw(firmware.reply(request, 'refused', value));
        } else {
          this.#settings.set(name, value);
          this.sendRaw(firmware.reply(request, 'ok', value));
        }
        return;
      }
      default:
        unreachable(request);
    }
  }

  #scan(): void {
    const code = this.#inView;
    if (!code || !this.reading || this.silent) return;
    this.#inView = null;
    this.#triggered = false;
    this.sendRaw(encodeCode(code, this.#suffix, this.aim));
  }
}
