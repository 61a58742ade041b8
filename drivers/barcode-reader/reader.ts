import {
  type BarcodeReader,
  type Clock,
  type Completion,
  completed,
  failed,
  type ScannedCode,
  systemClock,
} from '../contract/index.ts';
import { DriverShell, portFault } from '../driver-shell/index.ts';
import { ScannerCondition } from './condition.ts';
import type { SettingsReport } from './configuration.ts';
import { lineFault, otherMode } from './faults.ts';
import type { ScannerLink, ScannerPort } from './link.ts';
import { lookOn } from './look-on.ts';
import { type CodeWait, completionOf, type ReadEnd, type ReadLimits } from './read-end.ts';
import { CodeReception } from './reception.ts';

/**
 * What all code scanners have in common, whatever they are plugged into. It looks only inside `read`: what arrives at any
 * other time is dropped and counted, so nobody's code is kept by chance. Payloads never reach the status or an error.
 */
export class PortBarcodeReader extends DriverShell implements BarcodeReader {
  readonly #port: ScannerPort;
  readonly #condition: ScannerCondition;
  readonly #reception: CodeReception;
  #link: ScannerLink | null = null;
  #askedFirmware = false;

  constructor(port: ScannerPort, clock: Clock = systemClock) {
    super({ deviceClass: 'barcodeReader', model: port.model, media: null, port: port.name }, clock);
    this.#port = port;
    this.#condition = new ScannerCondition(clock, port.aimPrefix === true);
    this.#reception = new CodeReception(clock, this.#condition, {
      link: () => this.#link,
      busy: () => this.isBusy,
      changed: (what) => this.#observe(what),
      hungUp: (reason) => this.#hungUp(reason),
    });
  }

  /** Codes, or parts of codes, that arrived outside `read`. */
  get droppedCodes(): number {
    return this.#condition.dropped;
  }

  /** Settings found changed and put back, as a programming code would have changed them. */
  get repairedSettings(): number {
    return this.#condition.repairs;
  }

  read(options: ReadLimits): Promise<Completion<ScannedCode>> {
    return this.alone(() => this.#read(options));
  }

  protected get isOpen(): boolean {
    return this.#link !== null;
  }

  /** Opens the port, stops a running trigger and sets the scanner up until power-off. */
  protected async connect(): Promise<Completion<void>> {
    const opened = await this.#port.open(this.#reception);
    if (!opened.ok) return this.report(opened.error.otherMode ? otherMode(opened.error) : portFault(opened.error));
    const link = opened.value;
    this.#link = link;
    this.#condition.forget();
    this.#reception.forget();
    this.#askedFirmware = false;
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
    const settled = this.#settle(await link.check(this.#reception.trusting()));
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
    if (this.#reception.waiting) await link?.lightOut();
    link?.end('closed');
    this.#reception.end({ kind: 'fault', fault: 'closed' });
    await this.#port.close();
  }

  #hungUp(reason: string): void {
    const link = this.#link;
    this.#link = null;
    this.observeHangUp(reason);
    link?.end('hungUp');
    this.#reception.end({ kind: 'fault', fault: 'hungUp' });
  }

  async #read(limits: ReadLimits): Promise<Completion<ScannedCode>> {
    const link = this.#link;
    if (!link) return lineFault('closed', 'read').failure;
    if (limits.signal?.aborted) return failed('canceled', 'canceled', 'the command was canceled');
    // Half a code from before belongs to nobody now.
    if (link.discard()) this.#condition.dropped += 1;
    const wait = this.#reception.begin(limits);
    const mended = await this.#lookAgain(link);
    const started = mended.ok ? await link.trigger('on') : null;
    // One answer may be lost; who answers no other question either reads nothing, and nobody shall wait for that.
    if (started === 'noAnswer') this.#reception.suspect = true;
    const able = started === 'noAnswer' ? await this.#lookAgain(link) : mended;
    if (!able.ok) {
      this.#reception.stop(wait);
      return able;
    }
    const lookingOn = this.#lookOn(link, wait);
    const end: ReadEnd = started && started !== 'noAnswer' ? { kind: 'fault', fault: started } : await wait.ended;
    this.#reception.stop(wait);
    await lookingOn;
    if (this.#link === link) await this.#darken(link, end);
    if (end.kind === 'timeout' && started === 'noAnswer') return this.report(lineFault('noAnswer', 'trigger on'));
    if (end.kind === 'timeout') this.#missed();
    if (end.kind === 'timeout' || end.kind === 'refused') {
      // Nothing, or nothing readable, is also what a scanner gives that a programming code has changed.
      this.#reception.suspect = true;
      const asked = await this.#lookAgain(link);
      if (!asked.ok) return asked;
    }
    return this.#completionOf(end);
  }

  #lookOn(link: ScannerLink, wait: CodeWait): Promise<void> {
    return lookOn(link, this.clock, wait.over, {
      gone: () => wait.over.aborted || this.#link !== link,
      trusting: () => this.#reception.trusting(),
      asked: (report) => this.#settle(report),
      lit: () => this.observe({}),
      dead: (fault) => this.#reception.end({ kind: 'fault', fault }),
    });
  }

  /** The light goes out after every end, and half a code with it. */
  async #darken(link: ScannerLink, end: ReadEnd): Promise<void> {
    const stopped = await link.trigger('off');
    this.#reception.lightIsOut();
    if (link.discard()) {
      this.#condition.dropped += 1;
      // A code that never ends is what a suffix leaves behind that was taken away.
      if (end.kind === 'timeout') this.#condition.guard.unreadable();
    }
    if (stopped && stopped !== 'noAnswer' && end.kind !== 'fault') this.report(lineFault(stopped, 'trigger off'));
  }

  /** Asks for the settings when something was odd, and puts them back. */
  async #lookAgain(link: ScannerLink): Promise<Completion<void>> {
    if (!this.#reception.suspect || !link.canBeAsked || this.#link !== link) return completed(undefined, 'none');
    return this.#settle(await link.check(this.#reception.trusting()));
  }

  #completionOf(end: ReadEnd): Completion<ScannedCode> {
    if (end.kind === 'fault') {
      const fault = lineFault(end.fault, 'read');
      return this.#link ? this.report(fault) : fault.failure;
    }
    if (end.kind === 'code') this.#observe('code read', this.#link ? 'online' : this.status().device);
    if (end.kind === 'refused' && this.#link) this.#observe('code refused');
    return completionOf(end);
  }

  #settle(report: SettingsReport): Completion<void> {
    if (report.fault) {
      // A hang-up and a close have already told their own status.
      const fault = lineFault(report.fault.fault, report.fault.what);
      return this.#link ? this.report(fault) : fault.failure;
    }
    this.#observe(this.#condition.settled(this.#link, report), 'online');
    return completed(undefined, 'none');
  }

  /** A read brought nothing: where only codes show life, that may be a dead scanner. */
  #missed(): void {
    this.#condition.life.missed();
    if (this.#condition.faults(this.#link).length !== this.status().faults.length)
      this.#observe(this.#condition.life.told);
  }

  #observe(what: string, device = this.status().device): void {
    this.observe({ device, ...this.#condition.axes(this.#link, what) });
  }
}
