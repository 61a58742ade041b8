/** Opcodes of Zebra/Symbol's Simple Serial Interface that a terminal meets. */
export const SSI = {
  requestRevision: 0xa3,
  replyRevision: 0xa4,
  parameterSend: 0xc6,
  parameterRequest: 0xc7,
  acknowledge: 0xd0,
  negativeAcknowledge: 0xd1,
  flushQueue: 0xd2,
  startSession: 0xe4,
  stopSession: 0xe5,
  scanEnable: 0xe9,
  scanDisable: 0xea,
  decodeData: 0xf3,
  event: 0xf6,
} as const;

export const SSI_HOST = 0x04;
export const SSI_DECODER = 0x00;
/** Status bit 0: sent again; bit 1: more packets of this code follow; bit 3: a permanent change (host). */
export const SSI_RETRANSMITTED = 0x01;
export const SSI_CONTINUED = 0x02;

/**
 * AIM identifier of a type byte ("SSI ID" of the guide), for the types whose modifier says nothing more. Others are null.
 */
export const SSI_AIM: Readonly<Record<number, string>> = {
  1: ']A0',
  3: ']C0',
  10: ']E4',
  11: ']E0',
  15: ']C1',
  17: ']L0',
  27: ']d1',
  28: ']Q1',
  45: ']z0',
};

/** One packet. Every packet must be acknowledged or it comes again. */
export interface SsiPacket {
  readonly opcode: number;
  readonly source: number;
  readonly status: number;
  readonly data: Uint8Array;
}

const sum = (bytes: Uint8Array): number => bytes.reduce((total, byte) => total + byte, 0);
const LONGEST_DATA = 251;

/** `len opcode source status data… checksum`; `len` counts all but the checksum, which is two's complement, high byte first. */
export function encodeSsi(packet: SsiPacket): Uint8Array {
  if (packet.data.length > LONGEST_DATA) throw new Error(`an SSI packet carries at most ${LONGEST_DATA} bytes`);
  const body = Uint8Array.of(4 + packet.data.length, packet.opcode, packet.source, packet.status, ...packet.data);
  const checksum = (0x10000 - sum(body)) & 0xffff;
  return Uint8Array.of(...body, checksum >> 8, checksum & 0xff);
}

/**
 * Cuts a stream into packets. A wrong checksum costs one byte, and the search starts behind it, so a good packet after
 * garbage is always found.
 */
export class SsiParser {
  #buffer: number[] = [];
  #skipped = 0;

  /** Bytes that belonged to no good packet. */
  get skipped(): number {
    return this.#skipped;
  }

  /** True while bytes wait for the rest of a packet. */
  get pending(): boolean {
    return this.#buffer.length > 0;
  }

  /** True where those bytes may be a code's packet. */
  get codePending(): boolean {
    const [, opcode = SSI.decodeData] = this.#buffer;
    return this.pending && opcode === SSI.decodeData;
  }

  /** Forgets what was begun. */
  reset(): void {
    this.#buffer.fill(0);
    this.#buffer = [];
  }

  push(bytes: Uint8Array): SsiPacket[] {
    for (const byte of bytes) this.#buffer.push(byte);
    const packets: SsiPacket[] = [];
    let at = 0;
    while (at < this.#buffer.length) {
      const length = this.#buffer[at] ?? 0;
      const source = this.#buffer[at + 2];
      const possible = length >= 4 && (source === undefined || source === SSI_HOST || source === SSI_DECODER);
      if (possible && this.#buffer.length < at + length + 2) break;
      const frame = Uint8Array.from(this.#buffer.slice(at, at + length + 2));
      const packet = possible ? packetOf(frame, length) : null;
      if (packet) packets.push(packet);
      else this.#skipped += 1;
      at += packet ? frame.length : 1;
    }
    this.#buffer = this.#buffer.slice(at);
    return packets;
  }

  /** The line fell silent: a length byte that promised more was garbage. Returns what was hidden behind it. */
  flush(): SsiPacket[] {
    const packets: SsiPacket[] = [];
    while (this.#buffer.length > 0) {
      const rest = Uint8Array.from(this.#buffer.slice(1));
      this.#buffer = [];
      this.#skipped += 1;
      packets.push(...this.push(rest));
    }
    return packets;
  }
}

function packetOf(frame: Uint8Array, length: number): SsiPacket | null {
  const checksum = ((frame[length] ?? 0) << 8) | (frame[length + 1] ?? 0);
  if (((sum(frame.subarray(0, length)) + checksum) & 0xffff) !== 0) return null;
  return { opcode: frame[1] ?? 0, source: frame[2] ?? 0, status: frame[3] ?? 0, data: frame.slice(4, length) };
}
