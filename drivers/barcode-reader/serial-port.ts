import { type Clock, firmwareText, ok, type Result, type Transport, type TransportError } from '../contract/index.ts';
import { applySettings, askPatiently, checkSettings, type SettingsReport } from './configuration.ts';
import { type Family, type FamilyName, families } from './families.ts';
import { type LineFault, ScannerLine } from './line.ts';
import type { LinkListener, ScannerLink, ScannerPort } from './link.ts';
import { type Suffix, splitAim } from './suffix-parser.ts';

/** Some 450 bytes of text take half a second at 9600 Bd. */
const FIRMWARE_MS = 1_200;

class SerialLink implements ScannerLink {
  readonly identity = null;
  readonly hasTrigger: boolean;
  readonly canBeAsked: boolean;
  readonly showsLife: boolean;
  readonly #line: ScannerLine;
  readonly #family: Family;
  readonly #suffix: Suffix;
  readonly #stopHangUp: () => void;

  constructor(line: ScannerLine, family: Family, suffix: Suffix, stopHangUp: () => void) {
    this.#line = line;
    this.#family = family;
    this.#suffix = suffix;
    this.#stopHangUp = stopHangUp;
    this.hasTrigger = family.trigger !== null;
    this.canBeAsked = family.dialect !== null;
    this.showsLife = this.canBeAsked;
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

  /** Families that answer the trigger are waited for, so that their reply is no code. */
  async trigger(which: 'on' | 'off'): Promise<LineFault | null> {
    const { trigger, triggerAnswers, dialect } = this.#family;
    if (!trigger) return null;
    if (!triggerAnswers || !dialect) return this.#line.send(trigger[which]);
    const answer = await askPatiently(this.#line, trigger[which], (held) =>
      dialect.findReply(held, triggerAnswers[which]),
    );
    return answer.ok ? null : answer.fault;
  }

  async lightOut(): Promise<void> {
    if (this.#family.trigger) await this.#line.send(this.#family.trigger.off);
  }

  setUp(): Promise<SettingsReport> {
    return applySettings(this.#line, this.#family, this.#suffix);
  }

  check(trusting: boolean): Promise<SettingsReport> {
    return checkSettings(this.#line, this.#family, this.#suffix, trusting);
  }

  async firmwareWhenIdle(): Promise<string | null> {
    const told: string[] = [];
    for (const { bytes, find, findLate, tell } of this.#family.firmware) {
      const answer = await this.#line.ask(bytes, find, FIRMWARE_MS, findLate);
      if (!answer.ok) break;
      const text = answer.reply.outcome === 'ok' ? tell(answer.reply.value) : null;
      if (text !== null) told.push(text);
    }
    return firmwareText(...told);
  }

  discard(): boolean {
    return this.#line.discard();
  }

  end(fault: LineFault): void {
    this.#stopHangUp();
    this.#line.end(fault);
  }
}

/** A scanner that mixes codes and replies in one byte stream. */
export class SerialScannerPort implements ScannerPort {
  readonly name: string;
  readonly model: string;
  readonly #transport: Transport;
  readonly #clock: Clock;
  readonly #family: Family;
  readonly #suffix: Suffix;
  readonly aimPrefix: boolean;

  constructor(
    transport: Transport,
    options: { readonly family: FamilyName; readonly suffix: Suffix; readonly aimPrefix?: boolean },
    clock: Clock,
  ) {
    this.name = transport.port;
    this.#transport = transport;
    this.#clock = clock;
    this.#family = families[options.family];
    this.model = this.#family.model;
    this.#suffix = options.suffix;
    this.aimPrefix = options.aimPrefix ?? false;
  }

  async open(listener: LinkListener): Promise<Result<ScannerLink, TransportError>> {
    const opened = await this.#transport.open();
    if (!opened.ok) return opened;
    const line = new ScannerLine(this.#transport, this.#clock, this.#suffix, this.#family.dialect, {
      code: (bytes) => listener.code(this.aimPrefix ? splitAim(bytes) : { aim: null, data: bytes }),
      tooLong: () => listener.tooLong(),
      unaskedReply: () => listener.imitation(),
      brokenOff: () => {
        // What a suffix leaves behind that was taken away, too.
        listener.unreadable();
        listener.broken();
      },
    });
    const stopHangUp = this.#transport.onHangUp((reason) => {
      stopHangUp();
      listener.hungUp(reason);
    });
    return ok(new SerialLink(line, this.#family, this.#suffix, stopHangUp));
  }

  close(): Promise<void> {
    return this.#transport.close();
  }
}
