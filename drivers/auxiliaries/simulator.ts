import type { HidWire, SimulatorWire } from '../transports/index.ts';
import { writeBits } from './hid-bits.ts';
import { encodeLine, LineParser } from './lines.ts';
import { decodeRequest, encodeResponse, type ModbusRequest, type ModbusResponse, requestLength } from './modbus.ts';
import type { HidSettings, LineSettings, ModbusSettings } from './profile-links.ts';

/** `silent` hears and says nothing; `garbage` noise before each answer; `badCheck` a wrong check in it; `refuse` says no. */
export type BoardFault = 'silent' | 'garbage' | 'badCheck' | 'refuse';

const NOISE = Uint8Array.from([0x00, 0xff, 0x24, 0x2a, 0x01, 0x82, 0x0d, 0x0a, 0x7f]);
const LARGEST_REQUEST = 256;

/** A board from the other side: inputs to set, outputs that were taken, faults to script. One of three wires. */
export class SimulatedBoard {
  readonly inputs = new Map<string, number>();
  readonly outputs = new Map<string, number>();
  /** Questions and orders understood since the start. */
  asked = 0;
  fault: BoardFault | null = null;
  /** So many questions and orders from now on are not heard, as by a board that is beginning anew. */
  lose = 0;
  #push: (names: readonly string[]) => void = () => undefined;
  /** Says the banner of a board that has one. */
  #greet: () => void = () => undefined;
  #attached = 0;

  /** Sets an input; boards that push tell it at once. */
  set(name: string, value: number): void {
    this.inputs.set(name, value);
    this.tell([name]);
  }

  /** Tells these inputs, or all, without being asked; the heartbeat of boards that push. */
  tell(names: readonly string[] = [...this.inputs.keys()]): void {
    if (this.fault !== 'silent') this.#push(names);
  }

  /** Its power failed for a moment, or its watchdog bit: every output is off, and a boot counter of that name goes on. */
  restart(counter?: string): void {
    this.outputs.clear();
    if (counter !== undefined) this.inputs.set(counter, ((this.inputs.get(counter) ?? 0) + 1) & 0xffff);
    this.#greet();
  }

  attachModbus(wire: SimulatorWire, { unit }: ModbusSettings): void {
    const attached = this.#attach(() => undefined);
    let buffer: Uint8Array = new Uint8Array(0);
    wire.onData((bytes) => {
      if (!attached()) return;
      buffer = Uint8Array.from([...buffer, ...bytes]).slice(-LARGEST_REQUEST);
      while (buffer.length >= 4) {
        const length = requestLength(buffer);
        if (length !== null && buffer.length < length) return;
        const request = decodeRequest(buffer.subarray(0, length ?? 0));
        buffer = buffer.slice(request.ok ? (length ?? 1) : 1);
        if (!request.ok || request.value.unit !== unit || this.#isDeaf()) continue;
        this.asked += 1;
        wire.write(this.#spoil(encodeResponse(unit, request.value.request, this.#serve(request.value.request))));
      }
    });
  }

  attachLines(wire: SimulatorWire, { query, banner }: LineSettings): void {
    const tell = (names: readonly string[]) => {
      const signals = new Map(names.map((name): [string, number] => [name, this.inputs.get(name) ?? 0]));
      wire.write(this.#spoil(encodeLine({ word: 'ST', signals })));
    };
    const attached = this.#attach(tell);
    this.#greet = () => banner !== undefined && wire.write(encodeLine({ word: banner, signals: new Map() }));
    const parser = new LineParser();
    wire.onData((bytes) => {
      if (!attached()) return;
      for (const { word, signals } of parser.push(bytes)) {
        if (this.#isDeaf()) continue;
        this.asked += 1;
        if (word === query) tell([...this.inputs.keys()]);
        if (word !== 'SET') continue;
        if (this.fault !== 'refuse') for (const [name, value] of signals) this.outputs.set(name, value);
        const answer = this.fault === 'refuse' ? 'NO' : 'OK';
        wire.write(this.#spoil(encodeLine({ word: answer, signals: new Map() })));
      }
    });
  }

  /** Reports go out whole: all fields of a report that holds a changed input. */
  attachHid(wire: HidWire, { inputs, outputs }: HidSettings): void {
    const attached = this.#attach((names) => {
      const changed = new Set(names.map((name) => inputs[name]?.report));
      for (const id of changed) {
        const fields = Object.entries(inputs).filter(([, field]) => field.report === id);
        const ends = fields.map(([, { byte, bit, width }]) => 1 + byte + Math.ceil((bit + width) / 8));
        const report = new Uint8Array(Math.max(1, ...ends));
        report[0] = id ?? 0;
        for (const [name, field] of fields) writeBits(report, field, this.inputs.get(name) ?? 0);
        wire.input(this.fault === 'badCheck' ? report.subarray(0, 1) : report);
      }
    });
    wire.onOutput((report) => {
      if (!attached()) return;
      this.asked += 1;
      for (const [name, field] of Object.entries(outputs)) {
        if (field.report !== report[0]) continue;
        let value = 0;
        for (let index = 0; index < field.width; index++) {
          const at = field.bit + index;
          value |= (((report[1 + field.byte + (at >> 3)] ?? 0) >> (at & 7)) & 1) << index;
        }
        this.outputs.set(name, value);
      }
    });
  }

  #isDeaf(): boolean {
    if (this.lose > 0) this.lose -= 1;
    else return this.fault === 'silent';
    return true;
  }

  #attach(push: (names: readonly string[]) => void): () => boolean {
    const mine = ++this.#attached;
    this.#push = push;
    return () => this.#attached === mine;
  }

  #serve(request: ModbusRequest): ModbusResponse {
    if (this.fault === 'refuse') return { kind: 'exception', code: 4 };
    switch (request.kind) {
      case 'read': {
        const name = request.function === 1 ? 'coil' : 'discrete';
        const from = request.function === 1 ? this.outputs : this.inputs;
        const { start, count } = request;
        return {
          kind: 'bits',
          bits: Array.from({ length: count }, (_, index) => from.get(`${name}:${start + index}`) === 1),
        };
      }
      case 'writeCoil':
        this.outputs.set(`coil:${request.address}`, request.on ? 1 : 0);
        return { kind: 'written' };
      case 'writeCoils':
        for (const [index, on] of request.on.entries()) this.outputs.set(`coil:${request.start + index}`, on ? 1 : 0);
        return { kind: 'written' };
    }
  }

  #spoil(bytes: Uint8Array): Uint8Array {
    if (this.fault === 'garbage') return Uint8Array.from([...NOISE, ...bytes]);
    if (this.fault !== 'badCheck') return bytes;
    const spoilt = bytes.slice();
    spoilt[1] = (spoilt[1] ?? 0) ^ 0x01;
    return spoilt;
  }
}
