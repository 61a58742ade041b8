import {
  type BarcodeReader,
  type Clock,
  type Completion,
  completed,
  type DeviceError,
  type DeviceStatus,
  failed,
  type ScannedCode,
  systemClock,
  type Transport,
  unreachable,
} from '../contract/index.ts';
import { applySettings, checkSettings, type SettingsReport } from './configuration.ts';
import { type Family, type FamilyName, families } from './families.ts';
import { type FaultReport, lineFault, portFault } from './faults.ts';
import { type LineFault, ScannerLine } from './line.ts';
import { type Suffix, splitAim } from './suffix-parser.ts';
import { decodeText, type TextRefusal } from './text.ts';

type Failure = { readonly ok: false; readonly error: DeviceError };

type ReadEnd =
  | { readonly kind: 'code'; readonly code: ScannedCode }
  | { readonly kind: 'refused'; readonly why: TextRefusal }
  | { readonly kind: 'timeout' | 'aborted' }
  | { readonly kind: 'fault'; readonly fault: LineFault };

export interface SerialBarcodeReaderOptions {
  readonly family: FamilyName;
  readonly suffix: Suffix;
  /** True when the scanner was set to send AIM identifiers; they are off from the factory. */
  readonly aimPrefix?: boolean;
}

/** Said of a code that is no text; never the code itself. */
const REFUSALS: Record<TextRefusal, string> = {
  empty: 'the code holds no text',
  encoding: 'the code is neither UTF-8 nor GB 18030 text',
  control: 'the code holds control characters',
};

/**
 * Code scanner on a serial port or USB-CDC. It looks only inside `read`: what arrives at any other time is dropped and
 * counted, so nobody's code is kept by chance. Payloads never reach the status or an error.
 */
export class SerialBarcodeReader implements BarcodeReader {
  readonly #transport: Transport;
  readonly #clock: Clock;
  readonly #family: Family;
  readonly #suffix: Suffix;
  readonly #aimPrefix: boolean;
  readonly #listeners = new Set<(status: DeviceStatus) => void>();
  #status: DeviceStatus;
  #line: ScannerLine | null = null;
  #stopHangUp: () => void = () => undefined;
  #endRead: ((end: ReadEnd) => void) | null = null;
  #busy = false;
  #refreshing: Promise<DeviceStatus> | null = null;
  #dropped = 0;
  #repairs = 0;

  constructor(transport: Transport, options: SerialBarcodeReaderOptions, clock: Clock = systemClock) {
    this.#transport = transport;
    this.#clock = clock;
    this.#family = families[options.family];
    this.#suffix = options.suffix;
    this.#aimPrefix = options.aimPrefix ?? false;
    this.#status = {
      deviceClass: 'barcodeReader',
      device: 'unknown',
      media: null,
      paper: null,
      action: 'none',
      faults: [],
      observedAt: clock.now(),
      evidence: 'not opened yet',
      identity: null,
      model: this.#family.model,
    };
  }

  /** Codes, or parts of codes, that arrived outside `read`. */
  get droppedCodes(): number {
    return this.#dropped;
  }

  /** Settings found changed and put back, as a programming code would have changed them. */
  get repairedSettings(): number {
    return this.#repairs;
  }

  status(): DeviceStatus {
    return this.#status;
  }

  onStatus(listener: (status: DeviceStatus) => void): () => void {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }

  /** Opens the port, stops a running trigger and sets the scanner up until power-off. When open it only checks. */
  open(): Promise<Completion<void>> {
    return this.#alone<void>(async () => {
      const line = this.#line;
      if (!line) return this.#connect();
      return this.#settle(await checkSettings(line, this.#family, this.#suffix));
    });
  }

  async close(): Promise<void> {
    await this.#disconnect('closed');
    this.#observe({ device: 'offline', faults: [], action: 'none', evidence: 'closed' });
  }

  /** Asks for the settings and puts back what a programming code changed. Families that cannot be asked: port only. */
  refresh(): Promise<DeviceStatus> {
    if (this.#refreshing) return this.#refreshing;
    const line = this.#line;
    if (this.#busy || !line) {
      if (!this.#busy && this.#status.device !== 'unknown') this.#observe({});
      return Promise.resolve(this.#status);
    }
    const refreshing = checkSettings(line, this.#family, this.#suffix).then((report) => {
      this.#settle(report);
      this.#refreshing = null;
      return this.#status;
    });
    this.#refreshing = refreshing;
    return refreshing;
  }

  read(options: { timeoutMs: number; signal?: AbortSignal }): Promise<Completion<ScannedCode>> {
    return this.#alone(() => this.#read(options));
  }

  /** One command at a time; a command waits for a running `refresh`, which is short and not a person's. */
  async #alone<T>(body: () => Promise<Completion<T>>): Promise<Completion<T>> {
    if (this.#busy) return failed('sequenceError', 'busy', 'another command is running');
    this.#busy = true;
    try {
      await this.#refreshing;
      return await body();
    } finally {
      this.#busy = false;
    }
  }

  async #connect(): Promise<Completion<void>> {
    this.#observe({ device: 'starting', faults: [], action: 'none', evidence: `opening ${this.#transport.port}` });
    const opened = await this.#transport.open();
    if (!opened.ok) return this.#report(portFault(opened.error));
    const line = new ScannerLine(this.#transport, this.#clock, this.#suffix, this.#family.dialect, (code) =>
      this.#code(code),
    );
    this.#line = line;
    this.#stopHangUp = this.#transport.onHangUp((reason) => this.#hungUp(reason));
    // A predecessor may have died while its trigger was on.
    await this.#trigger(line, 'off');
    const settled = this.#settle(await applySettings(line, this.#family, this.#suffix));
    // What does not answer may be another device altogether: it keeps no port.
    if (!settled.ok) await this.#disconnect('closed');
    return settled;
  }

  async #disconnect(fault: LineFault): Promise<void> {
    this.#stopHangUp();
    const line = this.#line;
    this.#line = null;
    if (line && this.#endRead && this.#family.trigger) await line.send(this.#family.trigger.off);
    line?.end(fault);
    this.#endRead?.({ kind: 'fault', fault });
    await this.#transport.close();
  }

  #hungUp(reason: string): void {
    this.#stopHangUp();
    const line = this.#line;
    this.#line = null;
    this.#observe({ device: 'offline', faults: ['hung-up'], action: 'maintenance', evidence: reason });
    line?.end('hungUp');
    this.#endRead?.({ kind: 'fault', fault: 'hungUp' });
  }

  async #read({ timeoutMs, signal }: { timeoutMs: number; signal?: AbortSignal }): Promise<Completion<ScannedCode>> {
    const line = this.#line;
    if (!line) return lineFault('closed', 'read').failure;
    if (signal?.aborted) return failed('canceled', 'canceled', 'the command was canceled');
    // Half a code from before belongs to nobody now.
    if (line.discard()) this.#dropped += 1;
    const stop = new AbortController();
    const ended = new Promise<ReadEnd>((resolve) => {
      this.#endRead = resolve;
      signal?.addEventListener('abort', () => resolve({ kind: 'aborted' }), { once: true, signal: stop.signal });
      void this.#clock.delay(timeoutMs, stop.signal).then(() => resolve({ kind: 'timeout' }));
    });
    const started = await this.#trigger(line, 'on');
    const end: ReadEnd = started && started !== 'noAnswer' ? { kind: 'fault', fault: started } : await ended;
    this.#endRead = null;
    stop.abort();
    if (this.#line === line) {
      const stopped = await this.#trigger(line, 'off');
      if (line.discard()) this.#dropped += 1;
      if (stopped && stopped !== 'noAnswer' && end.kind !== 'fault') this.#report(lineFault(stopped, 'trigger off'));
    }
    if (end.kind === 'timeout' && started === 'noAnswer') return this.#report(lineFault('noAnswer', 'trigger on'));
    return this.#completionOf(end);
  }

  #completionOf(end: ReadEnd): Completion<ScannedCode> {
    switch (end.kind) {
      case 'code':
        this.#observe({ device: this.#line ? 'online' : this.#status.device, evidence: this.#tell('code read') });
        return completed(end.code, 'none');
      case 'refused':
        return failed('unsupportedData', 'notText', REFUSALS[end.why]);
      case 'timeout':
        return failed('timeOut', 'noCode', 'no code was shown within the time limit');
      case 'aborted':
        return failed('canceled', 'canceled', 'the command was canceled');
      case 'fault':
        return this.#line ? this.#report(lineFault(end.fault, 'read')) : lineFault(end.fault, 'read').failure;
      default:
        return unreachable(end);
    }
  }

  /** Starts or stops reading. Families that answer the trigger are waited for, so that their reply is no code. */
  async #trigger(line: ScannerLine, which: 'on' | 'off'): Promise<LineFault | null> {
    const { trigger, triggerAnswers, dialect } = this.#family;
    if (!trigger) return null;
    if (!triggerAnswers || !dialect) return line.send(trigger[which]);
    const answer = await line.ask(trigger[which], dialect.replyPattern(triggerAnswers[which]));
    return answer.ok ? null : answer.fault;
  }

  #code(bytes: Uint8Array): void {
    const endRead = this.#endRead;
    if (!endRead) {
      this.#dropped += 1;
      return;
    }
    const { aim, data } = this.#aimPrefix ? splitAim(bytes) : { aim: null, data: bytes };
    const text = decodeText(data);
    bytes.fill(0);
    this.#endRead = null;
    endRead(text.ok ? { kind: 'code', code: { text: text.value, aim } } : { kind: 'refused', why: text.error });
  }

  #settle(report: SettingsReport): Completion<void> {
    if (report.fault) {
      // A hang-up and a close have already told their own status.
      const fault = lineFault(report.fault.fault, report.fault.what);
      return this.#line ? this.#report(fault) : fault.failure;
    }
    this.#repairs += report.repaired.length;
    this.#observe({
      device: 'online',
      faults: report.refused.map((setting) => setting.fault),
      action: report.refused.length > 0 ? 'configuration' : 'none',
      evidence: this.#tell(report.evidence),
    });
    return completed(undefined, 'none');
  }

  #tell(what: string): string {
    const overruns = this.#line?.overruns ?? 0;
    return [
      what,
      ...(this.#dropped > 0 ? [`unasked codes dropped: ${this.#dropped}`] : []),
      ...(overruns > 0 ? [`over-long codes dropped: ${overruns}`] : []),
      ...(this.#repairs > 0 ? [`settings put back: ${this.#repairs}`] : []),
    ].join('; ');
  }

  #report(report: FaultReport): Failure {
    if (report.status) this.#observe(report.status);
    return report.failure;
  }

  #observe(change: Partial<DeviceStatus>): void {
    this.#status = { ...this.#status, ...change, observedAt: this.#clock.now() };
    for (const listener of [...this.#listeners]) listener(this.#status);
  }
}
