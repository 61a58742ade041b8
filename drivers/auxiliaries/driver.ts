import {
  type Auxiliaries,
  type AuxiliariesSnapshot,
  type Clock,
  type Completion,
  completed,
  type DeviceError,
  type DeviceEvent,
  type DeviceStatus,
  failed,
  type KeypadEvent,
  type KeypadKey,
  type Light,
  systemClock,
  type Volume,
} from '../contract/index.ts';
import { type FaultReport, linkFault, portFault, silent } from './faults.ts';
import { changesBetween, type DebouncedInput, debouncedInputs, readInputs } from './inputs.ts';
import type { LinkFault, SignalLink } from './link.ts';
import { lightWrites, volumeWrites } from './outputs.ts';
import type { Profile } from './profile.ts';

type Failure = { readonly ok: false; readonly error: DeviceError };

/** This many questions in a row, or this many heartbeats, may be missed. */
const MISSES = 3;
/** Where a link needs no polls, stuck keys and silence are looked for this often. Milliseconds. */
const LOOK_EVERY_MS = 500;
const RENEW_MS = 1_000;

/**
 * Any board a profile describes, over any link. It polls or listens all the time it is open, debounces, and calls every
 * input unknown as soon as the board cannot be believed. Lights that were told are told again when a board comes back.
 */
export class ProfiledAuxiliaries implements Auxiliaries {
  readonly #link: SignalLink;
  readonly #profile: Profile;
  readonly #clock: Clock;
  readonly #inputs: readonly DebouncedInput[];
  readonly #lights = new Map<string, Light>();
  #volume: Volume | null = null;
  #status: DeviceStatus;
  #snapshot: AuxiliariesSnapshot;
  #key: KeypadKey | null = null;
  readonly #statusListeners = new Set<(status: DeviceStatus) => void>();
  readonly #snapshotListeners = new Set<(snapshot: AuxiliariesSnapshot) => void>();
  readonly #keyListeners = new Set<(event: KeypadEvent) => void>();
  readonly #eventListeners = new Set<(event: DeviceEvent) => void>();
  #opened: AbortController | null = null;
  #busy = false;
  #misses = 0;
  #heardAt = 0;

  constructor(link: SignalLink, profile: Profile, clock: Clock = systemClock) {
    this.#link = link;
    this.#profile = profile;
    this.#clock = clock;
    this.#inputs = debouncedInputs(profile);
    this.#snapshot = this.#take();
    this.#status = {
      deviceClass: 'auxiliaries',
      device: 'unknown',
      media: null,
      paper: null,
      action: 'none',
      faults: [],
      observedAt: clock.now(),
      evidence: 'not opened yet',
      identity: null,
      model: profile.model,
    };
  }

  status = (): DeviceStatus => this.#status;
  snapshot = (): AuxiliariesSnapshot => this.#snapshot;

  onStatus(listener: (status: DeviceStatus) => void): () => void {
    this.#statusListeners.add(listener);
    return () => this.#statusListeners.delete(listener);
  }

  onSnapshot(listener: (snapshot: AuxiliariesSnapshot) => void): () => void {
    this.#snapshotListeners.add(listener);
    return () => this.#snapshotListeners.delete(listener);
  }

  onKey(listener: (event: KeypadEvent) => void): () => void {
    this.#keyListeners.add(listener);
    return () => this.#keyListeners.delete(listener);
  }

  onEvent(listener: (event: DeviceEvent) => void): () => void {
    this.#eventListeners.add(listener);
    return () => this.#eventListeners.delete(listener);
  }

  /** Opens the port and asks once, where the board can be asked. */
  open(): Promise<Completion<void>> {
    return this.#alone<void>(async () => {
      if (this.#opened) return completed(undefined, 'none');
      this.#observe({ device: 'starting', faults: [], action: 'none', evidence: `opening ${this.#link.port}` });
      const opened = new AbortController();
      this.#opened = opened;
      const port = await this.#link.open({
        signals: (values) => this.#told(values),
        hungUp: (reason) => this.#hungUp(reason),
      });
      if (!port.ok) {
        this.#opened = null;
        return this.#report(portFault(port.error));
      }
      this.#misses = 0;
      this.#heardAt = this.#clock.now();
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
      const failure = this.#report(linkFault(fault ?? 'hungUp', this.#link.question));
      await this.#shut();
      return failure;
    });
  }

  async close(): Promise<void> {
    await this.#shut();
    this.#observe({ device: 'offline', faults: [], action: 'none', evidence: 'closed' });
  }

  /** The driver asks by itself all the time; this renews what is known. */
  async refresh(): Promise<DeviceStatus> {
    if (this.#opened && !this.#busy && this.#link.pollMs !== null) await this.#poll();
    else if (this.#status.device !== 'unknown') this.#observe({});
    return this.#status;
  }

  setLight(position: string, light: Light): Promise<Completion<void>> {
    const row = this.#profile.lights[position];
    if (!row) return Promise.resolve(failed('unsupportedData', 'lightUnknown', `there is no light "${position}"`));
    const writes = lightWrites(row, light);
    if (!writes.ok)
      return Promise.resolve(failed('unsupportedData', writes.error, `light "${position}" cannot do that`));
    return this.#alone<void>(async () => {
      const written = await this.#write(writes.value);
      if (!written.ok) return written;
      this.#lights.set(position, { ...light });
      this.#publish();
      return written;
    });
  }

  setVolume(volume: Volume): Promise<Completion<void>> {
    if (!this.#profile.volume) {
      return Promise.resolve(failed('unsupportedCommand', 'volumeUnsupported', 'this board has no volume'));
    }
    const writes = volumeWrites(this.#profile.volume, volume);
    if (!writes.ok)
      return Promise.resolve(failed('unsupportedData', writes.error, 'this board cannot sound like that'));
    return this.#alone<void>(async () => {
      const written = await this.#write(writes.value);
      if (!written.ok) return written;
      this.#volume = { ...volume };
      this.#publish();
      return written;
    });
  }

  async #alone<T>(body: () => Promise<Completion<T>>): Promise<Completion<T>> {
    if (this.#busy) return failed('sequenceError', 'busy', 'another command is running');
    this.#busy = true;
    try {
      return await body();
    } finally {
      this.#busy = false;
    }
  }

  async #write(values: ReadonlyMap<string, number>): Promise<Completion<void>> {
    if (!this.#opened) return failed('deviceNotReady', 'closed', 'the board is closed');
    let fault = await this.#link.write(values);
    // Setting twice is setting once.
    if (fault === 'noAnswer' || fault === 'badFrames') fault = await this.#link.write(values);
    if (fault === null) return completed(undefined);
    const report = linkFault(fault, this.#link.question, 'unknown');
    // An order the board understood and refused says nothing about its inputs.
    return fault === 'refused' ? report.failure : this.#report(report);
  }

  async #run(closed: AbortSignal): Promise<void> {
    const { pollMs, heartbeatMs } = this.#link;
    const everyMs = Math.min(pollMs ?? LOOK_EVERY_MS, heartbeatMs ?? LOOK_EVERY_MS);
    while (!closed.aborted) {
      await this.#clock.delay(everyMs, closed);
      if (closed.aborted) return;
      if (pollMs !== null) await this.#poll();
      const quiet = this.#clock.now() - this.#heardAt;
      if (heartbeatMs !== null && quiet > heartbeatMs * MISSES) this.#lose(silent(quiet));
      this.#lookForStuckKeys();
    }
  }

  async #poll(): Promise<void> {
    const opened = this.#opened;
    const fault = await this.#link.poll();
    if (!opened || this.#opened !== opened || fault === 'hungUp') return;
    if (fault === null) {
      this.#misses = 0;
      this.#good(`${this.#link.question} -> ok`);
      return;
    }
    this.#misses += 1;
    if (this.#misses >= MISSES) this.#lose(linkFault(fault, this.#link.question));
  }

  #told(values: ReadonlyMap<string, number>): void {
    const now = this.#clock.now();
    this.#heardAt = now;
    let changed = false;
    for (const input of this.#inputs) {
      const value = values.get(input.row.signal);
      if (value === undefined) continue;
      if (input.take(value, now)) changed = true;
      else if (input.due !== null) void this.#settleLater(input, input.due - now);
    }
    if (changed) this.#publish();
    if (this.#link.pollMs === null) this.#good('heard');
  }

  async #settleLater(input: DebouncedInput, milliseconds: number): Promise<void> {
    const closed = this.#opened?.signal;
    await this.#clock.delay(milliseconds, closed);
    if (closed?.aborted !== false) return;
    if (input.settle(this.#clock.now())) this.#publish();
  }

  /** The board speaks well. After a fault it may have forgotten its lights. */
  #good(evidence: string): void {
    const cameBack = this.#status.device !== 'online' && this.#status.device !== 'starting';
    const stuck = this.#status.faults.filter((fault) => fault === 'stuck-key');
    // A board that pushes ten reports a second renews its status once a second.
    if (cameBack || this.#status.device === 'starting' || this.#clock.now() - this.#status.observedAt >= RENEW_MS) {
      this.#observe({ device: 'online', faults: stuck, action: stuck.length > 0 ? 'clear' : 'none', evidence });
    }
    if (!cameBack || this.#busy) return;
    for (const [position, light] of this.#lights) {
      const row = this.#profile.lights[position];
      const writes = row && lightWrites(row, light);
      if (writes?.ok) void this.#link.write(writes.value);
    }
  }

  #lose(report: FaultReport): void {
    const known = this.#inputs.map((input) => input.forget()).includes(true);
    this.#report(report);
    if (known) this.#publish();
  }

  #hungUp(reason: string): void {
    this.#opened?.abort();
    this.#opened = null;
    this.#lose({
      failure: failed('deviceNotReady', 'hungUp', reason),
      status: { device: 'offline', faults: ['hung-up'], action: 'maintenance', evidence: reason },
    });
    void this.#link.close();
  }

  async #shut(): Promise<void> {
    this.#opened?.abort();
    this.#opened = null;
    await this.#link.close();
    if (this.#inputs.map((input) => input.forget()).includes(true)) this.#publish();
  }

  #lookForStuckKeys(): void {
    const now = this.#clock.now();
    const stuck = this.#inputs.some(
      ({ row, value, since }) =>
        row.input === 'keypad' && value !== null && row.keys[String(value)] !== undefined && now - since > row.stuckMs,
    );
    if (stuck === this.#status.faults.includes('stuck-key') || this.#status.device !== 'online') return;
    this.#observe({
      faults: stuck ? ['stuck-key'] : [],
      action: stuck ? 'clear' : 'none',
      evidence: stuck ? 'a key is held down' : 'the key is up again',
    });
  }

  #take(): AuxiliariesSnapshot {
    const { key: _key, ...inputs } = readInputs(this.#inputs);
    const names = Object.keys(this.#profile.lights);
    const lights = Object.fromEntries(names.map((name) => [name, this.#lights.get(name) ?? null]));
    return { ...inputs, lights, volume: this.#volume };
  }

  #publish(): void {
    const before = this.#snapshot;
    this.#snapshot = this.#take();
    const at = this.#clock.now();
    for (const listener of [...this.#snapshotListeners]) listener(this.#snapshot);
    for (const detail of changesBetween(before, this.#snapshot)) {
      const event: DeviceEvent = { deviceClass: 'auxiliaries', name: 'Auxiliaries.StatusChangedEvent', at, detail };
      for (const listener of [...this.#eventListeners]) listener(event);
    }
    this.#press(readInputs(this.#inputs).key);
  }

  #press(key: KeypadKey | null): void {
    const before = this.#key;
    if (before === key) return;
    this.#key = key;
    const events: KeypadEvent[] = [];
    if (before !== null) events.push({ key: before, action: 'up' });
    if (key !== null) events.push({ key, action: 'down' });
    for (const event of events) for (const listener of [...this.#keyListeners]) listener(event);
  }

  #report({ failure, status }: FaultReport): Failure {
    if (status) this.#observe(status);
    return failure;
  }

  #observe(change: Partial<DeviceStatus>): void {
    this.#status = { ...this.#status, ...change, observedAt: this.#clock.now() };
    for (const listener of [...this.#statusListeners]) listener(this.#status);
  }
}
