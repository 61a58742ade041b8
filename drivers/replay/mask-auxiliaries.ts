import { writeBits } from '../auxiliaries/hid-bits.ts';
import type { Profile } from '../auxiliaries/index.ts';
import { decodeLine, encodeLine } from '../auxiliaries/lines.ts';
import { blanked, type ClassMask, joined, nothingPersonal, type StreamMask } from './stream-mask.ts';

const LF = 0x0a;
const LONGEST = 512;

/** A board of which nothing is known: what it tells is blanked, for it may be a key of somebody's number. */
export const blankedAuxiliaries = (): ClassMask => ({ toDevice: nothingPersonal(), toHost: blanked() });

/** Lines of the board with the keypad's value made 0, digit for digit; checks are right where they were right. */
class KeylessLines implements StreamMask {
  readonly #signal: string;
  #held: number[] = [];

  constructor(signal: string) {
    this.#signal = signal;
  }

  push(bytes: Uint8Array): Uint8Array {
    const out: Uint8Array[] = [];
    for (const byte of bytes) {
      this.#held.push(byte);
      if (byte === LF || this.#held.length >= LONGEST) out.push(this.#decided());
    }
    return joined(out);
  }

  flush(): Uint8Array {
    const rest = new Uint8Array(this.#held.length);
    this.#held = [];
    return rest;
  }

  #decided(): Uint8Array {
    const bytes = Uint8Array.from(this.#held);
    this.#held = [];
    const line = decodeLine(
      Buffer.from(bytes)
        .toString('latin1')
        .replace(/\r?\n$/, ''),
    );
    // A broken line may hold anything.
    if (line === null) return new Uint8Array(bytes.length);
    const key = line.signals.get(this.#signal);
    if (key === undefined || key === 0) return bytes;
    // A key of two digits becomes 00 on the wire of nobody; the parser of the product refuses it, so it becomes 10.
    const masked = encodeLine({
      word: line.word,
      signals: new Map(line.signals).set(this.#signal, key < 10 ? 0 : 10 ** (String(key).length - 1)),
    });
    return masked.length === bytes.length ? masked : new Uint8Array(bytes.length);
  }
}

/** Whole reports with the keypad's field at zero. */
const keylessReports = (fields: readonly Parameters<typeof writeBits>[1][]): StreamMask => ({
  push: (report) => {
    const masked = report.slice();
    for (const field of fields) {
      if (report[0] !== field.report) continue;
      // Shorter than the profile says: whose bits these are nobody knows.
      if (report.length * 8 < (1 + field.byte) * 8 + field.bit + field.width) return new Uint8Array(report.length);
      writeBits(masked, field, 0);
    }
    return masked;
  },
  flush: () => new Uint8Array(0),
});

/** Doors, lights and presence are kept; which keys were pressed is not. */
export function maskAuxiliaries({ link, inputs }: Profile): ClassMask {
  const keypads = inputs.filter(({ input }) => input === 'keypad').map(({ signal }) => signal);
  const [keypad] = keypads;
  const toDevice = nothingPersonal();
  if (keypad === undefined) return { toDevice, toHost: nothingPersonal() };
  switch (link.kind) {
    case 'lines':
      return { toDevice, toHost: new KeylessLines(keypad) };
    case 'hid': {
      const fields = keypads.flatMap((signal) => link.inputs[signal] ?? []);
      return { toDevice, toHost: keylessReports(fields) };
    }
    case 'modbus':
      // Bits stand where the question asked for them, and a key among them is rare: nothing is kept.
      return { toDevice, toHost: blanked() };
  }
}
