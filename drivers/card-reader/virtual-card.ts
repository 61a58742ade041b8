import { connect, type Socket } from 'node:net';
import { type Clock, fail, ok, type Result, systemClock } from '../contract/index.ts';
import type { SimulatedCard } from './simulated-card.ts';

/** Where Debian's `vsmartcard-vpcd` waits for the card of its first reader; the second reader's is one higher. */
export const VPCD_PORT = 35_963;
const LENGTH_BYTES = 2;

/** Both ways: two bytes length, big-endian, then that many bytes. */
export function encodeVpcdMessage(bytes: Uint8Array): Uint8Array {
  return Uint8Array.from([bytes.length >> 8, bytes.length & 0xff, ...bytes]);
}

/** Cuts a stream into messages; two length bytes bound every message to 65535 bytes. */
export class VpcdParser {
  #buffer = new Uint8Array(0);

  push(bytes: Uint8Array): Uint8Array[] {
    this.#buffer = Uint8Array.from([...this.#buffer, ...bytes]);
    const messages: Uint8Array[] = [];
    for (;;) {
      const length = ((this.#buffer[0] ?? 0) << 8) | (this.#buffer[1] ?? 0);
      if (this.#buffer.length < LENGTH_BYTES || this.#buffer.length < LENGTH_BYTES + length) return messages;
      messages.push(this.#buffer.slice(LENGTH_BYTES, LENGTH_BYTES + length));
      this.#buffer = this.#buffer.slice(LENGTH_BYTES + length);
    }
  }
}

/** One-byte messages of the reader; anything longer is a command for the card. */
const CONTROL = { powerOff: 0x00, powerOn: 0x01, reset: 0x02, atr: 0x04 } as const;

/** A simulated card in a virtual PC/SC reader (vpcd). Put in while connected, pulled when the connection ends. */
export interface VirtualCard {
  pull(): void;
  /** Resolves when the connection is over, whoever ended it. */
  readonly ended: Promise<void>;
}

/** What the reader needs of a card. */
export type CardInside = Pick<SimulatedCard, 'mute' | 'reset' | 'take'>;

export function insertVirtualCard(
  card: CardInside,
  port = VPCD_PORT,
  clock: Clock = systemClock,
): Promise<Result<VirtualCard, string>> {
  return new Promise((resolve) => {
    const socket = connect({ port, host: '127.0.0.1', noDelay: true });
    const ended = new Promise<void>((over) => socket.once('close', () => over()));
    socket.once('error', (error) => resolve(fail(`no virtual reader on port ${port}: ${error.message}`)));
    // A reset after the reader has gone is the same as its going.
    socket.on('error', () => socket.destroy());
    socket.once('connect', () => {
      serve(socket, card, clock);
      resolve(ok({ pull: () => socket.destroy(), ended }));
    });
  });
}

function serve(socket: Socket, card: CardInside, clock: Clock): void {
  const parser = new VpcdParser();
  let atr = card.reset();
  const send = (bytes: Uint8Array) => socket.write(encodeVpcdMessage(bytes));
  const take = async (message: Uint8Array): Promise<void> => {
    const [control] = message;
    if (message.length === 1) {
      if (control === CONTROL.powerOn || control === CONTROL.reset) atr = card.reset();
      else if (control === CONTROL.atr && !card.mute) send(atr);
      return;
    }
    const answer = card.take(message);
    if (answer.kind === 'silence') return;
    if (answer.kind === 'pulled') {
      const part = encodeVpcdMessage(answer.bytes).subarray(0, answer.bytes.length);
      socket.write(part, () => socket.destroy());
      return;
    }
    await clock.delay(answer.delayMs);
    if (!socket.destroyed) send(answer.bytes);
  };
  let queue = Promise.resolve();
  socket.on('data', (bytes) => {
    for (const message of parser.push(bytes)) queue = queue.then(() => take(message));
  });
}
