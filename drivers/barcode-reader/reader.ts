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
  unreachable,
} from '../contract/index.ts';
import type { SettingsReport } from './configuration.ts';
import { type FaultReport, lineFault, portFault } from './faults.ts';
import type { LineFault } from './line.ts';
import type { RawCode, ScannerLink, ScannerPort } from './link.ts';
import { looksLikeProgramming } from './programming.ts';
import { decodeText, type TextRefusal } from './text.ts';

type Failure = { readonly ok: false; readonly error: DeviceError };

type ReadEnd =
  | { readonly kind: 'code'; readonly code: ScannedCode }
  | { readonly kind: 'refused'; readonly why: TextRefusal }
  | { readonly kind: 'timeout' | 'aborted' }
  | { readonly kind: 'fault'; readonly fault: LineFault };

/** Said of a code that is no text; never the code itself. */
const REFUSALS: Record<TextRefusal, string> = {
  empty: 'the code holds no text',
  encoding: 'the code is neither UTF-8 nor GB 18030 text',
  control: 'the code holds control characters',
};

/**
 * What all code scanners have in common, whatever they are plugged into. It looks only inside `read`: what arrives at any
 * other time is dropped and counted, so nobody's code is kept by chance. Payloads never reach the status or an error.
 */
export class PortBarcodeReader implements BarcodeReader {
  readonly #port: ScannerPort;
  readonly #clock: Clock;
  readonly #listeners = new Set<(status: DeviceStatus) => void>();
  #status: DeviceStatus;
  #link: ScannerLink | null = null;
  #endRead: ((end: ReadEnd) => void) | null = null;
  #busy = false;
  #refreshing: Promise<DeviceStatus> | null = null;
  #dropped = 0;
  #repairs = 0;
  /** Something came, or did not come, as if a programming code had been shown: the settings are asked for again. */
  #suspect = false;

  constructor(port: ScannerPort, clock: Clock = systemClock) {
    this.#port = port;
    this.#clock = clock;
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
      model: port.model,
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
      const link = this.#link;
      if (!link) return this.#connect();
      return this.#settle(await link.check());
    });
  }

  async close(): Promise<void> {
    await this.#disconnect('closed');
    this.#observe({ device: 'offline', faults: [], action: 'none', evidence: 'closed' });
  }

  /** Asks for the settings and puts back what a programming code changed. Families that cannot be asked: port only. */
  refresh(): Promise<DeviceStatus> {
    if (this.#refreshing) return this.#refreshing;
    const link = this.#link;
    if (this.#busy || !link) {
      if (!this.#busy && this.#status.device !== 'unknown') this.#observe({});
      return Promise.resolve(this.#status);
    }
    const refreshing = link.check().then((report) => {
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
    this.#observe({ device: 'starting', faults: [], action: 'none', evidence: `opening ${this.#port.name}` });
    const opened = await this.#port.open({
      code: (code) => this.#code(code),
      hungUp: (reason) => this.#hungUp(reason),
    });
    if (!opened.ok) return this.#report(portFault(opened.error));
    const link = opened.value;
    this.#link = link;
    this.#suspect = false;
    this.#observe({ identity: link.identity });
    // A predecessor may have died while its trigger was on.
    await link.trigger('off');
    const settled = this.#settle(await link.setUp());
    // What does not answer may be another device altogether: it keeps no port.
    if (!settled.ok) await this.#disconnect('closed');
    return settled;
  }

  async #disconnect(fault: LineFault): Promise<void> {
    const link = this.#link;
    this.#link = null;
    if (this.#endRead) await link?.lightOut();
    link?.end(fault);
    this.#endRead?.({ kind: 'fault', fault });
    await this.#port.close();
  }

  #hungUp(reason: string): void {
    const link = this.#link;
    this.#link = null;
    this.#observe({ device: 'offline', faults: ['hung-up'], action: 'maintenance', evidence: reason });
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
      void this.#clock.delay(timeoutMs, stop.signal).then(() => resolve({ kind: 'timeout' }));
    });
    const mended = await this.#lookAgain(link);
    if (!mended.ok) {
      this.#endRead = null;
      stop.abort();
      return mended;
    }
    const started = await link.trigger('on');
    const end: ReadEnd = started && started !== 'noAnswer' ? { kind: 'fault', fault: started } : await ended;
    this.#endRead = null;
    stop.abort();
    if (this.#link === link) {
      const stopped = await link.trigger('off');
      if (link.discard()) this.#dropped += 1;
      if (stopped && stopped !== 'noAnswer' && end.kind !== 'fault') this.#report(lineFault(stopped, 'trigger off'));
    }
    if (end.kind === 'timeout' && started === 'noAnswer') return this.#report(lineFault('noAnswer', 'trigger on'));
    if (end.kind === 'timeout' || end.kind === 'refused') {
      // Nothing, or nothing readable, is also what a scanner gives that a programming code has changed.
      this.#suspect = true;
      const asked = await this.#lookAgain(link);
      if (!asked.ok) return asked;
    }
    return this.#completionOf(end);
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
        this.#observe({ device: this.#link ? 'online' : this.#status.device, evidence: this.#tell('code read') });
        return completed(end.code, 'none');
      case 'refused':
        return failed('unsupportedData', 'notText', REFUSALS[end.why]);
      case 'timeout':
        return failed('timeOut', 'noCode', 'no code was shown within the time limit');
      case 'aborted':
        return failed('canceled', 'canceled', 'the command was canceled');
      case 'fault':
        return this.#link ? this.#report(lineFault(end.fault, 'read')) : lineFault(end.fault, 'read').failure;
      default:
        return unreachable(end);
    }
  }

  #code(code: RawCode): void {
    const endRead = this.#endRead;
    if (!endRead) {
      this.#dropped += 1;
      // The light should have been out.
      if (this.#link?.hasTrigger) this.#suspect = true;
      code.data.fill(0);
      return;
    }
    const text = decodeText(code.data);
    if (looksLikeProgramming(code.data)) this.#suspect = true;
    code.data.fill(0);
    this.#endRead = null;
    endRead(
      text.ok ? { kind: 'code', code: { text: text.value, aim: code.aim } } : { kind: 'refused', why: text.error },
    );
  }

  #settle(report: SettingsReport): Completion<void> {
    if (report.fault) {
      // A hang-up and a close have already told their own status.
      const fault = lineFault(report.fault.fault, report.fault.what);
      return this.#link ? this.#report(fault) : fault.failure;
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
    const overruns = this.#link?.overruns ?? 0;
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
