import { z } from 'zod';
import { type Profile, profiles, SimulatedBoard } from '../../drivers/auxiliaries/index.ts';
import { type KeypadKey, keypadKeySchema } from '../../drivers/contract/index.ts';
import type { SimulatorWire } from '../../drivers/transports/index.ts';

export const BOARD_PROFILE = 'line-board';
/** How long a finger stays on a key. Milliseconds. */
const KEY_DOWN_MS = 60;

export const boardStateSchema = z.object({
  keys: z.array(keypadKeySchema).describe('What the keypad has'),
  inputs: z
    .array(z.object({ input: z.string(), state: z.string(), states: z.array(z.string()) }))
    .describe('Doors, switches, sensors and plugs: how each stands, and how it can'),
  lights: z.array(z.object({ light: z.string(), shows: z.string() })).describe('What each light was told'),
  sound: z.object({ route: z.string(), percent: z.number() }).nullable(),
});
export type BoardState = z.infer<typeof boardStateSchema>;

type Row = Profile['inputs'][number];
type Switch = Extract<Row, { states: unknown }>;

const nameOf = (row: Switch): string => (row.input === 'door' ? `${row.name} door` : row.input);
const codeOf = (states: Readonly<Record<string, string>>, word: string): number | null => {
  const code = Object.entries(states).find(([, one]) => one === word)?.[0];
  return code === undefined ? null : Number(code);
};

/** The cabinet's board as hands see it: keys to press, doors to open, a headset to plug. All by the board's own profile. */
export class BoardPanel {
  readonly board = new SimulatedBoard();
  readonly #profile: Profile;
  #releasing: NodeJS.Timeout | undefined;

  constructor() {
    const profile = profiles[BOARD_PROFILE];
    if (profile === undefined) throw new Error(`there is no profile ${BOARD_PROFILE}`);
    this.#profile = profile;
    for (const { signal } of profile.inputs) this.board.inputs.set(signal, 0);
    for (const row of profile.inputs) if (row.input === 'upsPercent') this.board.inputs.set(row.signal, 100);
  }

  attach(wire: SimulatorWire): void {
    const { link } = this.#profile;
    if (link.kind !== 'lines') throw new Error('the board of the dock speaks lines');
    this.board.attachLines(wire, link);
  }

  /** False for a key the board does not have. */
  press(key: KeypadKey): boolean {
    const pad = this.#profile.inputs.find((row) => row.input === 'keypad');
    const code = pad === undefined ? null : codeOf(pad.keys, key);
    if (pad === undefined || code === null) return false;
    clearTimeout(this.#releasing);
    this.board.set(pad.signal, 0);
    this.board.set(pad.signal, code);
    this.#releasing = setTimeout(() => this.board.set(pad.signal, 0), KEY_DOWN_MS);
    return true;
  }

  /** False where there is no such input, or it has no such state. */
  turn(input: string, state: string): boolean {
    const row = this.#switches().find((one) => nameOf(one) === input);
    const code = row === undefined ? null : codeOf(row.states, state);
    if (row === undefined || code === null) return false;
    this.board.set(row.signal, code);
    return true;
  }

  state(): BoardState {
    const { board } = this;
    const { lights, volume, inputs } = this.#profile;
    const pad = inputs.find((row) => row.input === 'keypad');
    return {
      keys: Object.values(pad?.keys ?? {}),
      inputs: this.#switches().map((row) => ({
        input: nameOf(row),
        state: row.states[String(board.inputs.get(row.signal) ?? 0)] ?? 'unknown',
        states: Object.values(row.states),
      })),
      lights: Object.entries(lights).map(([light, { colors, rates }]) => {
        const shown = colors.find(({ signal }) => (board.outputs.get(signal) ?? 0) !== (rates.off ?? 0));
        const told = shown === undefined ? undefined : board.outputs.get(shown.signal);
        const rate = Object.entries(rates).find(([, value]) => value === told)?.[0];
        return { light, shows: shown === undefined || rate === undefined ? 'off' : `${rate} ${shown.color}` };
      }),
      sound:
        volume === null || !board.outputs.has(volume.signal)
          ? null
          : {
              route:
                Object.entries(volume.routes).find(
                  ([, value]) => value === board.outputs.get(volume.routeSignal ?? ''),
                )?.[0] ?? 'speaker',
              percent: Math.round(((board.outputs.get(volume.signal) ?? 0) / volume.full) * 100),
            },
    };
  }

  close(): void {
    clearTimeout(this.#releasing);
  }

  #switches(): Switch[] {
    return this.#profile.inputs.filter((row) => 'states' in row);
  }
}
