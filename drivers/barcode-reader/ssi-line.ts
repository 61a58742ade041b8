import type { Clock, Transport } from '../contract/index.ts';
import type { LineFault } from './line.ts';
import { Silence } from './silence.ts';
import { encodeSsi, SSI, SSI_HOST, SSI_RETRANSMITTED, type SsiPacket, SsiParser } from './ssi.ts';
import { isNoRead, SsiCodeJoiner, type SsiListener } from './ssi-joiner.ts';

/** `refused`: the scanner knows the packet but denies it (NAK cause 2 or 6). */
export type SsiAnswer =
  | { readonly ok: true; readonly data: Uint8Array }
  | { readonly ok: false; readonly fault: LineFault | 'refused' };

/** The guide's shortest host response time is 2 s; scanners answer in tens of milliseconds at 9600 Bd. */
const REPLY_MS = 500;
const TRIES = 3;
/** The guide's default inter-character limit: what has begun and pauses longer was garbage or is lost. Milliseconds. */
const QUIET_MS = 200;
/** A part that was not acknowledged comes again after the guide's default response limit of 2 s; later nothing comes. Milliseconds. */
const OVER_MS = 3_000;
/** NAK causes: 1 resend, 2 bad context, 6 denied. */
const RESEND = 0x01;

interface Outstanding {
  readonly opcode: number;
  /** The answer that is awaited; an ACK or a packet of this opcode. */
  readonly awaits: number;
  readonly settle: (answer: SsiAnswer | 'again') => void;
}

/** One SSI conversation: every packet from the scanner is acknowledged, what came broken is asked for again. */
export class SsiLine {
  readonly #transport: Transport;
  readonly #clock: Clock;
  readonly #parser = new SsiParser();
  readonly #joiner = new SsiCodeJoiner();
  readonly #listener: SsiListener;
  readonly #quiet: Silence;
  readonly #silence: Silence;
  readonly #stopData: () => void;
  #outstanding: Outstanding | null = null;
  /** Something did not pass its check since the line was last quiet. */
  #broken = false;
  /** The same, and it has not come again yet. */
  #mayComeAgain = false;
  #ended: LineFault | null = null;

  constructor(transport: Transport, clock: Clock, listener: SsiListener) {
    this.#transport = transport;
    this.#clock = clock;
    this.#listener = listener;
    this.#quiet = new Silence(clock);
    this.#silence = new Silence(clock);
    this.#stopData = transport.onData((bytes) => this.#take(bytes));
  }

  /** A packet, or a code of several, has begun and its end has not come. */
  get receiving(): boolean {
    return this.#parser.pending || this.#joiner.pending;
  }

  get overruns(): number {
    return this.#joiner.overruns;
  }

  get brokenOff(): number {
    return this.#joiner.brokenOff;
  }

  /** Sends one packet without waiting for its acknowledgement. */
  async send(opcode: number, data: readonly number[] = [], status = 0): Promise<LineFault | null> {
    if (this.#ended) return this.#ended;
    const frame = encodeSsi({ opcode, source: SSI_HOST, status, data: Uint8Array.from(data) });
    const written = await this.#transport.write(frame);
    return this.#ended ?? (written.ok ? null : 'writeFailed');
  }

  /** Sends a packet that is answered by ACK. */
  command(opcode: number, data: readonly number[] = []): Promise<SsiAnswer> {
    return this.ask(opcode, data, SSI.acknowledge);
  }

  /** Sends a packet and waits for its answer; sends it again, marked so, when it was lost or came broken. One at a time. */
  async ask(opcode: number, data: readonly number[], awaits: number): Promise<SsiAnswer> {
    if (this.#outstanding) throw new Error('an SSI command is already outstanding');
    for (let attempt = 0; attempt < TRIES; attempt += 1) {
      const answer = await this.#once(opcode, data, awaits, attempt === 0 ? 0 : SSI_RETRANSMITTED);
      if (answer === 'again') continue;
      if (answer.ok && opcode === SSI.startSession) this.#joiner.sessionBegan();
      return answer;
    }
    return { ok: false, fault: 'noAnswer' };
  }

  async #once(opcode: number, data: readonly number[], awaits: number, status: number): Promise<SsiAnswer | 'again'> {
    const stop = new AbortController();
    const answer = new Promise<SsiAnswer | 'again'>((settle) => {
      this.#outstanding = { opcode, awaits, settle };
    });
    const fault = await this.send(opcode, data, status);
    if (fault) this.#settle({ ok: false, fault });
    else {
      void this.#clock.delay(REPLY_MS, stop.signal).then(() => {
        if (!stop.signal.aborted) this.#settle('again');
      });
    }
    const result = await answer;
    stop.abort();
    return result;
  }

  /** Nobody waits for a begun code any more; true when there was one. What is still to come of it is given to nobody. */
  discard(): boolean {
    const half = this.#parser.codePending;
    if (half) this.#joiner.giveUpNext('any');
    else if (this.#mayComeAgain) this.#joiner.giveUpNext('resent');
    this.#waitForSilence();
    return this.#joiner.giveUp() || half;
  }

  end(fault: LineFault): void {
    if (this.#ended) return;
    this.#ended = fault;
    this.#stopData();
    this.#quiet.stop();
    this.#silence.stop();
    this.#parser.reset();
    this.#joiner.reset();
    this.#settle({ ok: false, fault });
  }

  #take(bytes: Uint8Array): void {
    const skipped = this.#parser.skipped;
    for (const packet of this.#parser.push(bytes)) this.#packet(packet);
    bytes.fill(0);
    const broken = this.#parser.skipped > skipped;
    this.#mayComeAgain = this.#mayComeAgain || broken;
    this.#waitForSilence();
    this.#afterQuiet(broken);
  }

  /** Once the line is quiet, what lies behind a broken head is found, and what was lost is asked for again. */
  #afterQuiet(broken: boolean): void {
    this.#quiet.stop();
    this.#broken = this.#broken || broken;
    if (this.#ended || !(this.#parser.pending || this.#broken)) return;
    this.#quiet.wait(QUIET_MS, () => {
      if (this.#ended) return;
      this.#broken = false;
      this.#mayComeAgain = true;
      const found = this.#parser.flush();
      for (const packet of found) this.#packet(packet);
      this.#waitForSilence();
      if (found.length > 0) return;
      this.#joiner.askedAgain();
      void this.send(SSI.negativeAcknowledge, [RESEND]);
    });
  }

  /** After so long what has begun has broken off, and nothing is sent again. */
  #waitForSilence(): void {
    this.#silence.stop();
    if (this.#ended || !(this.#joiner.awaitsSilence || this.#mayComeAgain)) return;
    this.#silence.wait(OVER_MS, () => {
      const { brokenOff } = this.#joiner;
      this.#mayComeAgain = false;
      this.#joiner.silence();
      if (this.#joiner.brokenOff > brokenOff) this.#listener.brokenOff();
      this.#waitForSilence();
    });
  }

  #packet(packet: SsiPacket): void {
    if (packet.source === SSI_HOST) return;
    if (packet.opcode === SSI.acknowledge) {
      if (this.#outstanding?.awaits === SSI.acknowledge) this.#settle({ ok: true, data: new Uint8Array(0) });
      return;
    }
    if (packet.opcode === SSI.negativeAcknowledge) {
      this.#settle(packet.data[0] === RESEND ? 'again' : { ok: false, fault: 'refused' });
      return;
    }
    // A good packet is acknowledged before anything is made of it, or it comes again.
    void this.send(SSI.acknowledge);
    if (this.#outstanding?.awaits === packet.opcode) {
      this.#settle({ ok: true, data: packet.data.slice() });
      return;
    }
    if (packet.opcode === SSI.decodeData) this.#mayComeAgain = false;
    const { overruns } = this.#joiner;
    const code = this.#joiner.push(packet);
    packet.data.fill(0);
    if (this.#joiner.overruns > overruns) this.#listener.tooLong();
    if (code && !isNoRead(code)) this.#listener.code(code);
  }

  #settle(answer: SsiAnswer | 'again'): void {
    const outstanding = this.#outstanding;
    this.#outstanding = null;
    outstanding?.settle(answer);
  }
}
