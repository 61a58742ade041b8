import {
  type Clock,
  firmwareText,
  ok,
  type Result,
  systemClock,
  type Transport,
  type TransportError,
} from '../contract/index.ts';
import type { SettingsReport } from './configuration.ts';
import type { LineFault } from './line.ts';
import type { LinkListener, ScannerLink, ScannerPort } from './link.ts';
import { PortBarcodeReader } from './reader.ts';
import { SSI, SSI_AIM } from './ssi.ts';
import { SsiLine } from './ssi-line.ts';

/** What the terminal needs of the scanner, as parameter numbers of the SSI guide; written until power-off. */
const PARAMETERS = [
  // Parameter scanning off: programming codes do nothing.
  { number: 0xec, value: 0x00, fault: 'programming-codes-on' },
  // Trigger mode: by the host's command.
  { number: 0x8a, value: 0x08, fault: 'trigger-mode' },
  // Decode data in packets, which are acknowledged; raw data would come without a check.
  { number: 0xee, value: 0x01, fault: 'packet-format' },
] as const;

const hex2 = (value: number): string => value.toString(16).toUpperCase().padStart(2, '0');
/** First data byte of a parameter packet: no beep. */
const NO_BEEP = 0xff;

class SsiLink implements ScannerLink {
  readonly identity = null;
  readonly hasTrigger = true;
  readonly canBeAsked = true;
  readonly showsLife = true;
  readonly #line: SsiLine;
  readonly #stopHangUp: () => void;

  constructor(line: SsiLine, stopHangUp: () => void) {
    this.#line = line;
    this.#stopHangUp = stopHangUp;
  }

  get receiving(): boolean {
    return this.#line.receiving;
  }

  get overruns(): number {
    return this.#line.overruns;
  }

  get brokenOff(): number {
    return this.#line.brokenOff;
  }

  async trigger(which: 'on' | 'off'): Promise<LineFault | null> {
    const done = await this.#line.command(which === 'on' ? SSI.startSession : SSI.stopSession);
    return done.ok || done.fault === 'refused' ? null : done.fault;
  }

  /** `REPLY_REVISION` is one line of text: software revision, board, engine code, class. */
  async firmware(): Promise<string | null> {
    const asked = await this.#line.ask(SSI.requestRevision, [], SSI.replyRevision);
    return asked.ok ? firmwareText(Buffer.from(asked.data).toString('latin1')) : null;
  }

  async lightOut(): Promise<void> {
    await this.#line.send(SSI.stopSession);
  }

  async setUp(): Promise<SettingsReport> {
    // Scanning may have been disabled by a predecessor.
    const enabled = await this.#line.command(SSI.scanEnable);
    if (!enabled.ok && enabled.fault !== 'refused') return silent(enabled.fault, 'scan enable');
    return { ...(await this.check()), repaired: [] };
  }

  async check(): Promise<SettingsReport> {
    const numbers = PARAMETERS.map(({ number }) => number);
    const asked = await this.#line.ask(SSI.parameterRequest, numbers, SSI.parameterSend);
    if (!asked.ok && asked.fault !== 'refused') return silent(asked.fault, 'parameter request');
    const present = asked.ok ? pairsOf(asked.data) : new Map<number, number>();
    const report: { refused: SettingsReport['refused'][number][]; repaired: SettingsReport['repaired'][number][] } = {
      refused: [],
      repaired: [],
    };
    const evidence: string[] = [];
    for (const { number, value, fault } of PARAMETERS) {
      const name = hex2(number);
      const setting = { name, value: hex2(value), fault, readable: true };
      if (present.get(number) === value) {
        evidence.push(`${name} = ${setting.value}`);
        continue;
      }
      const written = await this.#line.command(SSI.parameterSend, [NO_BEEP, number, value]);
      if (!written.ok && written.fault !== 'refused') return silent(written.fault, `parameter ${name}`);
      if (!written.ok) report.refused.push(setting);
      else if (present.has(number)) report.repaired.push(setting);
      evidence.push(`${name}=${setting.value} -> ${written.ok ? 'ok' : 'refused'}`);
    }
    return { fault: null, ...report, evidence: evidence.join(', ') };
  }

  discard(): boolean {
    return this.#line.discard();
  }

  end(fault: LineFault): void {
    this.#stopHangUp();
    this.#line.end(fault);
  }
}

const silent = (fault: LineFault, what: string): SettingsReport => ({
  fault: { fault, what },
  refused: [],
  repaired: [],
  evidence: '',
});

/** `FF | number value | number value …`; what is no whole pair is left out. */
function pairsOf(data: Uint8Array): Map<number, number> {
  const pairs = new Map<number, number>();
  for (let at = 1; at + 1 < data.length; at += 2) pairs.set(data[at] ?? 0, data[at + 1] ?? 0);
  return pairs;
}

class SsiPort implements ScannerPort {
  readonly name: string;
  readonly model = 'SSI scanner';
  readonly #transport: Transport;
  readonly #clock: Clock;

  constructor(transport: Transport, clock: Clock) {
    this.name = transport.port;
    this.#transport = transport;
    this.#clock = clock;
  }

  async open(listener: LinkListener): Promise<Result<ScannerLink, TransportError>> {
    const opened = await this.#transport.open();
    if (!opened.ok) return opened;
    const line = new SsiLine(this.#transport, this.#clock, {
      code: ({ type, data }) => listener.code({ aim: SSI_AIM[type] ?? null, data }),
      tooLong: () => listener.tooLong(),
      brokenOff: () => listener.broken(),
    });
    const stopHangUp = this.#transport.onHangUp((reason) => {
      stopHangUp();
      listener.hungUp(reason);
    });
    return ok(new SsiLink(line, stopHangUp));
  }

  close(): Promise<void> {
    return this.#transport.close();
  }
}

/**
 * Code scanner that speaks Zebra's Simple Serial Interface: every packet is checked, acknowledged, and asked for again
 * when it came broken.
 */
export class SsiBarcodeReader extends PortBarcodeReader {
  constructor(transport: Transport, clock: Clock = systemClock) {
    super(new SsiPort(transport, clock), clock);
  }
}
