import path from 'node:path';
import {
  HidLink,
  type Profile,
  ProfiledAuxiliaries,
  profiles,
  SimulatedBoard,
} from '../../../../drivers/auxiliaries/index.ts';
import {
  createMemoryHidPair,
  type MemoryHidWire,
  openPty,
  type SimulatorWire,
} from '../../../../drivers/transports/index.ts';
import type { Binding } from '../../../../src-main/device-host/attached-devices.ts';

/** Boards that cannot be asked tell everything this often. */
const HEARTBEAT_MS = 400;
const AT_REST: ReadonlySet<string> = new Set(['notPresent', 'closed', 'locked', 'off', 'good', 'run', 'unplugged']);

type Input = Profile['inputs'][number]['input'];
/** The number by which a board tells that word; null where it cannot tell it. */
function numberFor(row: Profile['inputs'][number], says: (word: string) => boolean): number | null {
  if (!('states' in row)) return null;
  const found = Object.entries<string>(row.states).find(([, word]) => says(word));
  return found === undefined ? null : Number(found[0]);
}

/** The cabinet's board by its own profile, on the wire that profile is for. */
export class BoardStand {
  readonly board = new SimulatedBoard();
  readonly profile: Profile;
  /** Of boards on a serial port. */
  readonly port: string;
  /** Of boards that no path leads to. */
  readonly fitted: Binding['auxiliaries'];
  readonly hid: MemoryHidWire | null = null;
  #wire: SimulatorWire | null = null;
  #heart: NodeJS.Timeout | null = null;

  constructor(name: string, folder: string) {
    const profile = profiles[name];
    if (profile === undefined) throw new Error(`no profile ${name}`);
    this.profile = profile;
    this.port = path.join(folder, 'board');
    for (const row of profile.inputs)
      this.board.inputs.set(
        row.signal,
        row.input === 'upsPercent' ? 100 : (numberFor(row, (word) => AT_REST.has(word)) ?? 0),
      );
    const { link } = profile;
    if (link.kind !== 'hid') return;
    const physical = 'hid://0483:5750';
    const { transport, wire } = createMemoryHidPair({ port: physical });
    this.hid = wire;
    this.board.attachHid(wire, link);
    const create = () => new ProfiledAuxiliaries(new HidLink(transport, link), profile);
    this.fitted = { physical, identity: null, create };
  }

  /** What stands at that input now, by the words of the profile. */
  set(input: Input, word: string): void {
    for (const row of this.profile.inputs) {
      const value = row.input === input ? numberFor(row, (one) => one === word) : null;
      if (value !== null) this.board.set(row.signal, value);
    }
  }

  plug(): void {
    const { link } = this.profile;
    if (this.hid !== null) {
      this.hid.plugIn();
      this.#heart ??= setInterval(() => this.board.tell(), HEARTBEAT_MS);
      return;
    }
    const pty = openPty({ link: this.port });
    if (!pty.ok) throw new Error(pty.error.message);
    if (link.kind === 'lines') this.board.attachLines(pty.value, link);
    if (link.kind === 'modbus') this.board.attachModbus(pty.value, link);
    this.#wire = pty.value;
  }

  unplug(): void {
    this.#wire?.hangUp();
    this.#wire = null;
    this.hid?.hangUp();
    clearInterval(this.#heart ?? undefined);
    this.#heart = null;
  }
}
