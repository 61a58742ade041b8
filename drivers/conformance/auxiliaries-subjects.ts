import {
  HidLink,
  LineLink,
  ModbusLink,
  type Profile,
  ProfiledAuxiliaries,
  profiles,
  type SignalLink,
  SimulatedBoard,
} from '../auxiliaries/index.ts';
import type { SimulatedClock } from '../transports/index.ts';
import { createMemoryHidPair, createMemoryPair } from '../transports/index.ts';
import type { Direction, Subject } from './check.ts';
import { type Acts, type Bench, bench, garbage, stageOf, subject } from './simulated-bench.ts';
import type { SuiteDevices } from './suites.ts';

export const BOARDS = ['modbus-io', 'line-board', 'hid-panel'] as const;
export type BoardName = (typeof BOARDS)[number];

/** Boards that push tell everything this often. */
const HEARTBEAT_MS = 500;

/** What an input's row calls this word; the number the board tells for it. */
function numberFor(profile: Profile, input: 'door' | 'presence', word: string): readonly [string, number][] {
  return profile.inputs.flatMap((row) => {
    if (row.input !== input) return [];
    const found = Object.entries<string>(row.states).find(([, state]) => state === word);
    return found ? [[row.signal, Number(found[0])] as [string, number]] : [];
  });
}

/** The wire of a board in memory: how the driver reaches it, and how its plug is pulled. */
function wired(all: Bench, board: SimulatedBoard, profile: Profile) {
  const { link: settings } = profile;
  if (settings.kind === 'hid') {
    const { transport, wire } = createMemoryHidPair({ port: 'hid://0483:5750' });
    board.attachHid(wire, settings);
    const link = (): SignalLink => new HidLink(all.holdings.hid(transport), settings);
    return { link, plug: wire, noise: (bytes: Uint8Array) => wire.input(bytes) };
  }
  const { transport, wire } = createMemoryPair('memory://board');
  if (settings.kind === 'modbus') board.attachModbus(wire, settings);
  else board.attachLines(wire, settings);
  const link = (): SignalLink =>
    settings.kind === 'modbus'
      ? new ModbusLink(all.holdings.transport(transport), settings, all.driverClock)
      : new LineLink(all.holdings.transport(transport), settings, all.driverClock);
  return { link, plug: wire, noise: (bytes: Uint8Array) => wire.write(bytes) };
}

/** `ProfiledAuxiliaries` joined in memory with a simulated board of one of our profiles; `close` stops its heart. */
export function simulatedBoard(
  name: BoardName,
  cycles: number,
): Subject<SuiteDevices['auxiliaries']> & { close(): void } {
  const all = bench();
  const profile = profiles[name];
  if (!profile) throw new Error(`no profile ${name}`);
  const board = new SimulatedBoard();
  const { link, plug, noise } = wired(all, board, profile);
  const rest = () => {
    for (const { signal } of profile.inputs) board.inputs.set(signal, 0);
    for (const word of ['closed', 'locked']) {
      for (const [signal, value] of numberFor(profile, 'door', word)) board.inputs.set(signal, value);
    }
  };
  rest();
  const told = (input: 'door' | 'presence', word: string) => () => {
    for (const [signal, value] of numberFor(profile, input, word)) board.set(signal, value);
  };
  const keypad = profile.inputs.find((row) => row.input === 'keypad');
  const [enter] = Object.entries(keypad?.keys ?? {}).find(([, key]) => key === 'enter') ?? [];
  const lacks: Direction[] = enter === undefined ? ['press-enter'] : [];
  let seed = 0;
  const acts: Acts = {
    unplug: async () => {
      plug.hangUp();
      await all.clock.delay(1);
    },
    'plug-in': () => plug.plugIn(),
    'open-door': told('door', 'open'),
    'close-door': told('door', 'closed'),
    'step-up': told('presence', 'present'),
    'step-away': told('presence', 'notPresent'),
    ...(keypad && enter !== undefined
      ? {
          'press-enter': async () => {
            board.set(keypad.signal, Number(enter));
            await all.clock.delay(100);
            board.set(keypad.signal, 0);
          },
        }
      : {}),
    'send-garbage': () => noise(garbage(seed++)),
    'silent-death': () => {
      all.holdings.dead = true;
      board.fault = 'silent';
    },
  };
  const reset = () => {
    all.holdings.dead = false;
    board.fault = null;
    rest();
    plug.plugIn();
  };
  const countLights = async () => {
    const lit = Object.values(profile.lights).filter(({ colors }) =>
      colors.some(({ signal }) => (board.outputs.get(signal) ?? 0) > 0),
    );
    return lit.length;
  };
  const stage = { ...stageOf(acts, reset, async () => null), countLights };
  const made = subject('auxiliaries', all, cycles, stage, () => {
    return new ProfiledAuxiliaries(link(), profile, all.driverClock);
  });
  const stopped = new AbortController();
  if (profile.link.kind === 'hid') void beat(all.clock, board, stopped.signal);
  return { ...made, lacks, close: () => stopped.abort() };
}

async function beat(clock: Pick<SimulatedClock, 'delay'>, board: SimulatedBoard, stopped: AbortSignal): Promise<void> {
  while (!stopped.aborted) {
    board.tell();
    await clock.delay(HEARTBEAT_MS, stopped);
  }
}
