import { decodeCardBlocks, encodeAnswer, encodeCardBlocks } from '../id-card-reader/answers.ts';
import { ADDRESS_BYTES } from '../id-card-reader/card-layouts.ts';
import { type CommandName, decodeCommand } from '../id-card-reader/commands.ts';
import { FrameParser, REQUEST_LENGTH } from '../id-card-reader/frame.ts';
import { type ClassMask, joined, type StreamMask } from './stream-mask.ts';
import { syntheticAddress, syntheticPhoto, syntheticText } from './synthetic-card.ts';

const PREAMBLE = [0xaa, 0xaa, 0xaa, 0x96, 0x69];
const HEAD = 7;
/** Preamble, length and status words tell a technician what happened, and nothing of a person. */
const KEPT = HEAD + 3;
const LONGEST = 0x090a;
const SHORTEST = 0x0004;
/** The readers' own pause after which the rest of a frame is not coming. Milliseconds. */
const IDLE_MS = 500;

const xor = (bytes: Uint8Array): number => bytes.reduce((sum, byte) => sum ^ byte, 0);

function maskedData(command: CommandName | null, data: Uint8Array): Uint8Array {
  // Number of the module, not of a person; everything else an answer brings may be the card's.
  if (data.length === 0 || (command === 'samId' && data.length === 16)) return data;
  if (command === 'readBase' || command === 'readBaseFingerprint') {
    const blocks = decodeCardBlocks(command, data);
    if (blocks) {
      return encodeCardBlocks(command, {
        text: syntheticText(blocks.text),
        photo: syntheticPhoto(),
        fingerprint: new Uint8Array(blocks.fingerprint.length).fill(0x43),
      });
    }
  }
  if (command === 'readFurtherAddress' && data.length % ADDRESS_BYTES === 0) {
    const entries = Array.from({ length: data.length / ADDRESS_BYTES }, (_, index) =>
      syntheticAddress(data.subarray(index * ADDRESS_BYTES, (index + 1) * ADDRESS_BYTES)),
    );
    return joined(entries);
  }
  return new Uint8Array(data.length);
}

/** A frame that cannot be used: its head, nothing of its body, and a check that stays wrong. */
function brokenFrame(frame: Uint8Array): Uint8Array {
  const broken = new Uint8Array(frame.length);
  broken.set(frame.subarray(0, Math.min(KEPT, frame.length)));
  return broken;
}

class AnswerMask implements StreamMask {
  readonly #command: () => CommandName | null;
  #held: Uint8Array = new Uint8Array(0);
  #lastAt = 0;

  constructor(command: () => CommandName | null) {
    this.#command = command;
  }

  push(bytes: Uint8Array, now: number): Uint8Array {
    const out: Uint8Array[] = [];
    if (this.#held.length > 0 && now - this.#lastAt > IDLE_MS) out.push(this.flush());
    this.#lastAt = now;
    this.#held = joined([this.#held, bytes]);
    for (let piece = this.#next(); piece; piece = this.#next()) {
      out.push(piece);
      this.#held = this.#held.subarray(piece.length);
    }
    return joined(out);
  }

  flush(): Uint8Array {
    const rest = brokenFrame(this.#held);
    this.#held = new Uint8Array(0);
    return rest;
  }

  /** The next decided piece of the held bytes, masked; null when more must come first. */
  #next(): Uint8Array | null {
    const held = this.#held;
    if (held.length === 0) return null;
    const differs = PREAMBLE.findIndex((byte, index) => index < held.length && held[index] !== byte);
    // Noise between frames may be the rest of a card: none of it is kept.
    if (differs >= 0) return new Uint8Array(1);
    if (held.length < HEAD) return null;
    const length = ((held[5] ?? 0) << 8) | (held[6] ?? 0);
    if (length < SHORTEST || length > LONGEST) return held.slice(0, HEAD);
    const end = HEAD + length;
    if (held.length < end) return null;
    const frame = held.subarray(0, end);
    if (xor(frame.subarray(PREAMBLE.length)) !== 0) {
      const broken = brokenFrame(frame);
      broken[end - 1] = xor(broken.subarray(PREAMBLE.length, end - 1)) ^ 0xff;
      return broken;
    }
    const [sw1 = 0, sw2 = 0, sw3 = 0] = frame.subarray(HEAD, KEPT);
    return encodeAnswer(sw3, maskedData(this.#command(), frame.slice(KEPT, end - 1)), sw1, sw2);
  }
}

/** Every card becomes an invented one of the same layout; checks are right where they were right. */
export function maskIdCardReader(): ClassMask {
  const requests = new FrameParser(REQUEST_LENGTH);
  let last: CommandName | null = null;
  const toDevice: StreamMask = {
    push: (bytes, now) => {
      for (const event of requests.push(bytes, now)) if (event.kind === 'frame') last = decodeCommand(event.body);
      // Requests are commands and nothing else.
      return bytes.slice();
    },
    flush: () => new Uint8Array(0),
  };
  return { toDevice, toHost: new AnswerMask(() => last) };
}
