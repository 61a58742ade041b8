import {
  type Auxiliaries,
  type AuxiliariesSnapshot,
  type Clock,
  type Completion,
  completed,
  type DeviceStatus,
  failed,
  type Light,
  systemClock,
  type Volume,
} from '../contract/index.ts';
import { DriverShell, type FaultReport, portFault } from '../driver-shell/index.ts';
import { linkFault, silent } from './faults.ts';
import type { LinkFault, SignalLink } from './link.ts';
import { lightWrites, volumeWrites } from './outputs.ts';
import { BoardPicture } from './picture.ts';
import type { Profile } from './profile.ts';

/** This many questions in a row, or this many heartbeats, may be missed. */
const MISSES = 3;
/** Where a link needs no polls, stuck keys and silence are looked for this often. Milliseconds. */
const LOOK_EVERY_MS = 500;
const RENEW_MS = 1_000;
const UNVERIFIED = 'unverified';
/** A word vouches for a board that takes no question and promises none for so long. Milliseconds. */
const VOUCHED_FOR_MS = 12 * 3_600_000;

/**
 * Any board a profile describes, over any link. It polls or listens all the time it is open, debounces, and calls every
 * input unknown as soon as the board cannot be believed. Lights that were told are told again when a board comes back.
 */
export class ProfiledAuxiliaries extends DriverShell implements Auxiliaries {
  readonly #link: SignalLink;
  readonly #profile: Profile;
  readonly #picture: BoardPicture;
  readonly onSnapshot: Auxiliaries['onSnapshot'];
  readonly onKey: Auxiliaries['onKey'];
  readonly onEvent: BoardPicture['onEvent'];
  #opened: AbortController | null = null;
  #misses = 0;
  #heardAt = 0;
  /** When the board spoke last since it was opened. */
  #spokeAt: number | null = null;

  constructor(link: SignalLink, profile: Profile, clock: Clock = systemClock) {
    super({ deviceClass: 'auxiliaries', model: profile.model, media: null, port: link.port }, clock);
    this.#link = link;
    this.#profile = profile;
    this.#picture = new BoardPicture(profile, clock);
    ({ onSnapshot: this.onSnapshot, onKey: this.onKey, onEvent: this.onEvent } = this.#picture);
  }

  snapshot(): AuxiliariesSnapshot {
    return this.#picture.snapshot;
  }

  async setLight(position: string, light: Light): Promise<Completion<void>> {
    const row = this.#profile.lights[position];
    if (!row) return failed('unsupportedData', 'lightUnknown', `there is no light "${position}"`);
    const writes = lightWrites(row, light);
    if (!writes.ok) return failed('unsupportedData', writes.error, `light "${position}" cannot do that`);
    return this.#order(writes.value, () => this.#picture.lit(position, light));
  }

  async setVolume(volume: Volume): Promise<Completion<void>> {
    if (!this.#profile.volume) return failed('unsupportedCommand', 'volumeUnsupported', 'this board has no volume');
    const writes = volumeWrites(this.#profile.volume, volume);
    if (!writes.ok) return failed('unsupportedData', writes.error, 'this board cannot sound like that');
    return this.#order(writes.value, () => this.#picture.loud(volume));
  }

  protected get isOpen(): boolean {
    return this.#opened !== null;
  }

  /** Opens the port and asks once, where the board can be asked. */
  protected async connect(): Promise<Completion<void>> {
    const opened = new AbortController();
    this.#opened = opened;
    const port = await this.#link.open({
      signals: (values) => this.#told(values),
      hungUp: (reason) => this.#hungUp(reason),
    });
    if (!port.ok) {
      this.#opened = null;
      return this.report(portFault(port.error));
    }
    this.#misses = 0;
    this.#heardAt = this.clock.now();
    this.#spokeAt = null;
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
    else this.observe(this.#doubted && this.status().device === 'online' ? { evidence: this.#lastWord } : {});
    return completed(undefined, 'none');
  }

  protected async disconnect(): Promise<void> {
    this.#opened?.abort();
    this.#opened = null;
    await this.#link.close();
    this.#picture.forget();
  }

  #order(values: ReadonlyMap<string, number>, taken: () => void): Promise<Completion<void>> {
    return this.alone(async () => {
      if (!this.#opened) return failed('deviceNotReady', 'closed', 'the board is closed');
      let fault = await this.#link.write(values);
      // Setting twice is setting once.
      if (fault === 'noAnswer' || fault === 'badFrames') fault = await this.#link.write(values);
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
      const quiet = this.clock.now() - this.#heardAt;
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
    if (this.#misses >= MISSES) this.#lose(linkFault(fault, this.#link.question));
  }

  #told(values: ReadonlyMap<string, number>): void {
    this.#heardAt = this.clock.now();
    this.#spokeAt = this.#heardAt;
    this.#picture.take(values, this.#opened?.signal);
    if (this.#link.pollMs === null) this.#good('heard');
  }

  /** The board speaks well. After a fault it may have forgotten its lights. */
  #good(evidence: string, told: 'renew' | 'now and then' = 'now and then'): void {
    const { device, faults, observedAt } = this.status();
    const cameBack = device !== 'online' && device !== 'starting';
    const stuck = faults.includes('stuck-key');
    // A board that pushes ten reports a second renews its status once a second.
    const anew = device !== 'online' || told === 'renew' || faults.includes(UNVERIFIED) !== this.#doubted;
    if (anew || this.clock.now() - observedAt >= RENEW_MS)
      this.observe({ device: 'online', ...this.#wrong(stuck), evidence: this.#doubted ? this.#lastWord : evidence });
    if (!cameBack || this.isBusy) return;
    for (const [position, light] of this.#picture.lights) {
      const row = this.#profile.lights[position];
      const writes = row && lightWrites(row, light);
      if (writes?.ok) void this.#link.write(writes.value);
    }
  }

  #lose(report: FaultReport): void {
    this.report(report);
    this.#picture.forget();
  }

  #hungUp(reason: string): void {
    this.#opened?.abort();
    this.#opened = null;
    this.observeHangUp(reason);
    this.#picture.forget();
    void this.#link.close();
  }

  #lookAtWhatOnlyTimeTells(): void {
    const stuck = this.#picture.keyIsStuck;
    const { device, faults } = this.status();
    if (device !== 'online') return;
    const changed = stuck !== faults.includes('stuck-key');
    if (!changed && this.#doubted === faults.includes(UNVERIFIED)) return;
    const key = stuck ? 'a key is held down' : 'the key is up again';
    this.observe({ ...this.#wrong(stuck), evidence: changed ? key : this.#lastWord });
  }

  #wrong(stuck: boolean): Pick<DeviceStatus, 'faults' | 'action'> {
    const faults = [...(stuck ? ['stuck-key'] : []), ...(this.#doubted ? [UNVERIFIED] : [])];
    return { faults, action: stuck ? 'clear' : 'none' };
  }

  /** Nothing can be asked of it, it promises nothing, and nothing it said vouches for it: an alarm that nobody would hear. */
  get #doubted(): boolean {
    const { canBeAsked, heartbeatMs } = this.#link;
    if (canBeAsked || heartbeatMs !== null || this.#profile.inputs.length === 0) return false;
    return this.#spokeAt === null || this.clock.now() - this.#spokeAt > VOUCHED_FOR_MS;
  }

  get #lastWord(): string {
    if (this.#spokeAt === null) return 'nothing has come since it was opened';
    return `the last word came ${Math.round((this.clock.now() - this.#spokeAt) / 60_000)} min ago`;
  }
}
