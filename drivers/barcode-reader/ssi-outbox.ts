import { encodeSsi, SSI_DECODER, SSI_RETRANSMITTED, type SsiPacket } from './ssi.ts';

const TIMES = 3;

/** What a simulated SSI scanner has to say: each packet leaves again until it is acknowledged, three times at most. */
export class SsiOutbox {
  readonly #leave: (frame: Uint8Array) => void;
  #queue: { readonly packet: SsiPacket; sent: number }[] = [];
  retransmissions = 0;

  constructor(leave: (frame: Uint8Array) => void) {
    this.#leave = leave;
  }

  get length(): number {
    return this.#queue.length;
  }

  clear(): void {
    this.#queue = [];
  }

  send(packet: Pick<SsiPacket, 'opcode' | 'data' | 'status'>): void {
    this.#queue.push({ packet: { ...packet, source: SSI_DECODER }, sent: 0 });
    if (this.#queue.length === 1) this.sendFirst();
  }

  acknowledged(): void {
    this.#queue.shift();
    this.sendFirst();
  }

  sendFirst(): void {
    const [first] = this.#queue;
    if (!first) return;
    first.sent += 1;
    if (first.sent > TIMES) {
      this.#queue.shift();
      return;
    }
    if (first.sent > 1) this.retransmissions += 1;
    const status = first.packet.status | (first.sent > 1 ? SSI_RETRANSMITTED : 0);
    this.#leave(encodeSsi({ ...first.packet, status }));
  }
}
