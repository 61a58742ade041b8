import {
  type Clock,
  fail,
  type HidTransport,
  ok,
  type Result,
  systemClock,
  type TransportError,
  usbRelease,
} from '../contract/index.ts';
import type { SettingsReport } from './configuration.ts';
import { decodeHidPosReport, HidPosJoiner } from './hid-pos.ts';
import { type HidPosLayout, type HidPosTrigger, hidPosOf, STANDARD_LAYOUT } from './hid-pos-layout.ts';
import type { LineFault } from './line.ts';
import type { LinkListener, ScannerLink, ScannerPort } from './link.ts';
import { PortBarcodeReader } from './reader.ts';
import { Silence } from './silence.ts';

/** Silence that ends a code whose scanner said "continued" and sent nothing more. Milliseconds. */
const FLUSH_MS = 150;

class HidPosLink implements ScannerLink {
  readonly identity: string | null;
  readonly hasTrigger: boolean;
  readonly canBeAsked = false;
  readonly showsLife: boolean;
  readonly #hid: HidTransport;
  readonly #silence: Silence;
  readonly #layout: HidPosLayout;
  readonly #trigger: HidPosTrigger | null;
  readonly #joiner = new HidPosJoiner();
  readonly #listener: LinkListener;
  readonly #stop: readonly (() => void)[];
  #bad = 0;
  #ended: LineFault | null = null;

  constructor(
    hid: HidTransport,
    clock: Clock,
    scanner: { readonly layout: HidPosLayout; readonly trigger: HidPosTrigger | null },
    listener: LinkListener,
  ) {
    this.#hid = hid;
    this.#silence = new Silence(clock);
    this.#layout = scanner.layout;
    this.#trigger = scanner.trigger;
    this.#listener = listener;
    this.hasTrigger = scanner.trigger !== null;
    this.showsLife = this.hasTrigger;
    this.identity = hid.identity?.serialNumber ?? null;
    this.#stop = [
      hid.onReport((report) => this.#take(report)),
      hid.onHangUp((reason) => {
        this.end('hungUp');
        listener.hungUp(reason);
      }),
    ];
  }

  async firmware(): Promise<string | null> {
    return usbRelease(this.#hid.identity?.release);
  }

  get receiving(): boolean {
    return this.#joiner.pending;
  }

  get overruns(): number {
    return this.#joiner.overruns;
  }

  get brokenOff(): number {
    return this.#joiner.broken;
  }

  async trigger(which: 'on' | 'off'): Promise<LineFault | null> {
    if (this.#ended) return this.#ended;
    if (!this.#trigger) return null;
    const written = await this.#hid.writeOutput(this.#trigger[which]);
    return this.#ended ?? (written.ok ? null : 'writeFailed');
  }

  async lightOut(): Promise<void> {
    await this.trigger('off');
  }

  setUp(): Promise<SettingsReport> {
    return this.check();
  }

  /** There is nothing to ask. Where there is a trigger it is put out again: a scanner that takes no report is gone. */
  async check(): Promise<SettingsReport> {
    const gone = await this.trigger('off');
    const trigger = this.#trigger ? `trigger by ${this.#trigger.by}` : 'reads by itself';
    const bad = this.#bad > 0 ? `; bad reports: ${this.#bad}` : '';
    return {
      fault: gone === null ? null : { fault: gone, what: 'trigger off' },
      refused: [],
      repaired: [],
      evidence: `HID-POS report ${this.#layout.reportId}, ${trigger}${bad}`,
    };
  }

  /** The rest of a begun code is still to come: it ends as it would have, and is given to nobody. */
  discard(): boolean {
    return this.#joiner.giveUp();
  }

  end(fault: LineFault): void {
    if (this.#ended) return;
    this.#ended = fault;
    for (const stop of this.#stop) stop();
    this.#silence.stop();
    this.#joiner.reset();
  }

  #take(report: Uint8Array): void {
    const part = decodeHidPosReport(report, this.#layout);
    report.fill(0);
    if (!part.ok && part.error === 'other') return;
    this.#silence.stop();
    if (!part.ok) {
      // Whatever this report's share was, it is lost, and with it the code it belonged to, up to that code's end.
      this.#bad += 1;
      this.#joiner.spoil();
      this.#listener.unreadable();
      // Where no report says "continued", each was a whole code.
      if (this.#layout.continuedAt === null) this.#tell(() => this.#joiner.flush());
    } else this.#tell(() => this.#joiner.push(part.value));
    if (this.#joiner.pending && !this.#ended)
      this.#silence.wait(FLUSH_MS, () => this.#tell(() => this.#joiner.flush()));
  }

  #tell(ended: () => ReturnType<HidPosJoiner['flush']>): void {
    const { overruns, broken } = this.#joiner;
    for (const code of ended()) this.#listener.code(code);
    if (this.#joiner.overruns > overruns) this.#listener.tooLong();
    if (this.#joiner.broken > broken) this.#listener.broken();
  }
}

class HidPosPort implements ScannerPort {
  readonly name: string;
  readonly model = 'HID-POS scanner';
  readonly #hid: HidTransport;
  readonly #clock: Clock;

  constructor(hid: HidTransport, clock: Clock) {
    this.name = hid.port;
    this.#hid = hid;
    this.#clock = clock;
  }

  async open(listener: LinkListener): Promise<Result<ScannerLink, TransportError>> {
    const opened = await this.#hid.open();
    if (!opened.ok) return opened;
    const { descriptor, identity } = this.#hid;
    const scanner = descriptor
      ? hidPosOf(descriptor, identity?.vendorId ?? null)
      : ok({ layout: STANDARD_LAYOUT, trigger: null });
    if (!scanner.ok) {
      await this.#hid.close();
      return fail({ kind: 'io', message: `${this.name} is no HID-POS scanner: ${scanner.error}` });
    }
    return ok(new HidPosLink(this.#hid, this.#clock, scanner.value, listener));
  }

  close(): Promise<void> {
    return this.#hid.close();
  }
}

/**
 * Code scanner in HID-POS mode (usage page 8C): no keyboard layout, no focus, symbology known. Where reports lie and how
 * it is triggered is taken from its report descriptor; without one (not Linux) the usual layout is taken.
 */
export class HidPosBarcodeReader extends PortBarcodeReader {
  constructor(hid: HidTransport, clock: Clock = systemClock) {
    super(new HidPosPort(hid, clock), clock);
  }
}
