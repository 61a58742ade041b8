import type { SimulatorWire } from '../transports/index.ts';
import { encodeSsi, SSI, SSI_CONTINUED, SSI_DECODER, SSI_HOST, type SsiPacket, SsiParser } from './ssi.ts';
import { SsiOutbox } from './ssi-outbox.ts';

/** Trigger mode by host, parameter scanning on, raw data: as from the factory, but for what the numbers mean see README. */
const FACTORY: readonly (readonly [number, number])[] = [
  [0xec, 0x01],
  [0x8a, 0x00],
  [0xee, 0x00],
];
const BY_HOST = 0x08;
const RESEND = 0x01;
const DENIED = 0x06;
/** Data bytes of one packet here; real scanners use up to 248. */
const PART = 200;

/** An SSI scanner from its own side: sends a packet again until it is acknowledged, three times at most. */
export class SsiSimulator {
  readonly #wire: SimulatorWire;
  readonly #parser = new SsiParser();
  readonly #parameters = new Map(FACTORY);
  readonly #refused = new Set<number>();
  readonly #outbox = new SsiOutbox((frame) => this.#leave(frame));
  #triggered = false;
  #enabled = true;
  #inView: { readonly type: number; readonly code: Uint8Array } | null = null;
  silent = false;
  /** Null refuses the question. */
  revision: string | null = 'PAAAXS00-001-R03 0x0031 SE4750 1';
  /** So many of the next packets leave with a wrong check. */
  spoilNext = 0;
  /** So many of the next packets are lost on the way to the terminal. */
  loseNext = 0;
  /** So many of the next packets from the terminal are heard as garbage and answered "send again". */
  mishearNext = 0;
  splitBytes = false;
  /** Packets the terminal sent, by opcode, for tests. */
  readonly received: number[] = [];

  constructor(wire: SimulatorWire) {
    this.#wire = wire;
    wire.onData((bytes) => {
      if (this.silent) return;
      for (const packet of this.#parser.push(bytes)) this.#hear(packet);
    });
  }

  get reading(): boolean {
    return this.#enabled && (this.#triggered || this.#parameters.get(0x8a) !== BY_HOST);
  }

  get retransmissions(): number {
    return this.#outbox.retransmissions;
  }

  /** Packets not yet acknowledged. */
  get unacknowledged(): number {
    return this.#outbox.length;
  }

  parameter(number: number): number | null {
    return this.#parameters.get(number) ?? null;
  }

  refuse(parameter: number): void {
    this.#refused.add(parameter);
  }

  powerCycle(): void {
    for (const [number, value] of FACTORY) this.#parameters.set(number, value);
    this.#triggered = false;
    this.#enabled = true;
    this.#outbox.clear();
  }

  /** Somebody holds a programming code before the window; true when the scanner obeyed. */
  showProgrammingCode(number: number, value: number): boolean {
    if (!this.reading || this.#parameters.get(0xec) === 0) return false;
    this.#parameters.set(number, value);
    return true;
  }

  showCode(code: string | Uint8Array, type = 0x1c): void {
    this.#inView = { type, code: typeof code === 'string' ? Buffer.from(code, 'utf8') : code };
    this.#scan();
  }

  sendRaw(bytes: Uint8Array): void {
    if (this.silent) return;
    if (!this.splitBytes) this.#wire.write(bytes);
    else for (const byte of bytes) this.#wire.write(Uint8Array.of(byte));
  }

  /** The terminal did not acknowledge in time: the first packet goes out again. */
  timeOut(): void {
    this.#outbox.sendFirst();
  }

  #hear(packet: SsiPacket): void {
    if (packet.source !== SSI_HOST) return;
    if (this.mishearNext > 0) {
      this.mishearNext -= 1;
      this.#answer(SSI.negativeAcknowledge, [RESEND]);
      return;
    }
    this.received.push(packet.opcode);
    switch (packet.opcode) {
      case SSI.acknowledge:
        this.#outbox.acknowledged();
        return;
      case SSI.negativeAcknowledge:
        this.#outbox.sendFirst();
        return;
      case SSI.startSession:
      case SSI.stopSession:
        this.#triggered = packet.opcode === SSI.startSession;
        break;
      case SSI.scanEnable:
      case SSI.scanDisable:
        this.#enabled = packet.opcode === SSI.scanEnable;
        break;
      case SSI.parameterSend: {
        const [, number = 0, value = 0] = packet.data;
        if (this.#refused.has(number)) {
          this.#answer(SSI.negativeAcknowledge, [DENIED]);
          return;
        }
        this.#parameters.set(number, value);
        break;
      }
      case SSI.parameterRequest: {
        const known = [...packet.data].flatMap((number) => {
          const value = this.#parameters.get(number);
          return value === undefined ? [] : [number, value];
        });
        this.#outbox.send({ opcode: SSI.parameterSend, data: Uint8Array.of(0xff, ...known), status: 0 });
        return;
      }
      case SSI.requestRevision:
        if (this.revision !== null) {
          this.#outbox.send({ opcode: SSI.replyRevision, data: Buffer.from(this.revision, 'latin1'), status: 0 });
          return;
        }
        this.#answer(SSI.negativeAcknowledge, [DENIED]);
        return;
      default:
        break;
    }
    this.#answer(SSI.acknowledge, []);
    this.#scan();
  }

  #scan(): void {
    if (!this.#inView || !this.reading || this.silent) return;
    const { type, code } = this.#inView;
    this.#inView = null;
    this.#triggered = false;
    for (let at = 0; at === 0 || at < code.length; at += PART) {
      const data = Uint8Array.of(type, ...code.subarray(at, at + PART));
      this.#outbox.send({ opcode: SSI.decodeData, data, status: at + PART < code.length ? SSI_CONTINUED : 0 });
    }
  }

  #answer(opcode: number, data: readonly number[]): void {
    this.#leave(encodeSsi({ opcode, source: SSI_DECODER, status: 0, data: Uint8Array.from(data) }));
  }

  #leave(frame: Uint8Array): void {
    if (this.loseNext > 0) {
      this.loseNext -= 1;
      return;
    }
    if (this.spoilNext > 0) {
      this.spoilNext -= 1;
      this.sendRaw(Uint8Array.of(...frame.subarray(0, -1), (frame.at(-1) ?? 0) ^ 0x01));
      return;
    }
    this.sendRaw(frame);
  }
}
