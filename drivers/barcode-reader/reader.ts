import {
  type BarcodeReader,
  type Clock,
  type Completion,
  completed,
  type DeviceStatus,
  failed,
  type ScannedCode,
  systemClock,
  unreachable,
} from '../contract/index.ts';
import { DriverShell, portFault } from '../driver-shell/index.ts';
import type { SettingsReport } from './configuration.ts';
import { lineFault, otherMode } from './faults.ts';
import { FormGuard, READS_UNASKED } from './form-guard.ts';
import type { LineFault } from './line.ts';
import type { RawCode, ScannerLink, ScannerPort } from './link.ts';
import { looksLikeProgramming } from './programming.ts';
import { SignOfLife, UNVERIFIED } from './sign-of-life.ts';
import { decodeText, type TextRefusal } from './text.ts';

/** How long a read waits between two looks at the scanner: its status must not grow old under a person's hands. */
const LOOK_MS = 8_000;
/** A code that comes just then is left in peace for so long: some scanners begin anew when they are lit. */
const LET_COME_MS = 1_000;
const STILL_COMING_MS = 50;

type Refusal = TextRefusal | 'tooLong' | 'broken' | 'programming' | 'changed';

type ReadEnd =
  | { readonly kind: 'code'; readonly code: ScannedCode }
  | { readonly kind: 'refused'; readonly why: Refusal }
  | { readonly kind: 'timeout' | 'aborted' }
  | { readonly kind: 'fault'; readonly fault: LineFault };

/** Said of a code that is no text; never the code itself. */
const REFUSALS: Record<Refusal, readonly [errorCode: string, message: string]> = {
  tooLong: ['tooLong', 'the code is longer than any code people bring'],
  broken: ['codeBroken', 'a part of the code came broken'],
  programming: ['programmingCode', 'the code is one that sets scanners up'],
  changed: ['codeFormChanged', 'the scanner sends codes in another form than it was set up for'],
  empty: ['notText', 'the code holds no text'],
  encoding: ['notText', 'the code is neither UTF-8 nor GB 18030 text'],
  control: ['notText', 'the code holds control characters'],
};

/**
 * What all code scanners have in common, whatever they are plugged into. It looks only inside `read`: what arrives at any
 * other time is dropped and counted, so nobody's code is kept by chance. Payloads never reach the status or an error.
 */
export class PortBarcodeReader extends DriverShell implements BarcodeReader {
  readonly #port: ScannerPort;
  readonly #life: SignOfLife;
  readonly #guard: FormGuard;
  #link: ScannerLink | null = null;
  #endRead: ((end: ReadEnd) => void) | null = null;
  #dropped = 0;
  #repairs = 0;
  /** Something came, or did not come, as if a programming code had been shown: the settings are asked for again. */
  #suspect = false;
  #askedFirmware = false;
  /** When the light was last put out. */
  #lightOutAt = 0;
  #refusedSettings: readonly string[] = [];

  constructor(port: ScannerPort, clock: Clock = systemClock) {
    super({ deviceClass: 'barcodeReader', model: port.model, media: null, port: port.name }, clock);
    this.#port = port;
    this.#life = new SignOfLife(clock);
    this.#guard = new FormGuard(clock, port.aimPrefix === true);
  }

  /** Codes, or parts of codes, that arrived outside `read`. */
  get droppedCodes(): number {
    return this.#dropped;
  }

  /** Settings found changed and put back, as a programming code would have changed them. */
  get repairedSettings(): number {
    return this.#repairs;
  }

  read(options: { timeoutMs: number; signal?: AbortSignal }): Promise<Completion<ScannedCode>> {
    return this.alone(() => this.#read(options));
  }

  protected get isOpen(): boolean {
    return this.#link !== null;
  }

  /** Opens the port, stops a running trigger and sets the scanner up until power-off. */
  protected async connect(): Promise<Completion<void>> {
    const opened = await this.#port.open({
      code: (code) => this.#code(code),
      tooLong: () => this.#refuse('tooLong'),
      broken: () => this.#refuse('broken'),
      unreadable: () => this.#odd(),
      hungUp: (reason) => this.#hungUp(reason),
    });
    if (!opened.ok) return this.report(opened.error.otherMode ? otherMode(opened.error) : portFault(opened.error));
    const link = opened.value;
    this.#link = link;
    this.#life.forget();
    this.#guard.forget();
    this.#askedFirmware = false;
    this.#lightOutAt = this.clock.now();
    this.#suspect = false;
    this.observe({ identity: link.identity });
    // A predecessor may have died while its trigger was on.
    await link.trigger('off');
    const settled = this.#settle(await link.setUp());
    // What does not answer may be another device altogether: it keeps no port.
    if (!settled.ok) await this.disconnect();
    else this.observe({ firmware: (await link.firmware?.()) ?? null });
    return settled;
  }

  /** Asks for the settings and puts back what a programming code changed. Families that cannot be asked: port only. */
  protected async check(): Promise<Completion<void>> {
    const link = this.#link;
    if (!link) return lineFault('closed', 'check').failure;
    const settled = this.#settle(await link.check());
    if (settled.ok && this.#link === link && !this.#askedFirmware && link.firmwareWhenIdle) {
      // Once an opening, answered or not: whoever wants a code waits for a look at most this once.
      this.#askedFirmware = true;
      const firmware = await link.firmwareWhenIdle();
      if (firmware !== null && this.#link === link) this.observe({ firmware });
    }
    return settled;
  }

  protected async disconnect(): Promise<void> {
    const link = this.#link;
    this.#link = null;
    if (this.#endRead) await link?.lightOut();
    link?.end('closed');
    this.#endRead?.({ kind: 'fault', fault: 'closed' });
    await this.#port.close();
  }

  #hungUp(reason: string): void {
    const link = this.#link;
    this.#link = null;
    this.observeHangUp(reason);
    link?.end('hungUp');
    this.#endRead?.({ kind: 'fault', fault: 'hungUp' });
  }

  async #read({ timeoutMs, signal }: { timeoutMs: number; signal?: AbortSignal }): Promise<Completion<ScannedCode>> {
    const link = this.#link;
    if (!link) return lineFault('closed', 'read').failure;
    if (signal?.aborted) return failed('canceled', 'canceled', 'the command was canceled');
    // Half a code from before belongs to nobody now.
    if (link.discard()) this.#dropped += 1;
    const stop = new AbortController();
    const ended = new Promise<ReadEnd>((resolve) => {
      this.#endRead = resolve;
      signal?.addEventListener('abort', () => resolve({ kind: 'aborted' }), { once: true, signal: stop.signal });
      void this.clock.delay(timeoutMs, stop.signal).then(() => resolve({ kind: 'timeout' }));
    });
    const mended = await this.#lookAgain(link);
    const started = mended.ok ? await link.trigger('on') : null;
    // One answer may be lost; who answers no other question either reads nothing, and nobody shall wait for that.
    if (started === 'noAnswer') this.#suspect = true;
    const able = started === 'noAnswer' ? await this.#lookAgain(link) : mended;
    if (!able.ok) {
      this.#endRead = null;
      stop.abort();
      return able;
    }
    const lookingOn = this.#lookOn(link, stop.signal);
    const end: ReadEnd = started && started !== 'noAnswer' ? { kind: 'fault', fault: started } : await ended;
    this.#endRead = null;
    stop.abort();
    await lookingOn;
    if (this.#link === link) {
      const stopped = await link.trigger('off');
      this.#lightOutAt = this.clock.now();
      // A code that never ends is what a suffix leaves behind that was taken away.
      if (link.discard()) {
        this.#dropped += 1;
        if (end.kind === 'timeout') this.#guard.unreadable();
      }
      if (stopped && stopped !== 'noAnswer' && end.kind !== 'fault') this.report(lineFault(stopped, 'trigger off'));
    }
    if (end.kind === 'timeout' && started === 'noAnswer') return this.report(lineFault('noAnswer', 'trigger on'));
    if (end.kind === 'timeout') this.#missed();
    if (end.kind === 'timeout' || end.kind === 'refused') {
      // Nothing, or nothing readable, is also what a scanner gives that a programming code has changed.
      this.#suspect = true;
      const asked = await this.#lookAgain(link);
      if (!asked.ok) return asked;
    }
    return this.#completionOf(end);
  }

  /**
   * While a code is waited for: asks what can be asked, and lights up again, which a scanner that is there takes and which
   * those with a time limit of their own need. One that is dead is not waited for.
   */
  async #lookOn(link: ScannerLink, over: AbortSignal): Promise<void> {
    for (;;) {
      await this.clock.delay(LOOK_MS, over);
      const gone = () => over.aborted || this.#link !== link;
      await this.#letCome(link, over);
      if (gone()) return;
      const asked = link.canBeAsked ? await link.check() : null;
      if (gone()) return;
      if (asked) this.#settle(asked);
      // What came while it was asked.
      await this.#letCome(link, over);
      if (gone()) return;
      const lit = asked?.fault ? asked.fault.fault : await link.trigger('on');
      if (gone()) return;
      if (lit !== null) {
        this.#endRead?.({ kind: 'fault', fault: lit });
        return;
      }
      if (!asked) this.observe({});
    }
  }

  /** Waits for the end of a code that has begun; not for ever, as one without its suffix never ends. */
  async #letCome(link: ScannerLink, over: AbortSignal): Promise<void> {
    for (let waited = 0; link.receiving && waited < LET_COME_MS && !over.aborted; waited += STILL_COMING_MS)
      await this.clock.delay(STILL_COMING_MS, over);
  }

  /** Asks for the settings when something was odd, and puts them back. */
  async #lookAgain(link: ScannerLink): Promise<Completion<void>> {
    if (!this.#suspect || !link.canBeAsked || this.#link !== link) return completed(undefined, 'none');
    this.#suspect = false;
    return this.#settle(await link.check());
  }

  #completionOf(end: ReadEnd): Completion<ScannedCode> {
    switch (end.kind) {
      case 'code':
        this.observe({
          device: this.#link ? 'online' : this.status().device,
          faults: this.#faults,
          action: this.#action,
          evidence: this.#tell('code read'),
        });
        return completed(end.code, 'none');
      case 'refused':
        if (this.#link)
          this.observe({ faults: this.#faults, action: this.#action, evidence: this.#tell('code refused') });
        return failed('unsupportedData', ...REFUSALS[end.why]);
      case 'timeout':
        return failed('timeOut', 'noCode', 'no code was shown within the time limit');
      case 'aborted':
        return failed('canceled', 'canceled', 'the command was canceled');
      case 'fault':
        return this.#link ? this.report(lineFault(end.fault, 'read')) : lineFault(end.fault, 'read').failure;
      default:
        return unreachable(end);
    }
  }

  #code(code: RawCode): void {
    this.#life.heard();
    const endRead = this.#endRead;
    if (!endRead) {
      this.#dropped += 1;
      // The light should have been out.
      if (this.#link?.hasTrigger) this.#unasked(this.#link);
      code.data.fill(0);
      return;
    }
    const verdict = this.#guard.judge(code);
    const text = decodeText(code.data);
    if (looksLikeProgramming(code.data)) this.#suspect = true;
    code.data.fill(0);
    this.#endRead = null;
    if (verdict !== 'code') {
      this.#suspect = true;
      endRead({ kind: 'refused', why: verdict });
      return;
    }
    if (text.ok) this.#guard.readable();
    else this.#guard.unreadable();
    endRead(
      text.ok ? { kind: 'code', code: { text: text.value, aim: code.aim } } : { kind: 'refused', why: text.error },
    );
  }

  /** It was told to be dark. One that cannot be asked why is told again; asking mends the others. */
  #unasked(link: ScannerLink): void {
    this.#suspect = true;
    if (link.canBeAsked || this.isBusy) return;
    const before = this.#guard.faults.length;
    this.#guard.unasked(this.clock.now() - this.#lightOutAt);
    if (this.#guard.faults.length !== before)
      this.observe({ faults: this.#faults, action: this.#action, evidence: this.#tell('it reads unasked') });
    void link.trigger('off');
  }

  #odd(): void {
    const before = this.#guard.formChanged;
    this.#guard.unreadable();
    if (this.#guard.formChanged !== before && this.#link)
      this.observe({ faults: this.#faults, action: this.#action, evidence: this.#tell('reports fit no code') });
  }

  /** Ends a read that nothing else will end: a triggered scanner put its light out after that code. */
  #refuse(why: 'tooLong' | 'broken'): void {
    this.#life.heard();
    // A broken report is counted when it comes.
    if (why === 'tooLong') this.#guard.unreadable();
    const endRead = this.#endRead;
    this.#endRead = null;
    endRead?.({ kind: 'refused', why });
  }

  #settle(report: SettingsReport): Completion<void> {
    if (report.fault) {
      // A hang-up and a close have already told their own status.
      const fault = lineFault(report.fault.fault, report.fault.what);
      return this.#link ? this.report(fault) : fault.failure;
    }
    this.#repairs += report.repaired.length;
    this.#refusedSettings = report.refused.map((setting) => setting.fault);
    const doubted = this.#doubted;
    this.observe({
      device: 'online',
      faults: this.#faults,
      action: this.#action,
      evidence: this.#tell(doubted ? `${report.evidence}; ${this.#life.told}` : report.evidence),
    });
    return completed(undefined, 'none');
  }

  /** Nothing can be asked of it, and no code vouches for it. */
  get #doubted(): boolean {
    return this.#link !== null && !this.#link.showsLife && !this.#life.vouched;
  }

  /** A read brought nothing: where only codes show life, that may be a dead scanner. */
  #missed(): void {
    this.#life.missed();
    const { faults } = this.status();
    if (this.#faults.length !== faults.length)
      this.observe({ faults: this.#faults, action: this.#action, evidence: this.#tell(this.#life.told) });
  }

  get #faults(): string[] {
    const all = [...this.#refusedSettings, ...this.#guard.faults, ...(this.#doubted ? [UNVERIFIED] : [])];
    return [...new Set(all)];
  }

  /** What somebody held out calls for nothing to be done to the scanner. */
  get #action(): DeviceStatus['action'] {
    const { faults } = this.#guard;
    const odd = this.#guard.formChanged || faults.includes(READS_UNASKED);
    return odd || this.#refusedSettings.length > 0 ? 'configuration' : 'none';
  }

  #tell(what: string): string {
    const overruns = this.#link?.overruns ?? 0;
    return [
      what,
      ...this.#guard.told,
      ...(this.#dropped > 0 ? [`unasked codes dropped: ${this.#dropped}`] : []),
      ...(overruns > 0 ? [`over-long codes dropped: ${overruns}`] : []),
      ...(this.#repairs > 0 ? [`settings put back: ${this.#repairs}`] : []),
    ].join('; ');
  }
}
