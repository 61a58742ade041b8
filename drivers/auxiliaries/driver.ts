import {
  type Auxiliaries,
  type AuxiliariesSnapshot,
  type Clock,
  type Completion,
  completed,
  failed,
  type Light,
  systemClock,
  type Volume,
} from '../contract/index.ts';
import { DriverShell, type FaultReport, portFault } from '../driver-shell/index.ts';
import { linkFault, silent, UNVERIFIED, wellWith } from './faults.ts';
import { Hearing } from './hearing.ts';
import type { LinkFault, SignalLink } from './link.ts';
import { BoardPicture } from './picture.ts';
import type { Profile } from './profile.ts';
import { ToldOutputs } from './told-outputs.ts';

/** This many questions in a row, or this many heartbeats, may be missed. */
const MISSES = 3;
/** Where a link needs no polls, stuck keys and silence are looked for this often. Milliseconds. */
const LOOK_EVERY_MS = 500;
const RENEW_MS = 1_000;

/**
 * Any board a profile describes, over any link. It polls or listens all the time it is open, debounces, and calls every
 * input unknown as soon as the board cannot be believed. What the outputs were told is told again to a board that may have begun
 * anew: it said so, or a word that it owed was lost.
 */
export class ProfiledAuxiliaries extends DriverShell implements Auxiliaries {
  readonly #link: SignalLink;
  readonly #picture: BoardPicture;
  readonly onSnapshot: Auxiliaries['onSnapshot'];
  readonly onKey: Auxiliaries['onKey'];
  readonly onEvent: BoardPicture['onEvent'];
  #opened: AbortController | null = null;
  readonly #hearing: Hearing;
  readonly #outputs: ToldOutputs;
  #misses = 0;

  constructor(link: SignalLink, profile: Profile, clock: Clock = systemClock) {
    super({ deviceClass: 'auxiliaries', model: profile.model, media: null, port: link.port }, clock);
    this.#link = link;
    this.#picture = new BoardPicture(profile, clock);
    this.#hearing = new Hearing(link, profile.inputs.length > 0, clock);
    this.#outputs = new ToldOutputs(link, profile, this.#picture);
    ({ onSnapshot: this.onSnapshot, onKey: this.onKey, onEvent: this.onEvent } = this.#picture);
  }

  snapshot(): AuxiliariesSnapshot {
    return this.#picture.snapshot;
  }

  setLight(position: string, light: Light): Promise<Completion<void>> {
    return this.#order(this.#outputs.lightOrder(position, light));
  }

  setVolume(volume: Volume): Promise<Completion<void>> {
    return this.#order(this.#outputs.volumeOrder(volume));
  }

  protected get isOpen(): boolean {
    return this.#opened !== null;
  }

  /** Opens the port and asks once, where the board can be asked. */
  protected async connect(): Promise<Completion<void>> {
    const opened = new AbortController();
    this.#opened = opened;
    this.#hearing.opened();
    this.#outputs.opened();
    const port = await this.#link.open({
      signals: (values) => this.#told(values),
      hungUp: (reason) => this.#hungUp(reason),
      began: () => this.#outputs.began(),
    });
    if (!port.ok) {
      this.#opened = null;
      return this.report(portFault(port.error));
    }
    this.#misses = 0;
    this.observe({ identity: this.#link.identity });
    let fault: LinkFault | null = null;
    for (let attempt = 0; attempt < MISSES && !opened.signal.aborted; attempt++) {
      fault = await this.#link.poll();
      if (fault === null || fault === 'hungUp') break;
    }
    if (fault === null && !opened.signal.aborted) {
      this.#good(this.#link.pollMs === null ? 'listening' : `${this.#link.question} -> ok`);
      void this.#run(opened.signal);
      return completed(undefined, 'none');
    }
    const failure = this.report(linkFault(fault ?? 'hungUp', this.#link.question));
    await this.disconnect();
    return failure;
  }

  /** The driver asks by itself all the time; this renews what is known. */
  protected async check(): Promise<Completion<void>> {
    const { canBeAsked, pollMs, heartbeatMs } = this.#link;
    if (canBeAsked && (pollMs !== null || heartbeatMs === null)) await this.#poll('renew');
    else if (this.#hearing.isDoubted && this.status().device === 'online')
      this.observe({ evidence: this.#hearing.lastWord });
    else this.observe({});
    await this.#remind();
    return completed(undefined, 'none');
  }

  protected async disconnect(): Promise<void> {
    this.#opened?.abort();
    this.#opened = null;
    await this.#link.close();
    this.#picture.leave();
  }

  async #order(order: ReturnType<ToldOutputs['lightOrder']>): Promise<Completion<void>> {
    if (!order.ok) return order;
    const { values, taken } = order.value;
    return this.alone(async () => {
      if (!this.#opened) return failed('deviceNotReady', 'closed', 'the board is closed');
      const fault = await this.#outputs.order(values);
      if (fault === null) {
        taken();
        return completed(undefined);
      }
      const report = linkFault(fault, this.#link.question, 'unknown');
      // An order the board understood and refused says nothing about its inputs.
      return fault === 'refused' ? report.failure : this.report(report);
    });
  }

  async #run(closed: AbortSignal): Promise<void> {
    const { pollMs, heartbeatMs } = this.#link;
    const everyMs = Math.min(pollMs ?? LOOK_EVERY_MS, heartbeatMs ?? LOOK_EVERY_MS);
    while (!closed.aborted) {
      await this.clock.delay(everyMs, closed);
      if (closed.aborted) return;
      if (pollMs !== null) await this.#poll();
      const quiet = this.#hearing.quietMs;
      if (heartbeatMs !== null && quiet > heartbeatMs * MISSES) this.#lose(silent(quiet));
      this.#lookAtWhatOnlyTimeTells();
    }
  }

  async #poll(told: 'renew' | 'now and then' = 'now and then'): Promise<void> {
    const opened = this.#opened;
    const fault = await this.#link.poll();
    if (!opened || this.#opened !== opened || fault === 'hungUp') return;
    if (fault === null) {
      this.#misses = 0;
      this.#good(`${this.#link.question} -> ok`, told);
      return;
    }
    this.#misses += 1;
    this.#outputs.owed(`a lost answer to ${this.#link.question}`);
    if (this.#misses >= MISSES) this.#lose(linkFault(fault, this.#link.question));
  }

  #told(values: ReadonlyMap<string, number>): void {
    if (this.#hearing.heard()) this.#outputs.owed('a missed heartbeat');
    this.#outputs.hears(values);
    this.#picture.take(values, this.#opened?.signal);
    if (this.#link.pollMs === null) this.#good('heard');
  }

  /** The board speaks well. */
  #good(evidence: string, told: 'renew' | 'now and then' = 'now and then'): void {
    const { device, faults, observedAt } = this.status();
    const stuck = faults.includes('stuck-key');
    const { isDoubted, lastWord } = this.#hearing;
    // A board that pushes ten reports a second renews its status once a second.
    const anew = device !== 'online' || told === 'renew' || faults.includes(UNVERIFIED) !== isDoubted;
    if (anew || this.clock.now() - observedAt >= RENEW_MS)
      this.observe({ device: 'online', ...wellWith(stuck, isDoubted), evidence: isDoubted ? lastWord : evidence });
    // Orders wait for it; while one runs it is put off to the next good word.
    if (this.#outputs.areDoubtful) void this.question(() => this.#remind());
  }

  /** Tells a board that may have begun anew what its outputs were told. */
  async #remind(): Promise<void> {
    const why = this.status().device === 'online' ? await this.#outputs.remind() : null;
    if (why !== null && this.status().device === 'online')
      this.observe({ evidence: `outputs told again after ${why}` });
  }

  #lose(report: FaultReport): void {
    this.report(report);
    this.#picture.forget();
  }

  #hungUp(reason: string): void {
    this.#opened?.abort();
    this.#opened = null;
    this.observeHangUp(reason);
    this.#picture.leave();
    void this.#link.close();
  }

  #lookAtWhatOnlyTimeTells(): void {
    const stuck = this.#picture.keyIsStuck;
    const { device, faults } = this.status();
    if (device !== 'online') return;
    const changed = stuck !== faults.includes('stuck-key');
    if (!changed && this.#hearing.isDoubted === faults.includes(UNVERIFIED)) return;
    const key = stuck ? 'a key is held down' : 'the key is up again';
    this.observe({ ...wellWith(stuck, this.#hearing.isDoubted), evidence: changed ? key : this.#hearing.lastWord });
  }
}
